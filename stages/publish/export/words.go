package export

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Words are the words of the user interface in one language. Make one with Chinese or
// English; a Words is never changed after that, and may be shared.
type Words struct {
	// Lang is the language tag, "zh" or "en".
	Lang string

	// Names of what is said of a document and of a finding; column heads and labels.
	File, ID, Title, Agency, Year, Form, Published, Outcome    string
	Rule, Severity, Section, Message, Cells, Quote, Want, Got  string
	Place, Source, Table, Row, Column, State, Value, Text, Why string

	// Names of the sheets of the workbook and the parts of the page.
	Documents, Findings, Data string

	// Sentences.
	None       string // no finding
	Whole      string // findings about no single section
	NoTable    string // the document does not have this table
	Unknown    string // the document does not say
	Rules      string // the rules, before their sums
	CellCount  string // the cells, before their sums
	PageTitle  string // the heading of the page
	More       string // %d more places
	MoreHints  string // %d hints that are not listed
	Total      string // %d documents: %d checked, %d with errors, %d rejected
	Stop       string // between two statements of a sentence
	Same       string // before a finding that has the cause of the one above
	Reference  string // the label of a source that binds nobody
	FileFault  string // before a finding about the file and not the report
	PageNumber string // %d is a page
	Norm       string // before what a rule wants, beside a finding
	Note       string // before what was left out of the document, or is to be known of it

	severities map[report.Severity]string
	outcomes   map[report.Outcome]string
	checks     map[string]string
	states     map[report.State]string
	forms      map[report.Form]string
	tables     map[string]string
	classes    map[fault.Class]string
	label      func(key, printed string) string
	english    bool
}

// WordsFor returns the words for "zh" and "en"; "" is "zh". Any other is an error.
func WordsFor(lang string) (Words, error) {
	switch lang {
	case "", "zh":
		return Chinese(), nil
	case "en":
		return English(), nil
	}
	return Words{}, fmt.Errorf("export: language %.20q is not known; use zh or en", lang)
}

// SeverityName names a severity; one it does not know is given back as it is.
func (w Words) SeverityName(s report.Severity) string { return name(w.severities, s) }

// RuleOutcome names how a rule ended.
func (w Words) RuleOutcome(o report.Outcome) string { return name(w.outcomes, o) }

// CheckOutcome names the outcome of a check, report.Checked or report.Rejected.
func (w Words) CheckOutcome(o string) string { return name(w.checks, o) }

// StateName names the state of a cell.
func (w Words) StateName(s report.State) string { return name(w.states, s) }

// FormName names a form with its document number.
func (w Words) FormName(f report.Form) string { return name(w.forms, f) }

// TableName names a table by its key in report.Tables: disclosure, applications or
// proceedings.
func (w Words) TableName(key string) string { return name(w.tables, key) }

// ClassName says what a class of rejection means.
func (w Words) ClassName(c fault.Class) string { return name(w.classes, c) }

// MessageOf is the finding's message in the language of w, or the Chinese one where
// there is no other.
func (w Words) MessageOf(f report.Finding) string {
	m := f.Message
	if w.english && f.MessageEN != "" {
		m = f.MessageEN
	}
	if f.About == report.AboutFile {
		return w.FileFault + m
	}
	return m
}

// Basis returns the label of a rule's source and the source itself: what binds the issuer
// is a basis, what other cities and yearbooks say a reference (参考：).
func (w Words) Basis(source string) (label, words string) {
	if rest, ok := strings.CutPrefix(source, "参考："); ok {
		return w.Reference, rest
	}
	return w.Source, source
}

// MoreOf says that there are n more places.
func (w Words) MoreOf(n int) string { return fmt.Sprintf(w.More, n) }

// WhereOf is the place of a finding in words, "" where nobody has said it.
func (w Words) WhereOf(f report.Finding) string {
	if w.english {
		return f.Where.EN
	}
	return f.Where.ZH
}

func name[K ~string](m map[K]string, key K) string {
	if s, ok := m[key]; ok {
		return s
	}
	return string(key)
}
