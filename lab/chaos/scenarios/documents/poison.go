// Package documents has the scenarios whose fault is in what is handed in: poison, hostile files,
// many versions of one report, personal data and secrets.
package documents

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/load/hostile"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// Poison mixes documents that cannot be read among good ones.
func Poison() scenario.Scenario {
	kinds := slices.DeleteFunc(hostile.All(), isHuge)
	return scenario.Scenario{
		Name:  "poison",
		Doc:   "documents of many kinds that must be refused, among good ones: each ends as one dead letter of the right class, every good one as a result, nothing is stranded, and the good ones take at most twice as long (p99) as without, in rounds of which the median counts",
		Short: scenario.Size{Docs: 60, Faults: 36}, Full: scenario.Size{Docs: 5000, Faults: 500}, Bound: time.Hour,
		Do: func(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
			return poison(ctx, l, kinds, func(s slowdown) string {
				if m := s.median(); m > poisonSlower {
					return fmt.Sprintf("good documents take %.1f times as long among poison, at most %.1f", m, poisonSlower)
				}
				return ""
			})
		},
	}
}

// Huge has the one kind apart that is poison by its size alone: 20 MB have to pass
// the broker before anybody can refuse them, and what comes behind them waits for that as
// it would behind 20 MB that are a report.
func Huge() scenario.Scenario {
	kinds := slices.DeleteFunc(hostile.Kinds(), func(k hostile.Kind) bool { return !isHuge(k) })
	return scenario.Scenario{
		Name:  "huge",
		Doc:   "submissions beyond 20 MB among good documents: each ends as one dead letter, every good one as a result, nothing is stranded, and no round has good ones take longer than 5 s (p99)",
		Short: scenario.Size{Docs: 20, Faults: 3}, Full: scenario.Size{Docs: 500, Faults: 25}, Bound: time.Hour,
		Do: func(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
			return poison(ctx, l, kinds, func(s slowdown) string {
				for _, r := range s {
					if r[1] > hugeMost {
						return fmt.Sprintf("good documents take %s behind 20 MB, at most %s", r[1], hugeMost)
					}
				}
				return ""
			})
		},
	}
}

func isHuge(k hostile.Kind) bool { return k.Class == "too_large" }

// poisonRate is how many good documents come in a second, in both halves of a round: few
// enough that the time of a document is its own and not that of a queue.
const poisonRate = 20

// poisonSlower is how many times as long good documents may take at p99 among poison.
const poisonSlower = 2.0

// hugeMost is how long good documents may take at p99 among submissions of 20 MB: twice the
// 2.7 s seen where every fourth document was one.
const hugeMost = 5 * time.Second

// poison has good documents without the kinds and with them in turn. tooSlow says what is
// wrong with the times of the good ones, which is not asked for small numbers.
func poison(ctx context.Context, l *scenario.Lab, kinds []hostile.Kind, tooSlow func(slowdown) string) (scenario.Result, error) {
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 2, AckWait: l.Lease()})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	hostile, err := secondProducer(r)
	if err != nil {
		return scenario.Result{}, err
	}
	defer hostile()
	rounds := 5
	if l.Short {
		rounds = 1
	}
	m := &poisonMix{lab: l, kinds: kinds, want: map[string]string{}, sent: map[string]time.Time{}}
	var halves [][]string // the good documents, without poison and with it in turn
	for i := range 2 * rounds {
		docs, bad := scenario.Share(l.Docs, rounds, i/2), 0
		if i%2 == 1 {
			bad = scenario.Share(l.Faults, rounds, i/2)
		}
		var good []string
		if err := <-r.Submitted; err != nil {
			return scenario.Result{}, err
		}
		r.Submit(ctx, m.half(ctx, docs, bad, l.Seed<<8+uint64(i), &good))
		if err := r.Settled(ctx); err != nil {
			return scenario.Result{}, err
		}
		r.Submitted <- nil
		halves = append(halves, good)
	}
	r.Want = m.want
	out, err := r.Finish(ctx)
	if err != nil {
		return out, err
	}
	out.Faults = m.made
	slower := m.compare(out.Verdict, halves)
	for i := 1; i < len(halves); i += 2 {
		m.blame(out.Verdict, halves[i])
	}
	out.Note = fmt.Sprintf("%d kinds of poison; good documents at p99 %s", len(m.kinds), slower)
	if said := tooSlow(slower); said != "" && !l.Short {
		out.Failures = append(out.Failures, said)
	}
	return out, nil
}

