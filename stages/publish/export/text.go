package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

const (
	defaultWidth = 80
	leastWidth   = 40
	mostPlaces   = 6 // more places of one finding are only counted
	mostLines    = 6 // of a quote; the rest is in the other formats
)

// textWriter writes for a person at a terminal.
type textWriter struct {
	w       io.Writer
	words   Words
	o       Options
	b       strings.Builder // the document under way, written at once
	total   int
	checked int
	faulty  int
}

func newText(w io.Writer, words Words, o Options) *textWriter {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	o.Width = max(o.Width, leastWidth)
	return &textWriter{w: w, words: words, o: o}
}

func (t *textWriter) Write(c report.Check) error {
	t.b.Reset()
	t.total++
	if t.total > 1 {
		t.b.WriteByte('\n')
	}
	file := c.File
	if file == "" {
		file = "-"
	}
	t.line("", bold, file)
	if c.Outcome == report.Checked {
		t.checked++
		t.header(c.Report)
		t.findings(c)
		t.summary(c)
	} else {
		t.rejection(c.Rejection)
	}
	return t.flush()
}

// Close writes the sums where there was more than one document.
func (t *textWriter) Close() error {
	if t.total < 2 {
		return nil
	}
	t.b.Reset()
	t.b.WriteByte('\n')
	t.line("", bold, fmt.Sprintf(t.words.Total, t.total, t.checked, t.faulty, t.total-t.checked))
	return t.flush()
}

func (t *textWriter) flush() error {
	if _, err := io.WriteString(t.w, t.b.String()); err != nil {
		return fmt.Errorf("export: writing text: %w", err)
	}
	return nil
}

func (t *textWriter) rejection(r *report.Rejection) {
	if r == nil {
		r = &report.Rejection{}
	}
	t.line("  ", red, t.words.CheckOutcome(report.Rejected)+" "+r.Class+" "+t.words.ClassName(fault.Class(r.Class)))
	t.line("    ", plain, r.Message)
	if tip := t.words.Advice(fault.Class(r.Class)); tip != "" {
		t.line("    → ", plain, tip)
	}
}

func (t *textWriter) header(r *report.Report) {
	for _, f := range t.words.Facts(r) {
		if f.Name == t.words.ID {
			continue
		}
		pad := strings.Repeat(" ", max(0, textWidth(t.words.Published)-textWidth(f.Name)))
		t.line("  "+f.Name+pad+"  ", plain, f.Value)
	}
	if r == nil {
		return
	}
	pad := strings.Repeat(" ", max(0, textWidth(t.words.Published)-textWidth(t.words.Note)))
	for _, n := range r.Notes {
		t.line("  "+t.words.Note+pad+"  ", plain, n)
	}
}

func (t *textWriter) findings(c report.Check) {
	section := -1
	counts := countFindings(c.Findings)
	if counts[report.Error] > 0 {
		t.faulty++
	}
	all := ordered(c.Findings)
	room := (counts[report.Error] + counts[report.Warning]) / 3 // so that a quarter are hints
	left := 0
	for _, f := range all {
		if f.Group != "" && !f.Lead {
			continue // it stands under the one that speaks for it
		}
		if f.Severity == report.Info && !t.o.Hints {
			if room--; room < 0 {
				left++
				continue
			}
		}
		if f.Section != section {
			section = f.Section
			t.b.WriteByte('\n')
			t.line("  ", bold, t.words.SectionName(c.Report, section))
		}
		t.finding(f)
		for _, g := range all {
			if f.Lead && g.Group == f.Group && !g.Lead {
				t.line("      "+t.words.Same+" ", dim, g.Rule+" "+t.words.MessageOf(g))
			}
		}
	}
	t.b.WriteByte('\n')
	if left > 0 {
		t.line("  ", dim, fmt.Sprintf(t.words.MoreHints, left))
	}
}

