package rules

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// claim is a fact of the text with the part it stands in.
type claim struct {
	part *narrative.Part
	narrative.Fact
}

// denial is a denial of the text with the part it stands in.
type denial struct {
	part *narrative.Part
	narrative.Denial
}

// claims are the facts of the whole text in the order of the document.
func claims(p *rule.Pass) []claim {
	return rule.Memo(p, "claims", func(p *rule.Pass) []claim {
		kept := rule.Spare[[]claim](p, "claims")
		out := (*kept)[:0]
		parts := p.Narrative().Parts
		for i := range parts {
			for _, f := range parts[i].Facts(p.Year()) {
				f.Office = f.Office && !isOffice(p.Report())
				of, sure := scopeIs(p, f.Scope)
				f.Sure = f.Sure && sure
				if of {
					out = append(out, claim{&parts[i], f})
				}
			}
		}
		*kept = out
		return out
	})
}

func denials(p *rule.Pass) []denial {
	return rule.Memo(p, "denials", func(p *rule.Pass) []denial {
		var out []denial
		parts := p.Narrative().Parts
		for i := range parts {
			for _, d := range parts[i].Denials() {
				of, sure := scopeIs(p, d.Scope)
				d.Office = (d.Office && !isOffice(p.Report())) || !sure
				if of && (d.Year == 0 || p.Year() == 0 || d.Year == p.Year()) {
					out = append(out, denial{&parts[i], d})
				}
			}
		}
		return out
	})
}

// scopeIs reports whether words about a scope can be about the issuer, and whether they
// certainly are about all of it. A district that writes 全市 gives its city's numbers, and
// a government that names one of its bodies gives a part of its own.
func scopeIs(p *rule.Pass, s narrative.Scope) (possible, certain bool) {
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

// isOffice reports whether the issuer is itself the general office whose numbers the
// text gives.
func isOffice(r *report.Report) bool {
	if r.Agency == nil {
		return false
	}
	name := narrative.Plain(*r.Agency)
	return strings.HasSuffix(name, "办公室") || strings.HasSuffix(name, "办公厅")
}

// draft begins a finding about the claim.
func (c claim) draft() rule.Draft { return spanDraft(c.part, c.Start, c.End) }

// spanDraft begins a finding about S[start:end] of a part.
func spanDraft(part *narrative.Part, start, end int) rule.Draft {
	q, at := part.Quote(start, end)
	return rule.Draft{Section: part.Section, Quotes: []string{q}, At: at, Paragraph: part.Paragraph(start)}
}

// sum adds the cells; it is false where one is not known or none is in the report. Cells
// that the form does not have count as nothing.
func sum(p *rule.Pass, paths ...string) (int64, bool) {
	var total int64
	found, complete := false, true
	for _, path := range paths {
		c, there := rule.Cell(p.Report(), path)
		if !there {
			continue
		}
		found = true
		n, ok := c.Value.Int()
		if !ok {
			p.Doubt()
		}
		complete = complete && ok
		total += n
	}
	return total, found && complete
}

// against compares a claim with a number of the tables. less is the severity where the
// words leave room or rows of the table could not be read.
func (c claim) against(p *rule.Pass, want int64, less report.Severity, name string, cells ...string) {
	p.Judged()
	p.Step()
	if c.N == want || p.Full() {
		return
	}
	d := c.draft()
	torn := sectionOf(cells[0]) == 3 && p.Grid() != nil && p.Grid().Torn()
	if !c.Sure || c.Office || torn {
		d.Severity = less
	}
	d.Cells = present(p.Report(), cells)
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

func present(r *report.Report, paths []string) []string {
	var out []string
	for _, path := range paths {
		if _, ok := rule.Cell(r, path); ok {
			out = append(out, path)
		}
	}
	return out
}

// totals are the paths of the total column of rows of table three.
func totals(rows ...string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = "applications." + r + ".total"
	}
	return out
}

// classRows are the rows that a result class sums up.
var classRows = map[narrative.Kind][]string{
	narrative.Granted:  totals("granted"),
	narrative.Partial:  totals("partial"),
	narrative.Denied:   totals("denied_state_secret", "denied_law", "denied_safety", "denied_third_party", "denied_internal", "denied_process", "denied_enforcement_file", "denied_inquiry"),
	narrative.Unable:   totals("unable_not_held", "unable_needs_creation", "unable_unclear"),
	narrative.Rejected: totals("rejected_petition", "rejected_duplicate", "rejected_publication", "rejected_mass", "rejected_reconfirm"),
	narrative.Other:    totals("other", "other_overdue_correction", "other_overdue_fee", "other_misc"),
}

var className = map[narrative.Kind]string{
	narrative.Granted: "予以公开", narrative.Partial: "部分公开", narrative.Denied: "不予公开",
	narrative.Unable: "无法提供", narrative.Rejected: "不予处理", narrative.Other: "其他处理",
}
