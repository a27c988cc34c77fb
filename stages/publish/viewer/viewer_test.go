package viewer_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/gouji/gouji/stages/publish/viewer"
	"github.com/gouji/gouji/stages/report"
)

const hostile = `<script>alert(1)</script>"'&\x1b[31m`

// sample is a text document with table four and two findings, one of them across a line.
func sample() viewer.Input {
	text := "标题" + hostile + "\n四、政府信息公开行政复议、行政诉讼情况\n10|1|0|0|0\n正文说收到申请17件，实为95件。\n"
	var doc report.Document
	doc.Format = report.FormatText
	start := 0
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		doc.Blocks = append(doc.Blocks, report.Block{Line: report.Text{S: line, At: report.Place{Kind: report.PlaceText, Start: start, End: start + len(line)}}})
		start += len(line) + 1
	}
	at := func(s string) report.Place {
		i := strings.Index(text, s)
		return report.Place{Kind: report.PlaceText, Start: i, End: i + len(s)}
	}
	cell := func(s string, from int) report.Cell {
		n, _ := report.ParseNumber(s)
		i := strings.Index(text, "10|1|0|0|0") + from
		return report.Cell{State: report.Printed, Value: n, Text: s, At: report.Place{Kind: report.PlaceText, Start: i, End: i + len(s)}}
	}
	title := "标题" + hostile
	rep := report.Report{
		Form: report.Form2021, Title: &title,
		Evidence: map[string]report.Quote{"title": {Text: title, At: at(title)}},
		Sections: []report.Section{{Number: 4, Heading: "四、政府信息公开行政复议、行政诉讼情况", At: at("四、政府信息公开行政复议、行政诉讼情况")}},
		Tables: report.Tables{Proceedings: map[string]map[string]report.Cell{"review": {
			"upheld": cell("10", 0), "corrected": cell("1", 3), "other": cell("0", 5), "pending": cell("0", 7), "total": cell("0", 9),
		}}},
	}
	return viewer.Input{
		Document: &doc,
		Check: report.Check{Outcome: report.Checked, File: "/home/somebody/草稿" + hostile + ".txt", Report: &rep, Rules: &report.Rules{Set: "x"}, Findings: []report.Finding{
			{Rule: "N-01", Severity: report.Warning, Section: 1, Message: "正文说收到申请 17", Quotes: []string{"收到申请17件"}, At: []report.Place{at("收到申请17件")}},
			{Rule: "T4-01", Severity: report.Error, Section: 4, Message: "四种结果之和为 11，总计填 0", Want: "11", Got: "0",
				Cells: []string{"proceedings.review.total", "proceedings.review.upheld"}, Quotes: []string{"10|1|0|0|0"}, At: []report.Place{at("10|1|0|0|0")}},
		}},
	}
}

