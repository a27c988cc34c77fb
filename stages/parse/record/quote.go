package record

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
)

// Quote is the print of the row: its label and figures, or the figures alone.
func (r *Record) Quote() report.Quote {
	var label *layout.Cell
	if n := len(r.Inside); n > 0 {
		label = r.Inside[n-1]
	} else if n := len(r.Before); n > 0 {
		label = r.Before[n-1]
	}
	return r.print(label)
}

// Figures is the print of the record's figures alone.
func (r *Record) Figures() report.Quote { return r.print(nil) }

func (r *Record) print(label *layout.Cell) report.Quote {
	q := report.Quote{}
	var words strings.Builder // a row may have 300,000 figures
	add := func(c *layout.Cell) {
		if c.S == "" {
			return
		}
		if words.Len() == 0 {
			words.WriteString(c.S)
			q.At = c.Text().At
			return
		}
		words.WriteString(" " + c.S)
		if q.At.Kind == report.PlaceText {
			q.At.End = max(q.At.End, c.Text().At.End)
		}
	}
	if label != nil {
		add(label)
	}
	for i := range r.Values {
		add(r.Values[i].Cell)
	}
	q.Text = words.String()
	return q
}
