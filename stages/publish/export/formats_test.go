package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// hostile is a check whose every string that comes from outside is s.
func hostile(t testing.TB, s string) report.Check {
	c := sample(t)
	c.File, c.Report.Title, c.Report.Agency = s, &s, &s
	c.Report.Sections[0].Heading = s
	c.Report.Notes = []string{s}
	c.Report.Tables.Disclosure["rules_made"] = report.Cell{State: report.Dash, Text: s, Why: s}
	c.Report.Tables.Disclosure[s] = report.Cell{State: report.State(s), Text: s}
	c.Findings = []report.Finding{{
		Rule: s, Severity: report.Severity(s), Section: 4, Message: s, MessageEN: s, Cells: []string{s, "disclosure." + s},
		Quotes: []string{s, s}, Want: s, Got: s, At: []report.Place{{Kind: report.PlaceHTML, Path: s}},
	}}
	return c
}

func readCSV(t testing.TB, b []byte) [][]string {
	t.Helper()
	b, ok := bytes.CutPrefix(b, []byte("\ufeff"))
	if !ok {
		t.Fatal("no byte order mark")
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSVHasNoFormulas(t *testing.T) {
	for _, s := range []string{
		"=1+1", "+1", "-3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "\ufeff=1",
		`=HYPERLINK("http://x/?"&A1,"y")`, "=cmd|' /C calc'!A0", "a\",=1\n=2",
	} {
		for _, row := range readCSV(t, render(t, "csv", Options{}, hostile(t, s))) {
			for _, cell := range row {
				if lead := strings.TrimLeft(cell, " \u3000\ufeff"); lead != "" && strings.ContainsAny(lead[:1], "=+-@\t\r\n") {
					t.Errorf("%q gives the cell %q", s, cell)
				}
			}
		}
	}
}

func TestCSVHasALineForEveryDocument(t *testing.T) {
	rows := readCSV(t, render(t, "csv", Options{}, sample(t), rejected(), clean(t)))
	if len(rows) != 1+3+1+1 {
		t.Fatalf("%d lines: %q", len(rows), rows)
	}
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			t.Errorf("%d cells under %d heads: %q", len(row), len(rows[0]), row)
		}
	}
	if rows[4][7] != "unsupported_type" || rows[5][9] != "未发现问题" {
		t.Errorf("rejected %q, clean %q", rows[4], rows[5])
	}
	if got := readCSV(t, render(t, "csv", Options{Lang: "en"})); len(got) != 1 || got[0][0] != "File" {
		t.Errorf("no input should give the heads alone: %q", got)
	}
}

func TestNoFormatButJSONShowsTheNarrative(t *testing.T) {
	for _, f := range []string{"text", "sarif", "csv"} {
		if bytes.Contains(render(t, f, Options{}, sample(t)), []byte("秘密的叙述")) {
			t.Errorf("%s shows the text of a section", f)
		}
	}
}

func hostileStrings() []string {
	return []string{
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "' onmouseover='alert(1)", "</style><script>", "javascript:alert(1)",
		"{{.File}}", "]]>", "<!--", "&lt;script&gt;", "\x00<svg/onload=alert(1)>", "=1+1", "\xff\xfe", "\u202eexe.fdp", "proceedings.review", "",
	}
}

