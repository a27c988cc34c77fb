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
}

// ErrReplicated says that damage on one of several replicas is not repaired here.
var ErrReplicated = errors.New("the streams have several replicas, of which another may be whole: remove the damaged one from the cluster and let it be copied anew")

// Repair audits and mends what can be mended: it removes blobs with wrong bytes and sets
// documents that are nowhere going again. Effects have keys, so nothing is done twice. It
// is for streams with one replica; with more it is ErrReplicated.
func Repair(ctx context.Context, c *broker.Conn) (Report, Repaired, error) {
	out := Repaired{Redone: []string{}, Hopeless: map[string]string{}, Removed: []string{}}
	r, in, err := inspect(ctx, c, Options{})
	if err != nil {
		return r, out, err
	}
	if len(r.Blobs.Damaged)+len(r.UnaccountedIDs) == 0 {
		return r, out, nil
	}
	s, err := c.Stream(ctx, c.Topology().LogStream())
	if err != nil {
		return r, out, err
	}
	if s.CachedInfo().Config.Replicas > 1 {
		return r, out, ErrReplicated
	}
	for _, ref := range r.Blobs.Damaged {
		gone, err := removeBlob(ctx, c, in.blobs[ref])
		if err != nil {
			return r, out, fmt.Errorf("repair: %w", err)
		}
		if gone {
			out.Removed = append(out.Removed, ref)
		}
	}
	for _, doc := range r.UnaccountedIDs {
		switch err := redo(ctx, c, doc); {
		case err == nil:
			out.Redone = append(out.Redone, doc)
		case ctx.Err() != nil:
			return r, out, fmt.Errorf("repair: %w", err)
		default:
			out.Hopeless[doc] = err.Error()
		}
	}
	return r, out, nil
}

// redo sets a document going again.
func redo(ctx context.Context, c *broker.Conn, doc string) error {
	t := c.Topology()
	for _, kind := range slices.Backward(t.Flow.Passing()) {
		m, err := c.LastIfAny(ctx, t.LogStream(), t.Flow.Pattern(wire.Hop{Partition: t.Partition, Kind: kind, Doc: doc}))
		if err != nil || m == nil {
			continue
		}
		env, err := wire.DecodeEnvelope(m.Data)
		if err == nil && env.Ref != "" {
			err = readable(ctx, c, env.Ref, uint64(env.Size))
		}
		if err != nil {
			continue // not whole: the one before it
		}
		return dead.Repeat(ctx, c, t.LogStream(), m, "")
	}
	return redoFromRaw(ctx, c, doc)
}

// redoFromRaw submits the raw bytes anew, with what their producer said of them.
func redoFromRaw(ctx context.Context, c *broker.Conn, doc string) error {
	rec, err := client.AcceptedRecord(ctx, c, doc)
	if err != nil {
		return err
	}
	actx, cancel := context.WithTimeout(ctx, 5*time.Second+broker.AttemptTimeout(int(rec.Size)))
	defer cancel()
	raw, err := c.Blobs.Get(actx, wire.RefOf(rec.Digest))
	if err != nil {
		return fmt.Errorf("its raw bytes cannot be read: %w", err)
	}
	subject, err := c.Topology().Flow.SubmitSubject(rec.Producer)
	if err != nil {
		return err
	}
	m := nats.NewMsg(subject)
	m.Data = raw
	for _, k := range slices.Sorted(maps.Keys(rec.Header)) {
		m.Header.Set(k, rec.Header[k])
	}
	return dead.Resubmit(ctx, c, m, doc, "")
}
