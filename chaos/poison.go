package chaos

import (
	"context"
	"fmt"
	"time"
)

// poisonScenario mixes documents that cannot be read among good ones.
func poisonScenario() Scenario {
	return Scenario{
		Name:  "poison",
		Doc:   "documents of many kinds that must be refused, among as many good ones: each ends as one dead letter of the right class, every good one as a result, nothing is stranded",
		Short: Size{Docs: 60, Faults: 36}, Full: Size{Docs: 1000, Faults: 900}, Bound: time.Hour,
		run: poison,
	}
}

func poison(ctx context.Context, l *lab) (Result, error) {
	kinds := poisonKinds()
	want := map[string]string{}
	docs := func(yield func(submission) bool) {
		n, goods := 0, 0
		for good := range samples(l.Docs, l.Seed) {
			goods++
			for ; n*l.Docs < goods*l.Faults; n++ {
				k := kinds[n%len(kinds)]
				bad := k.make(n)
				want[bad.id] = k.class
				if !yield(bad) {
					return
				}
			}
			if !yield(good) {
				return
			}
		}
	}
	r, err := l.begin(ctx, setup{nodes: 1, workers: 2, docs: docs, ackWait: l.lease()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	out, err := r.finish(ctx)
	if err != nil {
		return out, err
	}
	acks, err := readLedger(r.ledger.file.Name())
	if err != nil {
		return out, err
	}
	out.Faults = len(want)
	out.Failures = append(out.Failures, wrongClasses(out.Verdict, acks, want)...)
	out.Note = fmt.Sprintf("%d kinds of poison", len(kinds))
	return out, nil
}

// wrongClasses compares how each document ended with how it had to; what is not in want
// must be published.
func wrongClasses(v Verdict, acks []Ack, want map[string]string) []string {
	published := map[string]bool{}
	for k := range v.keys {
		published[k.Doc] = true
	}
	wrong, first := 0, ""
	for _, a := range acks {
		got := v.dead[a.ID]
		if got == "" {
			got = v.dead[fmt.Sprintf("gouji_submit.%d", a.Seq)]
		}
		if got == "" && published[a.ID] {
			got = "published"
		}
		should := want[a.ID]
		if should == "" {
			should = "published"
		}
		if got != should {
			if wrong++; first == "" {
				first = fmt.Sprintf("%s is %q and should be %q", a.ID, got, should)
			}
		}
	}
	if wrong == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d documents ended otherwise than they had to; %s", wrong, first)}
}