func (t *textWriter) finding(f report.Finding) {
	mark, style := markOf(f.Severity)
	head := "  " + mark + " " + t.words.SeverityName(f.Severity) + " " + f.Rule + "  "
	lines := wrap(visible(t.words.MessageOf(f)), t.o.Width-textWidth(head))
	fmt.Fprintf(&t.b, "%s%s\n", t.paint(style, visible(head)), lines[0])
	for _, l := range lines[1:] {
		t.b.WriteString(strings.Repeat(" ", textWidth(head)) + l + "\n")
	}
	for _, q := range f.Quotes {
		t.quote(q, f.Got)
	}
	if f.Want != "" && f.Got != "" {
		t.line("      ", plain, t.words.Want+" "+f.Want+"  "+t.words.Got+" "+f.Got)
	}
	if at := t.words.places(f); len(at) > 0 {
		t.line("      "+t.words.Place+" ", dim, t.few(at))
	}
	if _, source := t.o.About(f.Rule); source != "" {
		label, source := t.words.Basis(source)
		t.line("      "+label+" ", dim, source)
	}
}

func (t *textWriter) few(places []string) string {
	more := len(places) - mostPlaces
	if more <= 0 {
		return strings.Join(places, t.words.Stop)
	}
	return strings.Join(places[:mostPlaces], t.words.Stop) + t.words.Stop + fmt.Sprintf(t.words.More, more)
}

// quote writes a piece of the document, and under it a pointer to got where that stands
// in it exactly once; elsewhere a pointer would be a guess.
func (t *textWriter) quote(q, got string) {
	const margin = "      │ "
	shown, got := visible(q), visible(got)
	lines := wrap(shown, t.o.Width-textWidth(margin))
	if len(lines) > mostLines {
		lines = append(lines[:mostLines-1:mostLines-1], lines[mostLines-1]+"…")
	}
	once := onlyPlace(shown, got) >= 0
	for _, l := range lines {
		t.b.WriteString(t.paint(dim, margin) + l + "\n")
		if at := onlyPlace(l, got); once && at >= 0 {
			pointer := strings.Repeat(" ", textWidth(l[:at])) + t.paint(red, strings.Repeat("^", textWidth(got)))
			t.b.WriteString(t.paint(dim, margin) + pointer + "\n")
		}
	}
}

// onlyPlace returns where sub stands in s, or -1 unless it stands there exactly once;
// a number inside a longer number does not count.
func onlyPlace(s, sub string) int {
	if sub == "" {
		return -1
	}
	found := -1
	for i := 0; i+len(sub) <= len(s); i++ {
		if s[i:i+len(sub)] != sub || insideNumber(s, i, i+len(sub)) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}

func insideNumber(s string, start, end int) bool {
	digit := func(i int) bool {
		return i >= 0 && i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.' || s[i] == ',')
	}
	return digit(start) && digit(start-1) || digit(end-1) && digit(end)
}

func (t *textWriter) summary(c report.Check) {
	for _, s := range t.words.Sums(c) {
		t.line("  ", bold, s)
	}
}

// line writes s after head, wrapped, the further lines indented as far.
func (t *textWriter) line(head string, style style, s string) {
	indent := textWidth(head)
	for i, l := range wrap(visible(s), t.o.Width-indent) {
		if i > 0 {
			head = strings.Repeat(" ", indent)
		}
		t.b.WriteString(head + t.paint(style, l) + "\n")
	}
}

// style is an ANSI SGR parameter.
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	yellow style = "33"
	cyan   style = "36"
)

func (t *textWriter) paint(st style, s string) string {
	if !t.o.Color || st == plain {
		return s
	}
	return "\x1b[" + string(st) + "m" + s + "\x1b[0m"
}

// markOf is a mark that tells the severities apart without colour.
func markOf(s report.Severity) (string, style) {
	switch s {
	case report.Error:
		return "✗", red
	case report.Warning:
		return "!", yellow
	}
	return "·", cyan
}