func TestSARIFStructure(t *testing.T) {
	var log sarifLog
	d := json.NewDecoder(bytes.NewReader(render(t, "sarif", Options{}, sample(t), rejected(), clean(t))))
	d.DisallowUnknownFields()
	if err := d.Decode(&log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("version %q, %d runs", log.Version, len(log.Runs))
	}
	run := log.Runs[0]
	if len(run.Artifacts) != 3 || len(run.Results) != 3 || len(run.Invocations[0].Notifications) != 1 || run.Invocations[0].ExecutionSuccessful {
		t.Errorf("%d artifacts, %d results, invocation %+v", len(run.Artifacts), len(run.Results), run.Invocations)
	}
	levels := ""
	for _, r := range run.Results {
		levels += r.Level + " "
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("rule index %d of %s leads to %s", r.RuleIndex, r.RuleID, run.Tool.Driver.Rules[r.RuleIndex].ID)
		}
		for _, l := range r.Locations {
			if a := l.Physical.Artifact; run.Artifacts[a.Index].Location.URI != a.URI {
				t.Errorf("artifact index %d of %s leads to %s", a.Index, a.URI, run.Artifacts[a.Index].Location.URI)
			}
		}
	}
	if levels != "note warning error " {
		t.Errorf("levels %s", levels)
	}
	if region := run.Results[1].Locations[0].Physical.Region; region == nil || region.ByteOffset != 120 || region.ByteLength != 33 {
		t.Errorf("region %+v", region)
	}
	empty := render(t, "sarif", Options{})
	if !bytes.Contains(empty, []byte(`"results": []`)) || !bytes.Contains(empty, []byte(`"rules": []`)) {
		t.Errorf("a run without input should have empty lists: %s", empty)
	}
}

