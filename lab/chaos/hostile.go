package chaos

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// hostileScenario has every kind of hostile file by itself, a good document beside each.
func hostileScenario() Scenario {
	return Scenario{
		Name:  "hostile",
		Doc:   "every kind of hostile file by itself, some of each, with a good document right behind it; each ends in its class within 30 s, no process ends, and good documents beside them take at most twice as long (p99) as before; then a good text behind sixteen files that never end, for at most 2 s",
		Short: Size{Docs: 1, Faults: 16}, Full: Size{Docs: 5, Faults: 16}, Bound: time.Hour,
		run: hostileRun,
	}
}

const (
	// hostileMost is how long a hostile file may take to its end.
	hostileMost = 30 * time.Second
	// behindMost is how long a good text may take behind sixteen files that never end.
	behindMost = 2 * time.Second
)

// hostileTimes are how long documents took from their hand-over to their end.
type hostileTimes struct {
	before, beside, behind []time.Duration
	slowest                time.Duration
	of                     string // the class of the slowest hostile file
	failures               []string
}

// hostileRun has Docs files of each kind, and Faults files that never end.
func hostileRun(ctx context.Context, l *lab) (Result, error) {
	r, err := begin(ctx, l, setup{nodes: 1, workers: 2, ackWait: l.lease()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	if err := <-r.submitted; err != nil {
		return Result{}, err
	}
	r.submitted <- nil
	kinds, want, t := allHostile(), map[string]string{}, &hostileTimes{}
	good := goodTexts(r, l.Seed<<16, len(kinds)*(2*l.Docs)+10+l.Faults)
	for range len(kinds) * l.Docs {
		took, err := carried(ctx, r, good())
		if err != nil {
			return Result{}, err
		}
		t.before = append(t.before, took)
	}
	n := 0
	for range l.Docs {
		for _, k := range kinds {
			n++
			d := k.make(n)
			want[d.id] = k.class
			if err := oneHostile(ctx, r, d, k.class, good(), t); err != nil {
				return Result{}, err
			}
		}
	}
	for range l.Faults {
		n++
		d := bad(slowPDF(n), "x.pdf", nil)
		want[d.id] = "limit_time"
		if _, err := handOver(ctx, r, d); err != nil {
			return Result{}, err
		}
	}
	for range 10 {
		took, err := carried(ctx, r, good())
		if err != nil {
			return Result{}, err
		}
		t.behind = append(t.behind, took)
	}
	out, err := r.finish(ctx)
	if err != nil {
		return out, err
	}
	acks, err := r.ledger.readBack()
	if err != nil {
		return out, err
	}
	out.Faults = n
	out.Failures = append(out.Failures, wrongClasses(out.Verdict, acks, want)...)
	out.Failures = append(out.Failures, t.failures...)
	if out.Crashes > 0 {
		out.Failures = append(out.Failures, fmt.Sprintf("processes ended by themselves %d times", out.Crashes))
	}
	return t.judge(out, l.Short, n, len(kinds)), nil
}

func (t *hostileTimes) judge(out Result, short bool, files, kinds int) Result {
	before, beside, behind := spreadOf(t.before), spreadOf(t.beside), spreadOf(t.behind)
	out.Note = fmt.Sprintf("%d hostile files of %d kinds, the slowest %s (%s); good documents before %s, beside %s, behind sixteen that never end %s",
		files, kinds, t.slowest.Round(time.Millisecond), t.of, before, beside, behind)
	if short { // shares its machine, and is not judged by the clock
		return out
	}
	if beside.P99 > 2*before.P99 {
		out.Failures = append(out.Failures, fmt.Sprintf("good documents take %s at p99 beside hostile ones, and %s before", beside.P99.Round(time.Millisecond), before.P99.Round(time.Millisecond)))
	}
	if behind.Max > behindMost {
		out.Failures = append(out.Failures, fmt.Sprintf("a good text takes %s behind sixteen files that never end, at most %s", behind.Max.Round(time.Millisecond), behindMost))
	}
	return out
}

// goodTexts gives good documents, each another one.
func goodTexts(r *run, seed uint64, most int) func() submission {
	all := slices.Collect(light(most, seed))
	return func() submission {
		d := all[0]
		all = all[1:]
		return d
	}
}

// handOver submits a document and returns the sequence of its submission.
func handOver(ctx context.Context, r *run, d submission) (uint64, error) {
	r.ledger.send(d.id)
	seq, err := r.submitter.hand(ctx, d)
	if err != nil {
		return 0, fmt.Errorf("handing over: %w", err)
	}
	return seq, r.ledger.add(Ack{ID: d.id, Seq: seq})
}

// carried hands a good document over and returns how long its first receipt took.
func carried(ctx context.Context, r *run, d submission) (time.Duration, error) {
	begun := time.Now()
	if _, err := handOver(ctx, r, d); err != nil {
		return 0, err
	}
	at, err := storedAt(ctx, r, "GOUJI_P0", "gouji.p0.published.receipt.*.*.*.*."+d.id+".*")
	return at.Sub(begun), err
}

// oneHostile hands a hostile file over and a good document right behind it.
func oneHostile(ctx context.Context, r *run, d submission, class string, good submission, t *hostileTimes) error {
	begun := time.Now()
	seq, err := handOver(ctx, r, d)
	if err != nil {
		return err
	}
	took, err := carried(ctx, r, good)
	if err != nil {
		return err
	}
	if class != "too_large" { // whose 20 MB are the matter of `huge`
		t.beside = append(t.beside, took)
	}
	// Some are about a submission and no document; a document that has its letter gets no second one.
	at, err := storedAt(ctx, r, "GOUJI_DEAD", "gouji.dead.*.*.*.*."+d.id, fmt.Sprintf("gouji.dead.ingest.*.gouji_submit.%d.*", seq))
	if err != nil {
		return fmt.Errorf("a file of class %s: %w", class, err)
	}
	if took = at.Sub(begun); took > t.slowest {
		t.slowest, t.of = took, class
	}
	if took > hostileMost {
		t.failures = append(t.failures, fmt.Sprintf("a file of class %s took %s to its end, at most %s", class, took.Round(time.Millisecond), hostileMost))
	}
	return nil
}

// ended waits for a message on one of some subjects and returns when it was stored.
func storedAt(ctx context.Context, r *run, stream string, subjects ...string) (at time.Time, err error) {
	s, err := r.broker.js.Stream(ctx, stream)
	if err != nil {
		return at, err
	}
	err = until(ctx, subjects[0]+" is there", stallBound, func(ctx context.Context) bool {
		for _, subject := range subjects {
			if m, err := s.GetLastMsgForSubject(ctx, subject); err == nil {
				at = m.Time
			}
		}
		return !at.IsZero()
	})
	return at, err
}
