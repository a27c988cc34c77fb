package proceedings_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/proceedings"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// page is table four as a page has it: a grid with the groups' heads over five columns each.
type page struct {
	groups, outs []string // three and fifteen heads
	rows         [][]string
}

// read reads the page.
func (p *page) read(forms *label.Forms) *proceedings.Table {
	g := &report.Grid{Rows: 2 + len(p.rows), Cols: 15}
	add := func(row, col, span int, s string) {
		g.Cells = append(g.Cells, report.GridCell{Row: row, Col: col, RowSpan: 1, ColSpan: span, Text: report.Text{S: s}})
	}
	for k, s := range p.groups {
		add(0, 5*k, 5, s)
	}
	for k, s := range p.outs {
		add(1, k, 1, s)
	}
	for i, row := range p.rows {
		for k, s := range row {
			add(2+i, k, 1, s)
		}
	}
	mem := &record.RowMemory{}
	readtest.Units("", &mem.UnitMemory) // makes the memory ready
	doc := &report.Document{Format: report.FormatHTML, Blocks: []report.Block{{Grid: g}}}
	return proceedings.Read(forms, layout.Units(doc, &mem.UnitMemory), mem, false)
}

// aPage is a page with the heads of the form.
func aPage(cells []string) *page {
	p := &page{groups: []string{"行政复议", "未经复议直接起诉", "复议后起诉"}, rows: [][]string{cells}}
	for range 3 {
		p.outs = append(p.outs, "结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
	}
	return p
}

// TestColumnsOfAGrid: the columns of a page are read under their heads, in whatever order groups and
// outcomes stand; every cell is read and none is another's.
func TestColumnsOfAGrid(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		want := aTable(t)
		p := aPage(nil)
		form := aPage(nil)
		row := make([]string, 0, 15)
		p.groups, p.outs = nil, nil
		for _, g := range rapid.Permutation([]int{0, 1, 2}).Draw(t, "groups") {
			p.groups = append(p.groups, form.groups[g])
			for _, o := range rapid.Permutation([]int{0, 1, 2, 3, 4}).Draw(t, "outcomes") {
				p.outs, row = append(p.outs, form.outs[o]), append(row, want[5*g+o])
			}
		}
		p.rows = [][]string{row}
		if got := shown(p.read(forms)); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("under %q, %q the row %q is\n%q, not\n%q", p.groups, p.outs, row, got, want)
		}
	})
}

