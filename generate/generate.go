package generate

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Options say which sample One makes. The zero value is a clean report of seed 0 in the
// 2021 form on 2023, laid out as clean HTML.
type Options struct {
	Seed uint64
	// Form is report.Form2021 or report.Form2019; "" is the one in force for the year.
	Form report.Form
	// Year is the year reported on; 0 is 2023, or 2020 for the 2019 form.
	Year int
	// Layout is one of Layouts; "" is HTMLClean.
	Layout Layout
	// Faults are put in one after another; see Faults and FaultNamed.
	Faults []Fault
	// Charset encodes text and HTML layouts; "" is UTF-8. HTMLGB is always GB18030, and
	// DOCX and PDF have no charset.
	Charset Charset
	// OneRow prints (六)其他处理 as one row in the 2021 form.
	OneRow bool
	// Issuer is the number of a body of its own, 1 to 64,000, in place of one of the some hundred
	// that the seed draws from: two numbers are two issuers. 0 leaves it to the seed.
	Issuer int
	// Pad makes an HTML page at least that many bytes long by what sites add around an
	// article: navigation, styles, scripts; and a PDF by an object that no page shows. It
	// changes nothing that a reader reads.
	Pad int
}

// Sample is a file with what is known to stand in it.
type Sample struct {
	// Name is a file name with its extension, made of ASCII letters, digits, _ - and dots.
	Name   string
	Data   []byte
	Truth  Truth
	Layout Layout
}

// TruthJSON is the sample's truth file, to be written as Name + ".json".
func (s Sample) TruthJSON() ([]byte, error) {
	b, err := json.MarshalIndent(s.Truth, "", " ")
	if err != nil {
		return nil, fmt.Errorf("generate: truth of %s: %w", s.Name, err)
	}
	return append(b, '\n'), nil
}

// One makes the sample that the options describe. It fails if an option is unknown, or
// if a fault cannot be shown in the layout, as a blank cell in glued text.
func One(o Options) (Sample, error) {
	o, kind, err := o.complete()
	if err != nil {
		return Sample{}, err
	}
	var pl plan
	var impls []faultKind
	for _, f := range o.Faults {
		k, ok := faultKindNamed(f.Name)
		if !ok {
			return Sample{}, fmt.Errorf("generate: there is no fault %q; see Faults", f.Name)
		}
		if !k.fits(kind, o) {
			return Sample{}, fmt.Errorf("generate: fault %s cannot be shown in layout %s, form %s", f.Name, o.Layout, o.Form)
		}
		if k.plan != nil {
			k.plan(&pl)
		}
		impls = append(impls, k)
	}
	s := newStyle(newDice(o.Seed, streamStyle))
	who := newIssuer(newDice(o.Seed, streamIssuer), o.Issuer)
	p := newPaper(o.Seed, newModel(who, o.Seed, o.Form, o.Year, o.OneRow, pl), s, pl)
	d := newDice(o.Seed, streamFaults)
	var violations []Violation
	for _, k := range impls {
		v, ok := k.apply(d, p)
		if !ok {
			return Sample{}, fmt.Errorf("generate: fault %s finds nothing to work on in seed %d", k.Name, o.Seed)
		}
		violations = append(violations, v...)
	}
	p.requote(violations)
	data := kind.render(newDice(o.Seed, streamLayout), p)
	if strings.HasPrefix(kind.ext, ".html") && o.Pad > len(data) {
		data = pad(newDice(o.Seed, streamPad), data, o.Pad)
	}
	if kind.layout == PDF && o.Pad > len(data) {
		data = padPDF(newDice(o.Seed, streamPad), data, o.Pad)
	}
	if data, err = encode(data, o.Charset, kind); err != nil {
		return Sample{}, err
	}
	out := Sample{Name: o.name(kind), Data: data, Layout: o.Layout}
	out.Truth = p.truth(o, out.Name, violations)
	return out, nil
}

func (o Options) complete() (Options, layoutKind, error) {
	if o.Form == "" {
		o.Form = report.Form2021
		if o.Year == 2019 || o.Year == 2020 {
			o.Form = report.Form2019
		}
	}
	if o.Form != report.Form2021 && o.Form != report.Form2019 {
		return o, layoutKind{}, fmt.Errorf("generate: no samples of form %q, only of 2021 and 2019", o.Form)
	}
	if o.Year == 0 {
		o.Year = 2023
		if o.Form == report.Form2019 {
			o.Year = 2020
		}
	}
	if o.Issuer < 0 || o.Issuer > mostIssuers {
		return o, layoutKind{}, fmt.Errorf("generate: issuer %d is outside 0 to %d", o.Issuer, mostIssuers)
	}
	if o.Year < 2008 || o.Year > 2100 {
		return o, layoutKind{}, fmt.Errorf("generate: year %d is outside 2008 to 2100", o.Year)
	}
	if o.Layout == "" {
		o.Layout = HTMLClean
	}
	kind, ok := kindOf(o.Layout)
	if !ok {
		return o, kind, fmt.Errorf("generate: there is no layout %q; see Layouts", o.Layout)
	}
	switch {
	case kind.own(): // it has an encoding of its own
		o.Charset = ""
	case kind.layout == HTMLGB:
		o.Charset = GB18030
	}
	return o, kind, nil
}

// name holds the seed, so that a sample can be made again from its file name and truth.
// The layout stands before the extension after an underscore: the judge knows glued
// texts by it.
func (o Options) name(kind layoutKind) string {
	n := fmt.Sprintf("g%x_%d_%s", o.Seed, o.Year, o.Layout)
	if o.Issuer > 0 {
		n = fmt.Sprintf("g%x_i%d_%d_%s", o.Seed, o.Issuer, o.Year, o.Layout)
	}
	for _, f := range o.Faults {
		n += "." + strings.ReplaceAll(f.Name, "_", "-")
	}
	if o.Charset != "" && o.Charset != UTF8 && o.Layout != HTMLGB {
		n += "." + string(o.Charset)
	}
	return n + kind.ext
}