func TestFileURI(t *testing.T) {
	for path, want := range map[string]string{
		"a b.html": "a%20b.html", "-": "-", "/data/年.pdf": "file:///data/%E5%B9%B4.pdf", "x:y.txt": "./x:y.txt", "a#b?c%.txt": "a%23b%3Fc%25.txt",
	} {
		if got := fileURI(path); got != want {
			t.Errorf("fileURI(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestXLSX(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(render(t, "xlsx", Options{About: about}, sample(t), rejected(), clean(t), hostile(t, "=1+1"))))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); !reflect.DeepEqual(got, []string{"文档", "问题", "数据"}) {
		t.Fatalf("sheets %q", got)
	}
	for sheet, want := range map[string]int{"文档": 5, "问题": 1 + 3 + 1, "数据": 1 + 21 + 21 + 23} {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != want {
			t.Errorf("%s has %d rows, want %d", sheet, len(rows), want)
		}
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: panes %+v, %v", sheet, panes, err)
		}
		for i, row := range rows {
			for j, cell := range row {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if formula, _ := f.GetCellFormula(sheet, at); formula != "" || strings.HasPrefix(cell, "=") {
					t.Errorf("%s!%s is %q, formula %q", sheet, at, cell, formula)
				}
			}
		}
	}
	if got, _ := f.GetCellValue("数据", "I3"); got != "96171.6" {
		t.Errorf("value %q, want 96171.6", got)
	}
	if got, _ := f.GetCellValue("数据", "J3"); got != "96171.60" {
		t.Errorf("text %q, want 96171.60", got)
	}
	if kind, _ := f.GetCellType("数据", "I3"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("the value has type %v, not number", kind)
	}
	if got, _ := f.GetCellValue("文档", "B3"); got != "拒收" {
		t.Errorf("outcome %q", got)
	}
}

func TestAFullSheetGoesOnInTheNext(t *testing.T) {
	var b bytes.Buffer
	x, err := newXLSX(&b, Chinese(), Options{About: about})
	if err != nil {
		t.Fatal(err)
	}
	x.data.most = 11 // the heads and 10 rows; the sample has 21 cells
	if err := errors.Join(x.Write(sample(t)), x.Close()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for sheet, want := range map[string]int{"数据": 11, "数据 2": 11, "数据 3": 2} {
		if rows, err := f.GetRows(sheet); err != nil || len(rows) != want || rows[0][0] != "文件" {
			t.Errorf("%s has %d rows, want %d; %v", sheet, len(rows), want, err)
		}
	}
}

func TestXLSXKeepsLongNumbersAsText(t *testing.T) {
	c := clean(t)
	c.Report.Tables.Disclosure["fees_10k_yuan"] = report.Cell{State: report.Printed, Value: number(t, "1234567890123456.78"), Text: "1234567890123456.78"}
	f, err := excelize.OpenReader(bytes.NewReader(render(t, "xlsx", Options{}, c)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, _ := f.GetCellValue("数据", "I3"); got != "1234567890123456.78" {
		t.Errorf("value %q", got)
	}
}

func TestWordsAreComplete(t *testing.T) {
	zh, en := Chinese(), English()
	for _, w := range []Words{zh, en} {
		v := reflect.ValueOf(w)
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.String && f.String() == "" {
				t.Errorf("%s: %s is empty", w.Lang, v.Type().Field(i).Name)
			}
		}
		for _, c := range fault.Classes() {
			if w.ClassName(c) == string(c) {
				t.Errorf("%s: no words for the class %s", w.Lang, c)
			}
		}
	}
	for _, path := range allCellPaths() {
		if got := zh.CellName(path); strings.ContainsAny(got, "abcdefghijklmnopqrstuvwxyz_") {
			t.Errorf("%s is %q", path, got)
		}
		for _, r := range en.CellName(path) {
			if r > 0x2000 {
				t.Errorf("%s in English is %q", path, en.CellName(path))
				break
			}
		}
	}
}

func allCellPaths() []string {
	var out []string
	for _, f := range []report.Form{report.Form2021, report.Form2019} {
		for _, r := range report.DisclosureRows(f) {
			for _, c := range r.Cells {
				out = append(out, "disclosure."+c.Key)
			}
		}
		for _, r := range report.ApplicationRows(f) {
			for _, c := range report.ApplicantColumns() {
				out = append(out, "applications."+r.Key+"."+c.Key)
			}
		}
	}
	return append(out, "proceedings.review.upheld", "proceedings.direct.pending", "proceedings.after_review.total")
}

func TestCellName(t *testing.T) {
	for path, want := range map[string]string{
		"proceedings.review.total":           "表四 行政复议 总计",
		"applications.carried_in.total":      "表三 二、上年结转政府信息公开申请数量 总计",
		"applications.denied_law.natural":    "表三 （三）不予公开 2.其他法律行政法规禁止公开 自然人",
		"applications.other.other":           "表三 （六）其他处理 其他",
		"disclosure.rules_made":              "表二 规章 本年制发件数",
		"disclosure.procurement_amount_yuan": "表二 政府集中采购 采购总金额",
		"applications.new_received":          "表三 一、本年新收政府信息公开申请数量",
		"sections.1":                         "sections.1",
	} {
		if got := Chinese().CellName(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWritersSayThatTheOutputFailed(t *testing.T) {
	for _, format := range Formats() {
		w, err := New(format, failing{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Write(sample(t)), w.Close()); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: error %v", format, err)
		}
	}
}

func FuzzHostileStrings(f *testing.F) {
	for _, s := range hostileStrings() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, row := range readCSV(t, render(t, "csv", Options{}, hostile(t, s))) {
			for _, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
					t.Fatalf("%q gives the cell %q", s, cell)
				}
			}
		}
		out := render(t, "text", Options{}, hostile(t, s))
		if i := bytes.IndexFunc(out, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }); i >= 0 {
			t.Fatalf("%q sends the control character %q to the terminal", s, out[i])
		}
	})
}

func BenchmarkText(b *testing.B) { benchmark(b, "text") }
func BenchmarkJSON(b *testing.B) { benchmark(b, "json") }
func BenchmarkXLSX(b *testing.B) { benchmark(b, "xlsx") }

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func benchmark(b *testing.B, format string) {
	w, err := New(format, discard{}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	c := sample(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Write(c); err != nil {
			b.Fatal(err)
		}
	}
}

// TestNotesAreShown: what was left out of a document stands in its text and its JSON.
func TestNotesAreShown(t *testing.T) {
	c := sample(t)
	c.Report.Notes = []string{"第1页的文字为识别所得", "another"}
	for _, n := range c.Report.Notes {
		if out := string(render(t, "text", Options{}, c)); !strings.Contains(out, "说明") || !strings.Contains(out, n) {
			t.Errorf("%q is not in the text:\n%s", n, out)
		}
		if out := string(render(t, "json", Options{}, c)); !strings.Contains(out, n) {
			t.Errorf("%q is not in the JSON", n)
		}
	}
}
