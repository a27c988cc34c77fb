package flow

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish"
)

// StoreRebuilt says what RebuildStore found and did.
type StoreRebuilt struct {
	// There are the results of the log that the store had, Added those it was given. Each has a
	// receipt; what has none is on its way to the store or has a dead letter.
	There int `json:"there"`
	Added int `json:"added"`
	// Differs are those of There that the store has with other bytes; they stay as they are.
	Differs int `json:"differs"`
	// Unreadable are the results of the log that cannot be read: the subjects of their receipts.
	Unreadable []string `json:"unreadable"`
}

// RebuildStore puts every result of the log into a store that may have lost some. What is there
// stays, so that it may be repeated, and run while workers write. What of the log cannot be read
// is named and harms no other. each is told of every result.
func RebuildStore(ctx context.Context, c *pipeline.Conn, to publish.Sink, each func()) (StoreRebuilt, error) {
	out := StoreRebuilt{Unreadable: []string{}}
	err := client.ScanLog(ctx, c, pipeline.Hop{Kind: pipeline.KindReceipt}, func(m client.Message) error {
		defer each()
		payload, err := readWithin(ctx, m)
		var r publish.Record
		if err == nil {
			r, err = publish.ReadRecord(publish.Key{Doc: m.Hop.Doc, Parser: m.Hop.Parser, Rules: m.Hop.RuleSet, Basis: m.Hop.Basis}, payload)
		}
		var stored publish.Stored
		if err == nil {
			stored, err = to.Put(ctx, r)
		}
		_, poison := fault.ClassOf(err)
		switch {
		case poison || unreadable(ctx, err):
			out.Unreadable = append(out.Unreadable, m.Subject)
		case err != nil:
			return err
		case stored.Differs:
			out.There, out.Differs = out.There+1, out.Differs+1
		case stored.Duplicate:
			out.There++
		default:
			out.Added++
		}
		return nil
	})
	return out, err
}

// readTime bounds the reading of one result. A piece of a blob that the server cannot read never
// comes.
const readTime = 30 * time.Second

func readWithin(ctx context.Context, m client.Message) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	return m.Results(ctx)
}

// unreadable reports whether a result is in the log and its bytes are not to be had.
func unreadable(ctx context.Context, err error) bool {
	gone := errors.Is(err, client.ErrNoResults) || errors.Is(err, jetstream.ErrObjectNotFound)
	return ctx.Err() == nil && (gone || errors.Is(err, context.DeadlineExceeded))
}

// CountResults is how many results the log holds.
func CountResults(ctx context.Context, c *pipeline.Conn) (int, error) {
	return client.Count(ctx, c, pipeline.Hop{Kind: pipeline.KindReceipt})
}
