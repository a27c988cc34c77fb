package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// core reduces a folded label to what two prints of it have in common: its ordinal and
// all signs are left out. "3.危及“三安全一稳定”" and "3、危及三安全一稳定" have one core.
func core(f string) string {
	f = f[ordinalLen(f):]
	if clean(f) {
		return f
	}
	var b strings.Builder
	b.Grow(len(f))
	for _, r := range f {
		if r >= 0x4E00 && r <= 0x9FFF || r >= '0' && r <= '9' || r >= 'A' && r <= 'z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func clean(f string) bool {
	for i := 0; i < len(f); {
		if f[i] < utf8.RuneSelf {
			if c := f[i]; !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
				return false
			}
			i++
			continue
		}
		// U+4E00 to U+9FFF begins with E4 B8 to E9 BF.
		if f[i] < 0xE4 || f[i] > 0xE9 {
			return false
		}
		i += 3
	}
	return true
}

// ordinalLen is the length of the ordinals a folded text begins with: 三、 (三) 3. 3、 (3)
func ordinalLen(f string) int {
	at := 0
	for range 3 {
		n := oneOrdinal(f[at:])
		if n == 0 {
			break
		}
		at += n
	}
	return at
}

func oneOrdinal(f string) int {
	open := strings.HasPrefix(f, "(")
	at := 0
	if open {
		at = 1
	}
	n := 0
	for at < len(f) && n < 3 {
		if f[at] >= '0' && f[at] <= '9' {
			at++
		} else if r, size := utf8.DecodeRuneInString(f[at:]); hanDigit(r) > 0 {
			at += size
		} else {
			break
		}
		n++
	}
	if n == 0 {
		return 0
	}
	rest := f[at:]
	if strings.HasPrefix(rest, `\.`) || strings.HasPrefix(rest, `\)`) { // as Markdown escapes it
		at, rest = at+1, rest[1:]
	}
	switch {
	case open && strings.HasPrefix(rest, ")"):
		at++
		if strings.HasPrefix(f[at:], "、") {
			at += len("、")
		}
		return at
	case open:
		return 0
	case strings.HasPrefix(rest, "、"):
		return at + len("、")
	case strings.HasPrefix(rest, "."), strings.HasPrefix(rest, ","), strings.HasPrefix(rest, ")"):
		if len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9' {
			return 0
		}
		return at + 1
	case strings.HasPrefix(rest, "．"):
		return at + len("．")
	}
	return 0
}

// hanDigit is the value of a Chinese numeral of one character, 0 for any other.
func hanDigit(r rune) int {
	switch r {
	case '一':
		return 1
	case '二':
		return 2
	case '三':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	case '十':
		return 10
	}
	return 0
}

// printedOrdinal is the number of the first ordinal of a folded text, 0 if it has none.
func printedOrdinal(f string) int {
	if oneOrdinal(f) == 0 {
		return 0
	}
	f = strings.TrimPrefix(f, "(")
	if f[0] >= '0' && f[0] <= '9' {
		return int(f[0] - '0')
	}
	r, _ := utf8.DecodeRuneInString(f)
	return hanDigit(r)
}

// rowLabel is a row of table three as the engine looks for it.
type rowLabel struct {
	row   report.Row
	core  string // of the label in the form
	short string // of the label without its explanation in brackets
	runes []rune
	chars charSet // of runes
	// ordinal is the number of the label's ordinal in the form.
	ordinal int
}

// book holds every label of the forms by its core. It is made once and never changed.
type book struct {
	rows     []rowLabel     // of table three, both forms: the 2021 rows, `other` before its three
	byCore   map[string]int // core of a row's label or a known variant to its place in rows
	groups   map[string]bool
	heads    map[string]bool // heads of columns and other words of the three tables that are no row
	columns  map[string]int  // heads of the columns of table three
	two      map[string]string
	twoHeads map[string]report.Form
	four     map[string]bool
	twoCells map[string]int // figures of the rows of table two
	longest  int            // bytes of the longest key of byCore
	off      switches
}

