package export

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/stages/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

func number(t testing.TB, s string) report.Number {
	t.Helper()
	n, err := report.ParseNumber(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func ptr[T any](v T) *T { return &v }

// sample is a small report: a table two, two rows of table three, one group of table
// four whose total is wrong, and a finding of every severity.
func sample(t testing.TB) report.Check {
	t.Helper()
	at := report.Place{Kind: report.PlacePDF, Page: 3, Box: [4]float64{90, 100, 400, 112}}
	cell := func(s string) report.Cell {
		return report.Cell{State: report.Printed, Value: number(t, s), Text: s, At: at}
	}
	row := func(values ...string) map[string]report.Cell {
		m := make(map[string]report.Cell)
		for i, c := range report.ApplicantColumns() {
			m[c.Key] = cell(values[i])
		}
		return m
	}
	blank := row("3", "0", "0", "0", "0", "0", "3")
	blank["ngo"] = report.Cell{State: report.Blank, At: at}
	blank["legal"] = report.Cell{State: report.Dash, Text: "/", At: at}
	blank["other"] = report.Cell{State: report.Unread, Text: "0 0", At: at, Why: "two numbers in one cell"}
	blank["total"] = report.Cell{State: report.Derived, Value: number(t, "3"), Text: "3", At: at, Why: "the only split that adds up"}
	return report.Check{
		Schema: report.CheckSchema, File: "年报/洪泽 2023.pdf", Outcome: report.Checked,
		Report: &report.Report{
			Schema: report.Schema, ID: "abcdefghijklmnopqrstuvwxyz", Title: ptr("2023年政府信息公开工作年度报告"),
			Agency: ptr("某某区人民政府"), Year: ptr(2023), Form: report.Form2021,
			Sections: []report.Section{{Number: 4, Heading: "四、政府信息公开行政复议、行政诉讼情况", Text: "秘密的叙述", At: at}},
			Tables: report.Tables{
				Disclosure:   map[string]report.Cell{"normative_valid": cell("8"), "fees_10k_yuan": cell("96171.60")},
				Applications: map[string]map[string]report.Cell{"new_received": row("18", "3", "0", "0", "0", "0", "21"), "other": blank},
				Proceedings: map[string]map[string]report.Cell{
					"review": {"upheld": cell("10"), "corrected": cell("1"), "other": cell("0"), "pending": cell("0"), "total": cell("0")},
				},
			},
		},
		Findings: []report.Finding{
			{
				Rule: "T4-01", Severity: report.Error, Section: 4, Message: "行政复议的总计不等于各项之和：10 + 1 + 0 + 0 = 11，表中总计为 0",
				MessageEN: "the total of administrative reviews is not the sum of its parts", Cells: []string{"proceedings.review.total"},
				Quotes: []string{"10 1 0 0 0"}, Want: "11", Got: "0", At: []report.Place{at},
			},
			{
				Rule: "W-06", Severity: report.Warning, Section: 1, Message: "疑似错字", MessageEN: "a probable misprint",
				Quotes: []string{"畅通依申请公开受理渠。"}, Want: "渠道", Got: "渠", At: []report.Place{{Kind: report.PlaceText, Start: 120, End: 153}},
			},
			{
				Rule: "D-05", Severity: report.Info, Message: "未找到发布日期", MessageEN: "no date of publication found",
				At: []report.Place{{Kind: report.PlaceHTML, Path: "/html/body/p[1]", Start: 0, End: 6}},
			},
		},
		Rules: &report.Rules{Set: "2026.1", Met: 90, Broken: 3, NotApplicable: 12, Inconclusive: 4},
	}
}

func rejected() report.Check {
	return report.Check{
		Schema: report.CheckSchema, File: "bad.bin", Outcome: report.Rejected,
		Rejection: &report.Rejection{Class: "unsupported_type", Message: "内容既不是 HTML、PDF、DOCX，也不是文本"},
	}
}

func clean(t testing.TB) report.Check {
	c := sample(t)
	c.File, c.Findings, c.Rules = "clean.txt", nil, &report.Rules{Set: "2026.1", Met: 97, NotApplicable: 12}
	return c
}

func about(rule string) (string, string) {
	if rule == "T4-01" {
		return "总计等于各项之和", "国办公开办函〔2021〕30号 附表"
	}
	return "", ""
}

func render(t testing.TB, format string, o Options, checks ...report.Check) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(format, &b, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if err := w.Write(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, d)
	}
}

func TestGolden(t *testing.T) {
	for _, c := range []struct {
		name, format string
		o            Options
	}{
		{"zh.txt", "text", Options{About: about}},
		{"en.txt", "text", Options{Lang: "en", Width: 60}},
		{"color.txt", "text", Options{Color: true}},
		{"out.json", "json", Options{}},
		{"out.sarif", "sarif", Options{Version: "1.0.0", About: about}},
		{"zh.csv", "csv", Options{About: about}},
		{"en.csv", "csv", Options{Lang: "en"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			golden(t, c.name, render(t, c.format, c.o, sample(t), rejected(), clean(t)))
		})
	}
}

func TestNewRefusesWhatItDoesNotKnow(t *testing.T) {
	var b bytes.Buffer
	if _, err := New("docx", &b, Options{}); err == nil || !strings.Contains(err.Error(), "sarif") {
		t.Errorf("error for an unknown format is %v; it should list the formats", err)
	}
	if _, err := New("text", &b, Options{Lang: "fr"}); err == nil {
		t.Error("no error for an unknown language")
	}
}

func TestEveryFormatIsKnown(t *testing.T) {
	for _, f := range Formats() {
		if _, err := New(f, &bytes.Buffer{}, Options{}); err != nil {
			t.Errorf("New(%q): %v", f, err)
		}
	}
}

func TestJSONKeepsTheContract(t *testing.T) {
	c := sample(t)
	c.Findings = nil
	c.File = "a<b>&c.html"
	line := render(t, "json", Options{}, c)
	for _, want := range []string{`"findings":[]`, `"file":"a<b>&c.html"`, `"value":96171.60`, `"schema":"gouji.check/v1"`} {
		if !bytes.Contains(line, []byte(want)) {
			t.Errorf("no %s in %s", want, line)
		}
	}
	c.Findings = []report.Finding{{Rule: "D-05"}}
	line = render(t, "json", Options{}, c)
	if !bytes.Contains(line, []byte(`"cells":[],"section":0,"quotes":[],"want":"","got":"","at":[]`)) {
		t.Errorf("the lists of a finding should be present and empty: %s", line)
	}
	if c.Findings[0].Cells != nil {
		t.Error("the caller's finding was changed")
	}
	var back report.Check
	if err := json.Unmarshal(render(t, "json", Options{}, sample(t)), &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(sample(t).Report, back.Report, cmp.Comparer(func(a, b report.Number) bool { return a == b })); d != "" {
		t.Errorf("the report changed on the way (-want +got):\n%s", d)
	}
	if out := render(t, "json", Options{}, rejected()); bytes.Contains(out, []byte("findings")) {
		t.Errorf("a rejected document has findings: %s", out)
	}
}
