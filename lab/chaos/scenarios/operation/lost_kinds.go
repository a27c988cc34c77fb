package operation

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/lab/chaos/wait"
)

// loss is one way to destroy something, and its remedy.
type loss struct {
	name string
	// what is the name that must be told, kind the label of the gauge; "" is none.
	what, kind string
	short      bool // part of the short form
	destroy    func(context.Context, *loser) error
	mend       func(context.Context, *loser) error
}

// losses are all that the scenario does, in this order: what is destroyed later needs what was
// mended before.
func losses() []loss {
	// The store first: it can be filled from a whole log only.
	out := []loss{
		loss{"store deleted", "结果库", "store_moved", true, removeStore, both(restart, told("rows_missing"), rebuild)},
		loss{"store replaced by an older copy", "gouji store rebuild", "rows_missing", true, olderStore, rebuild},
	}
	for _, stream := range []string{"GOUJI_DEAD", "GOUJI_P0", "OBJ_gouji-blobs"} {
		gone, anew := "messages_removed", "stream_recreated"
		if stream == "OBJ_gouji-blobs" {
			gone = "blobs_missing"
		}
		cut := both(purgeIsRefused(stream), truncate(stream))
		if stream == "OBJ_gouji-blobs" { // which is purged to collect orphans
			cut = truncate(stream)
			out = append(out, loss{stream + " purged", stream, gone, true, purge(stream), acceptLoss})
		}
		out = append(out,
			loss{stream + " truncated", stream, gone, stream != "OBJ_gouji-blobs", cut, acceptLoss},
			loss{stream + " deleted and made anew", stream, anew, stream == "GOUJI_DEAD", both(remove(stream), apply), acceptLoss},
			// The stages make a stream that they read anew by themselves.
			loss{stream + " deleted", stream, "", stream == "GOUJI_P0", remove(stream), both(apply, told("stream_recreated"), acceptLoss)})
	}
	ledger := both(apply, func(ctx context.Context, s *loser) error { return s.command(ctx, "ledger", "rebuild") }, acceptIfRed)
	return append(out,
		loss{"GOUJI_SUBMIT truncated", "GOUJI_SUBMIT", "messages_removed", true, truncateWaiting, acceptLoss},
		loss{"GOUJI_SUBMIT deleted and made anew", "GOUJI_SUBMIT", "stream_recreated", false, both(remove("GOUJI_SUBMIT"), apply), acceptLoss},
		loss{"KV_gouji-ledger purged", "KV_gouji-ledger", "keys_missing", true, purge("KV_gouji-ledger"), ledger},
		loss{"KV_gouji-ledger deleted", "KV_gouji-ledger", "stream_missing", false, remove("KV_gouji-ledger"), ledger},
		loss{"KV_gouji-rules deleted", "KV_gouji-rules", "stream_missing", false, remove("KV_gouji-rules"), apply},
		loss{"KV_gouji-witness purged", "KV_gouji-witness", "messages_removed", false, purge("KV_gouji-witness"), acceptLoss},
		loss{"KV_gouji-witness deleted", "KV_gouji-witness", "stream_missing", true, remove("KV_gouji-witness"), both(apply, told("stream_recreated"), acceptLoss)},
	)
}

type step = func(context.Context, *loser) error

func both(steps ...step) step {
	return func(ctx context.Context, s *loser) error {
		for _, f := range steps {
			if err := f(ctx, s); err != nil {
				return err
			}
		}
		return nil
	}
}

func purge(stream string) step {
	return func(ctx context.Context, s *loser) error {
		h, err := s.Broker.JS.Stream(ctx, stream)
		if err != nil {
			return err
		}
		return h.Purge(ctx)
	}
}

// purgeIsRefused: the server lets nobody purge a stream that has deny_purge.
func purgeIsRefused(stream string) step {
	return func(ctx context.Context, s *loser) error {
		switch err := purge(stream)(ctx, s); {
		case err == nil:
			return fmt.Errorf("%s could be purged", stream)
		case strings.Contains(err.Error(), "purge not permitted"):
			return nil
		default:
			return err
		}
	}
}

