package judge

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/klauspost/compress/s2"
	"github.com/nats-io/nats.go/jetstream"
)

// ReadStreams reads GOUJI_P0 and GOUJI_DEAD from their first message to their last with an
// ordered consumer of our own. Nothing of package pipeline is used for it. gaps is how many
// messages the server counts and does not deliver.
func ReadStreams(ctx context.Context, js jetstream.JetStream) (out []Entry, gaps int, err error) {
	for _, name := range []string{"GOUJI_P0", "GOUJI_DEAD"} {
		var missing int
		if out, missing, err = readStream(ctx, js, name, out); err != nil {
			return nil, 0, fmt.Errorf("reading %s to its end: %w", name, err)
		}
		gaps += missing
	}
	return out, gaps, nil
}

// readWait bounds the wait for one message of a stream that has more.
const readWait = 5 * time.Second

func readStream(ctx context.Context, js jetstream.JetStream, name string, out []Entry) (_ []Entry, gaps int, err error) {
	s, err := js.Stream(ctx, name)
	if err != nil {
		return nil, 0, err
	}
	objects, err := js.ObjectStore(ctx, "gouji-blobs")
	if err != nil {
		return nil, 0, err
	}
	last, left := s.CachedInfo().State.LastSeq, int(s.CachedInfo().State.Msgs)
	if left == 0 {
		return out, 0, nil
	}
	// A consumer that says nothing may be at fault itself, after servers were apart: what is
	// not read is counted when a new one stops at the same place.
	for seq, stopped := uint64(0), false; seq < last; {
		from := seq
		err := ReadOn(ctx, s, from+1, func(m jetstream.Msg, meta *jetstream.MsgMetadata) bool {
			left--
			if seq = meta.Sequence.Stream; seq <= last { // what came later is of a later look
				e := entryOf(ctx, objects, name, seq, m.Subject(), m.Data())
				e.Time = meta.Timestamp
				out = append(out, e)
			}
			return seq < last
		})
		if err != nil {
			return nil, 0, err
		}
		if seq == from && stopped {
			break
		}
		stopped = true
	}
	return out, left, nil
}

// ReadOn reads from a sequence on, until take returns false or nothing comes any more.
func ReadOn(ctx context.Context, s jetstream.Stream, from uint64, take func(jetstream.Msg, *jetstream.MsgMetadata) bool) error {
	cons, err := s.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: from})
	if err != nil {
		return err
	}
	it, err := cons.Messages(jetstream.PullMaxMessages(200))
	if err != nil {
		return err
	}
	defer it.Stop()
	for {
		nctx, cancel := context.WithTimeout(ctx, readWait)
		m, err := it.Next(jetstream.NextContext(nctx))
		cancel()
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			return nil
		}
		if err != nil {
			return err
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		if !take(m, meta) {
			return nil
		}
	}
}

// entryOf reads what the judge needs. Envelopes are opened for results and receipts only.
func entryOf(ctx context.Context, objects jetstream.ObjectStore, stream string, seq uint64, subject string, data []byte) Entry {
	e := Entry{Stream: stream, Seq: seq, Subject: subject}
	if !strings.Contains(subject, ".published.") {
		return e
	}
	// gouji.envelope/v2 has its payload behind the first line, as a block; v1 has it inside, and so
	// has v3, where the block behind the line is something else.
	var env struct {
		Schema  string
		Digest  string
		Payload json.RawMessage
		Ref     string
		Beside  struct{ Digest, Packing string }
	}
	head, block, _ := bytes.Cut(data, []byte("\n"))
	if json.Unmarshal(head, &env) != nil {
		return e
	}
	payload := []byte(env.Payload)
	if env.Schema == "gouji.envelope/v2" && env.Ref == "" {
		var err error
		if payload, err = s2.Decode(nil, block); err != nil {
			return e
		}
	}
	if env.Ref != "" {
		var err error
		if payload, err = objects.GetBytes(ctx, env.Ref); err != nil {
			return e
		}
	}
	sum := sha256.Sum256(payload)
	e.Digest, e.Sound = env.Digest, hex.EncodeToString(sum[:]) == env.Digest
	if strings.Contains(subject, ".published.receipt.") {
		var r struct{ SHA256 string }
		e.Sound = e.Sound && json.NewDecoder(bytes.NewReader(payload)).Decode(&r) == nil
		e.Receipt = r.SHA256
		if env.Schema == "gouji.envelope/v3" {
			var sound bool
			e.Beside, sound = besideOf(block, env.Beside.Packing)
			e.Sound = e.Sound && sound && e.Beside == env.Beside.Digest
		}
	}
	return e
}

// besideOf is the digest of what travels beside a payload.
func besideOf(block []byte, packing string) (digest string, sound bool) {
	if packing == "s2" {
		var err error
		if block, err = s2.Decode(nil, block); err != nil {
			return "", false
		}
	}
	sum := sha256.Sum256(block)
	return hex.EncodeToString(sum[:]), true
}
