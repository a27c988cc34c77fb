package validate

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// kin are the rules whose findings have one cause where they stand at one place: the first
// says it more clearly. A family (T3, T4) stands for all of its rules.
var kin = [...][2]string{
	{"W-03", "W-01"}, {"W-06", "S-03"}, {"W-02", "W-06"}, {"W-06", "W-07"}, {"W-06", "Y-02"}, {"F-01", "S-04"}, {"S-07", "S-06"},
	{"T3", "T3"}, {"N-01", "N-02"}, {"N-02", "W-14"}, {"N-01", "N-12"}, {"N-05", "N-12"}, {"A-01", "A-06"}, {"A-02", "A-03"},
	{"Y-01", "Y-02"}, {"Y-01", "Y-03"}, {"Y-02", "Y-03"}, {"S-01", "S-08"}, {"S-01", "S-05"}, {"S-11", "S-10"}, {"S-05", "A-10"}, {"S-15", "Y-03"}, {"M-03", "S-08"}, {"M-03", "S-10"},
}

// group joins the findings that have one cause and names the one that speaks for them: the
// gravest, of equals the one whose rule says it more clearly.
func group(fs []report.Finding) {
	of := make([]int, len(fs)) // index of the group's first finding
	for i := range of {
		of[i] = i
	}
	joined := false
	for i := range fs {
		for k := range i {
			if of[i] != of[k] && akin(&fs[i], &fs[k]) {
				joined = true
				for from, to, j := of[i], of[k], 0; j <= i; j++ {
					if of[j] == from {
						of[j] = to
					}
				}
			}
		}
	}
	if joined {
		name(fs, of)
	}
}

// name gives the groups of two or more their names and leaders.
func name(fs []report.Finding, of []int) {
	lead, size := map[int]int{}, map[int]int{}
	for i, g := range of {
		if l, ok := lead[g]; !ok || clearer(&fs[i], &fs[l]) {
			lead[g] = i
		}
		size[g]++
	}
	for i, g := range of {
		if size[g] > 1 {
			fs[i].Group, fs[i].Lead = "g"+strconv.Itoa(g+1), lead[g] == i
		}
	}
}

// clearer reports whether a speaks rather than b.
func clearer(a, b *report.Finding) bool {
	if c := cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)); c != 0 {
		return c > 0
	}
	for _, k := range kin {
		if k[0] != k[1] && a.Rule == k[0] && b.Rule == k[1] {
			return true
		}
	}
	return false
}

func severityRank(s report.Severity) int {
	return map[report.Severity]int{report.Error: 3, report.Warning: 2, report.Info: 1}[s]
}

// akin reports whether two findings have one cause: their rules are kin and they stand at
// one place.
func akin(a, b *report.Finding) bool {
	for _, k := range kin {
		if ofRule(a, k[0]) && ofRule(b, k[1]) || ofRule(a, k[1]) && ofRule(b, k[0]) {
			return samePlace(a, b) || outTogether(a, b)
		}
	}
	return false
}

// outTogether reports whether two findings say that a column of table three and its column of
// totals are out by the same. As far as the rows add up, whoever mistyped a figure has it in both.
func outTogether(a, b *report.Finding) bool {
	for total, columns := range map[string]string{"T3-07": "T3-0", "T3-17": "T3-1"} {
		if a.Rule == total && strings.HasPrefix(b.Rule, columns) || b.Rule == total && strings.HasPrefix(a.Rule, columns) {
			return difference(a) != 0 && difference(a) == difference(b)
		}
	}
	return false
}

// difference is what a finding wants more than it got, 0 where it does not compare numbers.
func difference(f *report.Finding) int64 {
	want, err1 := strconv.ParseInt(f.Want, 10, 64)
	got, err2 := strconv.ParseInt(f.Got, 10, 64)
	if err1 != nil || err2 != nil {
		return 0
	}
	return want - got
}

func ofRule(f *report.Finding, rule string) bool {
	return f.Rule == rule || !strings.Contains(rule, "-") && strings.HasPrefix(f.Rule, rule+"-")
}

// samePlace reports whether two findings share a cell or overlap in the text; findings
// without a place, or about a whole section, share the section.
func samePlace(a, b *report.Finding) bool {
	if len(a.Cells) > 0 && len(b.Cells) > 0 {
		for _, x := range a.Cells {
			for _, y := range b.Cells {
				if x == y {
					return true
				}
			}
		}
		return false
	}
	for _, x := range a.At {
		for _, y := range b.At {
			if x.Kind == y.Kind && x.Path == y.Path && x.Page == y.Page && (x.OnPage() || x.Start < y.End && y.Start < x.End) {
				return true
			}
		}
	}
	return len(a.Cells)+len(b.Cells) == 0 && a.Section == b.Section && (wholeSection(a) || wholeSection(b))
}

// wholeSection reports whether a finding is about a section and not about a piece of it.
func wholeSection(f *report.Finding) bool {
	switch f.Rule {
	case "S-01", "S-04", "S-06", "S-07", "F-01", "S-08", "M-03":
		return true
	}
	return false
}
