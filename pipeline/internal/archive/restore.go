package archive

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Restored is what Restore did.
type Restored struct {
	Documents int `json:"documents"`
	// Messages, Letters and Blobs were written, There stood there before.
	Messages int `json:"messages"`
	Letters  int `json:"letters"`
	Blobs    int `json:"blobs"`
	There    int `json:"there"`
	// Differs are subjects that have another payload now; it stays.
	Differs []string `json:"differs"`
	// Erased are documents that had been erased and are back.
	Erased []string `json:"erased,omitempty"`
	// Index is what the archive holds.
	Index Index `json:"-"`
}

// Restore verifies an archive and writes what it holds into the streams, each message under its
// subject as its key, so that it may be repeated and run beside a running system. Of a subject
// that was written more than once it is the newest. What stands there stays.
func Restore(ctx context.Context, c *broker.Conn, path string, told func(done, of int)) (Restored, error) {
	out := Restored{Differs: []string{}}
	flow := c.Topology().Flow
	x, err := Verify(path, flow)
	if err != nil {
		return out, err
	}
	out.Index = x
	f, err := os.Open(path)
	if err != nil {
		return out, fmt.Errorf("restore: %w", err)
	}
	defer f.Close()
	known := x.byID()
	_, err = read(f, flow, func(e Entry, d document) error {
		if known[e.ID] != e {
			return damaged("document %s has changed since the file was verified", e.ID)
		}
		if err := restoreDocument(ctx, c, x.Digest, d, &out); err != nil {
			return fmt.Errorf("document %s: %w", d.id, err)
		}
		out.Documents++
		told(out.Documents, len(x.Documents))
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("restore: %w", err)
	}
	return out, nil
}

// restoreDocument writes the bytes before anything that refers to them, and the document's end
// before what a stage would work on: whoever is given that finds its effects there.
func restoreDocument(ctx context.Context, c *broker.Conn, archive string, d document, out *Restored) error {
	for _, b := range d.blobs {
		ref, err := c.Blobs.Put(ctx, b.Data)
		if err != nil {
			return err
		}
		if ref != b.Subject {
			return damaged("the bytes of %.80q have another digest", b.Subject)
		}
		out.Blobs++
	}
	flow, t := c.Topology().Flow, c.Topology()
	last := flow.Stages[len(flow.Stages)-1]
	rank := func(l line) int {
		hop, _ := flow.ParseHop(l.Subject) // read has looked
		switch {
		case slices.ContainsFunc(last.Writes, func(k wire.FlowKind) bool { return k.Kind == hop.Kind }):
			return 0
		case hop.Kind == wire.KindAccepted:
			return 1
		}
		return 2
	}
	subject, err := flow.Subject(wire.Hop{Partition: t.Partition, Kind: wire.KindArchived, Doc: d.id})
	if err != nil {
		return damaged("document %s: %w", d.id, err)
	}
	record, err := c.LastIfAny(ctx, t.LogStream(), subject)
	if err != nil {
		return err
	}
	if record != nil && record.Header.Get(wire.HeaderErased) != "" {
		out.Erased = append(out.Erased, d.id)
	}
	messages := newest(d.messages)
	slices.SortStableFunc(messages, func(a, b line) int { return rank(a) - rank(b) })
	for _, l := range slices.Concat(newest(d.dead), messages) {
		stream, letter := t.LogStream(), l.In == inDead
		if letter {
			stream = flow.DeadStream()
		}
		how, err := restoreMessage(ctx, c, stream, messageOf(l, archive), record)
		switch {
		case err != nil:
			return err
		case how == broker.CommittedOther:
			out.Differs = append(out.Differs, l.Subject)
		case how == broker.CommittedBefore:
			out.There++
		case letter:
			out.Letters++
		default:
			out.Messages++
		}
	}
	return nil
}

// restoreMessage writes a message once. What a removal that was interrupted has left stands
// before the record of it, counts no more, and is written again.
func restoreMessage(ctx context.Context, c *broker.Conn, stream string, m *nats.Msg, record *jetstream.RawStreamMsg) (broker.Committed, error) {
	how, err := broker.Commit(ctx, c, stream, m, nil)
	if err != nil || how == broker.CommittedByUs || record == nil || stream != c.Topology().LogStream() {
		return how, err
	}
	there, err := c.Last(ctx, stream, m.Subject)
	if err != nil || there.Sequence > record.Sequence {
		return how, err
	}
	_, _, err = broker.Publish(ctx, c.JS, m, nil, broker.Expectation{Last: there.Sequence}.Option())
	return broker.CommittedByUs, err
}

// newest is the newest line of each subject, in the order of their sequences.
func newest(lines []line) []line {
	last := map[string]uint64{}
	for _, l := range lines {
		last[l.Subject] = max(last[l.Subject], l.Sequence)
	}
	out := slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return last[l.Subject] != l.Sequence })
	slices.SortFunc(out, func(a, b line) int { return cmp.Compare(a.Sequence, b.Sequence) })
	return out
}

// messageOf is a line as a message again. What its first publisher told the server is left out:
// expectations and times to live were of that moment.
func messageOf(l line, archive string) *nats.Msg {
	m := nats.NewMsg(l.Subject)
	m.Data = l.Data
	for k, v := range l.Header {
		if !strings.HasPrefix(k, "Nats-") {
			m.Header[k] = v
		}
	}
	m.Header.Set(wire.HeaderArchive, archive)
	return m
}
