package pdf

import (
	"cmp"
	"math"
	"slices"

	"github.com/gouji/gouji/stages/ingest/pdf/content"
)

// ruling is a line along an axis that may be the side of cells: at pos on the other axis, from
// one place to another.
type ruling struct{ pos, from, to float64 }

// Measures of rulings in points. Rows of reports are 8 and more apart, the two lines of a
// double side less than 3.
const (
	snap     = 3.0  // lines closer than this are one, and touch what is closer
	shortest = 5.0  // a shorter line is no side
	least    = 0.03 // a colour nearer to white is not seen
	covered  = 0.6  // how much of a side must be drawn
	mostRows = 400
	mostCols = 80
)

// rulings returns the horizontal and the upright rulings of lines. Pieces that touch are
// joined, as dots are.
func rulings(lines []content.Line) (flat, upright []ruling) {
	for _, l := range lines {
		b := l.Box
		switch {
		case l.Color.Distance(content.Paper()) < least:
		case l.Upright:
			upright = append(upright, ruling{(b[0] + b[2]) / 2, b[1], b[3]})
		default:
			flat = append(flat, ruling{(b[1] + b[3]) / 2, b[0], b[2]})
		}
	}
	return merge(flat), merge(upright)
}

func merge(all []ruling) []ruling {
	slices.SortFunc(all, func(a, b ruling) int { return cmp.Compare(a.pos, b.pos) })
	var out []ruling
	for start := 0; start < len(all); {
		end := start + 1
		for end < len(all) && all[end].pos-all[start].pos < snap {
			end++
		}
		out = append(out, mergeRow(all[start:end])...)
		start = end
	}
	return out
}

