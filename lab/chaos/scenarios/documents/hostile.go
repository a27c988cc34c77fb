package documents

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gouji/gouji/lab/chaos/ledger"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/load/hostile"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// Hostile has every kind of hostile file by itself, a good document beside each.
func Hostile() scenario.Scenario {
	return scenario.Scenario{
		Name:  "hostile",
		Doc:   "every kind of hostile file by itself, some of each, with a good document right behind it; each ends in its class within 30 s, no process ends, and good documents beside them take at most twice as long (p99) as before; then a good text behind sixteen files that never end, for at most 2 s",
		Short: scenario.Size{Docs: 1, Faults: 16}, Full: scenario.Size{Docs: 5, Faults: 16}, Bound: time.Hour,
		Do: hostileRun,
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
func hostileRun(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 2, AckWait: l.Lease()})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	if err := <-r.Submitted; err != nil {
		return scenario.Result{}, err
	}
	r.Submitted <- nil
	kinds, want, t := hostile.All(), map[string]string{}, &hostileTimes{}
	good := goodTexts(r, l.Seed<<16, len(kinds)*(2*l.Docs)+10+l.Faults)
	for range len(kinds) * l.Docs {
		took, err := carried(ctx, r, good())
		if err != nil {
			return scenario.Result{}, err
		}
		t.before = append(t.before, took)
	}
	n := 0
	for range l.Docs {
		for _, k := range kinds {
			n++
			d := k.Make(n)
			want[d.ID] = k.Class
			if err := oneHostile(ctx, r, d, k.Class, good(), t); err != nil {
				return scenario.Result{}, err
			}
		}
	}
	for range l.Faults {
		n++
		d := hostile.Document(hostile.SlowPDF(n), "x.pdf", nil)
		want[d.ID] = "limit_time"
		if _, err := handOver(ctx, r, d); err != nil {
			return scenario.Result{}, err
		}
	}
	for range 10 {
		took, err := carried(ctx, r, good())
		if err != nil {
			return scenario.Result{}, err
		}
		t.behind = append(t.behind, took)
	}
	r.Want = want
	out, err := r.Finish(ctx)
	if err != nil {
		return out, err
	}
	out.Faults = n
	out.Failures = append(out.Failures, t.failures...)
	if out.Crashes > 0 {
		out.Failures = append(out.Failures, fmt.Sprintf("processes ended by themselves %d times", out.Crashes))
	}
	return t.judge(out, l.Short, n, len(kinds)), nil
}

func (t *hostileTimes) judge(out scenario.Result, short bool, files, kinds int) scenario.Result {
	before, beside, behind := system.SpreadOf(t.before), system.SpreadOf(t.beside), system.SpreadOf(t.behind)
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
func goodTexts(r *system.Run, seed uint64, most int) func() load.Submission {
	all := slices.Collect(load.Light(most, seed))
	return func() load.Submission {
		d := all[0]
		all = all[1:]
		return d
	}
}

// handOver submits a document and returns the sequence of its submission.
func handOver(ctx context.Context, r *system.Run, d load.Submission) (uint64, error) {
	r.Ledger.Send(d.ID)
	seq, err := r.Submitter.Hand(ctx, d)
	if err != nil {
		return 0, fmt.Errorf("handing over: %w", err)
	}
	return seq, r.Ledger.Add(ledger.Ack{ID: d.ID, Seq: seq})
}

// carried hands a good document over and returns how long its first receipt took.
func carried(ctx context.Context, r *system.Run, d load.Submission) (time.Duration, error) {
	begun := time.Now()
	if _, err := handOver(ctx, r, d); err != nil {
		return 0, err
	}
	at, err := storedAt(ctx, r, "GOUJI_P0", "gouji.p0.published.receipt.*.*.*.*."+d.ID+".*")
	return at.Sub(begun), err
}

// oneHostile hands a hostile file over and a good document right behind it.
func oneHostile(ctx context.Context, r *system.Run, d load.Submission, class string, good load.Submission, t *hostileTimes) error {
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
	at, err := storedAt(ctx, r, "GOUJI_DEAD", "gouji.dead.*.*.*.*."+d.ID, fmt.Sprintf("gouji.dead.ingest.*.gouji_submit.%d.*", seq))
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
func storedAt(ctx context.Context, r *system.Run, stream string, subjects ...string) (at time.Time, err error) {
	s, err := r.Broker.JS.Stream(ctx, stream)
	if err != nil {
		return at, err
	}
	err = wait.Until(ctx, subjects[0]+" is there", system.StallBound, func(ctx context.Context) bool {
		for _, subject := range subjects {
			if m, err := s.GetLastMsgForSubject(ctx, subject); err == nil {
				at = m.Time
			}
		}
		return !at.IsZero()
	})
	return at, err
}
