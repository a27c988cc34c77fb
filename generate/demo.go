package generate

import (
	"fmt"

	"github.com/gouji/gouji/stages/report"
)

// Demo makes a dozen samples of different layouts, each with the fault that its name and
// truth tell; they show what gouji finds.
func Demo() []Sample {
	var out []Sample
	for i, x := range []struct {
		layout Layout
		fault  string // "" is a report without fault
		form   report.Form
		set    Charset
	}{
		{HTMLSite, "", report.Form2021, UTF8},
		{HTMLWord, "t4_total_zero", report.Form2021, UTF8},
		{DOCX, "t3_row_sum", report.Form2021, ""},
		{PDF, "percent", report.Form2021, ""},
		{Pipes, "received", report.Form2021, UTF8},
		{CellsBlank, "period", report.Form2021, UTF8},
		{Tabs, "t3_balance", report.Form2021, GB18030},
		{Glued, "statute", report.Form2021, UTF8},
		{PDFLayout, "placeholder", report.Form2021, UTF8},
		{MarkdownTorn, "privacy_id", report.Form2021, UTF8},
		{HTMLGB, "t3_result_sum", report.Form2019, ""},
		{HTMLClean, "stale_year", report.Form2021, UTF16},
	} {
		o := Options{Seed: uint64(i + 1), Form: x.form, Layout: x.layout, Charset: x.set}
		if f, ok := FaultNamed(x.fault); ok {
			o.Faults = []Fault{f}
		}
		s, err := One(o)
		if err != nil { // the table above is fixed, and a test makes it
			panic(fmt.Sprintf("generate: demo %d: %v", i, err))
		}
		out = append(out, s)
	}
	return out
}

// Text7K is a report as plain text of about 7 KB, the size of a usual one, with numbers in
// all three tables; for benchmarks.
func Text7K() Sample { return mustOne(Options{Seed: 7, Layout: Pipes}) }

// HTML100K is a report as a page of about 100 KB pasted from Word; for benchmarks.
func HTML100K() Sample { return mustOne(Options{Seed: 7, Layout: HTMLWord, Pad: 100 << 10}) }

// PDF400K is a report as a PDF of 400 KB; for benchmarks.
func PDF400K() Sample { return mustOne(Options{Seed: 7, Layout: PDF, Pad: 400 << 10}) }

func mustOne(o Options) Sample {
	s, err := One(o)
	if err != nil {
		panic(err)
	}
	return s
}
