package label

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/report"
)

// RowLabel is a row of table three as the engine looks for it.
type RowLabel struct {
	Row   report.Row
	Core  string // of the label in the form
	Short string // of the label without its explanation in brackets
	runes []rune
	chars charSet // of runes
	// Ordinal is the number of the label's ordinal in the form.
	Ordinal int
}

// Book holds every label of the forms by its core. It is made once and never changed.
type Book struct {
	Rows     []RowLabel     // of table three, both forms: the 2021 rows, `other` before its three
	ByCore   map[string]int // core of a row's label or a known variant to its place in rows
	Groups   map[string]bool
	Heads    map[string]bool // heads of columns and other words of the three tables that are no row
	Columns  map[string]int  // heads of the columns of table three
	Two      map[string]string
	TwoHeads map[string]report.Form
	Four     map[string]bool
	TwoCells map[string]int // figures of the rows of table two
	Longest  int            // bytes of the longest key of ByCore
	Off      repair.Switches
}

// OtherRow is the key of (六)其他处理 where it is one row.
const OtherRow = "other"

func newBook() *Book {
	b := &Book{
		ByCore: map[string]int{}, Groups: map[string]bool{}, Heads: map[string]bool{},
		Two: map[string]string{}, TwoHeads: map[string]report.Form{}, Four: map[string]bool{}, Columns: map[string]int{}, TwoCells: map[string]int{},
	}
	var one report.Row
	for _, r := range report.ApplicationRows(report.Form2019) {
		if r.Key == OtherRow {
			one = r
		}
	}
	for _, r := range report.ApplicationRows(report.Form2021) {
		if r.Key == "other_overdue_correction" {
			b.addRow(one)
		}
		b.addRow(r)
		if r.Group != "" && Core(fold.String(r.Group)) != "其他处理" {
			b.Groups[Core(fold.String(r.Group))] = true
		}
	}
	b.Groups["本年度办理结果"] = true
	b.Groups["年度办理结果"] = true
	for variant, key := range rowVariants() {
		b.ByCore[variant] = b.RowAt(key)
	}
	for label := range b.ByCore {
		b.Longest = max(b.Longest, len(label))
	}
	for i, c := range report.ApplicantColumns() {
		b.Heads[Core(fold.String(c.Label))] = true
		b.Columns[Core(fold.String(c.Label))] = i
	}
	for _, s := range []string{"申请人情况", "法人或其他组织", "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和"} {
		b.Heads[s] = true
	}
	for _, form := range []report.Form{report.Form2021, report.Form2019} {
		for _, r := range report.DisclosureRows(form) {
			b.Two[Core(fold.String(r.Label))] = r.Cells[0].Key
			b.TwoCells[Core(fold.String(r.Label))] = len(r.Cells)
			for _, c := range r.Cells {
				b.TwoHeads[Core(fold.String(c.Label))] = form
			}
		}
	}
	for _, c := range append(report.ProceedingGroups(), report.ProceedingOutcomes()...) {
		b.Four[Core(fold.String(c.Label))] = true
	}
	b.Four["行政诉讼"] = true
	return b
}

// OwnRow is how many figures stand behind a cell, s its core and f its folded text, that is the label of a row of table three
// and nothing else. 总计 and 其他 are heads of columns too, without the ordinal of the row.
func (b *Book) OwnRow(s, f string) int {
	if s == "" || s[0] < 0xE4 {
		return 0 // a figure, as most cells are: labels begin with Han characters
	}
	if row, ok := b.ByCore[s]; ok && b.Fits(row, s, f, true) {
		return Columns
	}
	return 0
}

// OwnTwo is how many figures stand behind a cell whose core is the label of a row of table two and
// nothing else.
func (b *Book) OwnTwo(s string) int { return b.TwoCells[s] }

func (b *Book) addRow(r report.Row) {
	f := fold.String(r.Label)
	short := f
	if i := strings.IndexByte(f[OrdinalLen(f):], '('); i > 0 {
		short = f[:OrdinalLen(f)+i]
	}
	l := RowLabel{Row: r, Core: Core(f), Short: Core(short), Ordinal: PrintedOrdinal(f)}
	l.runes = []rune(l.Core)
	l.chars = charsOf(l.runes)
	b.ByCore[l.Core], b.ByCore[l.Short] = len(b.Rows), len(b.Rows)
	b.Rows = append(b.Rows, l)
}

// RowAt is the place of the row with a key in Rows, -1 for none.
func (b *Book) RowAt(key string) int {
	for i := range b.Rows {
		if b.Rows[i].Row.Key == key {
			return i
		}
	}
	return -1
}
