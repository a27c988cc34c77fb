package parse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// statsWithin is how many lines behind its first words the table is looked for.
const statsWithin = 400

// readStats reads the statistics table of the reports before 2019: indicator, unit and
// value. It sets the form, if there is such a table.
func (r *reading) readStats() {
	rows := make([][]report.Stat, len(r.us)) // of each unit up to read, read once
	read := 0
	for i := range r.us {
		r.mem.step()
		f := lineFold(&r.us[i])
		if !strings.Contains(f, "统计表") && !strings.Contains(f, "计量单位") && !strings.Contains(f, "统计指标") {
			continue
		}
		if len(f) > 3000 && !strings.Contains(f, "计量单位") {
			continue
		}
		end := min(len(r.us), i+statsWithin)
		for read = max(read, i); read < end; read++ {
			rows[read] = r.statsOf(r.us[read])
		}
		if stats := slices.Concat(rows[i:end]...); len(stats) >= 3 {
			r.out.Stats = stats
			r.out.Form = report.FormPre2019
			return
		}
	}
}

// statsOf are the rows of the statistics table that a unit holds.
func (r *reading) statsOf(u unit) (stats []report.Stat) {
	r.mem.step()
	if u.kind == asLine && len(u.cells) == 1 && len(u.cells[0].s) > 300 {
		for _, g := range cutGlued(u.cells[0].text(), u.page, &r.mem.unitMemory) {
			stats = appendStat(stats, &g)
		}
		return stats
	}
	spread(&u, &r.mem.unitMemory)
	return appendStat(stats, &u)
}

// appendStat adds the indicator of a row whose unit stands before its first figure.
func appendStat(stats []report.Stat, u *unit) []report.Stat {
	first := labelEnd(u)
	if first == 0 || first >= len(u.cells) {
		return stats
	}
	name, unit := "", ""
	var at *cell
	for k := range first {
		c := &u.cells[k]
		switch {
		case c.f == "":
		case statUnit(c.f) && at != nil:
			unit = c.f
		default:
			at = c
			name = c.s
		}
	}
	if unit == "" && at != nil {
		r, n := utf8.DecodeLastRuneInString(name)
		if !statUnit(string(r)) {
			return stats
		}
		unit, name = string(r), name[:len(name)-n]
	}
	if at == nil || !strings.Contains(name, "数") {
		return stats
	}
	v := read(&u.cells[first], 0)
	cell := cellOf(&v, false)
	if u.kind == asGlued && v.what == isNumber {
		cell = report.Cell{State: report.Unread, Why: "the figures of two columns stand together"}
	}
	return append(stats, report.Stat{Name: strings.TrimSpace(name), Unit: unit, Value: cell})
}

func statUnit(f string) bool {
	switch f {
	case "条", "件", "次", "个", "篇", "人", "人次", "万元", "元", "场", "期":
		return true
	}
	return false
}