// secondProducer sends what is poisonous over a connection of its own: on that of the good
// documents they would wait behind 20 MB before the server has seen them.
func secondProducer(r *system.Run) (end func(), err error) {
	nc, js, err := r.Broker.Dial()
	if err != nil {
		return nil, err
	}
	good, bad := r.Submitter.Hand, load.NATSDoor(js)
	r.Submitter.Hand = func(ctx context.Context, d load.Submission) (uint64, error) {
		if d.Bad {
			return bad(ctx, d)
		}
		return good(ctx, d)
	}
	return nc.Close, nil
}

// poisonMix makes the documents and remembers what must become of them.
type poisonMix struct {
	lab   *scenario.Lab
	kinds []hostile.Kind
	made  int
	want  map[string]string
	sent  map[string]time.Time
}

// half is good documents at poisonRate, with bad ones spread evenly among them. The bad ones
// are made before: packing 40 MB would take the processors from what is measured.
func (m *poisonMix) half(ctx context.Context, docs, bad int, seed uint64, good *[]string) iter.Seq[load.Submission] {
	var poison []load.Submission
	for range bad {
		k := m.kinds[m.made%len(m.kinds)]
		b := k.Make(m.made)
		b.Bad = true
		m.made++
		m.want[b.ID] = k.Class
		poison = append(poison, b)
	}
	return func(yield func(load.Submission) bool) {
		begun, n := time.Now(), 0
		for d := range load.Light(docs, seed) { // one by one: neighbours would be judged anew ever longer
			due := begun.Add(time.Duration(len(*good)) * time.Second / poisonRate)
			if !wait.For(ctx, time.Until(due)) {
				return
			}
			*good = append(*good, d.ID)
			m.sent[d.ID] = time.Now()
			if !yield(d) {
				return
			}
			for ; n*docs < len(*good)*bad; n++ {
				m.sent[poison[n].ID] = time.Now()
				if !yield(poison[n]) {
					return
				}
				poison[n].Data = nil // its 20 MB are no longer needed
			}
		}
	}
}

// blame logs, for the good documents that took longest in a half, which poison had been
// handed over last before them.
func (m *poisonMix) blame(v judge.Verdict, good []string) {
	type event struct {
		at    time.Time
		class string
	}
	var events []event
	for id, class := range m.want {
		if at, sent := m.sent[id]; sent {
			events = append(events, event{at, class})
		}
	}
	slices.SortFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	took := func(id string) time.Duration { return v.EndedAt[id].Sub(m.sent[id]) }
	slow := slices.SortedFunc(slices.Values(good), func(a, b string) int { return cmp.Compare(took(b), took(a)) })
	for _, id := range slow[:min(len(slow), 20)] {
		i, _ := slices.BinarySearchFunc(events, m.sent[id], func(e event, at time.Time) int { return e.at.Compare(at) })
		if i > 0 {
			m.lab.Logf("%s took %s, handed over %s after %s", id, took(id).Round(time.Millisecond),
				m.sent[id].Sub(events[i-1].at).Round(time.Millisecond), events[i-1].class)
		}
	}
}

// slowdown is the p99 of good documents in each round, without poison and with it.
type slowdown [][2]time.Duration

// compare takes the times from the hand-over of a document to its first receipt.
func (m *poisonMix) compare(v judge.Verdict, halves [][]string) slowdown {
	p99 := func(ids []string) time.Duration {
		var took []time.Duration
		for _, id := range ids {
			took = append(took, v.EndedAt[id].Sub(m.sent[id]))
		}
		return system.SpreadOf(took).P99
	}
	var out slowdown
	for i := 0; i+1 < len(halves); i += 2 {
		out = append(out, [2]time.Duration{p99(halves[i]), p99(halves[i+1])})
	}
	return out
}

func (s slowdown) median() float64 {
	var ratios []float64
	for _, r := range s {
		ratios = append(ratios, float64(r[1])/float64(max(r[0], time.Microsecond)))
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}

// String is for the note of a result.
func (s slowdown) String() string {
	var parts []string
	for _, r := range s {
		parts = append(parts, fmt.Sprintf("%s/%s", r[1].Round(time.Millisecond), r[0].Round(time.Millisecond)))
	}
	return fmt.Sprintf("%.2f times as long with it (rounds: %s)", s.median(), strings.Join(parts, ", "))
}
