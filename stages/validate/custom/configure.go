package custom

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// The rules of the book that a setting changes. Their numbers are fixed in the book, as
// its results have to mean the same everywhere; a set of its own name may differ.
const (
	lengthRule   = "S-18"
	townshipRule = "D-03"
	localRule    = "D-04"
)

// configured returns what the settings change, by the id of the rule. A setting also
// switches its rule on.
func (f *File) configured() map[string]func(*rule.Rule) {
	out := map[string]func(*rule.Rule){}
	if n := f.Settings.SectionOneMaxChars; n > 0 {
		out[lengthRule] = func(r *rule.Rule) {
			r.Title = rule.Text{ZH: fmt.Sprintf("第一部分不超过 %d 字", n), EN: fmt.Sprintf("section one has at most %d characters", n)}
			r.Trip, r.Pass = fmt.Sprintf("总体情况 %d 字", n+1), fmt.Sprintf("总体情况 %d 字", n)
			r.Check = func(p *rule.Pass) { checkLength(p, n) }
		}
	}
	d := f.Deadlines
	if d.Township != "" {
		out[townshipRule] = local(rule.Text{ZH: "乡镇街道和事业单位在本地期限内公布", EN: "townships and institutions publish by the local day"}, d.Township, func(a rule.Agency) MonthDay {
			if a.Town || a.Institution {
				return d.Township
			}
			return ""
		})
	}
	if first := min(or(d.Department, d.Government), or(d.Government, d.Department)); first != "" {
		out[localRule] = local(rule.Text{ZH: "在本地提前的期限内公布", EN: "published by the earlier local day"}, first, func(a rule.Agency) MonthDay {
			switch {
			case a.Town || a.Institution:
				return ""
			case a.Government:
				return d.Government
			case a.Department:
				return d.Department
			}
			return ""
		})
	}
	return out
}

func or(a, b MonthDay) MonthDay {
	if a == "" {
		return b
	}
	return a
}

// local makes a rule compare the date of publication with the day for the agency.
func local(title rule.Text, example MonthDay, day func(rule.Agency) MonthDay) func(*rule.Rule) {
	return func(r *rule.Rule) {
		r.Title = title
		r.Trip = fmt.Sprintf("2023 年度报告 2024-04-01 发布，期限 %s", example)
		r.Pass = fmt.Sprintf("2023 年度报告 2024-%s 发布，期限 %s", example, example)
		r.Check = func(p *rule.Pass) { checkDay(p, day(p.Agency())) }
	}
}

func checkDay(p *rule.Pass, day MonthDay) {
	r := p.Report()
	if day == "" || p.Year() == 0 || r.Published == nil {
		return
	}
	p.Judged()
	last := fmt.Sprintf("%04d-%s", p.Year()+1, day)
	if *r.Published <= last {
		return
	}
	d := rule.Say("发布日期 %s 晚于本地期限 %s", "published on %s, after the local deadline of %s", *r.Published, last)
	d.Want, d.Got = "≤"+last, *r.Published
	if q, ok := r.Evidence["published"]; ok && strings.TrimSpace(q.Text) != "" {
		d.Quotes = []string{q.Text}
		if !q.At.IsZero() {
			d.At = []report.Place{q.At}
		}
	}
	p.Find(d)
}

func checkLength(p *rule.Pass, most int) {
	parts := p.Narrative().Parts
	for i := range parts {
		if parts[i].Section != 1 {
			continue
		}
		p.Judged()
		n := utf8.RuneCountInString(parts[i].S)
		if n <= most {
			continue
		}
		s := parts[i].Printed()
		d := rule.Say("第一部分约 %d 字，超过 %d 字", "section one has about %d characters, more than %d", n, most)
		d.Section, d.Quotes = 1, []string{s.Heading}
		if !s.At.IsZero() {
			d.At = []report.Place{s.At}
		}
		p.Find(d)
	}
}
