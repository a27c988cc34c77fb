package validate

import (
	"context"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
)

// Compare judges a report with its neighbours and peers and without them, and says in the
// verdict's Correction what they changed. Without any it is Validate. The correction depends
// on the input alone, and so not on which report arrived first.
func (v *Validator) Compare(ctx context.Context, in Input) (report.Verdict, error) {
	out, err := v.Validate(ctx, in)
	if err != nil || out.Basis == neighbour.NoBasis {
		return out, err
	}
	alone, err := v.Validate(ctx, Input{Report: in.Report, Peers: in.Peers.Alone()})
	if err != nil {
		return report.Verdict{}, err
	}
	appeared, disappeared := Differ(alone.Findings, out.Findings)
	out.Correction = &report.Correction{ReplacesBasis: alone.Basis, Appeared: appeared, Disappeared: disappeared}
	return out, nil
}

// Differ says which findings are in after and not in before, and the other way round, by
// rule, cells and message, in the order of the lists. Neither result is nil.
func Differ(before, after []report.Finding) (appeared, disappeared []report.Changed) {
	return missing(after, before), missing(before, after)
}

// missing returns what is in list and not in other; equal ones are counted.
func missing(list, other []report.Finding) []report.Changed {
	left := make(map[string]int, len(other))
	for _, f := range other {
		left[findingKey(f)]++
	}
	out := []report.Changed{}
	for _, f := range list {
		if k := findingKey(f); left[k] > 0 {
			left[k]--
			continue
		}
		cells := slices.Clone(f.Cells)
		if cells == nil {
			cells = []string{}
		}
		out = append(out, report.Changed{Rule: f.Rule, Cells: cells})
	}
	return out
}

func findingKey(f report.Finding) string {
	return f.Rule + "\x00" + string(f.Severity) + "\x00" + strings.Join(f.Cells, ",") + "\x00" + f.Message
}
