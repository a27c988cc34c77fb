package parse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
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
		r.mem.Step()
		f := layout.LineFold(&r.us[i])
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
func (r *reading) statsOf(u layout.Unit) (stats []report.Stat) {
	r.mem.Step()
	if u.Kind == layout.Line && len(u.Cells) == 1 && len(u.Cells[0].S) > 300 {
		for _, g := range layout.CutGlued(u.Cells[0].Text(), u.Page, &r.mem.UnitMemory) {
			stats = appendStat(stats, &g)
		}
		return stats
	}
	layout.SplitFigures(&u, &r.mem.UnitMemory)
	return appendStat(stats, &u)
}

// appendStat adds the indicator of a row whose unit stands before its first figure.
func appendStat(stats []report.Stat, u *layout.Unit) []report.Stat {
	first := record.LabelEnd(u)
	if first == 0 || first >= len(u.Cells) {
		return stats
	}
	name, unit := "", ""
	var at *layout.Cell
	for k := range first {
		c := &u.Cells[k]
		switch {
		case c.Fold == "":
		case statUnit(c.Fold) && at != nil:
			unit = c.Fold
		default:
			at = c
			name = c.S
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
	v := layout.ReadValue(&u.Cells[first], 0)
	cell := figure.CellOf(&v, false)
	if u.Kind == layout.Glued && v.Kind == layout.Number {
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
