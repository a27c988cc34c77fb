package rule

import (
	"fmt"

	"github.com/gouji/gouji/stages/report"
)

// Pass is one rule's look at one report, and the only way it can say anything.
//
// How the rule ended follows from what it did, so that no rule can call itself met by
// mistake: it is broken if it reported a finding; else inconclusive if it asked for a
// cell that could not be read or said Doubt; else met if it said Judged; else not
// applicable. Asking for a cell through Num, Count or Known records what was missing.
type Pass struct {
	*Subject
	rule     *Rule
	findings []report.Finding
	judged   bool
	doubt    bool
}

// NewPass begins a rule's look at a subject.
func NewPass(s *Subject, r *Rule) *Pass { return &Pass{Subject: s, rule: r} }

// Begin starts the next rule's look at the same subject.
func (p *Pass) Begin(r *Rule) {
	p.rule, p.findings, p.judged, p.doubt = r, nil, false, false
}

// Run has a rule look at the subject. The error is that of the subject's context, if it
// ended meanwhile; what the rule has said and what it has left in the subject is then worth
// nothing.
func (p *Pass) Run(r *Rule) (err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case ended:
			err = v.err
		default:
			panic(v)
		}
	}()
	p.Begin(r)
	p.look()
	r.Check(p)
	p.look()
	return nil
}

// ended ends a rule from within: it is thrown in loops that have no error to return, in the
// hundred rules and what they call, and caught in Run alone.
type ended struct{ err error }

// Full reports that the rule has as many findings as are kept, so that it need not look for
// more.
func (p *Pass) Full() bool { return len(p.findings) >= MaxFindings }

// Report is the report under review. It must not be changed.
func (p *Pass) Report() *report.Report { return p.report }

// Agency says what kind of body issued the report.
func (p *Pass) Agency() Agency { return p.agency }

// Judged says that the rule has compared something.
func (p *Pass) Judged() { p.judged = true }

// Doubt says that the rule has met something it needs and cannot read.
func (p *Pass) Doubt() { p.doubt = true }

// Num returns the number in a cell. It is false, and the rule is in doubt, where the
// cell holds no readable number: unread, blank or dash. It is false without doubt
// where the report does not have the cell.
func (p *Pass) Num(path string) (report.Number, bool) {
	c, ok := Cell(p.report, path)
	if !ok {
		return report.Number{}, false
	}
	if !c.Value.Valid() {
		p.doubt = true
	}
	return c.Value, c.Value.Valid()
}

// Count is Num for cells that count something: a number with a fraction is in doubt.
func (p *Pass) Count(path string) (int64, bool) {
	n, ok := p.Num(path)
	if !ok {
		return 0, false
	}
	i, ok := n.Int()
	if !ok {
		p.doubt = true
	}
	return i, ok
}

// Known reports whether every entry holds a number, and is in doubt where one is in
// the report and does not. A cell that the report does not have is not known either.
func (p *Pass) Known(es ...Entry) bool {
	all := true
	for _, e := range es {
		if e.Known {
			continue
		}
		all = false
		if e.State != "" {
			p.doubt = true
		}
	}
	return all
}

// MaxFindings is how many findings one rule reports of one document. More would hide
// the rest of the verdict, and a hostile document could make any number of them.
const MaxFindings = 100

// Draft is a finding in the making. Rule and, where it is "", Severity are the rule's.
type Draft struct {
	Severity  report.Severity
	ZH, EN    string
	Cells     []string
	Section   int
	Quotes    []string
	Want, Got string
	At        []report.Place
	// Paragraph is that of the section in which it stands, from 1; 0 is none.
	Paragraph int
	// File says that the file is at fault and not the report.
	File bool
}