// TestHeadsThatContradict: where a head of a page stands twice or is another's, no figure is read as one
// that it may not be.
func TestHeadsThatContradict(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	cells := strings.Fields("11 0 0 0 11 0 12 0 0 12 0 0 13 0 13")
	for _, c := range []struct {
		name   string
		change func(p *page)
		want   string
	}{
		{"the form's", func(*page) {}, "11 0 0 0 11 0 12 0 0 12 0 0 13 0 13"},
		{"an outcome lost", func(p *page) { p.outs[1] = "" }, "11 0 0 0 11 0 12 0 0 12 0 0 13 0 13"},
		{"two of a group changed", func(p *page) { p.outs[1], p.outs[2] = p.outs[2], p.outs[1] }, "11 0 0 0 11 0 12 0 0 12 0 0 13 0 13"},
		{"groups changed", func(p *page) { p.groups[0], p.groups[2] = p.groups[2], p.groups[0] }, "0 0 13 0 13 0 12 0 0 12 11 0 0 0 11"},
		{"groups changed, one outcome lost", func(p *page) { p.groups[0], p.groups[2], p.outs[1] = p.groups[2], p.groups[0], "" }, strings.TrimSpace(strings.Repeat("unread ", 15))},
		{"a group twice, out of order", func(p *page) { p.groups[0], p.groups[1] = p.groups[1], p.groups[0]; p.groups[2] = "" }, strings.TrimSpace(strings.Repeat("unread ", 15))},
	} {
		p := aPage(cells)
		c.change(p)
		q := p.read(forms)
		if got := strings.Join(shown(q), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		seen := slices.ContainsFunc(q.Observations, func(o report.Observation) bool { return o.Kind == report.SeenHeads && o.Quote.Text != "" })
		if unread := strings.HasPrefix(c.want, "unread"); seen != unread {
			t.Errorf("%s: the heads are spoken of: %v", c.name, seen)
		}
	}
}

// TestHeadsOfAnotherTable: a row of a page with too few cells, or a grid without heads, says nothing of
// the order of the columns.
func TestHeadsOfAnotherTable(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	p := aPage(strings.Fields("1 0 0 0 1 0 0 0 0 0 0 0 0 0 0"))
	p.rows = append([][]string{{"注", "1", "2", "3", "4", "5", "6", "7"}}, p.rows...)
	for i, s := range shown(p.read(forms)) {
		if s != "unread" && s != p.rows[1][i] {
			t.Errorf("cell %d is %s", i, s)
		}
	}
	p = &page{groups: []string{"", "", ""}, outs: make([]string, 15), rows: [][]string{strings.Fields("1 0 0 0 1 0 0 0 0 0 0 0 0 0 0")}}
	if q := p.read(forms); q != nil {
		t.Errorf("a grid without heads is table four: %v", shown(q))
	}
}

// columns prints pieces of heads or figures under one another, each at the left of its column.
func columns(words []string) string {
	s := ""
	for _, w := range words {
		s += "  " + w + strings.Repeat(" ", max(0, 8-layout.Width(w)))
	}
	return s + "\n"
}

// TestHeadsInPieces: heads that a text prints on two lines, in their columns, are put together; figures
// under heads in another order are theirs, or are not read.
func TestHeadsInPieces(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		moved := rapid.Bool().Draw(t, "moved")
		want := aTable(t)
		row := make([]string, 15)
		upper, lower := make([]string, 15), make([]string, 15)
		for g := range 3 {
			order := []int{0, 1, 2, 3, 4}
			if moved {
				order = rapid.Permutation(order).Draw(t, "outcomes")
			}
			for k, o := range order {
				row[5*g+k] = want[5*g+o]
				upper[5*g+k] = []string{"结果", "结果", "其他", "尚未", "总计"}[o]
				lower[5*g+k] = []string{"维持", "纠正", "结果", "审结", ""}[o]
			}
		}
		text := "行政复议  行政诉讼\n未经复议直接起诉  复议后起诉\n" + columns(upper) + columns(lower) + strings.Join(row, " | ") + "\n"
		q := read(forms, text)
		if q == nil {
			t.Fatalf("%s is no table four", text)
		}
		got := shown(q)
		for i := range got {
			if got[i] != want[i] && got[i] != "unread" {
				t.Fatalf("%s\ncell %d is %s, not %s", text, i, got[i], want[i])
			}
		}
		if !moved && fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%s\nin the order of the form: %v", text, got)
		}
	})
}

// TestMisspelledHeads: a head with one wrong character is read as the form's, and noted.
func TestMisspelledHeads(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	row := strings.Join(strings.Fields("1 0 0 0 1 0 2 0 0 2 0 0 0 0 0"), " | ")
	for wrong, key := range map[string]string{"结果维待": "upheld", "其它结果": "other", "尚末审结": "pending", "未经复议直接超诉": "direct"} {
		right := map[string]string{"结果维待": "结果维持", "其它结果": "其他结果", "尚末审结": "尚未审结", "未经复议直接超诉": "未经复议直接起诉"}[wrong]
		q := read(forms, strings.Replace(heads, right, wrong, 1)+row)
		if q == nil {
			t.Errorf("%s: no table", wrong)
			continue
		}
		if got := strings.Join(shown(q), " | "); got != row {
			t.Errorf("%s: %s", wrong, got)
		}
		found := ""
		for _, o := range q.Observations {
			if o.Kind == report.SeenLabel {
				found += o.Quote.Text + " for " + o.Want + ";"
			}
		}
		if want := wrong + " for " + right + ";"; found != want {
			t.Errorf("%s (%s): noted is %q", wrong, key, found)
		}
	}
	q := read(forms, heads+row)
	if len(q.Observations) != 0 {
		t.Errorf("the form's own heads are noted: %+v", q.Observations)
	}
}

