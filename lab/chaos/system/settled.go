package system

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// ConsumerName is a consumer and its stream.
type ConsumerName struct{ Stream, Name string }

// Consumers are those of the stages, in their order.
func Consumers() []ConsumerName {
	return []ConsumerName{{"GOUJI_SUBMIT", "ingest"}, {"GOUJI_P0", "parse"}, {"GOUJI_P0", "validate"}, {"GOUJI_P0", "publish"}}
}

// Reach waits until the log holds n messages, as long as it grows.
func (r *Run) Reach(ctx context.Context, n uint64) error {
	end, since := uint64(0), time.Now()
	err := wait.Until(ctx, fmt.Sprintf("the log holds %d messages", n), time.Hour, func(ctx context.Context) bool {
		if now, err := r.LogEnd(ctx); err == nil && now != end {
			end, since = now, time.Now()
		}
		return end >= n || time.Since(since) > StallBound
	})
	if err == nil && end < n {
		err = fmt.Errorf("the log stands at %d messages for %s and was to reach %d", end, StallBound, n)
	}
	return err
}

// StallBound is how long nothing may move before a scenario gives up.
const StallBound = 2 * time.Minute

// Settled waits until every submission is acknowledged and every consumer has nothing
// left. Messages come into the later consumers before the earlier ones let go of theirs.
func (r *Run) Settled(ctx context.Context) error {
	select {
	case err := <-r.Submitted:
		if err != nil {
			return fmt.Errorf("submitting: %w", err)
		}
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if err := r.Rest(ctx, Consumers()); err != nil {
		return err
	}
	// Where reports are to be judged again, a mark stands until the receipts are there.
	if err := wait.Until(ctx, "no report is left to be judged again", StallBound, r.unmarked); err != nil {
		return err
	}
	return r.Rest(ctx, Consumers())
}

// unmarked reports that no report waits to be judged again because of others.
func (r *Run) unmarked(ctx context.Context) bool {
	s, err := r.Broker.JS.Stream(ctx, "KV_gouji-pending")
	return err == nil && s.CachedInfo().State.Msgs == 0
}

// Rest waits until consumers have nothing left. It gives up when the log has not grown for
// as long as patience.
func (r *Run) Rest(ctx context.Context, of []ConsumerName) error {
	end, since, told, left := uint64(0), time.Now(), time.Time{}, ""
	err := wait.Until(ctx, "nothing is left to do", time.Hour, func(ctx context.Context) bool {
		if left = r.left(ctx, of); left == "" {
			return true
		}
		if now, err := r.LogEnd(ctx); err == nil && now != end {
			if time.Since(told) > 5*time.Second {
				told = time.Now()
				r.Logf("%d messages in the log; left: %s", now, left)
			}
			end, since = now, time.Now()
		}
		return time.Since(since) > r.patience()
	})
	if err == nil && left != "" {
		err = fmt.Errorf("nothing moves for %s and there is work left: %s", r.patience(), left)
	}
	return err
}

// patience is how long nothing may move while there is work left, once the last fault is
// over.
func (r *Run) patience() time.Duration {
	if r.Hasty {
		return 5 * time.Second
	}
	return StallBound
}

// left says what the consumers have left, empty for nothing.
func (r *Run) left(ctx context.Context, of []ConsumerName) string {
	var out []string
	for _, c := range of {
		cons, err := r.Broker.JS.Consumer(ctx, c.Stream, c.Name)
		if err != nil {
			return fmt.Sprintf("%s does not answer: %v", c.Name, err)
		}
		if i := cons.CachedInfo(); i.NumPending > 0 || i.NumAckPending > 0 {
			out = append(out, fmt.Sprintf("%s %d waiting, %d held", c.Name, i.NumPending, i.NumAckPending))
		}
	}
	return strings.Join(out, ", ")
}

// redeliveries is how many deliveries there were beyond one for each message, at least: the
// sign that faults fell on work. A server that is killed comes back with a count of
// deliveries that is some behind.
func (r *Run) redeliveries(ctx context.Context, v judge.Verdict) (int, error) {
	submit, err := r.Broker.JS.Stream(ctx, "GOUJI_SUBMIT")
	if err != nil {
		return 0, err
	}
	messages := map[string]int{"ingest": int(submit.CachedInfo().State.LastSeq),
		"parse": v.Hops["ingested"], "validate": v.Hops["parsed"], "publish": v.Hops["validated"]}
	sum := 0
	for _, c := range Consumers() {
		cons, err := r.Broker.JS.Consumer(ctx, c.Stream, c.Name)
		if err != nil {
			return 0, err
		}
		sum += max(0, int(cons.CachedInfo().Delivered.Consumer)-messages[c.Name])
	}
	return sum, nil
}

// RowsNow is the digests of the store's verdicts.
func (r *Run) RowsNow(ctx context.Context) (map[judge.Key]string, error) {
	return judge.StoreRows(ctx, r.Store)
}

// LogEnd is the last sequence of the log.
func (r *Run) LogEnd(ctx context.Context) (uint64, error) {
	s, err := r.Broker.JS.Stream(ctx, "GOUJI_P0")
	if err != nil {
		return 0, err
	}
	return s.CachedInfo().State.LastSeq, nil
}
