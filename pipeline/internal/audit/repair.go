package audit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/history"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Repaired is what Repair did.
type Repaired struct {
	// Redone are documents that were nowhere and are on their way again, from the newest of
	// their messages that is whole, or from their raw bytes.
	Redone []string `json:"redone"`
	// Hopeless are documents of which nothing whole is left, by reason; whoever has the bytes
	// submits them again.
	Hopeless map[string]string `json:"hopeless"`
	// Removed are blobs with other bytes than their name says. They are of no use, and stand
	// in the way of a new copy.
	Removed []string `json:"removed"`
	// Rewritten are blobs over which somebody had written a wrong record.
	Rewritten []string `json:"rewritten,omitempty"`
}

// ErrReplicated says that damage on one of several replicas is not repaired here.
var ErrReplicated = errors.New("the streams have several replicas, of which another may be whole: remove the damaged one from the cluster and let it be copied anew")

// Repair audits and mends what can be mended: it removes blobs with wrong bytes and sets
// documents that are nowhere going again. Effects have keys, so nothing is done twice. It
// is for streams with one replica; with more it is ErrReplicated.
func Repair(ctx context.Context, c *broker.Conn) (Report, Repaired, error) {
	out := Repaired{Redone: []string{}, Hopeless: map[string]string{}, Removed: []string{}}
	r, in, err := inspect(ctx, c, Options{})
	if err == nil {
		err = r.settleAccepted(ctx, c)
	}
	if err != nil {
		return r, out, err
	}
	if len(r.Blobs.Damaged)+len(r.Blobs.Missing)+len(r.UnaccountedIDs) == 0 {
		return r, out, nil
	}
	s, err := c.Stream(ctx, c.Topology().LogStream())
	if err != nil {
		return r, out, err
	}
	if s.CachedInfo().Config.Replicas > 1 {
		return r, out, ErrReplicated
	}
	for _, ref := range slices.Concat(r.Blobs.Damaged, r.Blobs.Missing) {
		if data, err := c.Blobs.Get(ctx, ref); err == nil { // only the newest record is wrong
			if _, err := c.Blobs.Put(ctx, data); err != nil {
				return r, out, fmt.Errorf("repair: %w", err)
			}
			out.Rewritten = append(out.Rewritten, ref)
			continue
		}
		if slices.Contains(r.Blobs.Missing, ref) {
			continue
		}
		gone, err := removeBlob(ctx, c, in.blobs[ref])
		if err != nil {
			return r, out, fmt.Errorf("repair: %w", err)
		}
		if gone {
			out.Removed = append(out.Removed, ref)
		}
	}
	for _, doc := range r.UnaccountedIDs {
		switch again, err := redo(ctx, c, doc); {
		case err == nil && again:
			out.Redone = append(out.Redone, doc)
		case err == nil: // it came to its end since the audit
		case ctx.Err() != nil:
			return r, out, fmt.Errorf("repair: %w", err)
		default:
			out.Hopeless[doc] = err.Error()
		}
	}
	return r, out, nil
}

// redo sets a document going again, unless it has come to its end since the audit looked.
func redo(ctx context.Context, c *broker.Conn, doc string) (again bool, err error) {
	t := c.Topology()
	broken := false
	passing := t.Flow.Passing()
	for i, kind := range slices.Backward(passing) {
		m, err := c.LastIfAny(ctx, t.LogStream(), t.Flow.Pattern(wire.Hop{Partition: t.Partition, Kind: kind, Doc: doc}))
		if err != nil {
			broken = true // it is there and cannot be read
			continue
		}
		if m == nil {
			continue
		}
		env, err := wire.DecodeEnvelope(m.Data)
		if err == nil && env.Ref != "" {
			err = readable(ctx, c, env.Ref, uint64(env.Size))
		}
		if err != nil {
			broken = true // not whole: the one before it
			continue
		}
		reader := t.Flow.Stages[i+1].Name
		if again, err = open(ctx, c, history.Of(t, reader, t.LogStream(), m.Subject, m.Sequence), broken); err != nil || !again {
			return false, err
		}
		return true, dead.Repeat(ctx, c, t.LogStream(), m, "")
	}
	return redoFromRaw(ctx, c, doc, broken)
}

// open asks whether a message of a document that was nowhere is still to be done. broken says
// that what came of it is in the log and cannot be read.
func open(ctx context.Context, c *broker.Conn, m history.Message, broken bool) (bool, error) {
	h, err := history.Read(ctx, c, m)
	if err != nil {
		return false, err
	}
	return history.Next(h, history.Attempt{Event: history.Repair, Broken: broken}, nil).Action == history.PutBack, nil
}

// redoFromRaw submits the raw bytes anew, with what their producer said of them.
func redoFromRaw(ctx context.Context, c *broker.Conn, doc string, broken bool) (again bool, err error) {
	rec, cause, err := client.AcceptedFrom(ctx, c, doc)
	if err != nil {
		return false, err
	}
	t := c.Topology()
	at := history.Of(t, t.Flow.First(), cause.Stream, cause.Subject, cause.Sequence)
	at.Doc = doc
	if again, err = open(ctx, c, at, broken); err != nil || !again {
		return false, err
	}
	actx, cancel := context.WithTimeout(ctx, 5*time.Second+broker.AttemptTimeout(int(rec.Size)))
	defer cancel()
	raw, err := client.RawDocument(actx, c, doc)
	if err != nil {
		return false, fmt.Errorf("its raw bytes cannot be read: %w", err)
	}
	subject, err := t.Flow.SubmitSubject(rec.Producer)
	if err != nil {
		return false, err
	}
	m := nats.NewMsg(subject)
	m.Data = raw
	for _, k := range slices.Sorted(maps.Keys(rec.Header)) {
		m.Header.Set(k, rec.Header[k])
	}
	return true, dead.Resubmit(ctx, c, m, doc, "")
}
