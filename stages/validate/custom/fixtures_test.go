package custom_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/custom"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/yamlfile"
)

// book is a book with the rules that the tests name.
func book() []rule.Rule {
	var out []rule.Rule
	for _, r := range []struct {
		id  string
		sev report.Severity
		off bool
	}{{"S-03", report.Info, false}, {"S-18", report.Info, true}, {"T4-01", report.Error, false}, {"D-03", report.Warning, false}, {"D-04", report.Warning, true}} {
		words := rule.Text{ZH: "测试", EN: "test"}
		out = append(out, rule.Rule{ID: r.id, Title: words, Doc: words, Severity: r.sev, Source: rule.Source{Document: "test"},
			Needs: []string{"sections"}, Trip: "x", Pass: "y", Off: r.off, Check: func(p *rule.Pass) { p.Judged() }})
	}
	return out
}

const head = "schema: gouji.rules/v1\nset: 2026.1+test.1\n"

// one is a file with one rule, its condition in the given YAML.
func one(assert string) string {
	return head + "rules:\n  - id: U-01\n    title: 测试\n    severity: warning\n    source: 测试\n    message: 不符\n    assert: " + assert + "\n"
}

func tryLoad(text string) (*custom.File, error) {
	return custom.Load(strings.NewReader(text), "office.yaml", book())
}

func load(t testing.TB, text string) *custom.File {
	t.Helper()
	return mustLoad(t, text)
}

// mustLoad is load for tests of any kind.
func mustLoad(t interface{ Fatalf(string, ...any) }, text string) *custom.File {
	f, err := tryLoad(text)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return f
}

func faults(t testing.TB, text string) yamlfile.Errors {
	t.Helper()
	_, err := tryLoad(text)
	var es yamlfile.Errors
	if !errors.As(err, &es) || len(es) == 0 {
		t.Fatalf("Load returned %v, want faults\n%s", err, text)
	}
	return es
}

// zeros is a report in the 2021 form with 0 in every cell.
func zeros() *report.Report {
	year, agency := 2024, "测试县某某镇人民政府"
	published, signed := "2025-01-20", "2025-01-15"
	r := &report.Report{Form: report.Form2021, Year: &year, Agency: &agency, Published: &published, Signed: &signed,
		Tables: report.Tables{Disclosure: map[string]report.Cell{}, Applications: map[string]map[string]report.Cell{}, Proceedings: map[string]map[string]report.Cell{}},
		Sections: []report.Section{
			{Number: 1, Heading: "一、总体情况", Text: "本年度收到申请 0 件。"},
			{Number: 5, Heading: "五、存在的主要问题及改进情况", Text: "存在的问题：公开不够。\n下一步加强。"},
		}}
	for _, row := range report.DisclosureRows(r.Form) {
		for _, c := range row.Cells {
			r.Tables.Disclosure[c.Key] = cell("0")
		}
	}
	for _, row := range report.ApplicationRows(r.Form) {
		r.Tables.Applications[row.Key] = map[string]report.Cell{}
		for _, c := range report.ApplicantColumns() {
			r.Tables.Applications[row.Key][c.Key] = cell("0")
		}
	}
	for _, g := range report.ProceedingGroups() {
		r.Tables.Proceedings[g.Key] = map[string]report.Cell{}
		for _, o := range report.ProceedingOutcomes() {
			r.Tables.Proceedings[g.Key][o.Key] = cell("0")
		}
	}
	return r
}

// cell is what stands in a cell: a number, "" for blank, "/" for a dash, "?" for unread.
func cell(s string) report.Cell {
	switch s {
	case "":
		return report.Cell{State: report.Blank}
	case "/":
		return report.Cell{State: report.Dash, Text: s}
	case "?":
		return report.Cell{State: report.Unread, Text: s}
	}
	n, err := report.ParseNumber(s)
	if err != nil {
		panic(err)
	}
	return report.Cell{State: report.Printed, Value: n, Text: s}
}

func set(r *report.Report, path, s string) {
	switch p := strings.Split(path, "."); p[0] {
	case "disclosure":
		r.Tables.Disclosure[p[1]] = cell(s)
	case "applications":
		r.Tables.Applications[p[1]][p[2]] = cell(s)
	case "proceedings":
		r.Tables.Proceedings[p[1]][p[2]] = cell(s)
	}
}

// judge runs the first rule of a file.
func judge(t testing.TB, f *custom.File, r *report.Report, neighbours ...report.Report) (report.Outcome, []report.Finding) {
	t.Helper()
	rules := f.Rules()
	p := rule.NewPass(rule.NewSubject(r, neighbours), &rules[0])
	rules[0].Check(p)
	return p.Outcome(), p.Findings()
}

// outcome is how a rule ends for a report without neighbours.
func outcome(rl rule.Rule, r *report.Report) report.Outcome {
	p := rule.NewPass(rule.NewSubject(r, nil), &rl)
	rl.Check(p)
	return p.Outcome()
}