// TestWhatIsNoTableFour: sentences and single words of the heads make no table; heads that lines cut
// anywhere do.
func TestWhatIsNoTableFour(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for text, want := range map[string]bool{
		"本年行政复议结果维持3件，结果纠正1件。": false,
		"行政复议":             false,
		"行政复议\n行政诉讼":       false,
		"尚未审结的案件":          false,
		"结果维持":             true,
		"结果\n维持\n结果\n纠正\n": true,
		"维持纠正结审结":          false,
		"维持纠正结审结\n结果维持结果纠正其他结果\n尚未审结":                                 true,
		strings.Repeat("本年行政复议案件的结果维持，", 10) + "另有尚未审结。\n行政复议\n复议后起诉": true,
		strings.Repeat("本年行政复议案件，", 20):                               false,
	} {
		if got := read(forms, text) != nil; got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestHeadsAsTheyAreRead: heads that stand one behind the other, cut by the ends of lines wherever these
// are, have the form's order or the figures below them are not read.
func TestHeadsAsTheyAreRead(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	const figures = "1 0 0 0 1 0 2 0 0 2 0 0 0 3 3"
	row := strings.ReplaceAll(figures, " ", " | ") + " |\n"
	none := strings.TrimSpace(strings.Repeat("unread ", 15))
	const five = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n"
	for _, c := range []struct{ name, heads, want string }{
		{"a line each", "行政复议\n行政诉讼\n" + five + "未经复议直接起诉\n复议后起诉\n" + five + five, figures},
		{"cut anywhere", "行政\n复议 行政诉\n讼\n" + five + "未经复议直\n接起诉 复议\n后起诉\n结果维\n持\n结果纠正其\n他结果\n尚未审结\n总计\n" + five, figures},
		{"the outcomes once", "行政复议\n行政诉讼\n未经复议直接起诉\n复议后起诉\n" + five, figures},
		{"the outcomes once, in another order", "行政复议\n行政诉讼\n未经复议直接起诉\n复议后起诉\n结果维持\n结果纠正\n总计\n尚未审结\n其他结果\n", none},
		{"the lawsuits first", "行政诉讼\n行政复议\n" + five + "未经复议直接起诉\n复议后起诉\n" + five + five, none},
		{"printed again", "行政复议\n行政诉讼\n" + five + "未经复议直接起诉\n复议后起诉\n" + five + five + "行政复议\n行政诉讼\n未经复议直接起诉\n复议后起诉\n", figures},
		{"a group in another order", "行政复议\n行政诉讼\n" + five + "未经复议直接起诉\n复议后起诉\n结果纠正\n结果维持\n其他结果\n尚未审结\n总计\n" + five, "1 0 0 0 1 2 0 0 0 2 0 0 0 3 3"},
		{"below a rule", "行政复议|行政诉讼|\n|---|---|\n结果维持|结果纠正|其他结果|尚未审结|总计|\n", figures},
	} {
		q := read(forms, c.heads+row)
		if q == nil {
			t.Errorf("%s: no table", c.name)
			continue
		}
		if got := strings.Join(shown(q), " "); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

// TestGroupsInPieces: the groups' heads above the columns may stand on two lines themselves.
func TestGroupsInPieces(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	const figures = "1 0 0 0 1 0 2 0 0 2 0 0 0 3 3"
	five := func(words ...string) []string { return slices.Repeat(words, 3) }
	text := columns(append(make([]string, 7), "未经复议", "", "", "", "", "复议后")) + columns(append(make([]string, 7), "直接起诉", "", "", "", "", "起诉")) +
		columns(five("结果", "结果", "其他", "尚未", "总计")) + columns(five("维持", "纠正", "结果", "审结", "")) + strings.ReplaceAll(figures, " ", " | ") + " |\n"
	q := read(forms, text)
	if q == nil || strings.Join(shown(q), " ") != figures {
		t.Errorf("%s\n%v", text, q)
	}
}
