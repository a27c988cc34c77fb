package check

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// damage is what an editor, a converter or a hand does to the tables of a report.
type damage func(r *damagedReport, d *rand.Rand)

// damages are the kinds of it, by name.
func damages() map[string]damage {
	out := map[string]damage{
		"none":                   func(*damagedReport, *rand.Rand) {},
		"row numbers":            func(r *damagedReport, _ *rand.Rand) { r.rowNumbers(false) },
		"row numbers behind":     func(r *damagedReport, _ *rand.Rand) { r.rowNumbers(true) },
		"remarks":                remarks,
		"blank columns":          blankColumns,
		"blank between":          blankBetween,
		"hidden columns":         hiddenColumns,
		"spans lie":              spansLie,
		"no spans":               noSpans,
		"groups in each row":     groupsRepeated,
		"heads again":            headsAgain,
		"heads lost":             func(r *damagedReport, _ *rand.Rand) { r.three().rows = r.three().rows[3:] },
		"label over two rows":    labelOverRows,
		"figure over two rows":   figureOverRows,
		"row over two rows":      rowOverRows,
		"turned":                 turned,
		"totals above":           totalsAbove,
		"totals first":           totalsFirst,
		"tables in cells":        func(r *damagedReport, _ *rand.Rand) { r.each(func(c *square) { c.nested = true }) },
		"one table":              oneTable,
		"groups are tables":      groupTables,
		"a row is one cell":      rowMerged,
		"noughts merged down":    mergedDown,
		"last year's column":     lastYearColumn,
		"last year's row":        lastYearRow,
		"last year's table":      lastYearTable,
		"of which":               ofWhich,
		"a digit in each cell":   digitCells,
		"labels in capitals":     spacedLabels,
		"a row is lost":          rowLost,
		"a figure is lost":       figureLost,
		"two rows change places": rowsSwapped,
		"two labels in one cell": labelsJoined,
		"columns cut in two":     columnsApart,
	}
	for name, f := range figureStyles() {
		out["figures "+name] = func(r *damagedReport, _ *rand.Rand) { r.figure = f }
	}
	return out
}

// figureStyles are ways to print a number.
func figureStyles() map[string]func(path, plain string) string {
	digits := func(s string, of string) string {
		to := []rune(of)
		return strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return to[c-'0']
			}
			return c
		}, s)
	}
	thousands := func(s, mark string) string {
		whole, rest, _ := strings.Cut(s, ".")
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + mark + whole[i:]
		}
		if rest != "" {
			whole += "." + rest
		}
		return whole
	}
	nought := func(sign string) func(_, s string) string {
		return func(_, s string) string {
			if s == "0" {
				return sign
			}
			return s
		}
	}
	some := func(mark string) func(path, s string) string {
		return func(path, s string) string {
			if len(path)%3 == 0 && s != "" {
				return s + mark
			}
			return s
		}
	}
	out := map[string]func(path, plain string) string{
		"wide":            func(_, s string) string { return digits(s, "０１２３４５６７８９") },
		"wide thousands":  func(_, s string) string { return digits(thousands(s, "，"), "０１２３４５６７８９") },
		"thousands":       func(_, s string) string { return thousands(s, ",") },
		"wide comma":      func(_, s string) string { return thousands(s, "，") },
		"spaced":          func(_, s string) string { return thousands(s, " ") },
		"no-break spaced": func(_, s string) string { return thousands(s, "\u00a0") },
		"thin spaced":     func(_, s string) string { return thousands(s, "\u2009") },
		"points": func(path, s string) string {
			if money(path) {
				return s // 74.005 is a decimal there
			}
			return thousands(s, ".")
		},
		"apostrophes": func(_, s string) string { return thousands(s, "'") },
		"Han": func(_, s string) string {
			return strings.ReplaceAll(digits(s, "〇一二三四五六七八九"), ".", "点")
		},
		"circled":             func(_, s string) string { return digits(s, "⓪①②③④⑤⑥⑦⑧⑨") },
		"bold Markdown":       func(_, s string) string { return "**" + s + "**" },
		"set off":             func(_, s string) string { return "\u3000" + s + "\u00a0" },
		"zero width":          func(_, s string) string { return strings.Join(strings.Split(s, ""), "\u200b") },
		"in brackets":         func(_, s string) string { return "（" + s + "）" },
		"with an equals sign": func(_, s string) string { return "=" + s },
		"with a sign":         func(_, s string) string { return "+" + s },
		"with an apostrophe":  func(_, s string) string { return "'" + s },
		"padded with noughts": func(_, s string) string {
			if len(s) < 3 && !strings.Contains(s, ".") {
				return fmt.Sprintf("%03s", s)
			}
			return s
		},
		"letters for noughts": func(_, s string) string { return strings.ReplaceAll(s, "0", "O") },
		"letters for ones":    func(_, s string) string { return strings.ReplaceAll(s, "1", "l") },
		"points for noughts":  nought("。"),
	}
	for _, unit := range []string{"件", " 件", "条", "个", "元", "件/次", "（件）"} {
		out["with "+unit] = func(path, s string) string {
			if unit == "元" && money(path) {
				return s // another unit than that of the column
			}
			return s + unit
		}
	}
	for _, rest := range []string{".0", ".00", "．０"} {
		out["with "+rest] = func(path, s string) string {
			if strings.Contains(s, ".") {
				return s
			}
			return s + rest
		}
	}
	for _, mark := range []string{"①", "*", "[1]", "（注1）", "¹", " 1)", "注", "＊", "(1)", "↑", "^1"} {
		out["noted "+mark] = some(mark)
	}
	for _, sign := range []string{"零", "无", "—", "--", "\\", "/", "", " ", "\u3000", "0件", "〇", "○", "O", "N/A", "暂无", "空", "·", "…", "nil", "&nbsp;", "null", "-0", "0.0", "00"} {
		out["nought as "+sign] = nought(sign)
	}
	return out
}

// money reports the cell of an amount.
func money(path string) bool { return strings.HasSuffix(path, "_yuan") }

func (r *damagedReport) three() *printedTable { return r.table(3) }

// table is the first table of a number.
func (r *damagedReport) table(number int) *printedTable {
	for _, t := range r.tables {
		if t.number == number {
			return t
		}
	}
	return &printedTable{rows: make([][]square, 3)}
}

// each visits the cells with figures.
func (r *damagedReport) each(visit func(c *square)) {
	for _, t := range r.tables {
		for _, row := range t.rows {
			for i := range row {
				if row[i].path != "" {
					visit(&row[i])
				}
			}
		}
	}
}

// first is where the figures of a row begin, -1 for none.
func first(row []square) int {
	return slices.IndexFunc(row, func(c square) bool { return c.path != "" })
}
