package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
)

// lastSection is the section that ends a report of the forms since 2019.
const lastSection = 6

// observeCut notes once that the text ends in the middle: sections are missing behind the
// last one, nobody has signed, and the last line is a heading, a row of a table, or a
// sentence without an end.
func (r *reading) observeCut() {
	if len(r.heads) == 0 || r.heads[len(r.heads)-1].Number >= lastSection || r.out.SignedAtEnd() {
		return
	}
	if r.out.Form == report.FormPre2019 && r.heads[len(r.heads)-1].Number >= lastSection-1 {
		return
	}
	last := r.lastUnit()
	if last < 0 || !r.endsOpen(last) {
		return
	}
	u := &r.us[last]
	t := u.Line
	if t.S == "" {
		t = u.Cells[len(u.Cells)-1].Text()
	}
	r.out.Observations = append(r.out.Observations, report.Observation{Kind: report.SeenCutOff, Quote: report.Quote{Text: t.S, At: t.At}})
	if r.table[last] && !u.Ends {
		r.doubtLast(u.Cells[len(u.Cells)-1].Text())
	}
}

// doubtLast makes the figure unread that a text ends with in the middle of a table: its last
// digits may be lost. A row that adds up confirms it.
func (r *reading) doubtLast(last report.Text) {
	if last.S == "" || last.S[len(last.S)-1] < '0' || last.S[len(last.S)-1] > '9' {
		return
	}
	t := &r.out.Tables
	doubt := func(cells map[string]report.Cell) {
		for key, c := range cells {
			if c.Text == "0" {
				continue // no digit follows a nought
			}
			if c.State == report.Printed && c.At.Kind != "" && c.At.Kind == last.At.Kind && c.At.Path == last.At.Path && c.At.Page == last.At.Page && c.At.End == last.At.End && !addsUp(cells) {
				cells[key] = report.Cell{State: report.Unread, Text: c.Text, At: c.At, Why: "the text is cut off here, and digits of the figure may be lost"}
			}
		}
	}
	doubt(t.Disclosure)
	for _, row := range t.Applications {
		doubt(row)
	}
	for _, row := range t.Proceedings {
		doubt(row)
	}
}

// addsUp reports whether a row has all of its figures and they add up to its total.
func addsUp(row map[string]report.Cell) bool {
	sum := int64(0)
	for k, c := range row {
		v, ok := c.Value.Int()
		if !ok {
			return false
		}
		if k != "total" {
			sum += v
		}
	}
	total, ok := row["total"].Value.Int()
	return ok && sum == total
}

// lastUnit is the last unit that holds something and is no number of a page; -1 if there is
// none.
func (r *reading) lastUnit() int {
	for i := len(r.us) - 1; i >= 0; i-- {
		u := &r.us[i]
		for k := range u.Cells {
			if f := u.Cells[k].Fold; f != "" && !layout.IsPageNumber(f) {
				return i
			}
		}
	}
	return -1
}

// endsOpen reports that a text which ends with unit i is not at its end.
func (r *reading) endsOpen(i int) bool {
	u := &r.us[i]
	if u.Head != 0 || r.table[i] {
		return true
	}
	f := layout.LineFold(u)
	if pageWord(f) || len(f) < len("未完") {
		return false
	}
	end, _ := utf8.DecodeLastRuneInString(f)
	return !strings.ContainsRune("。!?.;:\")]】》…", end) && len(f) > 60 || asItem(f)
}

// asItem reports the heading of an item that its text should follow: （一）公开情况.
func asItem(f string) bool {
	return label.OrdinalLen(f) > 0 && len(f) <= 90 && !strings.HasSuffix(f, "。")
}
