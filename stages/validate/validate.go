// Package validate judges a report by the rules of a book.
//
// It is a pure function: the same report and the same neighbours give the same
// verdict, byte for byte. A finding is data about the report; an error means that
// gouji itself could not do its work.
package validate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// Input is a report and those of the same agency that it is compared with.
type Input struct {
	Report report.Report
	// Neighbours are other years of the same agency, in any order.
	Neighbours []report.Report
	// Peers are the other reports that it is held against, and what the list of members
	// says.
	Peers peer.Group
	// Generation is raised where a report that this one was held against is its neighbour no
	// more, 0 for never. A verdict of a greater one counts more, whatever it rests on.
	Generation uint64
}

// Validator judges reports by one book. It has no state but memory to use again, and may be
// used by many goroutines at once.
type Validator struct {
	rules []rule.Rule
	on    []bool
	set   string
	// subjects are those of reports judged before, *rule.Subject.
	subjects sync.Pool
}

// New checks a book and returns a Validator for it. set is the version of the book.
// The book is refused if two rules share an id or a rule is not fit for it, see
// rule.Rule.Validate.
func New(rules []rule.Rule, set string) (*Validator, error) {
	var errs []error
	if set == "" {
		errs = append(errs, errors.New("the rule set has no version"))
	}
	seen := make(map[string]bool, len(rules))
	v := &Validator{rules: slices.Clone(rules), on: make([]bool, len(rules)), set: set}
	slices.SortStableFunc(v.rules, func(a, b rule.Rule) int { return cmp.Compare(a.ID, b.ID) })
	for i, r := range v.rules {
		if err := r.Validate(); err != nil {
			errs = append(errs, err)
		}
		if seen[r.ID] {
			errs = append(errs, fmt.Errorf("rule %q: the id is not unique", r.ID))
		}
		seen[r.ID] = true
		v.on[i] = !r.Off
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("validate: %w", err)
	}
	return v, nil
}

// Rules returns the rules in the order of their ids.
func (v *Validator) Rules() []rule.Rule { return slices.Clone(v.rules) }

// Set returns the version of the book.
func (v *Validator) Set() string { return v.set }

// With returns a Validator that also runs these rules of the book, which are off by
// default.
func (v *Validator) With(ids ...string) (*Validator, error) {
	w := &Validator{rules: v.rules, on: slices.Clone(v.on), set: v.set}
	for _, id := range ids {
		i, ok := slices.BinarySearchFunc(v.rules, id, func(r rule.Rule, id string) int { return cmp.Compare(r.ID, id) })
		if !ok {
			return nil, fmt.Errorf("validate: no rule %q", id)
		}
		w.on[i] = true
	}
	return w, nil
}

// Without returns a Validator that does not run these rules of the book.
func (v *Validator) Without(ids ...string) (*Validator, error) {
	w, err := v.With(ids...) // it knows which rules there are
	if err != nil {
		return nil, err
	}
	for i := range w.rules {
		w.on[i] = v.on[i] && !slices.Contains(ids, w.rules[i].ID)
	}
	return w, nil
}

// Validate judges a report. The findings are in the order of section, rule id and
// place in the document. It returns an error only when ctx ends.
func (v *Validator) Validate(ctx context.Context, in Input) (report.Verdict, error) {
	out, _, err := v.judge(ctx, in)
	return out, err
}

// Alone judges a report by itself. final says that no rule wanted to see another report, so
// that the findings are the same whichever others there are.
func (v *Validator) Alone(ctx context.Context, rep report.Report) (out report.Verdict, final bool, err error) {
	out, asked, err := v.judge(ctx, Input{Report: rep})
	return out, err == nil && !asked, err
}

// judge is Validate, and says whether a rule asked for other reports. A subject on which a
// rule panicked or was ended is not used again.
func (v *Validator) judge(ctx context.Context, in Input) (out report.Verdict, asked bool, err error) {
	s, ok := v.subjects.Get().(*rule.Subject)
	if !ok {
		s = new(rule.Subject)
	}
	s.Begin(&in.Report, in.Neighbours).Under(ctx).With(in.Peers)
	out, err = v.run(ctx, s, &in)
	if err != nil {
		return report.Verdict{}, false, err
	}
	asked = s.Asked()
	s.End()
	v.subjects.Put(s)
	return out, asked, nil
}

// run has every rule look at the subject.
func (v *Validator) run(ctx context.Context, s *rule.Subject, in *Input) (report.Verdict, error) {
	out := report.Verdict{Report: in.Report, Findings: []report.Finding{}, Basis: in.Basis()}
	out.Rules.Set = v.set
	out.Rules.Outcomes = make(report.Outcomes, 0, len(v.rules))
	if err := ctx.Err(); err != nil {
		return report.Verdict{}, err
	}
	p := rule.NewPass(s, nil)
	for i := range v.rules {
		r := &v.rules[i]
		if !v.on[i] || !r.Applies(in.Report.Form, s.Year()) {
			out.Rules.Count(r.ID, report.NotApplicable)
			continue
		}
		if err := p.Run(r); err != nil {
			return report.Verdict{}, err
		}
		out.Rules.Count(r.ID, p.Outcome())
		out.Findings = append(out.Findings, p.Findings()...)
	}
	slices.SortStableFunc(out.Findings, order)
	group(out.Findings) // it looks at all cells
	for i := range out.Findings {
		out.Findings[i].ListFew(fold.String)
	}
	return out, nil
}

// order sorts by section, then rule id. The sort is stable, and a rule reports what it
// finds in the order of the document.
func order(a, b report.Finding) int {
	return cmp.Or(cmp.Compare(a.Section, b.Section), cmp.Compare(a.Rule, b.Rule))
}
