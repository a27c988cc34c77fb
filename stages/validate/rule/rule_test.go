package rule_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

func oneCell(c report.Cell) *rule.Subject {
	year := 2023
	return rule.NewSubject(&report.Report{Year: &year, Tables: report.Tables{Disclosure: map[string]report.Cell{"licences": c}}}, nil)
}

func number(s string) report.Cell {
	n, err := report.ParseNumber(s)
	if err != nil {
		panic(err)
	}
	return report.Cell{State: report.Printed, Value: n, Text: s}
}

// TestOutcomeIsEarned: what a rule did decides how it ended.
func TestOutcomeIsEarned(t *testing.T) {
	t.Parallel()
	count := func(path string) func(*rule.Pass) {
		return func(p *rule.Pass) {
			if _, ok := p.Count(path); ok {
				p.Judged()
			}
		}
	}
	const path = "disclosure.licences"
	for _, c := range []struct {
		name  string
		cell  report.Cell
		check func(*rule.Pass)
		want  report.Outcome
	}{
		{"nothing said", number("3"), func(*rule.Pass) {}, report.NotApplicable},
		{"read", number("3"), count(path), report.Met},
		{"three with noughts behind the point", number("3.00"), count(path), report.Met},
		{"a fraction where a count is wanted", number("2.5"), count(path), report.Inconclusive},
		{"unread", report.Cell{State: report.Unread}, count(path), report.Inconclusive},
		{"blank", report.Cell{State: report.Blank}, count(path), report.Inconclusive},
		{"dash", report.Cell{State: report.Dash, Text: "/"}, count(path), report.Inconclusive},
		{"absent", number("3"), count("disclosure.penalties"), report.NotApplicable},
		{"judged, but something was unread", report.Cell{State: report.Unread}, func(p *rule.Pass) { p.Judged(); p.Num(path) }, report.Inconclusive},
		{"found, though something was unread", report.Cell{State: report.Unread}, func(p *rule.Pass) { p.Num(path); p.Find(rule.Draft{}) }, report.Broken},
	} {
		p := rule.NewPass(oneCell(c.cell), &rule.Rule{ID: "S-01", Severity: report.Warning})
		c.check(p)
		if got := p.Outcome(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestFindKeepsItsBounds(t *testing.T) {
	t.Parallel()
	p := rule.NewPass(oneCell(number("3")), &rule.Rule{ID: "S-01", Severity: report.Warning})
	p.Find(rule.Draft{Severity: report.Error, Quotes: []string{"电话13812345678。", "编号110105194912310025号", "共12345678901件"}})
	p.Find(rule.Draft{Severity: report.Info})
	fs := p.Findings()
	if fs[0].Severity != report.Warning || fs[1].Severity != report.Info {
		t.Errorf("severities %s and %s", fs[0].Severity, fs[1].Severity)
	}
	if got := strings.Join(fs[0].Quotes, "|"); got != "电话138|编号110|共12345678901件" {
		t.Errorf("quotes %s", got)
	}
	for range 2 * rule.MaxFindings {
		p.Find(rule.Draft{})
	}
	if n := len(p.Findings()); n != rule.MaxFindings {
		t.Errorf("%d findings", n)
	}
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]rule.Agency{
		"昌图县昌图镇人民政府":      {Government: true, Town: true, Scope: narrative.Town},
		"淮安市洪泽区人民政府":      {Government: true, County: true, Scope: narrative.County},
		"江苏省人民政府":         {Government: true, Scope: narrative.Province},
		"测试市":             {Scope: narrative.City},
		"平潭综合实验区":         {Scope: narrative.County},
		"宁夏回族自治区人民政府":     {Government: true, Scope: narrative.Province},
		"上海市人民政府办公厅":      {},
		"武威市凉州区融媒体中心":     {Institution: true},
		"郑州市上街区文化广电旅游体育局": {Department: true},
		"某区某街道办事处":        {Town: true, Scope: narrative.Town},
		"某市开发区管理委员会":      {Scope: narrative.County},
	} {
		if got := rule.KindOf(name); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

func TestAppliesByFormAndYear(t *testing.T) {
	t.Parallel()
	r := rule.Rule{Forms: []report.Form{report.Form2021}, Source: rule.Source{From: 2021, To: 2024}}
	if since := (&rule.Rule{Source: rule.Source{From: 2021}}); since.Applies(report.Form2019, 0) || !since.Applies(report.Form2019, 2022) || !since.Applies(report.Form2021, 0) {
		t.Error("the form of 2019 without a year is of 2019 or 2020")
	}
	for _, c := range []struct {
		form report.Form
		year int
		want bool
	}{{report.Form2021, 2021, true}, {report.Form2021, 0, true}, {report.Form2021, 2020, false}, {report.Form2021, 2025, false}, {report.Form2019, 2022, false}} {
		if got := r.Applies(c.form, c.year); got != c.want {
			t.Errorf("%s %d: %v", c.form, c.year, got)
		}
	}
}

// TestGarbledDocument: every finding of a document whose characters are damaged says so.
func TestGarbledDocument(t *testing.T) {
	t.Parallel()
	rep := report.Report{Head: []report.Field{{Name: report.HeadGarbled, Text: report.Text{S: "0"}}}}
	p := rule.NewPass(rule.NewSubject(&rep, nil), &rule.Rule{ID: "S-01", Severity: report.Error})
	p.Find(rule.Draft{ZH: "缺少", EN: "missing", At: []report.Place{{Kind: report.PlaceText, End: 3}}})
	p.Find(rule.Draft{ZH: "中断", EN: "cut off", File: true})
	fs := p.Findings()
	if fs[0].Severity != report.Warning || !strings.Contains(fs[0].Message, "编码") || !strings.Contains(fs[0].MessageEN, "damaged") {
		t.Errorf("%+v", fs[0])
	}
	if fs[1].Severity != report.Error || fs[1].Message != "中断" {
		t.Errorf("%+v", fs[1])
	}
}

// TestRecognisedPages: only what stands on a page from text recognition, or on none, is in doubt.
func TestRecognisedPages(t *testing.T) {
	t.Parallel()
	on := func(page int) []report.Place { return []report.Place{{Kind: report.PlacePDF, Page: page}} }
	rep := report.Report{Head: []report.Field{{Name: report.HeadOCR, Text: report.Text{S: "2 3"}}}}
	for _, c := range []struct {
		name    string
		letters bool
		at      []report.Place
		want    report.Severity // "" for none
	}{
		{"another page", false, on(1), report.Error},
		{"a page of them", false, on(3), report.Warning},
		{"no place", false, nil, report.Warning},
		{"characters on another page", true, on(1), report.Error},
		{"characters on a page of them", true, on(2), ""},
	} {
		p := rule.NewPass(rule.NewSubject(&rep, nil), &rule.Rule{ID: "S-01", Severity: report.Error, Letters: c.letters})
		p.Find(rule.Draft{At: c.at})
		fs := p.Findings()
		switch {
		case c.want == "":
			if len(fs) > 0 || p.Outcome() != report.Inconclusive {
				t.Errorf("%s: %v, %s", c.name, fs, p.Outcome())
			}
		case len(fs) != 1 || fs[0].Severity != c.want || strings.Contains(fs[0].Message, "识别") != (c.want == report.Warning):
			t.Errorf("%s: %+v", c.name, fs)
		}
	}
}
