package boxed_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/boxed"
	"github.com/gouji/gouji/stages/ingest/pdf"
)

var limits = pdf.Limits{Pages: 3, Words: 1000, Text: 1 << 16}

const (
	bbox = `<!DOCTYPE html><html><head><title></title></head><body><doc>  <page width="600.0" height="800.0">
    <word xMin="10.0" yMin="10.0" xMax="30.0" yMax="22.0">总计</word><word xMin="40.0" yMin="10.0" xMax="52.0" yMax="22.0">12</word></page></doc></body></html>`
	xml = `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE pdf2xml SYSTEM "pdf2xml.dtd"><pdf2xml producer="poppler"><page number="1" top="0" left="0" height="800" width="600">
<fontspec id="0" size="12"/><text top="10" left="10" width="40" height="12" font="0"><b>总计</b>&#160;&lt;3</text></page></pdf2xml>`
	page = `<html><body><style type="text/css"><!-- .ft10{font-size:12px;color:#000;} .ft11{font-size:12px;line-height:20px;} --></style>
<div id="page1-div" style="position:relative;width:900px;height:1200px;"><p style="position:absolute;top:10px;left:10px;white-space:nowrap" class="ft10">总计&#160;12</p>
<p style="position:absolute;top:40px;left:10px;white-space:nowrap" class="ft11">a<br/>3</p></div></body></html>`
	hocr = `<html><body><div class='ocr_page' title='image "p.png"; bbox 0 0 600 800'><p class='ocr_par'><span class='ocr_line' title="bbox 10 10 52 22; baseline 0 0">
<span class='ocrx_word' title='bbox 10 10 30 22; x_wconf 93'><strong>总计</strong></span> <span class='ocrx_word' title='bbox 40 10 52 22; x_wconf 9'>&lt;3</span>
<span class='ocrx_word' title='bbox 60 10 52 22'>x</span></span></p></div><div class='ocr_page'><span class='ocrx_word' title='bbox 1 2 3 4'>7</span></div></body></html>`
)