func render(t *testing.T, in ...viewer.Input) *html.Node {
	t.Helper()
	var b bytes.Buffer
	w, err := viewer.New(&b, viewer.Options{About: func(string) (string, string) { return "规则" + hostile, "依据" }})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range in {
		if err := w.Write(i); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func walk(n *html.Node, f func(*html.Node)) {
	f(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, f)
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	walk(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	})
	return b.String()
}

// byID maps the ids of a page to their elements; an id that occurs twice fails the test.
func byID(t *testing.T, root *html.Node) map[string]*html.Node {
	t.Helper()
	out := map[string]*html.Node{}
	walk(root, func(n *html.Node) {
		if id := attr(n, "id"); id != "" {
			if out[id] != nil {
				t.Errorf("id %s stands twice", id)
			}
			out[id] = n
		}
	})
	return out
}

func TestEveryLinkHasItsTargetAndEveryQuoteItsWords(t *testing.T) {
	t.Parallel()
	root := render(t, sample(), sample())
	ids := byID(t, root)
	links := 0
	walk(root, func(n *html.Node) {
		if href := attr(n, "href"); n.Data == "a" {
			links++
			if !strings.HasPrefix(href, "#") || ids[href[1:]] == nil {
				t.Errorf("a link leads nowhere: %q", href)
			}
		}
	})
	if links < 20 {
		t.Errorf("%d links: the page lost some", links)
	}
	for id, want := range map[string]string{
		"d1-o-proceedings.review.upheld": "10", "d1-o-proceedings.review.corrected": "1", "d2-o-proceedings.review.upheld": "10",
		"d1-o-f2-1": "收到申请17件", "d1-o-f1-1": "10|1|0|0|0",
	} {
		if n := ids[id]; n == nil || textOf(n) != want {
			t.Errorf("#%s: want the words %q, got %v", id, want, n)
		}
	}
	if cell := ids["d1-c-proceedings.review.total"]; cell == nil || !strings.Contains(attr(cell, "class"), "bad error") {
		t.Error("the cell of a finding is not marked")
	}
}

func TestErrorsComeFirst(t *testing.T) {
	t.Parallel()
	ids := byID(t, render(t, sample()))
	for n, want := range map[int]string{1: "四种结果之和为 11", 2: "正文说收到申请 17"} {
		if got := textOf(ids[fmt.Sprintf("d1-f%d", n)]); !strings.Contains(got, want) {
			t.Errorf("finding %d is %q, want %q", n, got, want)
		}
	}
}

func TestForeignWordsAreTextAndPathsStayHome(t *testing.T) {
	t.Parallel()
	root := render(t, sample())
	scripts := 0
	walk(root, func(n *html.Node) {
		if n.Data == "script" && n.Type == html.ElementNode {
			scripts++
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	})
	if scripts != 1 {
		t.Errorf("%d scripts on the page, want its own alone", scripts)
	}
	text := textOf(root)
	if strings.Contains(text, "/home/somebody") {
		t.Error("the page tells where the file lay")
	}
	if strings.ContainsRune(text, 0x1b) {
		t.Error("the page has a control character")
	}
	if !strings.Contains(text, "<script>alert(1)</script>") {
		t.Error("the words of the title are not shown as they are")
	}
}

func TestARefusedDocumentSaysWhy(t *testing.T) {
	t.Parallel()
	in := viewer.Input{Check: report.Check{Outcome: report.Rejected, File: "a.bin", Rejection: &report.Rejection{Class: "unsupported_type", Message: "请另存为 .docx"}}}
	if text := textOf(render(t, in)); !strings.Contains(text, "unsupported_type") || !strings.Contains(text, "请另存为 .docx") {
		t.Errorf("the page does not say why: %s", text)
	}
}

func TestAPageOfAPDFHasItsWordsAndBoxes(t *testing.T) {
	t.Parallel()
	box := [4]float64{100, 200, 130, 212}
	n, _ := report.ParseNumber("21")
	in := viewer.Input{
		Document: &report.Document{Format: report.FormatPDF, Blocks: []report.Block{{Page: 1, Line: report.Text{
			S: "共 21 件", At: report.Place{Kind: report.PlacePDF, Page: 1, Box: [4]float64{80, 200, 160, 212}},
			Words: []report.Word{{Start: 0, End: 3, Box: [4]float64{80, 200, 95, 212}}, {Start: 4, End: 6, Box: box}, {Start: 7, End: 10, Box: [4]float64{140, 200, 160, 212}}},
		}}}},
		Check: report.Check{Outcome: report.Checked, Report: &report.Report{Form: report.Form2021, Tables: report.Tables{
			Disclosure: map[string]report.Cell{"licences": {State: report.Printed, Value: n, Text: "21", At: report.Place{Kind: report.PlacePDF, Page: 1, Box: box}}},
		}}},
		Images: []viewer.Page{{PNG: []byte("png"), Width: 595, Height: 842}},
	}
	ids := byID(t, render(t, in))
	spot := ids["d1-o-disclosure.licences"]
	if spot == nil || textOf(spot) != "21" || !strings.Contains(attr(spot, "style"), "left:16.81%;top:23.75%") {
		t.Fatalf("the box of a figure: %v", spot)
	}
}
