package export

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

//go:embed page.html
var pageHTML string

// htmlWriter writes one page with no script and nothing to load, a document at a time.
type htmlWriter struct {
	w     io.Writer
	words Words
	o     Options
	page  *template.Template

	total, checked, faulty int
}

func newHTML(w io.Writer, words Words, o Options) (*htmlWriter, error) {
	page, err := template.New("page").Parse(pageHTML)
	if err != nil {
		return nil, fmt.Errorf("export: the page's template: %w", err)
	}
	return &htmlWriter{w: w, words: words, o: o, page: page}, nil
}

func (h *htmlWriter) Write(c report.Check) error {
	if err := h.begin(); err != nil {
		return err
	}
	h.total++
	if c.Outcome == report.Checked {
		h.checked++
	}
	if countFindings(c.Findings)[report.Error] > 0 {
		h.faulty++
	}
	return h.part("document", h.document(c))
}

func (h *htmlWriter) begin() error {
	if h.total > 0 {
		return nil
	}
	return h.part("head", h.words)
}

// Close writes the sums and ends the page.
func (h *htmlWriter) Close() error {
	if err := h.begin(); err != nil {
		return err
	}
	return h.part("foot", fmt.Sprintf(h.words.Total, h.total, h.checked, h.faulty, h.total-h.checked))
}

func (h *htmlWriter) part(name string, data any) error {
	if err := h.page.ExecuteTemplate(h.w, name, data); err != nil {
		return fmt.Errorf("export: writing the page: %w", err)
	}
	return nil
}

// The data of the page's template; every string in it is visible already.
type (
	htmlDocument struct {
		W         Words
		ID        string
		File      string
		Rejection string // "" for a checked document
		Message   string
		Facts     []fact
		Sums      []string
		Sections  []htmlSection
	}
	htmlSection struct {
		Name     string
		Findings []htmlFinding
		Table    *htmlTable
		NoTable  bool // the form has a table here and the document does not
	}
	htmlFinding struct {
		W                         Words
		ID, Mark, Class, Severity string
		Rule, Title, Message      string
		Quotes, Places            []string
		Want, Got, Basis, Source  string
	}
)

func (h *htmlWriter) document(c report.Check) htmlDocument {
	d := htmlDocument{W: h.words, ID: fmt.Sprintf("d%d", h.total), File: visible(c.File)}
	if c.Outcome != report.Checked {
		r := rejectionOf(c)
		d.Rejection = visible(h.words.CheckOutcome(report.Rejected) + " " + r.Class + " " + h.words.ClassName(fault.Class(r.Class)))
		d.Message = visible(r.Message)
		return d
	}
	for _, f := range h.words.facts(c.Report) {
		d.Facts = append(d.Facts, fact{f.Name, visible(f.Value)})
	}
	d.Sums = h.words.sums(c)
	d.Sections = h.sections(c, d.ID)
	return d
}

// sections are the sections that have findings or a table, in order.
func (h *htmlWriter) sections(c report.Check, id string) []htmlSection {
	findings := ordered(c.Findings)
	tables := tablesOf(c.Report, findings, h.words, id)
	var out []htmlSection
	for i := 0; i <= len(report.SectionHeadings()); i++ {
		s := htmlSection{Name: visible(h.words.SectionName(c.Report, i))}
		for n, f := range findings {
			if f.Section == i || i == 0 && (f.Section < 0 || f.Section > len(report.SectionHeadings())) {
				s.Findings = append(s.Findings, h.finding(f, findingID(id, n)))
			}
		}
		if table, ok := tables[i]; ok {
			s.Table, s.NoTable = table, table == nil
		}
		if len(s.Findings) > 0 || s.Table != nil || s.NoTable {
			out = append(out, s)
		}
	}
	return out
}

func findingID(document string, n int) string { return fmt.Sprintf("%s-f%d", document, n+1) }

func (h *htmlWriter) finding(f report.Finding, id string) htmlFinding {
	mark, _ := markOf(f.Severity)
	title, source := h.o.About(f.Rule)
	label, source := h.words.Basis(source)
	return htmlFinding{
		W: h.words, ID: id, Mark: mark, Class: severityClass(f.Severity), Severity: visible(h.words.SeverityName(f.Severity)),
		Rule: visible(f.Rule), Title: visible(title), Message: visible(h.words.MessageOf(f)),
		Quotes: allVisible(f.Quotes), Places: allVisible(h.words.places(f)),
		Want: visible(f.Want), Got: visible(f.Got), Basis: label, Source: visible(source),
	}
}

// severityClass is the CSS class of a severity, from a closed set.
func severityClass(s report.Severity) string {
	switch s {
	case report.Error, report.Warning:
		return string(s)
	}
	return string(report.Info)
}

func allVisible(s []string) []string {
	out := make([]string, len(s))
	for i := range s {
		out[i] = visible(s[i])
	}
	return out
}