// truncate has a limit take all but the newest message, and takes the limit back.
func truncate(stream string) step {
	return func(ctx context.Context, s *loser) error {
		h, err := s.Broker.JS.Stream(ctx, stream)
		if err != nil {
			return err
		}
		cfg := h.CachedInfo().Config
		limited := cfg
		limited.MaxMsgs, limited.Discard = 1, jetstream.DiscardOld
		if _, err := s.Broker.JS.UpdateStream(ctx, limited); err != nil {
			return err
		}
		_, err = s.Broker.JS.UpdateStream(ctx, cfg)
		return err
	}
}

func remove(stream string) step {
	return func(ctx context.Context, s *loser) error { return s.Broker.JS.DeleteStream(ctx, stream) }
}

// truncateWaiting has a limit take submissions that nobody has been given yet, and of which nothing else
// knows: they came past the doors.
func truncateWaiting(ctx context.Context, s *loser) error {
	h, err := s.Broker.JS.Stream(ctx, "GOUJI_SUBMIT")
	if err != nil {
		return err
	}
	if _, err := h.PauseConsumer(ctx, "ingest", time.Now().Add(time.Hour)); err != nil {
		return err
	}
	for _, text := range []string{"one that waits", "two that wait", "three that wait"} {
		if _, err := s.Broker.JS.Publish(ctx, "gouji.submit.chaos", []byte(text)); err != nil {
			return err
		}
	}
	// A pull that was open takes one all the same; the others wait.
	if err := both(purgeIsRefused("GOUJI_SUBMIT"), truncate("GOUJI_SUBMIT"))(ctx, s); err != nil {
		return err
	}
	_, err = h.ResumeConsumer(ctx, "ingest")
	return err
}

// apply makes anew what is missing. A stage may be doing the same at this moment.
func apply(ctx context.Context, s *loser) error {
	return wait.Until(ctx, "gouji topology apply succeeds", greenBound, func(ctx context.Context) bool { return s.command(ctx, "topology", "apply") == nil })
}

func acceptLoss(ctx context.Context, s *loser) error { return s.command(ctx, "audit", "--accept-loss") }

// acceptIfRed accepts what a remedy could not bring back: keys of reports that are not in the
// log any more. What the next look finds to be back needs nobody to accept it.
func acceptIfRed(ctx context.Context, s *loser) error {
	var last error
	late := wait.Until(ctx, "all is green or its loss accepted", greenBound, func(ctx context.Context) bool {
		if s.redness(ctx) == "" {
			return true
		}
		last = acceptLoss(ctx, s)
		return last == nil
	})
	if late != nil {
		return errors.Join(late, last)
	}
	return nil
}

func rebuild(ctx context.Context, s *loser) error { return s.command(ctx, "store", "rebuild") }

// told waits until the gauge of a kind is red.
func told(kind string) step {
	return func(ctx context.Context, s *loser) error {
		return wait.Until(ctx, kind+" is told", toldBound, func(ctx context.Context) bool { return s.gauge(ctx, kind) })
	}
}

func restart(ctx context.Context, s *loser) error { return s.again(ctx, func() error { return nil }) }

func removeStore(_ context.Context, s *loser) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(s.db() + suffix); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}

// olderStore puts a copy back that was made before some documents.
func olderStore(ctx context.Context, s *loser) error {
	var old []byte
	err := s.again(ctx, func() (err error) {
		old, err = os.ReadFile(s.db()) // the log of writes is part of it once the program has ended
		return err
	})
	if err != nil {
		return err
	}
	if err := s.fill(ctx); err != nil {
		return err
	}
	return s.again(ctx, func() error {
		if err := removeStore(ctx, s); err != nil {
			return err
		}
		return os.WriteFile(s.db(), old, 0o600)
	})
}
