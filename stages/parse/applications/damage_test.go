package applications_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// paper is a printed table three that lines can be added to and taken from; of each line it
// knows the row of the form it is, or "".
type paper struct {
	lines []string
	keys  []string
}

func (p *paper) insert(at int, line string) {
	p.lines, p.keys = slices.Insert(p.lines, at, line), slices.Insert(p.keys, at, "")
}

// damage does to the paper what converters and authors do to tables: it never changes a number
// that stands in a cell of the form, but may take it away, and then drops it from want.
func (p *paper) damage(t *rapid.T, want map[string][]string, sep string) {
	at := rapid.IntRange(1, len(p.lines)-1).Draw(t, "line")
	key := p.keys[at]
	some := func() string { return rapid.SampledFrom([]string{"0", "0", "1", "3", "15"}).Draw(t, "other") }
	switch kind := rapid.IntRange(0, 8).Draw(t, "damage"); kind {
	case 0: // a row of which the form knows nothing
		words := rapid.SampledFrom([]string{"其中：网上申请", "其中", "其中：区级部门", "乡镇街道"}).Draw(t, "words")
		line := words
		for range 7 {
			line += sep + some()
		}
		p.insert(at, line+strings.TrimRight(sep, " "))
	case 1:
		p.insert(at, rapid.SampledFrom([]string{"- 3 -", "3", "第3页", "— 12 —", "3 / 8"}).Draw(t, "page"))
	case 2:
		p.insert(at, rapid.SampledFrom([]string{"注：含上年结转2件", "说明：其中3件为补正后重新提交", "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"}).Draw(t, "note"))
	case 3, 4:
		if key == "" {
			return
		}
		p.lines, p.keys = slices.Delete(p.lines, at, at+1), slices.Delete(p.keys, at, at+1)
		if !slices.Contains(p.keys, key) {
			delete(want, key)
		}
	case 5: // the row again at the head of the next page
		if key != "" {
			p.insert(at+1, p.lines[at])
			p.keys[at+1] = key
		}
	case 6, 7: // a cell that is blank, or has a dash
		if key == "" || slices.Contains(slices.Delete(slices.Clone(p.keys), at, at+1), key) {
			return
		}
		cells := strings.Split(p.lines[at], sep)
		if len(cells) < 8 {
			return
		}
		k := rapid.IntRange(0, 6).Draw(t, "cell")
		cells[k+1] = ""
		if kind == 7 || strings.Trim(sep, " ") == "" {
			cells[k+1] = rapid.SampledFrom([]string{"—", "/", "无", "-"}).Draw(t, "dash")
		}
		if k == 6 && sep == " | " {
			cells[k+1] += " |"
		}
		p.lines[at] = strings.Join(cells, sep)
		want[key] = slices.Clone(want[key])
		want[key][k] = ""
	case 8: // the label goes on in the next line
		label, rest, ok := strings.Cut(p.lines[at], sep)
		if r := []rune(label); ok && key != "" && len(r) > 8 {
			cut := rapid.IntRange(4, len(r)-2).Draw(t, "cut")
			p.lines[at] = string(r[:cut]) + sep + rest
			p.insert(at+1, string(r[cut:]))
		}
	}
}

// TestDamagedTables: whatever stands between the rows, and whatever rows are left out, a number
// that is read is the one in its cell.
func TestDamagedTables(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, sep := range []string{" | ", "\t", "   "} {
		t.Run(fmt.Sprintf("%q", sep), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				table := aTable(t, report.Form2021)
				p := &paper{lines: strings.Split(strings.TrimSuffix(printed(report.Form2021, table, sep, []int{0, 1, 2, 3, 4, 5, 6}), "\n"), "\n")}
				p.keys = make([]string, len(p.lines))
				want := map[string][]string{}
				for i, r := range report.ApplicationRows(report.Form2021) {
					p.keys[i+2] = r.Key
					for _, n := range table[r.Key] {
						want[r.Key] = append(want[r.Key], fmt.Sprint(n))
					}
				}
				for range rapid.IntRange(1, 3).Draw(t, "damages") {
					p.damage(t, want, sep)
				}
				text := strings.Join(p.lines, "\n") + "\n"
				a := read(forms, text)
				if a == nil {
					t.Fatalf("%s\nno table", text)
				}
				for key, row := range a.Cells {
					for i, c := range report.ApplicantColumns() {
						cell := row[c.Key]
						if cell.Value.Valid() && (want[key] == nil || readtest.Show(cell) != want[key][i]) {
							t.Fatalf("%s\n%s %s is %s, and printed is %q", text, key, c.Key, readtest.Show(cell), want[key])
						}
					}
				}
			})
		})
	}
}