// Find reports a finding: the rule is broken. The places of the first report.MaxCells cells
// are added to At. A severity above the rule's own is lowered to it, and a quote of the text ends
// before a number that could be private. On text that is unsure (recognised, or garbled) a
// finding is a warning at most and says so, and one about characters is a doubt. Findings beyond MaxFindings are dropped.
func (p *Pass) Find(d Draft) {
	if len(p.findings) == MaxFindings {
		return
	}
	f := report.Finding{
		Rule: p.rule.ID, Severity: p.rule.Severity, Message: d.ZH, MessageEN: d.EN,
		Cells: d.Cells, Section: d.Section, Quotes: d.Quotes, Want: d.Want, Got: d.Got, At: d.At,
	}
	if d.Severity != "" && Rank(d.Severity) < Rank(p.rule.Severity) {
		f.Severity = d.Severity
	}
	for _, path := range d.Cells[:min(len(d.Cells), report.MaxCells)] {
		if c, ok := Cell(p.report, path); ok && !c.At.IsZero() {
			f.At = append(f.At, c.At)
		}
	}
	if u := p.unsureAt(f.At); u != nil && !d.File {
		if p.rule.Letters {
			p.doubt = true
			return
		}
		u.weaken(&f)
	}
	if len(d.Cells) == 0 {
		for i, q := range f.Quotes {
			f.Quotes[i] = redact(q)
		}
	}
	f.Where = report.PlaceInWords(f.Cells, f.Section, d.Paragraph, f.At)
	if f.Where.IsZero() {
		f.Where = p.spoken(f.At)
	}
	f.About = report.AboutReport
	if d.File {
		f.About = report.AboutFile
	}
	if f.Want == "" || f.Got == "" {
		f.Want, f.Got = "", "" // half a comparison says nothing; the message does
	}
	p.findings = append(p.findings, complete(f))
}

// fieldNames are the fields of a report that have evidence, as people call them.
var fieldNames = [...]struct {
	key    string
	zh, en string
}{
	{"title", "标题", "title"}, {"period", "统计期限", "the statistical period"}, {"signed", "落款", "signature"},
	{"published", "发布日期", "date of publication"}, {"agency", "编制机关", "issuer"}, {"year", "年度", "year"},
}

// spoken names the field that a place is the evidence of.
func (p *Pass) spoken(at []report.Place) report.Where {
	if len(at) == 0 {
		return report.Where{ZH: "全文", EN: "the whole document"}
	}
	for _, f := range fieldNames {
		if q, ok := p.report.Evidence[f.key]; ok && q.At == at[0] {
			return report.Where{ZH: f.zh, EN: f.en}
		}
	}
	return report.Where{ZH: "引言", EN: "preamble"}
}

// complete replaces nil lists by empty ones, which the contract prints as [].
func complete(f report.Finding) report.Finding {
	if f.Cells == nil {
		f.Cells = []string{}
	}
	if f.Quotes == nil {
		f.Quotes = []string{}
	}
	if f.At == nil {
		f.At = []report.Place{}
	}
	return f
}

// Findings are what the rule reported, in the order it did.
func (p *Pass) Findings() []report.Finding { return p.findings }

// Outcome is how the rule ended.
func (p *Pass) Outcome() report.Outcome {
	switch {
	case len(p.findings) > 0:
		return report.Broken
	case p.doubt:
		return report.Inconclusive
	case p.judged:
		return report.Met
	}
	return report.NotApplicable
}

// Memo returns what make returned the first time a rule of this run asked for key.
func Memo[T any](p *Pass, key string, make func(*Pass) T) T {
	if v, ok := p.memo[key]; ok {
		return v.(T)
	}
	v := make(p)
	if p.memo == nil {
		p.memo = map[string]any{}
	}
	p.memo[key] = v
	return v
}

// Spare returns the T under a key that rules of the reports before have used, as they left
// it; a new one if there is none. What one rule of a run keeps in it no other may touch.
func Spare[T any](p *Pass, key string) *T {
	if v, ok := p.spare[key]; ok {
		return v.(*T)
	}
	v := new(T)
	if p.spare == nil {
		p.spare = map[string]any{}
	}
	p.spare[key] = v
	return v
}

// Say is a Draft with both messages from the same arguments.
func Say(zh, en string, args ...any) Draft {
	return Draft{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}
