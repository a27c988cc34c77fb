package rtf

import "github.com/gouji/gouji/stages/ingest/flow"

// maxCells is how many cells of a row are believed; Word has at most 63.
const maxCells = 1000

// row is the definition of a row in the making.
type row struct {
	left         int
	edges        []int
	down, across []flow.Merge
	next         struct{ down, across flow.Merge }
	shaded       bool
}

// rowWord takes the words that define a row.
func (r *reader) rowWord(w string, n int) bool {
	d := &r.row
	if r.nested {
		d = &r.inner
	}
	switch w {
	case "trowd":
		*d = row{}
	case "trleft":
		d.left = n
	case "clvmgf":
		d.next.down = flow.Begin
	case "clvmrg":
		d.next.down = flow.Continue
	case "clmgf":
		d.next.across = flow.Begin
	case "clmrg":
		d.next.across = flow.Continue
	case "clcbpat":
		d.shaded = d.shaded || n != 0
	case "cellx":
		if len(d.edges) < maxCells {
			d.edges = append(d.edges, n)
			d.down, d.across = append(d.down, d.next.down), append(d.across, d.next.across)
		}
		d.next.down, d.next.across = flow.Single, flow.Single
	default:
		return false
	}
	return true
}

// def is the finished definition. The left edge counts only if it is left of the first right
// one.
func (d *row) def() flow.RowDef {
	if len(d.edges) == 0 {
		return flow.RowDef{}
	}
	left := d.left
	if left >= d.edges[0] {
		left = d.edges[0] - 1
	}
	return flow.RowDef{Edges: append([]int{left}, d.edges...), Down: d.down, Across: d.across, Shaded: d.shaded}
}
