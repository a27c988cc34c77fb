package proceedings_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/proceedings"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

const heads = "行政复议 | 行政诉讼 |\n结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | 复议后起诉 |\n" +
	"结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n"

func read(forms *label.Forms, text string) *proceedings.Table {
	mem := &record.RowMemory{}
	return proceedings.Read(forms, readtest.Units(text, &mem.UnitMemory), mem, false)
}

// shown are the fifteen cells in the order of the form.
func shown(q *proceedings.Table) (out []string) {
	for _, g := range report.ProceedingGroups() {
		for _, o := range report.ProceedingOutcomes() {
			out = append(out, readtest.Show(q.Cells[g.Key][o.Key]))
		}
	}
	return out
}

// aTable draws fifteen figures whose three sums hold.
func aTable(t *rapid.T) (out []string) {
	for range 3 {
		sum := 0
		for range 4 {
			n := rapid.SampledFrom([]int{0, 0, 0, 1, 2, 12, 31}).Draw(t, "number")
			sum += n
			out = append(out, fmt.Sprint(n))
		}
		out = append(out, fmt.Sprint(sum))
	}
	return out
}

// TestFifteenFigures: one row, or a line for each figure, is read as it stands.
func TestFifteenFigures(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		want := aTable(t)
		sep := rapid.SampledFrom([]string{" | ", "\n", "  "}).Draw(t, "between")
		text := heads + strings.Join(want, sep)
		if got := shown(read(forms, text)); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%q: %v\nand not %v", text, got, want)
		}
	})
}

// TestBlankRow: a table that was left blank has fifteen blank cells, and none is in doubt; borders at
// the ends of the row may be missing, or stand before blank cells of a wider table.
func TestBlankRow(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, row := range []string{"|" + strings.Repeat(" |", 15), strings.Repeat(" |", 15), " " + strings.Repeat("|  ", 14), strings.Repeat("|  ", 19), strings.Repeat("|\n", 15)} {
		for i, s := range shown(read(forms, heads+row)) {
			if s != string(report.Blank) {
				t.Errorf("%q: cell %d is %s", row, i, s)
			}
		}
	}
	for i, s := range shown(read(forms, heads+strings.Repeat("| ", 9))) {
		if s != string(report.Unread) {
			t.Errorf("cell %d of nine blank ones is %s", i, s)
		}
	}
}

// TestOneTooMany: with a figure too many, no cell is read as another number than it has.
func TestOneTooMany(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		want := aTable(t)
		at := rapid.IntRange(0, 15).Draw(t, "at")
		row := append(append(append([]string{}, want[:at]...), "0"), want[at:]...)
		got := shown(read(forms, heads+strings.Join(row, " | ")+" |"))
		for i := range want {
			if got[i] != want[i] && got[i] != string(report.Unread) {
				t.Fatalf("%v: cell %d is %s, not %s", row, i, got[i], want[i])
			}
		}
	})
}

// TestOneTooFew: with a figure too few, nothing is read.
func TestOneTooFew(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	q := read(forms, heads+strings.TrimSpace(strings.Repeat("0  ", 14)))
	for i, s := range shown(q) {
		if s != string(report.Unread) {
			t.Errorf("cell %d is %s", i, s)
		}
	}
	said := false
	for _, o := range q.Observations {
		said = said || o.Kind == report.SeenMissing
	}
	if !said {
		t.Error("nothing is said of the figure that is missing")
	}
}

func TestNoTable(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, text := range []string{"", "本年发生行政复议3件，其中结果维持3件。", "自然人 | 总计 |\n1 | 1 |"} {
		if q := read(forms, text); q != nil {
			t.Errorf("%q is read as table four: %v", text, shown(q))
		}
	}
}

// TestTableOfDashes: a row of dashes is the table where no figures stand beside it, whatever is blank
// among its heads or behind it; where they do, it was put in place of the real one.
func TestTableOfDashes(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	wide := "| 行政复议 |  |  |  |  | 行政诉讼 |  |  |  |  |  |  |  |  |  |\n" +
		"| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 |  |  |  |  | 复议后起诉 |  |  |  |  |\n" +
		"|  |  |  |  |  | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n"
	for _, dash := range []string{"/", "-", "—", "无"} {
		row := "| " + strings.Repeat(dash+" | ", 15)
		for _, text := range []string{heads + row, wide + row, wide + row + "  |", strings.ReplaceAll(strings.ReplaceAll(wide+row, "| ", ""), " |", "\t")} {
			q := read(forms, text)
			if got := fmt.Sprint(shown(q)); got != "["+strings.TrimSpace(strings.Repeat("dash ", 15))+"]" || len(q.Observations) > 0 {
				t.Errorf("%q: %s, %+v", text, got, q.Observations)
			}
		}
		zeros := "| " + strings.Repeat("0 | ", 15)
		if got := fmt.Sprint(shown(read(forms, wide+row+"\n"+zeros))); strings.Contains(got, "dash") {
			t.Errorf("%s before noughts: %s", dash, got)
		}
	}
}
