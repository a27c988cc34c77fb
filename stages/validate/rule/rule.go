// Package rule is the type of a rule: a documented value that says what must hold in
// an annual report, why, by which source, and how it is checked.
//
// A rule is data. It cannot reach anything but the Pass it is given, and it speaks
// only through the Pass: the rule says what it saw, the driver decides how the rule
// ended.
package rule

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Text is the same words in both languages of the program.
type Text struct {
	ZH, EN string
}

// Source says what a rule rests on.
type Source struct {
	// Document is the legal source or the kind of evidence, such as 国办公开办函〔2021〕30号.
	Document string
	// Clause is the article, row or label in it, "" for the whole.
	Clause string
	// From and To are the first and last report year it is in force for; 0 is open.
	From, To int
}

// InWords is the document, the clause and the years it is in force for.
func (s Source) InWords() string {
	out := strings.TrimSpace(s.Document + " " + s.Clause)
	switch {
	case s.From != 0 && s.To != 0:
		out += fmt.Sprintf(" (%d–%d)", s.From, s.To)
	case s.From != 0:
		out += fmt.Sprintf(" (%d–)", s.From)
	}
	return out
}

// Rule is one entry of the book.
type Rule struct {
	// ID is an id of the catalogue, such as T4-01; unique in a book.
	ID string
	// Title says in a few words what must hold.
	Title Text
	// Doc says why it holds and what a finding means for its reader.
	Doc Text
	// Severity is that of a finding which does not say another. A rule may report less
	// than its severity where the evidence is weaker, never more.
	Severity report.Severity
	Source   Source
	// Needs are the cells, fields or facts that the rule looks at, for the reader of
	// the rules page: applications.new_received.*, section 1, period, neighbour.
	Needs []string
	// Trip and Pass are examples, as they stand in a report, of what the rule reports
	// and of what it lets pass.
	Trip, Pass string
	// Forms are the forms that the rule can be applied to; nil means every form.
	Forms []report.Form
	// Letters rules look at single characters. Text recognition and damaged fonts get those
	// wrong, so that on such text the rule finds nothing and is inconclusive.
	Letters bool
	// Off rules are in the book but do not run unless they are asked for.
	Off bool
	// Check looks at one report. It must be a pure function of the Pass and safe for
	// concurrent use.
	Check func(*Pass)
}

// Omission is a rule of the catalogue that the book leaves out, with the reason.
type Omission struct {
	ID     string
	Title  Text
	Reason Text
}

var idForm = regexp.MustCompile(`^[A-Z]\d?-\d{2}$`)

// Validate returns an error unless the rule is fit for a book: it has an id of the
// catalogue's form, words in both languages, a known severity, a source, examples and
// a check.
func (r Rule) Validate() error {
	var errs []error
	need := func(ok bool, what string) {
		if !ok {
			errs = append(errs, fmt.Errorf("rule %q: %s", r.ID, what))
		}
	}
	need(idForm.MatchString(r.ID), "the id is not of the form X-00 or X0-00")
	need(r.Title.ZH != "" && r.Title.EN != "", "no title in both languages")
	need(r.Doc.ZH != "" && r.Doc.EN != "", "not documented in both languages")
	need(Rank(r.Severity) > 0, fmt.Sprintf("unknown severity %q", r.Severity))
	need(r.Source.Document != "", "no source")
	need(r.Source.To == 0 || r.Source.From <= r.Source.To, "the source ends before it begins")
	need(len(r.Needs) > 0, "needs nothing")
	need(r.Trip != "" && r.Pass != "", "no examples")
	need(r.Check != nil, "no check")
	return errors.Join(errs...)
}

// Applies reports whether the rule can be applied to a report of this form and year;
// year is 0 where the document does not say; it is then a year of the form, where that was in force for
// some years only.
func (r *Rule) Applies(f report.Form, year int) bool {
	if year == 0 && f == report.Form2019 {
		year = 2020 // the last but for late comers, which S-11 tells by their year
	}
	if year != 0 && (year < r.Source.From || (r.Source.To != 0 && year > r.Source.To)) {
		return false
	}
	if r.Forms == nil {
		return true
	}
	for _, g := range r.Forms {
		if f == g {
			return true
		}
	}
	return false
}

// Rank orders severities: 3 for an error, 2 for a warning, 1 for an info, 0 for
// anything else.
func Rank(s report.Severity) int {
	switch s {
	case report.Error:
		return 3
	case report.Warning:
		return 2
	case report.Info:
		return 1
	}
	return 0
}
