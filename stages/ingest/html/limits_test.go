package html_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/html"
)

// manyNames returns n attributes of different names.
func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d ", i)
	}
	return b.String()
}

func TestLimits(t *testing.T) {
	many := strings.Repeat
	for name, c := range map[string]struct {
		page string
		want fault.Class
	}{
		"elements":                 {many("<p>", 5001), fault.LimitCells},
		"table rows":               {"<table>" + many("<tr>", 6000), fault.LimitCells},
		"comments":                 {many("<!---->", 5001) + "<p>x", fault.LimitCells},
		"declarations":             {many("<!x>", 5001) + "<p>x", fault.LimitCells},
		"end tags of nothing":      {"<p>x" + many("</p>", 5001), fault.LimitCells},
		"deep paths":               {many("<div>", 400) + many("<p>x", 100), fault.LimitDepth},
		"cells":                    {"<table><tr>" + many("<td>1", 1001), fault.LimitCells},
		"lines":                    {many("<p>1", 1001), fault.LimitCells},
		"columns":                  {"<table><tr>" + many("<td colspan=50>1", 3), fault.LimitCells},
		"attributes":               {many("<p a b c d e f g h i j>", 501), fault.LimitAttributes},
		"attributes of an element": {"<p " + manyNames(101) + ">", fault.LimitAttributes},
		"a long attribute":         {"<p a='" + many("x", 1<<16) + "'>", fault.LimitToken},
		"a long comment":           {"<!--" + many("x", 1<<16) + "--><p>x", fault.LimitToken},
		"a long line":              {"<p>" + many("x", 1<<15) + "y", fault.LimitToken},
		"a long line of pieces":    {"<p>" + many("<i>xxxxxxxx</i>", 1<<12) + many("xxxx", 100), fault.LimitToken},
		"depth":                    {many("<div>", 600), fault.LimitDepth},
		"unclosed formatting":      {many("<b><p>", 400), fault.LimitDepth},
		"formatting compared":      {many("<font a b c d e f g h i j k l m n o p q r s t>", 120), fault.LimitDepth},
		"unclosed formatting, BIG": {many("<BIG\n>x<p></div/>", 400), fault.LimitDepth},
		"elements inside svg":      {"<svg><style>" + many("<p>", 5001), fault.LimitCells},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := html.Read(t.Context(), c.page, limits())
			if got, _ := fault.ClassOf(err); got != c.want {
				t.Errorf("got %v, want class %s", err, c.want)
			}
		})
	}
}

// TestLimitsLetPass has pages that are large and harmless.
func TestLimitsLetPass(t *testing.T) {
	for name, page := range map[string]string{
		"deep":                 "<p>" + strings.Repeat("<span>", 400) + "x",
		"closed formatting":    strings.Repeat("<p><b><i>x</i></b></p>", 900),
		"style full of quotes": strings.Repeat("<p style='a: b c d; e: f g h; i: j k l'>x</p>", 400),
		"script full of tags":  "<p>x<script>" + strings.Repeat("if(a<b c){}", 5000) + "</script>",
	} {
		t.Run(name, func(t *testing.T) {
			if _, blocks := read(t, page); len(blocks) == 0 {
				t.Error("nothing was read")
			}
		})
	}
}

func TestContextEndsReading(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := html.Read(ctx, "<p>x", limits())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"<p>一<br>二</p>", "<table><tr><td colspan=3 rowspan=0>a<td>b<tr><td>c</table>", "<pre>\n a\n</pre>",
		"<table><tr><td>a<table><tr><td>b<td>c</table>", "<b><p><i></b>x</i><table>y<tr><td>", "<svg><p><style><p>",
		"<div>a<ul><li>b</ul>c<!--d-->e</div>", "<select><p>x</select><frameset>", "<a><div><a>x<table><a>y<td>z",
		"<title> a\nb </title><meta name=x content=y>", "<textarea>\n\na</textarea><plaintext>b\n</b>",
		"<style>.x,td>b{display:none}@media screen{i{color:#fff}}</style><p>1<b class=x>2</b><i>3<s>4</s></i><table class=x><tr><td>5<td><input value=6>",
		"<table><tr class=x><td style='position:absolute;left:-999px'>a<td><select><option>1<option selected>2</select><td><img src=a></table>",
		"<bdo dir=rtl>1<br>2</bdo>\u202e3<iframe src=a></iframe><a href=b.doc>c<p style='font-size:0'>d</a><script>'<td>'</script>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, page string) {
		page = strings.ToValidUTF8(page, "?")
		head, blocks, err := html.Read(t.Context(), page, limits())
		if err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
			return
		}
		reread(t, page, head, blocks)
		for _, b := range blocks {
			if b.Grid == nil {
				if strings.Contains(b.Line.S, "\n") {
					t.Errorf("line %q has a line feed", b.Line.S)
				}
				continue
			}
			seen := make(map[[2]int]bool)
			for _, c := range b.Grid.Cells {
				if c.RowSpan < 1 || c.ColSpan < 1 || c.Row+c.RowSpan > b.Grid.Rows || c.Col+c.ColSpan > b.Grid.Cols {
					t.Fatalf("cell %+v outside a grid of %d x %d", c, b.Grid.Rows, b.Grid.Cols)
				}
				for y := c.Row; y < c.Row+c.RowSpan; y++ {
					for x := c.Col; x < c.Col+c.ColSpan; x++ {
						if seen[[2]int{y, x}] {
							t.Fatalf("two cells cover row %d column %d", y, x)
						}
						seen[[2]int{y, x}] = true
					}
				}
			}
		}
	})
}

// wordPage is some 100 KB of what Word's paste leaves: a span with a long style around
// every word.
func wordPage() string {
	var b strings.Builder
	b.WriteString("<html><head><title>年度报告</title></head><body><div class=TRS_Editor>")
	span := `<span style="font-family: 仿宋_GB2312; font-size: 16pt; line-height: 150%;">`
	for range 60 {
		b.WriteString(`<p class="MsoNormal" style="margin: 0pt; text-indent: 32pt;">` + span + "主动公开政府信息" + "</span>" + span + "&nbsp;2024年</span></p>")
	}
	for range 3 {
		b.WriteString("<table border=1 cellspacing=0>")
		for range 25 {
			b.WriteString("<tr>")
			for range 8 {
				b.WriteString(`<td width="55" valign="center"><p class="p" style="text-align:center">` + `<span style="font-family:宋体">12<o:p></o:p></span></p></td>`)
			}
			b.WriteString("</tr>")
		}
		b.WriteString("</table>")
	}
	return b.String()
}

func BenchmarkRead(b *testing.B) {
	page, lim := wordPage(), limits()
	lim.Token = 1 << 20
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := html.Read(b.Context(), page, lim); err != nil {
			b.Fatal(err)
		}
	}
}

// refused expects that the page is refused for its depth.
func refused(t *testing.T, page string) {
	t.Helper()
	lim := limits()
	lim.Cells, lim.Columns, lim.Work = 5000, 1000, 1_000_000
	_, _, err := html.Read(t.Context(), page, lim)
	if got, _ := fault.ClassOf(err); got != fault.LimitDepth {
		t.Errorf("got %v, want class %s", err, fault.LimitDepth)
	}
}
