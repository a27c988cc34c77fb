package chaos

import (
	"context"
	"fmt"
	"strings"
	"time"
)

type consumerName struct{ stream, name string }

func consumers() []consumerName {
	return []consumerName{{"GOUJI_SUBMIT", "ingest"}, {"GOUJI_P0", "parse"}, {"GOUJI_P0", "validate"}, {"GOUJI_P0", "publish"}}
}

// reach waits until the log holds n messages, as long as it grows.
func (r *run) reach(ctx context.Context, n uint64) error {
	end, since := uint64(0), time.Now()
	err := until(ctx, fmt.Sprintf("the log holds %d messages", n), time.Hour, func(ctx context.Context) bool {
		if now, err := r.logEnd(ctx); err == nil && now != end {
			end, since = now, time.Now()
		}
		return end >= n || time.Since(since) > stallBound
	})
	if err == nil && end < n {
		err = fmt.Errorf("the log stands at %d messages for %s and was to reach %d", end, stallBound, n)
	}
	return err
}

// atMarks has as many faults as the run has fall at marks of its documents, each when it is reached.
func (r *run) atMarks(ctx context.Context, strike func(i int, mark uint64) error) error {
	for i, mark := range r.marks(r.Faults, r.Docs) {
		if err := r.reach(ctx, mark); err != nil {
			return err
		}
		if err := strike(i, mark); err != nil {
			return err
		}
	}
	return nil
}

// stallBound is how long nothing may move before a scenario gives up.
const stallBound = 2 * time.Minute

// settled waits until every submission is acknowledged and every consumer has nothing
// left. Messages come into the later consumers before the earlier ones let go of theirs.
func (r *run) settled(ctx context.Context) error {
	select {
	case err := <-r.submitted:
		if err != nil {
			return fmt.Errorf("submitting: %w", err)
		}
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if err := r.rest(ctx, consumers()); err != nil {
		return err
	}
	// Where reports are to be judged again, a mark stands until the receipts are there.
	if err := until(ctx, "no report is left to be judged again", stallBound, r.unmarked); err != nil {
		return err
	}
	return r.rest(ctx, consumers())
}

// unmarked reports that no report waits to be judged again because of others.
func (r *run) unmarked(ctx context.Context) bool {
	s, err := r.broker.js.Stream(ctx, "KV_gouji-pending")
	return err == nil && s.CachedInfo().State.Msgs == 0
}

// rest waits until consumers have nothing left. It gives up when the log has not grown for
// as long as patience.
func (r *run) rest(ctx context.Context, of []consumerName) error {
	end, since, told, left := uint64(0), time.Now(), time.Time{}, ""
	err := until(ctx, "nothing is left to do", time.Hour, func(ctx context.Context) bool {
		if left = r.left(ctx, of); left == "" {
			return true
		}
		if now, err := r.logEnd(ctx); err == nil && now != end {
			if time.Since(told) > 5*time.Second {
				told = time.Now()
				r.logf("%d messages in the log; left: %s", now, left)
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
func (r *run) patience() time.Duration {
	if r.hasty {
		return 5 * time.Second
	}
	return stallBound
}

// left says what the consumers have left, empty for nothing.
func (r *run) left(ctx context.Context, of []consumerName) string {
	var out []string
	for _, c := range of {
		cons, err := r.broker.js.Consumer(ctx, c.stream, c.name)
		if err != nil {
			return fmt.Sprintf("%s does not answer: %v", c.name, err)
		}
		if i := cons.CachedInfo(); i.NumPending > 0 || i.NumAckPending > 0 {
			out = append(out, fmt.Sprintf("%s %d waiting, %d held", c.name, i.NumPending, i.NumAckPending))
		}
	}
	return strings.Join(out, ", ")
}

// redeliveries is how many deliveries there were beyond one for each message, at least: the
// sign that faults fell on work. A server that is killed comes back with a count of
// deliveries that is some behind.
func (r *run) redeliveries(ctx context.Context, v Verdict) (int, error) {
	submit, err := r.broker.js.Stream(ctx, "GOUJI_SUBMIT")
	if err != nil {
		return 0, err
	}
	messages := map[string]int{"ingest": int(submit.CachedInfo().State.LastSeq),
		"parse": v.Hops["ingested"], "validate": v.Hops["parsed"], "publish": v.Hops["validated"]}
	sum := 0
	for _, c := range consumers() {
		cons, err := r.broker.js.Consumer(ctx, c.stream, c.name)
		if err != nil {
			return 0, err
		}
		sum += max(0, int(cons.CachedInfo().Delivered.Consumer)-messages[c.name])
	}
	return sum, nil
}

// rowsNow is the digests of the store's verdicts.
func (r *run) rowsNow(ctx context.Context) (map[key]string, error) { return storeRows(ctx, r.store) }

// logEnd is the last sequence of the log.
func (r *run) logEnd(ctx context.Context) (uint64, error) {
	s, err := r.broker.js.Stream(ctx, "GOUJI_P0")
	if err != nil {
		return 0, err
	}
	return s.CachedInfo().State.LastSeq, nil
}
