package generate

import (
	"iter"

	"github.com/gouji/gouji/stages/report"
)

// Many makes n samples of mixed issuers, years, forms, layouts and charsets; half of
// them without fault, the others with one fault, and some with a trap for the reader.
// The same n and seed give the same samples, and a smaller n the first of them.
func Many(n int, seed uint64) iter.Seq[Sample] {
	return func(yield func(Sample) bool) {
		d := newDice(seed, streamMany)
		for i := range n {
			if !yield(made(mixed(d, i))) {
				return
			}
		}
	}
}

// mixed draws the options of the i-th sample; layouts come in turn, so that few samples
// show all of them.
func mixed(d *dice, i int) Options {
	kinds := layoutKinds()
	kind := kinds[(i+i/len(kinds))%len(kinds)]
	o := Options{Seed: d.seed(), Form: report.Form2021, Year: d.between(2021, 2025), Layout: kind.layout}
	if d.chance(20) {
		o.Form, o.Year = report.Form2019, d.between(2019, 2020)
	} else {
		o.OneRow = d.chance(12)
	}
	if d.chance(20) {
		o.Charset = pick(d, Charsets()...)
	}
	if d.chance(50) {
		if f, ok := fitting(d, kind, o, false); ok {
			o.Faults = append(o.Faults, f)
		}
	}
	if d.chance(25) {
		if f, ok := fitting(d, kind, o, true); ok {
			o.Faults = append(o.Faults, f)
		}
	}
	return o
}

// fitting draws a fault, or a trap, that the layout and form can show.
func fitting(d *dice, kind layoutKind, o Options, trap bool) (Fault, bool) {
	var of []Fault
	for _, k := range faultKinds() {
		if k.Trap == trap && k.fits(kind, o) {
			of = append(of, k.Fault)
		}
	}
	if len(of) == 0 {
		return Fault{}, false
	}
	return pick(d, of...), true
}

// made is One for options that fit; where a fault finds nothing to work on in the seed's
// report, the report is made without it.
func made(o Options) Sample {
	for {
		s, err := One(o)
		if err == nil {
			return s
		}
		if len(o.Faults) == 0 {
			panic(err)
		}
		o.Faults = o.Faults[:len(o.Faults)-1]
	}
}