// mergeRow joins rulings that lie on one line; it sorts them.
func mergeRow(row []ruling) []ruling {
	slices.SortFunc(row, func(a, b ruling) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var out []ruling
	for i := 0; i < len(row); {
		r := row[i]
		weight := max(r.to-r.from, 0.1)
		sum := r.pos * weight
		for i++; i < len(row) && row[i].from <= r.to+snap; i++ {
			r.to = max(r.to, row[i].to)
			w := max(row[i].to-row[i].from, 0.1)
			sum, weight = sum+row[i].pos*w, weight+w
		}
		r.pos = sum / weight
		if r.to-r.from >= shortest {
			out = append(out, r)
		}
	}
	return out
}

// mesh is a set of rulings that touch each other.
type mesh struct{ flat, upright []ruling }

// meshes sorts rulings into sets that touch.
func meshes(flat, upright []ruling) []mesh {
	group := newGroups(len(flat) + len(upright))
	for i, h := range flat {
		for j, v := range upright {
			if v.pos >= h.from-snap && v.pos <= h.to+snap && h.pos >= v.from-snap && h.pos <= v.to+snap {
				group.join(i, len(flat)+j)
			}
		}
	}
	byRoot := make(map[int]int)
	var out []mesh
	at := func(i int) *mesh {
		root := group.root(i)
		n, ok := byRoot[root]
		if !ok {
			n = len(out)
			byRoot[root] = n
			out = append(out, mesh{})
		}
		return &out[n]
	}
	for i := range flat {
		m := at(i)
		m.flat = append(m.flat, flat[i])
	}
	for j := range upright {
		m := at(len(flat) + j)
		m.upright = append(m.upright, upright[j])
	}
	return out
}

// groups is a union-find structure.
type groups []int

func newGroups(n int) groups {
	g := make(groups, n)
	for i := range g {
		g[i] = i
	}
	return g
}

func (g groups) root(i int) int {
	for g[i] != i {
		g[i] = g[g[i]]
		i = g[i]
	}
	return i
}

func (g groups) join(i, j int) {
	a, b := g.root(i), g.root(j)
	g[max(a, b)] = min(a, b)
}

// positions are the places of rulings, each once.
func positions(all []ruling) []float64 {
	var at []float64
	for _, r := range all {
		at = append(at, r.pos)
	}
	slices.Sort(at)
	var out []float64
	for i := 0; i < len(at); {
		sum, n, first := 0.0, 0, at[i]
		for ; i < len(at) && at[i]-first < snap; i++ {
			sum, n = sum+at[i], n+1
		}
		out = append(out, sum/float64(n))
	}
	return out
}

// close adds the outer sides that a table does without, where the other rulings end.
func (m *mesh) close() {
	m.upright = append(m.upright, missing(m.flat, m.upright)...)
	m.flat = append(m.flat, missing(m.upright, m.flat)...)
}

// stickOut is how far lines must reach beyond the outermost side for another to be missing:
// no column or row of a report is narrower.
const stickOut = 12

// missing returns the sides at the ends of lines that reach beyond the outermost of the sides
// there are: those where most of them end.
func missing(lines, sides []ruling) []ruling {
	first, last := span(sides)
	from, to := span(lines)
	if len(lines) == 1 {
		from, to = lines[0].pos-2*snap, lines[0].pos+2*snap
	}
	var before, behind []float64
	for _, l := range lines {
		if l.from < first-stickOut {
			before = append(before, l.from)
		}
		if l.to > last+stickOut {
			behind = append(behind, l.to)
		}
	}
	var out []ruling
	for _, ends := range [][]float64{before, behind} {
		if at, ok := together(ends); ok {
			out = append(out, ruling{at, from, to})
		}
	}
	return out
}

// together is the place where most ends are.
func together(ends []float64) (float64, bool) {
	if len(ends) == 0 {
		return 0, false
	}
	slices.Sort(ends)
	middle := ends[len(ends)/2]
	same := 0
	for _, x := range ends {
		if math.Abs(x-middle) < snap {
			same++
		}
	}
	return middle, 2*same > len(ends)
}

// span is the first and the last place of rulings.
func span(all []ruling) (from, to float64) {
	from, to = math.Inf(1), math.Inf(-1)
	for _, r := range all {
		from, to = min(from, r.pos), max(to, r.pos)
	}
	return from, to
}

// table returns the cells of the mesh, nil if there are fewer than two rows or columns.
func (m *mesh) table() *table {
	if len(m.flat) < 1 || len(m.upright) < 1 {
		return nil
	}
	m.close()
	t := &table{xs: positions(m.upright), ys: positions(m.flat)}
	rows, cols := len(t.ys)-1, len(t.xs)-1
	if rows < 2 || cols < 2 || rows > mostRows || cols > mostCols {
		return nil
	}
	squares := newGroups(rows * cols)
	for r := range rows {
		for c := range cols {
			if c+1 < cols && !drawn(m.upright, t.xs[c+1], t.ys[r], t.ys[r+1]) {
				squares.join(r*cols+c, r*cols+c+1)
			}
			if r+1 < rows && !drawn(m.flat, t.ys[r+1], t.xs[c], t.xs[c+1]) {
				squares.join(r*cols+c, (r+1)*cols+c)
			}
		}
	}
	if !t.takeCells(squares, rows, cols) {
		return nil
	}
	return t
}

// drawn reports whether a side from one place to another is drawn for the most part.
func drawn(all []ruling, pos, from, to float64) bool {
	length := 0.0
	for _, r := range all {
		if math.Abs(r.pos-pos) < snap {
			length += max(0, min(r.to, to)-max(r.from, from))
		}
	}
	return length >= covered*(to-from)
}

// takeCells makes a cell of each group of squares; false if there are fewer than four. A group
// that is no rectangle is taken apart into rows, as loose cells: beside the rest of a table on
// a new page some programs draw nothing where the label of a group began on the page before.
func (t *table) takeCells(squares groups, rows, cols int) bool {
	byRoot := make(map[int][]int)
	var roots []int
	for i := range squares {
		root := squares.root(i)
		if byRoot[root] == nil {
			roots = append(roots, root)
		}
		byRoot[root] = append(byRoot[root], i)
	}
	t.square = make([]int, rows*cols)
	for _, root := range roots {
		t.takeCell(byRoot[root], cols)
	}
	slices.SortStableFunc(t.cells, func(a, b cell) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col)) })
	for n, k := range t.cells {
		for r := range k.rows {
			for c := range k.cols {
				t.square[(k.row+r)*cols+k.col+c] = n
			}
		}
	}
	return len(t.cells) >= 4
}

func (t *table) takeCell(group []int, cols int) {
	k := cell{row: group[0] / cols, col: group[0] % cols}
	left, right, bottom := k.col, k.col, k.row
	for _, i := range group {
		left, right, bottom = min(left, i%cols), max(right, i%cols), max(bottom, i/cols)
	}
	k.col, k.rows, k.cols = left, bottom-k.row+1, right-left+1
	if k.rows*k.cols == len(group) {
		t.cells = append(t.cells, k)
		return
	}
	for start := 0; start < len(group); {
		end := start + 1
		for end < len(group) && group[end] == group[end-1]+1 && group[end]/cols == group[start]/cols {
			end++
		}
		t.cells = append(t.cells, cell{row: group[start] / cols, col: group[start] % cols, rows: 1, cols: end - start, loose: true})
		start = end
	}
}
