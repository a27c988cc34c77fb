package text

import "github.com/gouji/gouji/stages/report"

// Covered reports whether nothing but white space of s stands outside of the marks.
func Covered(s string, marks []report.Mark) bool {
	from := 0
	for _, m := range marks {
		if !Blank(s[from:m.Start]) {
			return false
		}
		from = m.End
	}
	return Blank(s[from:])
}

// Unseen reports whether a text that has something in it shows nothing.
func Unseen(t *report.Text) bool {
	for _, m := range t.Marks {
		if m.Look != report.Hidden {
			return false
		}
	}
	return len(t.Marks) > 0 && len(t.Objects) == 0 && Covered(t.S, t.Marks)
}

// Puzzle notes a symbol in a table cell that shows nothing but struck, raised or lowered
// characters: the cell is not blank, and whether they are its figure is not known.
func Puzzle(t *report.Text) {
	seen := false
	for _, m := range t.Marks {
		seen = seen || m.Look == report.Struck || m.Look == report.Raised || m.Look == report.Lowered
	}
	if seen && Covered(t.S, t.Marks) {
		t.Objects = append([]report.Object{{Thing: report.Symbol}}, t.Objects...)
	}
}
