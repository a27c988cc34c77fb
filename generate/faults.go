package generate

import "github.com/gouji/gouji/stages/report"

// Fault is one thing that can be put into a sample.
type Fault struct {
	// Name is unique; Family is the kind of violation it is in the truth, "" for a trap.
	Name   string
	Family string
	// ZH and EN say what is done.
	ZH, EN string
	// Trap is true where the document stays without fault and only reading it gets harder.
	Trap bool
}

// faultKind is a fault with what it needs and does.
type faultKind struct {
	Fault
	// plan, where set, makes sure that the report has what the fault works on.
	plan func(*plan)
	// layout, where set, says which layouts can show it; form which form has it.
	layout func(layoutKind) bool
	form   report.Form
	// apply puts the fault in and returns its violations; false if it finds nothing to
	// work on.
	apply func(d *dice, p *paper) ([]Violation, bool)
}

func (k faultKind) fits(l layoutKind, o Options) bool {
	return (k.layout == nil || k.layout(l)) && (k.form == "" || k.form == o.Form)
}

func faultKinds() []faultKind {
	var out []faultKind
	out = append(out, tableFaults()...)
	out = append(out, textFaults()...)
	out = append(out, formFaults()...)
	return append(out, traps()...)
}

// Faults returns every fault and every trap, in a fixed order.
func Faults() []Fault {
	var out []Fault
	for _, k := range faultKinds() {
		out = append(out, k.Fault)
	}
	return out
}

// FaultNamed returns the fault of that name, and false if there is none.
func FaultNamed(name string) (Fault, bool) {
	k, ok := faultKindNamed(name)
	return k.Fault, ok
}

// Fits reports whether One can put the fault into a sample of the layout and form.
func (f Fault) Fits(l Layout, form report.Form) bool {
	k, ok := faultKindNamed(f.Name)
	kind, known := kindOf(l)
	return ok && known && k.fits(kind, Options{Form: form})
}

func faultKindNamed(name string) (faultKind, bool) {
	for _, k := range append(faultKinds(), hostileKinds()...) {
		if k.Name == name {
			return k, true
		}
	}
	return faultKind{}, false
}

func blanksSeen(l layoutKind) bool { return l.blanks }
func cellsApart(l layoutKind) bool { return l.apart }
func pagesSeen(l layoutKind) bool  { return l.paged }
func gridSeen(l layoutKind) bool   { return l.grid }

// linesApart is true where a line of text does not run on from the last cell of a table.
func linesApart(l layoutKind) bool { return l.layout != Glued }
