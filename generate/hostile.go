package generate

import (
	"slices"
)

// Hostile returns the traps after which a reader may leave cells, tables or the whole
// document unread: tables with more columns, rows or copies than the form, in another order,
// and cells that print more than a number. What it reads must still be what is printed there.
// Faults does not list them, and Many draws none.
func Hostile() []Fault {
	var out []Fault
	for _, k := range hostileKinds() {
		out = append(out, k.Fault)
	}
	return out
}

func hostileKinds() []faultKind {
	return append(hostileCells(), hostileTables()...)
}

func hostile(name, zh, en string, apply func(d *dice, p *paper) bool) faultKind {
	return faultKind{
		Fault:  Fault{Name: name, ZH: zh, EN: en, Trap: true},
		layout: func(l layoutKind) bool { return l.apart && l.layout != MarkdownTorn }, // which knows the form's rows only
		plan:   func(p *plan) { p.big, p.received = true, true },
		apply:  func(d *dice, p *paper) ([]Violation, bool) { return nil, apply(d, p) },
	}
}

// onlyIn is a kind that fewer layouts can show.
func onlyIn(k faultKind, layout func(layoutKind) bool) faultKind {
	all := k.layout
	k.layout = func(l layoutKind) bool { return all(l) && layout(l) }
	return k
}

// showsSpans reports a layout in which a cell can be seen to reach over several rows.
func showsSpans(l layoutKind) bool {
	return slices.Contains([]Layout{HTMLClean, HTMLWord, HTMLSite, HTMLIndex, HTMLHidden, HTMLGB, DOCX, PDF, ODT, FODT}, l.layout)
}