func words(t testing.TB, s string) string {
	t.Helper()
	pages, err := boxed.Words{Lim: limits}.Words(t.Context(), []byte(s))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, page := range pages {
		for _, w := range page {
			fmt.Fprintf(&b, "%d %s %v\n", i+1, w.S, w.Box)
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ s, want string }{
		{bbox, "1 总计 [10 10 30 22]\n1 12 [40 10 52 22]\n"},
		{xml, "1 总计 [10 10 32.857 22]\n1 <3 [38.571 10 50 22]\n"},
		{page, "1 总计 [10 10 34 22]\n1 12 [40 10 52 22]\n1 a [10 40 16 52]\n1 3 [10 60 16 72]\n"},
		{hocr, "1 总计 [10 10 30 22]\n1 <3 [40 10 52 22]\n1 x [0 0 0 0]\n2 7 [1 2 3 4]\n"},
	} {
		if !boxed.Is(c.s) {
			t.Errorf("%.40s is no list of words", c.s)
			continue
		}
		if got := words(t, c.s); got != c.want {
			t.Errorf("got\n%swant\n%s", got, c.want)
		}
	}
	for _, s := range []string{"", "<html><p style=\"position:absolute;top:1px\">x</p></html>", "<doc><page width=", "<word xMin=\"1\">"} {
		if boxed.Is(s) {
			t.Errorf("%q is a list of words", s)
		}
	}
}

// What programs for text recognition write is not always well formed: a word that is not closed, or
// holds an element without an end, may not swallow the figures behind it.
func TestRecognisedWordsThatAreNotClosed(t *testing.T) {
	t.Parallel()
	word := func(x int, inner string) string {
		return fmt.Sprintf(`<span class="big ocrx_word" title="bbox %d 10 %d 22">%s`, x, x+10, inner)
	}
	const page = `<div class="ocr_page first">`
	for name, c := range map[string]struct{ s, want string }{
		"an element without an end":  {page + word(10, "1<br>2</span>") + word(30, "3</span>"), "1 12 [10 10 20 22]\n1 3 [30 10 40 22]\n"},
		"a word without an end":      {page + word(10, "1") + word(30, "3</span>"), "1 1 [10 10 20 22]\n1 3 [30 10 40 22]\n"},
		"a page behind an open word": {page + word(10, "1") + page + word(30, "3</span>"), "1 1 [10 10 20 22]\n2 3 [30 10 40 22]\n"},
		"a file that is cut off":     {page + word(10, "1</span>") + word(30, "3"), "1 1 [10 10 20 22]\n1 3 [30 10 40 22]\n"},
		"an escape that is shown":    {page + word(10, "&amp;#49;</span>"), "1 &#49; [10 10 20 22]\n"},
		"a box that is no number":    {page + `<span class="ocrx_word" title="bbox NaN 1 2 3">7</span>`, "1 7 [0 0 0 0]\n"},
	} {
		if got := words(t, c.s); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

func TestHostile(t *testing.T) {
	t.Parallel()
	div := `<div id="page1-div" style="position:relative;width:9px">`
	run := `<p style="position:absolute;top:1e99px;left:-9px" class="ft1">`
	for name, c := range map[string]struct {
		s    string
		want fault.Class
	}{
		"pages":          {strings.Repeat(div+run+"x</p></div>", 4), fault.LimitPages},
		"words":          {div + run + strings.Repeat("x ", 2000) + "</p>", fault.LimitCells},
		"a run outside":  {run + "x</p>" + div, fault.Malformed},
		"xml that ends":  {`<pdf2xml><text top="1">x`, fault.Malformed},
		"xml with pages": {`<pdf2xml>` + strings.Repeat("<page></page>", 9) + `<text top="1"/>`, fault.LimitPages},
		"no list":        {"x", fault.Malformed},
	} {
		_, err := boxed.Words{Lim: limits}.Words(t.Context(), []byte(c.s))
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %v, want class %s", name, err, c.want)
		}
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{bbox, xml, page, hocr} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		pages, err := boxed.Words{Lim: limits}.Words(t.Context(), []byte(s))
		for _, page := range pages {
			for _, w := range page {
				for _, v := range w.Box {
					if math.IsNaN(v) || math.IsInf(v, 0) {
						t.Fatalf("the word %q stands at %v", w.S, w.Box)
					}
				}
			}
		}
		if err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
		}
	})
}

// TestCharactersSetApart: where the runs of a page have a space between any two characters, so have those
// of one number, and they stay one word. Of another page they are words of their own, and a dash always.
func TestCharactersSetApart(t *testing.T) {
	t.Parallel()
	file := func(runs ...string) string {
		var b strings.Builder
		b.WriteString(`<?xml version="1.0"?><!DOCTYPE pdf2xml SYSTEM "pdf2xml.dtd"><pdf2xml producer="poppler"><page number="1" height="800" width="600">`)
		for _, s := range runs {
			fmt.Fprintf(&b, `<text top="10" left="10" width="40" height="12" font="0">%s</text>`, s)
		}
		return b.String() + "</page></pdf2xml>"
	}
	for want, runs := range map[string][]string{
		"规 章|1 2|":       {"规 章", "1 2"},
		"规 章|1\u00a02|":  {"规 章", "1\u00a02"},
		"规 章|—|2|":       {"规 章", "— 2"},
		"规 章|1|2|":       {"规 章", "1  2"},
		"规 章|12|3|":      {"规 章", "12 3"},
		"规章|1|2|":        {"规章", "1 2"},
		"规 章|行政许可|1|2|":  {"规 章", "行政许可", "1 2"},
		"1|2|规 章|":       {"1 2", "规 章"},
		"规 章|（ 一 ）|1 2|": {"规 章", "（ 一 ）", "1 2"},
	} {
		var got strings.Builder
		pages, err := boxed.Words{Lim: limits}.Words(t.Context(), []byte(file(runs...)))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range pages[0] {
			got.WriteString(w.S + "|")
		}
		if got.String() != want {
			t.Errorf("%q: %s, want %s", runs, got.String(), want)
		}
	}
}
