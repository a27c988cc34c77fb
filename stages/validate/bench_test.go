package validate_test

import (
	"context"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

// BenchmarkValidate measures all rules together, and those of each group by themselves: each
// group that looks at the prose reads it anew.
func BenchmarkValidate(b *testing.B) {
	groups := map[string][]rule.Rule{"all": rules.Book()}
	for _, r := range rules.Book() {
		group := r.ID[:1]
		groups[group] = append(groups[group], r)
	}
	w := clean()
	in := validate.Input{Report: *w.Report, Neighbours: []report.Report{*w.last}}
	for name, chosen := range groups {
		v, err := validate.New(chosen, rules.Set)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := v.Validate(context.Background(), in); err != nil { // reads the lexicon of slips once
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Validate(context.Background(), in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
