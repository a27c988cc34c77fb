package html_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/ingest/html"
	"github.com/gouji/gouji/stages/report"
)

func limits() html.Limits {
	return html.Limits{
		Elements: 5000, Attributes: 5000, ElementAttributes: 100, Token: 1 << 16, Work: 100_000,
		Cells: 1000, Columns: 100, Paths: 1 << 17, Text: 1 << 15, Rules: 500, Comparisons: 200_000,
	}
}

// show prints blocks one a line: a line as its text, a grid as rows of cells, each with its
// spans where they are not 1.
func show(blocks []report.Block) string {
	var b strings.Builder
	for _, k := range blocks {
		if k.Grid == nil {
			fmt.Fprintf(&b, "%q%s\n", k.Line.S, looks(&k.Line))
			continue
		}
		fmt.Fprintf(&b, "grid %dx%d", k.Grid.Rows, k.Grid.Cols)
		row := -1
		for _, c := range k.Grid.Cells {
			if c.Row != row {
				row = c.Row
				fmt.Fprintf(&b, "\n %d:", row)
			}
			fmt.Fprintf(&b, " %d", c.Col)
			if c.RowSpan != 1 || c.ColSpan != 1 {
				fmt.Fprintf(&b, "(%dx%d)", c.RowSpan, c.ColSpan)
			}
			fmt.Fprintf(&b, "%q%s", c.Text.S, looks(&c.Text))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// looks prints the marks and objects of a text: [struck "12"]<picture 0>.
func looks(t *report.Text) string {
	var b strings.Builder
	for _, m := range t.Marks {
		fmt.Fprintf(&b, "[%s %q]", m.Look, t.S[m.Start:m.End])
	}
	for _, o := range t.Objects {
		fmt.Fprintf(&b, "<%s %d", o.Thing, o.At)
		if o.Target != "" {
			fmt.Fprintf(&b, " %s", o.Target)
		}
		b.WriteByte('>')
	}
	return b.String()
}

// read reads a page and re-reads every place in it.
func read(t testing.TB, page string) ([]report.Field, []report.Block) {
	t.Helper()
	head, blocks, err := html.Read(t.Context(), page, limits())
	if err != nil {
		t.Fatal(err)
	}
	reread(t, page, head, blocks)
	return head, blocks
}

func reread(t testing.TB, page string, head []report.Field, blocks []report.Block) {
	t.Helper()
	again, err := html.NewRereader(t.Context(), page, limits())
	if err != nil {
		t.Fatal(err)
	}
	check := func(x report.Text) {
		if got, err := again.Text(x.At); err != nil || got != x.S {
			t.Errorf("%+v reads %q, %v; want %q", x.At, got, err, x.S)
		}
		checkLooks(t, &x)
	}
	for _, h := range head {
		check(h.Text)
	}
	for _, b := range blocks {
		if b.Grid == nil {
			check(b.Line)
			continue
		}
		for _, c := range b.Grid.Cells {
			check(c.Text)
		}
	}
}

func TestLines(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"paragraphs":             {"<p>一</p>\n<p>二</p>", "\"一\"\n\"二\"\n"},
		"br splits":              {"<p>一<br>二<br/><br>三</p>", "\"一\"\n\"二\"\n\"三\"\n"},
		"text around a block":    {"<div>前<span>x</span><p>段</p>后</div>", "\"前x\"\n\"段\"\n\"后\"\n"},
		"block in inline":        {"<span>a<font><p>b</p></font>c</span>", "\"a\"\n\"b\"\n\"c\"\n"},
		"words over spans":       {"<p><span>政府</span><span>信</span>息<o:p></o:p></p>", "\"政府信息\"\n"},
		"source line ends":       {"<p>\n  甲\n  乙\n</p>", "\"甲   乙\"\n"},
		"no-break space stays":   {"<p>&nbsp;&nbsp;甲 &nbsp;</p>", "\"\\u00a0\\u00a0甲 \\u00a0\"\n"},
		"white paragraphs":       {"<p>&nbsp;</p><p>　</p><p> </p><div>\n</div><p>甲", "\"甲\"\n"},
		"pre keeps lines":        {"<pre>\n甲\t1\n\n  乙\t2\n</pre>", "\"甲\\t1\"\n\"乙\\t2\"\n"},
		"hidden":                 {`<p hidden>a<p style="color:red; DISPLAY : none">b<p style="visibility:hidden">c<div style="display:none!important"><p>d</div><p style="display:inline">e`, "\"e\"\n"},
		"silent":                 {"<script>a</script><style>b</style><noscript><i></i></noscript><template>d</template><iframe>e</iframe><!-- f --><datalist><option>g</datalist><p>i", "\"i\"\n"},
		"script inside a line":   {"<p>前<script>x</script>后</p>", "\"前后\"\n"},
		"comment inside a line":  {"<p>前<!-- x -->后</p>", "\"前后\"\n"},
		"lists":                  {"<ul><li>一<li>二<ul><li>三</ul></ul>", "\"一\"\n\"二\"\n\"三\"\n"},
		"text without a block":   {"甲<br>乙", "\"甲\"\n\"乙\"\n"},
		"entities":               {"<p>&lt;1&gt;&#19968;&#x4E8C;</p>", "\"<1>一二\"\n"},
		"unclosed":               {"<div><p>甲<div>乙", "\"甲\"\n\"乙\"\n"},
		"carriage return entity": {"<p>甲&#13;乙</p>", "\"甲 乙\"\n"},
		"word's conditional comments": {"<p>甲<!--[if !supportEmptyParas]-->乙<!--[endif]--><![if !x]>丙<![endif]></p>",
			"\"甲乙丙\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, c.page)
			if got := show(blocks); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestGrids(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"plain": {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr></table>",
			"grid 2x2\n 0: 0\"a\" 1\"b\"\n 1: 0\"c\" 1\"\"\n"},
		"missing end tags": {"<table><tr><td>a<td>b<tr><td>c<td>d</table>",
			"grid 2x2\n 0: 0\"a\" 1\"b\"\n 1: 0\"c\" 1\"d\"\n"},
		"head of the form": {`<table><tr><td colspan=3 rowspan=3>角</td><td colspan=7>申请人情况</td></tr>
			<tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td></tr>
			<tr><td>1</td><td>2</td><td>3</td><td>4</td><td>5</td></tr></table>`,
			"grid 3x10\n 0: 0(3x3)\"角\" 3(1x7)\"申请人情况\"\n 1: 3(2x1)\"自然人\" 4(1x5)\"法人或其他组织\" 9(2x1)\"总计\"\n 2: 4\"1\" 5\"2\" 6\"3\" 7\"4\" 8\"5\"\n"},
		"rowspan beyond the end": {"<table><tr><td rowspan=9>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
			"grid 2x2\n 0: 0(2x1)\"a\" 1\"b\"\n 1: 1\"c\"\n"},
		"rowspan 0 reaches the end of the group": {"<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d<tbody><tr><td>e<td>f</table>",
			"grid 4x2\n 0: 0(3x1)\"a\" 1\"b\"\n 1: 1\"c\"\n 2: 1\"d\"\n 3: 0\"e\" 1\"f\"\n"},
		"rowspan stops at the row group": {"<table><thead><tr><td rowspan=5>a<td>b<tbody><tr><td>c<td>d</table>",
			"grid 2x2\n 0: 0\"a\" 1\"b\"\n 1: 0\"c\" 1\"d\"\n"},
		"colspan wider than the table": {"<table><tr><td colspan=1000000000>a</td></tr><tr><td>b</td><td>c</td></tr></table>",
			"grid 2x2\n 0: 0(1x2)\"a\"\n 1: 0\"b\" 1\"c\"\n"},
		"colspan runs into a rowspan": {"<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d<td>e</table>",
			"grid 2x3\n 0: 0\"a\" 1(2x1)\"b\" 2\"c\"\n 1: 0\"d\" 2\"e\"\n"},
		"nonsense spans": {"<table><tr><td colspan=-2 rowspan=x>a<td colspan=0>b<td colspan='2%'>c<td rowspan=''>d<tr><td>1<td>2<td>3<td>4<td>5</table>",
			"grid 2x5\n 0: 0\"a\" 1\"b\" 2(1x2)\"c\" 4\"d\"\n 1: 0\"1\" 1\"2\" 2\"3\" 3\"4\" 4\"5\"\n"},
		"surplus and missing cells": {"<table><tr><td>a<td>b<tr><td>c<tr><td>d<td>e<td>f</table>",
			"grid 3x3\n 0: 0\"a\" 1\"b\"\n 1: 0\"c\"\n 2: 0\"d\" 1\"e\" 2\"f\"\n"},
		"rows without cells": {"<table><tr><tr><td>a<td>b<tr></table>",
			"grid 3x2\n 1: 0\"a\" 1\"b\"\n"},
		"hidden rows and cells": {"<table><tr style='display:none'><td>x<td>y<tr><td>a<td hidden>z<td>b</table>",
			"grid 1x2\n 0: 0\"a\" 1\"b\"\n"},
		"paragraphs in a cell": {"<table><tr><td><p>商业</p>\n<p>企业</p></td><td> <p>科研<br>机构</p> </td></tr></table>",
			"grid 1x2\n 0: 0\"商业\\n企业\" 1\"科研\\n机构\"\n"},
		"word's blanks": {"<table><tr><td><p><span>&nbsp;<o:p></o:p></span></p></td><td><p>1<span>2</span><o:p>&nbsp;</o:p></p></td><td>3</td></tr></table>",
			"grid 1x3\n 0: 0\"\\u00a0\" 1\"12\\u00a0\" 2\"3\"\n"},
		"tfoot comes last": {"<table><tfoot><tr><td>z<td>y</tfoot><tbody><tr><td>a<td>b</table>",
			"grid 2x2\n 0: 0\"a\" 1\"b\"\n 1: 0\"z\" 1\"y\"\n"},
		"caption":            {"<table><caption>表一</caption><tr><td>a<td>b</table>", "\"表一\"\ngrid 1x2\n 0: 0\"a\" 1\"b\"\n"},
		"one cell is layout": {"<table><tr><td><p>甲</p><p>乙</p></td><td>&nbsp;</td></tr></table>", "\"甲\"\n\"乙\"\n"},
		"around another is layout": {"<table><tr><td>导航</td><td>文<table><tr><td>a<td>b</table>后</td></tr></table>",
			"\"导航\"\n\"文\"\ngrid 1x2\n 0: 0\"a\" 1\"b\"\n\"后\"\n"},
		"an empty table inside is none": {"<table><tr><td>a<table><tr><td></table><td>b</table>", "grid 1x2\n 0: 0\"a\" 1\"b\"\n"},
		"an article is layout": {"<table><tr><td>导航<td>" + strings.Repeat("文", 700) + "</table>",
			"\"导航\"\n\"" + strings.Repeat("文", 700) + "\"\n"},
		"text lost in a table": {"<table>甲<tr>乙<td>a<td>b</table>", "\"甲乙\"\ngrid 1x2\n 0: 0\"a\" 1\"b\"\n"},
		"cells without a row":  {"<table><td>a<td>b</table>", "grid 1x2\n 0: 0\"a\" 1\"b\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			_, blocks := read(t, c.page)
			if got := show(blocks); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

func TestHead(t *testing.T) {
	head, _ := read(t, `<head><title>
  年度 报告 </title><meta name="ArticleTitle" content=" 题 "><meta property="og:title" content="x">
<meta http-equiv="refresh" content="1"><meta name="PubDate"></head><body><meta name=ContentSource content=某局><p>x`)
	var got []string
	for _, f := range head {
		got = append(got, fmt.Sprintf("%s=%q at %s", f.Name, f.Text.S, f.Text.At.Path))
	}
	want := []string{
		`title="年度 报告" at /html/head/title[1]`,
		`articletitle=" 题 " at /html/head/meta[1]/@content`,
		`og:title="x" at /html/head/meta[2]/@content`,
		`contentsource="某局" at /html/body/meta[1]/@content`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestPlaces fixes paths and offsets by hand, so that Read and Rereader cannot both be wrong
// in the same way.
func TestPlaces(t *testing.T) {
	_, blocks := read(t, "<html><body><div>前 <b>x</b><p>段</p>后<br>尾</div><table><tr><td>a<td><p>商业</p><p> 企业</p></table><x-y><p>z</p></x-y>")
	for i, want := range []report.Place{
		{Kind: report.PlaceHTML, Path: "/html/body/div[1]", Start: 0, End: 5},
		{Kind: report.PlaceHTML, Path: "/html/body/div[1]/p[1]", Start: 0, End: 3},
		{Kind: report.PlaceHTML, Path: "/html/body/div[1]", Start: 10, End: 13},
		{Kind: report.PlaceHTML, Path: "/html/body/div[1]", Start: 14, End: 17},
		{},
		{Kind: report.PlaceHTML, Path: "/html/body/*[3]/p[1]", Start: 0, End: 1},
	} {
		if blocks[i].Grid == nil && blocks[i].Line.At != want {
			t.Errorf("block %d is at %+v, want %+v", i, blocks[i].Line.At, want)
		}
	}
	cell := blocks[4].Grid.Cells[1].Text
	want := report.Place{Kind: report.PlaceHTML, Path: "/html/body/table[1]/tbody[1]/tr[1]/td[2]", End: len("商业\n 企业")}
	if cell.S != "商业\n 企业" || cell.At != want {
		t.Errorf("the cell is %q at %+v, want %+v", cell.S, cell.At, want)
	}
}

// checkLooks holds that marks are in order, apart and inside of the text, on whole
// characters, and objects in order and inside.
func checkLooks(t testing.TB, x *report.Text) {
	t.Helper()
	last := 0
	for _, m := range x.Marks {
		if m.Start < last || m.End <= m.Start || m.End > len(x.S) || m.Look == "" {
			t.Fatalf("marks %+v of %q", x.Marks, x.S)
		}
		if !utf8.ValidString(x.S[m.Start:m.End]) {
			t.Fatalf("mark %+v cuts a character of %q", m, x.S)
		}
		last = m.End
	}
	last = 0
	for _, o := range x.Objects {
		if o.At < last || o.At > len(x.S) || o.Thing == "" {
			t.Fatalf("objects %+v of %q", x.Objects, x.S)
		}
		last = o.At
	}
}
