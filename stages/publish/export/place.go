package export

import (
	"fmt"
	"slices"

	"github.com/gouji/gouji/stages/report"
)

// PlaceName says in words where a piece of a document stands: 第3页, 字节 120–124, or
// the path of an element with the bytes in it; inside an envelope behind the path in that. The zero Place is "".
func (w Words) PlaceName(p report.Place) string {
	var name string
	switch {
	case p.IsZero():
		return ""
	case p.Kind == report.PlacePDF:
		name = fmt.Sprintf(w.PageNumber, p.Page)
	case p.Path != "":
		name = p.Path + " " + fmt.Sprintf(w.Bytes, p.Start, p.End)
	default:
		name = fmt.Sprintf(w.Bytes, p.Start, p.End)
	}
	if p.In != "" {
		return p.In + ": " + name
	}
	return name
}

// places are the cells and places of a finding in words, each once, in order.
func (w Words) places(f report.Finding) []string {
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
