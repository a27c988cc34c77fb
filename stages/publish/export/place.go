package export

import (
	"fmt"
	"slices"

	"github.com/gouji/gouji/stages/report"
)

// PlaceName says for people where a piece of a document stands: 第3页, behind the name of the
// file inside an envelope. A place without pages is "" or that name: its bytes and paths are
// for programs, and stand in the JSON alone.
func (w Words) PlaceName(p report.Place) string {
	if !p.OnPage() {
		return p.In
	}
	page := fmt.Sprintf(w.PageNumber, p.Page)
	if p.In != "" {
		return p.In + ": " + page
	}
	return page
}

// places are where a finding stands, in words; those of its cells and pages where nobody
// has said it in words.
func (w Words) places(f report.Finding) []string {
	if !f.Where.IsZero() {
		if w.english {
			return []string{f.Where.EN}
		}
		return []string{f.Where.ZH}
	}
	var out []string
	add := func(s string) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, c := range f.Cells {
		add(w.CellName(c))
	}
	for _, p := range f.At {
		add(w.PlaceName(p))
	}
	return out
}
