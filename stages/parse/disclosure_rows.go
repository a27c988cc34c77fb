package parse

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// readSpan reads the rows of one sub-table.
func (d *disclosure) readSpan(s *span) {
	got := make([]*record, len(s.rows))
	ordered := true
	loose := 0
	for i, r := range s.recs {
		switch o := s.owner[i]; {
		case o < 0:
			loose++
		case got[o] == nil:
			got[o] = r
		default:
			ordered = false
		}
	}
	if loose > 0 && d.inOrder(s) {
		return
	}
	for i, row := range s.rows {
		d.c.mem.step()
		if loose > 0 || got[i] == nil && !ordered {
			d.unread(row, "figures of the sub-table stand away from their labels")
			if loose > 0 && got[i] != nil && len(s.rows) > 0 && got[i].delimited {
				d.readRow(row, got[i])
			}
			continue
		}
		if got[i] == nil {
			d.unread(row, "no figures were found beside the label")
			d.obs = append(d.obs, report.Observation{
				Kind: report.SeenMissing, Table: tableTwo, Key: row.Cells[0].Key, Want: strconv.Itoa(len(row.Cells)),
				Quote: report.Quote{Text: s.labels[i].s, At: s.labels[i].text().At},
			})
			continue
		}
		d.readRow(row, got[i])
	}
}

// inOrder gives the figures of a sub-table to its cells by their order, where reading
// order has put figures before the labels and there are exactly as many as cells.
func (d *disclosure) inOrder(s *span) bool {
	var vals []*value
	for _, r := range s.recs {
		if r.glued || r.delimited {
			return false
		}
		for i := range r.vals {
			if r.vals[i].what != isNumber || r.vals[i].split {
				return false
			}
			vals = append(vals, &r.vals[i])
		}
	}
	want := 0
	for _, row := range s.rows {
		want += len(row.Cells)
	}
	if want == 0 || want != len(vals) {
		return false
	}
	at := 0
	for _, row := range s.rows {
		for _, c := range row.Cells {
			cell := cellOf(vals[at], strings.HasSuffix(c.Key, "_amount_yuan"))
			cell.State = report.Derived
			cell.Why = "the figures stand before their labels; there are exactly as many as cells in the sub-table, in this order"
			d.set(c.Key, cell)
			at++
		}
	}
	return true
}

// set stores a cell; a second reading of the same cell that differs makes it unread.
func (d *disclosure) set(key string, c report.Cell) {
	old, ok := d.cells[key]
	if ok && old.State != report.Unread {
		if old.Value.Valid() && (c.State == report.Dash || c.State == report.Blank) {
			return
		}
		if !old.Value.Valid() && c.Value.Valid() {
			d.cells[key] = c
			return
		}
		if c.State == report.Unread || old.Value == c.Value && old.State == c.State {
			return
		}
		c = report.Cell{State: report.Unread, Why: "the row stands twice in the table, with different figures"}
	}
	d.cells[key] = c
}

func (d *disclosure) unread(row report.DisclosureRow, why string) {
	for _, c := range row.Cells {
		if _, ok := d.cells[c.Key]; !ok {
			d.cells[c.Key] = report.Cell{State: report.Unread, Why: why}
		}
	}
}

// readRow reads the cells of one row.
func (d *disclosure) readRow(row report.DisclosureRow, r *record) {
	k := len(row.Cells)
	if r.glued {
		d.readGlued(row, r)
		return
	}
	vals := r.vals
	if len(vals) > k {
		switch n := filledOf(vals); {
		case n == k:
			kept := make([]value, 0, k)
			for _, v := range vals {
				if v.what != isBlank {
					kept = append(kept, v)
				}
			}
			vals = kept
		case n < k && blanks(vals[k:]):
			vals = vals[:k]
		default:
			d.oddRow(report.SeenSurplus, row, r)
			return
		}
	}
	if len(vals) < k || !r.delimited && filledOf(vals) < k {
		d.oddRow(report.SeenMissing, row, r)
		return
	}
	for i, c := range row.Cells {
		d.set(c.Key, cellOf(&vals[i], strings.HasSuffix(c.Key, "_amount_yuan")))
	}
}

func (d *disclosure) oddRow(kind string, row report.DisclosureRow, r *record) {
	d.unread(row, "the row has another number of figures than the form")
	d.obs = append(d.obs, report.Observation{
		Kind: kind, Table: tableTwo, Key: row.Cells[0].Key, Want: strconv.Itoa(len(row.Cells)), Quote: r.quote(),
	})
}

// readGlued reads figures without borders. One cell holds all its digits; several are
// read only if their digits can be divided in one way alone.
func (d *disclosure) readGlued(row report.DisclosureRow, r *record) {
	k := len(row.Cells)
	if k == len(r.vals) {
		for i, c := range row.Cells {
			d.set(c.Key, cellOf(&r.vals[i], strings.HasSuffix(c.Key, "_amount_yuan")))
		}
		return
	}
	const why = "the digits of several cells stand together and can be divided in more than one way"
	pieces, signs := gluedPieces(r)
	var only []report.Number
	hits, budget := 0, maxSteps
	if pieces != nil && len(pieces) <= k {
		splits(pieces, k, func(n []report.Number) bool {
			hits++
			only = append(only[:0], n...)
			return hits < 2
		}, &budget)
	}
	if hits != 1 || len(r.vals) != 1 && signs {
		d.unread(row, why)
		return
	}
	d.placeGlued(row, r, only, pieces, signs)
}

// gluedPieces are the digits of a record cut where a sign begins a new figure; nil if
// there is anything else than digits and signs.
func gluedPieces(r *record) (pieces []string, signs bool) {
	for i := range r.vals {
		f := r.vals[i].c.f
		for f != "" {
			n := strings.IndexAny(f[1:], "+-")
			if n < 0 {
				n = len(f)
			} else {
				n++
			}
			p := f[:n]
			if p[0] == '+' || p[0] == '-' {
				signs = true
				p = p[1:]
			}
			if p == "" || !allDigits(p) {
				return nil, false
			}
			pieces = append(pieces, p)
			f = f[n:]
		}
	}
	return pieces, signs
}

func (d *disclosure) placeGlued(row report.DisclosureRow, r *record, nums []report.Number, pieces []string, signs bool) {
	const why = "the digits can be divided into the row's cells in this way alone"
	at, off := 0, 0
	for i, c := range row.Cells {
		if off >= len(r.vals[at].c.f) {
			at, off = at+1, 0
		}
		cl := r.vals[at].c
		size := len(nums[i].String())
		if ch := cl.f[off]; ch == '+' || ch == '-' {
			size++
		}
		t := sliceDigits(cl, off, size)
		n, err := report.ParseNumber(cl.f[off : off+size])
		off += size
		if err != nil {
			d.unread(row, why)
			return
		}
		d.set(c.Key, report.Cell{State: report.Derived, Value: n, Text: t.S, At: t.At, Why: why})
	}
}

// inYuan is n, or ten thousand times n where its folded text says 万元.
func inYuan(n report.Number, f string) report.Number {
	if !strings.Contains(f, "万") {
		return n
	}
	s := n.String()
	whole, frac, _ := strings.Cut(s, ".")
	for len(frac) < 4 {
		frac += "0"
	}
	s = whole + frac[:4]
	if rest := frac[4:]; rest != "" {
		s += "." + rest
	}
	out, err := report.ParseNumber(s)
	if err != nil {
		return report.Number{}
	}
	return out
}