// otherRow is the key of (六)其他处理 where it is one row.
const otherRow = "other"

func newBook() *book {
	b := &book{
		byCore: map[string]int{}, groups: map[string]bool{}, heads: map[string]bool{},
		two: map[string]string{}, twoHeads: map[string]report.Form{}, four: map[string]bool{}, columns: map[string]int{}, twoCells: map[string]int{},
	}
	var one report.Row
	for _, r := range report.ApplicationRows(report.Form2019) {
		if r.Key == otherRow {
			one = r
		}
	}
	for _, r := range report.ApplicationRows(report.Form2021) {
		if r.Key == "other_overdue_correction" {
			b.addRow(one)
		}
		b.addRow(r)
		if r.Group != "" && core(fold.String(r.Group)) != "其他处理" {
			b.groups[core(fold.String(r.Group))] = true
		}
	}
	b.groups["本年度办理结果"] = true
	b.groups["年度办理结果"] = true
	for variant, key := range rowVariants() {
		b.byCore[variant] = b.rowAt(key)
	}
	for label := range b.byCore {
		b.longest = max(b.longest, len(label))
	}
	for i, c := range report.ApplicantColumns() {
		b.heads[core(fold.String(c.Label))] = true
		b.columns[core(fold.String(c.Label))] = i
	}
	for _, s := range []string{"申请人情况", "法人或其他组织", "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和"} {
		b.heads[s] = true
	}
	for _, form := range []report.Form{report.Form2021, report.Form2019} {
		for _, r := range report.DisclosureRows(form) {
			b.two[core(fold.String(r.Label))] = r.Cells[0].Key
			b.twoCells[core(fold.String(r.Label))] = len(r.Cells)
			for _, c := range r.Cells {
				b.twoHeads[core(fold.String(c.Label))] = form
			}
		}
	}
	for _, c := range append(report.ProceedingGroups(), report.ProceedingOutcomes()...) {
		b.four[core(fold.String(c.Label))] = true
	}
	b.four["行政诉讼"] = true
	return b
}

// ownRow is how many figures stand behind a cell, s its core and f its folded text, that is the label of a row of table three
// and nothing else. 总计 and 其他 are heads of columns too, without the ordinal of the row.
func (b *book) ownRow(s, f string) int {
	if row, ok := b.byCore[s]; ok && b.fits(row, s, f, true) {
		return columns
	}
	return 0
}

// ownTwo is how many figures stand behind a cell whose core is the label of a row of table two and
// nothing else.
func (b *book) ownTwo(s string) int { return b.twoCells[s] }

func (b *book) addRow(r report.Row) {
	f := fold.String(r.Label)
	short := f
	if i := strings.IndexByte(f[ordinalLen(f):], '('); i > 0 {
		short = f[:ordinalLen(f)+i]
	}
	l := rowLabel{row: r, core: core(f), short: core(short), ordinal: printedOrdinal(f)}
	l.runes = []rune(l.core)
	l.chars = charsOf(l.runes)
	b.byCore[l.core], b.byCore[l.short] = len(b.rows), len(b.rows)
	b.rows = append(b.rows, l)
}

func (b *book) rowAt(key string) int {
	for i := range b.rows {
		if b.rows[i].row.Key == key {
			return i
		}
	}
	return -1
}

// rowVariants are other wordings of rows met in published reports, as cores.
func rowVariants() map[string]string {
	return map[string]string{
		"本年度新收到政府信息公开申请数量": "new_received",
		"本年新收到政府信息公开申请数量":  "new_received",
		"本年度新收政府信息公开申请数量":  "new_received",
		"上年度结转政府信息公开申请数量":  "carried_in",
		"其他法律法规禁止公开":       "denied_law",
		"危及三安全一稳定的":        "denied_safety",
		"结转下年继续办理":         "carried_out",
		"结转下一年度继续办理":       "carried_out",
		"结转至下年度继续办理":       "carried_out",
	}
}
