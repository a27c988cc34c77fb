package rtf_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/readtest"
	"github.com/gouji/gouji/stages/ingest/rtf"
	"github.com/gouji/gouji/stages/report"
)

var limits = flow.Limits{Cells: 10_000, Columns: 100, Depth: 16, Text: 1 << 16}

// read reads a document and finds every place again.
func read(t testing.TB, data []byte) []report.Block {
	t.Helper()
	blocks, err := rtf.Read(t.Context(), data, limits)
	if err != nil {
		t.Fatal(err)
	}
	again, err := rtf.NewRereader(t.Context(), data, limits)
	if err != nil {
		t.Fatal(err)
	}
	readtest.Reread(t, again, blocks)
	return blocks
}

const fonts = `{\fonttbl{\f0\fcharset134 \'cb\'ce;}{\f1\fcharset0 Times;}{\f2\fcharset136 Ming;}}{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}`

func TestRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"paragraphs":          {`a\par b\par\par c`, "\"a\"\n\"b\"\n\"c\"\n"},
		"bytes of GBK":        {`{\f0\'d7\'dc\'bc\'c6} 12\par`, "\"总计 12\"\n"},
		"bytes in the page":   {`\f1\'d7\'dc\par`, "\"总\"\n"},
		"bytes of Big5":       {`{\f2\'c1\'60}\par`, "\"總\"\n"},
		"raw bytes":           {"\\f0\xd7\xdc\\par", "\"总\"\n"},
		"a pair over a line":  {"\\f0\\'d7\r\n\\'dc\\par", "\"总\"\n"},
		"unicode":             {`\uc1\u24635?\u-30200 ?{\uc2\u24635\'d7\'dc}\uc0\u49 2\par`, "\"总計总12\"\n"},
		"two halves":          {`\u-10240?\u-9216?1\par`, "\"𐀀1\"\n"},
		"half alone":          {`\u-10240?1\par`, "\"1\"\n"},
		"signs":               {`\{1\}\\\~2\_3\-4\emdash\ldblquote x\rdblquote\bullet\par`, "\"{1}\\\\\\u00a02-34—“x”•\"\n"},
		"lines":               {`a\line b\tab c\par`, "\"a\"\n\"b\\tc\"\n"},
		"looks":               {`1{\strike 2}{\strike0 3}{\super 4}{\sub 5}{\v 6}{\fs4 7}{\cf2 8}{\cf2\chcbpat1 9}{\deleted 99}\striked1 0\plain 1\par`, "\"1234578901\"<2 struck><4 raised><5 lowered><7 tiny><8 pale><0 struck>\n"},
		"destinations":        {`{\header 1\par}{\footnote 2}{\*\unknown 3}{\info{\title 4}}{\pict\pngblip ff00}a{\*\bkmkstart 5}{\stylesheet 6}\par`, "\"a\"<picture at 0>\n"},
		"binary":              {"a{\\*\\blip\\bin5 }}}}}}b\\bin3 123c\\par", "\"abc\"\n"},
		"fields":              {`\u20849?{\field{\*\fldinst PAGE 7}{\fldrslt 12}}\u20214?\par`, "\"共12件\"\n"},
		"listtext":            {`{\listtext\f0 \'d2\'bb\'a1\'a2}x\par`, "\"一、x\"\n"},
		"two spellings":       {`{\upr{ab}{\*\ud{\u24635?b}}}\par`, "\"总b\"\n"},
		"behind the document": {`a\par}b\par`, "\"a\"\n"},
		"table":               {`\trowd\cellx1000\cellx2000\pard\intbl a\cell b\cell\row\trowd\cellx1004\cellx1996\pard\intbl c\cell\cell\row\pard x\par`, "grid 2x2 0,0\"a\" 0,1\"b\" 1,0\"c\" 1,1\"\"\n\"x\"\n"},
		"wide and high": {`\trowd\clvmgf\cellx1000\cellx3000\pard\intbl a\cell b\cell\row\trowd\clvmrg\cellx1000\cellx2000\cellx3000\pard\intbl\cell c\cell d\cell\row`,
			"grid 2x3 0,0(2x1)\"a\" 0,1(1x2)\"b\" 1,1\"c\" 1,2\"d\"\n"},
		"merged by marks": {`\trowd\clmgf\cellx1000\clmrg\cellx2000\cellx3000\pard\intbl a\cell\cell b\cell\row\trowd\cellx1000\cellx2000\cellx3000\pard\intbl c\cell d\cell e\cell\row`,
			"grid 2x3 0,0(1x2)\"a\" 0,2\"b\" 1,0\"c\" 1,1\"d\" 1,2\"e\"\n"},
		"paragraphs in a cell": {`\trowd\cellx1000\cellx2000\pard\intbl a\par b\cell c\cell\row`, "grid 1x2 0,0\"a\\nb\" 0,1\"c\"\n"},
		"nested": {`\trowd\cellx1000\cellx2000\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}\pard\intbl\itap1 a\cell b\cell\row`,
			"grid 1x2 0,0\"x\" 0,1\"y\"\n\"a\"\n\"b\"\n"},
		"cut off": {`a\par \trowd\cellx1000\pard\intbl b\cell c`, "\"a\"\ngrid 1x2 0,0\"b\" 0,1\"c\"\n"},
	} {
		if got := readtest.Show(read(t, []byte(`{\rtf1\ansi\ansicpg936`+fonts+c.body+"}"))); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	var deep strings.Builder
	for n := range 30 {
		fmt.Fprintf(&deep, `\pard\intbl\itap%d x\par`, n)
	}
	for name, c := range map[string]struct {
		body string
		want fault.Class
	}{
		"deep groups": {strings.Repeat("{", 100_000), fault.LimitDepth},
		"deep tables": {deep.String(), fault.LimitDepth},
		"many cells":  {`\trowd\cellx1` + strings.Repeat(`x\cell `, 1_000_000) + `\row`, fault.LimitCells},
		"wide":        {`\trowd` + strings.Repeat(`x\cell `, 5_000) + `\row`, fault.LimitCells},
		"paragraphs":  {strings.Repeat(`x\par `, 20_000), fault.LimitCells},
		"long":        {strings.Repeat(`x`, 100_000), fault.LimitToken},
	} {
		_, err := rtf.Read(t.Context(), []byte(`{\rtf1`+c.body+"}"), limits)
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %.200v, want class %s", name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\ansicpg936` + fonts + `\u24635?{\strike \'d7\'dc}\trowd\clvmgf\cellx900\cellx1800\pard\intbl\itap2 a\nestcell{\*\nesttableprops\trowd\cellx5\nestrow}\cell b\cell\row}`))
	f.Add([]byte(`{\rtf1{\field{\*\fldinst 1}{\fldrslt 2}}\bin3 }}}{\upr{a}{\*\ud{\u-10240?\u-9216?}}}\par`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := rtf.Read(t.Context(), data, limits); err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
			return
		}
		read(t, data)
	})
}
