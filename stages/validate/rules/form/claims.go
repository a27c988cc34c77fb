package form

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// FirstOf is the first claim of a kind, nil if there is none.
func FirstOf(all []Claim, k narrative.Kind) *Claim {
	for i := range all {
		if all[i].Kind == k {
			return &all[i]
		}
	}
	return nil
}

// Growth compares a printed change with that from was to the claim.
func (c Claim) Growth(p *rule.Pass, n narrative.Number, was int64) {
	change := c.N - was
	if change < 0 {
		change = -change
	}
	r := narrative.Rate{Number: n, Part: narrative.Number{Value: report.IntNumber(change), Scale: 1}}
	off, want, ok := r.Off(narrative.Number{Value: report.IntNumber(was), Scale: 1})
	if !ok || off <= 1 {
		return
	}
	d := prose.SpanDraft(c.Part, c.Start, n.UnitEnd)
	d.Want, d.Got = want+"%", n.Value.String()+"%"
	d.ZH = "同比变化应为 " + d.Want + "（上年 " + prose.Itoa(was) + " 件），写作 " + d.Got
	d.EN = "the change is " + d.Want + " (last year " + prose.Itoa(was) + "), printed " + d.Got
	p.Find(d)
}

// Claim is a fact of the text with the part it stands in.
type Claim struct {
	Part *narrative.Part
	narrative.Fact
}

// Denial is a denial of the text with the part it stands in.
type Denial struct {
	Part *narrative.Part
	narrative.Denial
}

// Claims are the facts of the whole text in the order of the document.
func Claims(p *rule.Pass) []Claim {
	return rule.Memo(p, "claims", func(p *rule.Pass) []Claim {
		kept := rule.Spare[[]Claim](p, "claims")
		out := (*kept)[:0]
		parts := p.Narrative().Parts
		for i := range parts {
			for _, f := range parts[i].Facts(p.Year()) {
				f.Office = f.Office && !IsOffice(p.Report())
				of, sure := ScopeIs(p, f.Scope)
				f.Sure = f.Sure && sure
				if of {
					out = append(out, Claim{&parts[i], f})
				}
			}
		}
		*kept = out
		return out
	})
}

// Denials returns what the text says there was none of, in the order of the text. The list is read once for all rules of a report.
func Denials(p *rule.Pass) []Denial {
	return rule.Memo(p, "denials", func(p *rule.Pass) []Denial {
		var out []Denial
		parts := p.Narrative().Parts
		for i := range parts {
			for _, d := range parts[i].Denials() {
				of, sure := ScopeIs(p, d.Scope)
				d.Office = (d.Office && !IsOffice(p.Report())) || !sure
				if of && (d.Year == 0 || p.Year() == 0 || d.Year == p.Year()) {
					out = append(out, Denial{&parts[i], d})
				}
			}
		}
		return out
	})
}

// ScopeIs reports whether words about a scope can be about the issuer, and whether they
// certainly are about all of it. A district that writes 全市 gives its city's numbers, and
// a government that names one of its bodies gives a part of its own.
func ScopeIs(p *rule.Pass, s narrative.Scope) (possible, certain bool) {
	own := p.Agency().Scope
	switch {
	case s == narrative.NoScope || s == narrative.Own:
		return true, true
	case s == narrative.Member:
		return own == narrative.NoScope, true
	case own == narrative.NoScope:
		return true, false // 全县 of a department: its own number, or that of the whole county
	}
	return s <= own, s == own
}

// IsOffice reports whether the issuer is itself the general office whose numbers the
// text gives.
func IsOffice(r *report.Report) bool {
	if r.Agency == nil {
		return false
	}
	name := narrative.Plain(*r.Agency)
	return strings.HasSuffix(name, "办公室") || strings.HasSuffix(name, "办公厅")
}

// Draft begins a finding about the claim.
func (c Claim) Draft() rule.Draft { return prose.SpanDraft(c.Part, c.Start, c.End) }

// Against compares a claim with a number of the tables. less is the severity where the
// words leave room or rows of the table could not be read.
func (c Claim) Against(p *rule.Pass, want int64, less report.Severity, name string, cells ...string) {
	p.Judged()
	p.Step()
	if c.N == want || p.Full() {
		return
	}
	d := c.Draft()
	torn := SectionOf(cells[0]) == 3 && p.Grid() != nil && p.Grid().Torn()
	if !c.Sure || c.Office || torn {
		d.Severity = less
	}
	d.Cells = Present(p.Report(), cells)
	d.Want, d.Got = strconv.FormatInt(want, 10), strconv.FormatInt(c.N, 10)
	d.ZH = "正文说" + name + " " + d.Got + "，表格为 " + d.Want
	d.EN = "the text says " + d.Got + ", the table " + d.Want + " (" + strings.Join(d.Cells, " + ") + ")"
	if c.Office {
		d.ZH += "（正文所说可能只是本机关的一部分，请核对口径）"
		d.EN += "; the text may speak for a part of the issuer only"
	}
	if torn {
		d.ZH += "（表中有整行未能读出，请核对原文）"
		d.EN += "; rows of the table could not be read, check the original"
	}
	p.Find(d)
}
