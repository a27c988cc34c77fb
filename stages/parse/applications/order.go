package applications

import (
	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/match"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/solve"
)

// token is the label of a row, or a group of figures, in reading order.
type token struct {
	row int // of a label
	rec *record.Record
}

func (t token) isLabel() bool { return t.rec == nil }

// leastGroup is the fewest figures, each on a line of its own, that are a row of table
// three; fewer are a page number or what is left of a torn row.
const leastGroup = 5

// orderGroups gives the groups of figures to the labels where reading order is lost: text
// taken out of a page may have the figures of a row before its label. Where every group
// stands behind a label there is nothing to do. Otherwise a label and the group beside it
// are a row only if no other pairing is possible:
//
// Two labels, or two groups, that follow each other divide the table into stretches in
// which both alternate. A stretch with as many groups as labels has one pairing only: all
// behind their labels, or all before. From the first stretch with a label too many to the
// last with a group too many, or the reverse, the n-th group goes to the n-th label, if
// there are as many, and the sums of the table must confirm it. All else stays unread;
// sums alone decide nothing, since they hold as well when two rows change places.
func (a *Table) orderGroups(c *record.Table) {
	if !singles(c.Records) {
		return
	}
	toks, ascending := a.tokens(c)
	if !disordered(toks) {
		return
	}
	labeled := make([]bool, len(a.skip))
	for _, t := range toks {
		if t.isLabel() {
			labeled[t.row] = true
		} else {
			t.rec.Row, t.rec.Score, t.rec.Torn = -1, 0, true
		}
	}
	if !ascending {
		return
	}
	list := stretches(toks)
	first, last := unbalanced(list)
	for i, s := range list {
		if s.surplus() == 0 && (i < first || i > last) && a.sure(s, labeled) {
			s.pair(a.score(s), a.sums)
		}
	}
	if first <= last {
		s := stretch{toks[list[first].from:list[last].to], 0, 0}
		if s.surplus() == 0 && a.gapless(s, labeled) {
			s.pair(label.Unlabeled, a.sums)
		}
	}
}

// singles reports that all groups have their figures on lines of their own, and none is torn.
func singles(recs []record.Record) bool {
	for i := range recs {
		if r := &recs[i]; len(r.Values) >= leastGroup && (!r.Single && !mostlySingle(r) || r.Torn) {
			return false
		}
	}
	return true
}

// mostlySingle reports a group that begins with two figures on a line, as 1 697 does, and
// goes on with each on a line of its own.
func mostlySingle(r *record.Record) bool {
	if !r.Joined || r.Delimited || r.Glued {
		return false
	}
	lines := 1
	for i := 1; i < len(r.Values); i++ {
		if r.Values[i].Unit != r.Values[i-1].Unit {
			lines++
		}
	}
	return lines >= leastGroup
}

// disordered reports a table of single figures in which a label has no group behind it
// and a group no label before it.
func disordered(toks []token) bool {
	lacking, orphan := false, false
	for i, t := range toks {
		switch {
		case t.isLabel():
			lacking = lacking || i+1 == len(toks) || toks[i+1].isLabel()
		default:
			orphan = orphan || i == 0 || !toks[i-1].isLabel()
		}
	}
	return lacking && orphan
}

// stretch is a part of the tokens in which labels and groups alternate.
type stretch struct {
	toks     []token
	from, to int
}

func stretches(toks []token) []stretch {
	var out []stretch
	from := 0
	for i := 1; i <= len(toks); i++ {
		if i == len(toks) || toks[i].isLabel() == toks[i-1].isLabel() {
			out = append(out, stretch{toks[from:i], from, i})
			from = i
		}
	}
	return out
}

// surplus is the number of labels less that of groups.
func (s stretch) surplus() int {
	n := 0
	for _, t := range s.toks {
		if t.isLabel() {
			n++
		} else {
			n--
		}
	}
	return n
}

// score is how sure the pairs of a stretch are. Where its groups stand before its labels, and other words
// stand before the first, that may be of no row of the form, and the last label without figures: then
// the sums must confirm them.
func (a *Table) score(s stretch) int {
	if s.toks[0].isLabel() || !match.Unexplained(a.p.Book, s.toks[0].rec.Before) {
		return label.Exact
	}
	return label.Unlabeled
}

// pair gives the n-th group to the n-th label. One that was cut out of a longer run is no row for
// certain if its own sum does not hold.
func (s stretch) pair(score int, sums []solve.Sum) {
	group := 0
	for _, t := range s.toks {
		if !t.isLabel() {
			continue
		}
		for s.toks[group].isLabel() {
			group++
		}
		r := s.toks[group].rec
		r.Row, r.Score, r.Doubt = t.row, score, r.Cut && !figure.Meets(figure.Pointers(r.Values), sums, true)
		group++
	}
}

// unbalanced is the range of the stretches from the first to the last that have one
// label or group too many, if both kinds are among them; otherwise it is empty.
func unbalanced(list []stretch) (first, last int) {
	first, last = len(list), -1
	labels, groups := false, false
	for i, s := range list {
		n := s.surplus()
		if n == 0 {
			continue
		}
		first, last = min(first, i), i
		labels, groups = labels || n > 0, groups || n < 0
	}
	if labels && groups {
		return first, last
	}
	return len(list), -1
}

// sure reports that the groups of an even stretch can belong to no row but those of its
// labels: where they stand before the labels, the first may be that of a lost label.
func (a *Table) sure(s stretch, labeled []bool) bool {
	if s.toks[0].isLabel() {
		return true
	}
	before := -1
	for j := a.step(-1); j < s.toks[1].row; j = a.step(j) {
		before = j
	}
	return before < 0 || labeled[before]
}

// gapless reports that the form has no row between the first and last label of the
// stretch, nor beside them, whose label is lost.
func (a *Table) gapless(s stretch, labeled []bool) bool {
	lo, hi := len(a.skip), -1
	for _, t := range s.toks {
		if t.isLabel() {
			lo, hi = min(lo, t.row), max(hi, t.row)
		}
	}
	before := -1
	for j := a.step(-1); j < len(a.skip); j = a.step(j) {
		if j < lo {
			before = j
			continue
		}
		if !labeled[j] {
			return false
		}
		if j > hi {
			break
		}
	}
	return hi >= 0 && (before < 0 || labeled[before])
}

// tokens are the labels and groups of the table in reading order, and whether the labels
// follow the order of the form.
func (a *Table) tokens(c *record.Table) (toks []token, ascending bool) {
	var texts []*layout.Cell
	last, ascending, lastWhole := -1, true, false
	add := func(row int, whole bool) {
		again := whole && lastWhole && !toks[len(toks)-1].isLabel() // the row is printed twice
		if row == last && !again {
			return // a second piece of the same label
		}
		ascending = ascending && row >= last
		last, lastWhole = row, whole
		toks = append(toks, token{row: row})
	}
	for _, e := range c.Events {
		if e.Text != nil {
			texts = append(texts, e.Text)
			continue
		}
		a.labelsIn(texts, add)
		texts = texts[:0]
		if r := &c.Records[e.Rec]; len(r.Values) >= leastGroup {
			if own := r.Row; own >= 0 && r.Score >= label.Alike && own > last {
				add(own, false)
			}
			toks = append(toks, token{rec: r})
		}
	}
	a.labelsIn(texts, add)
	return toks, ascending
}

// labelsIn finds the labels of rows among texts that follow each other, whole, in up to
// four pieces, or misprinted.
func (a *Table) labelsIn(texts []*layout.Cell, add func(row int, whole bool)) {
	for i := 0; i < len(texts); {
		a.mem.Step()
		row, n := match.WholeLabel(a.p.Book, texts[i:])
		whole := row >= 0
		if !whole {
			row, n = a.likeLabel(texts[i]), 1
		}
		if row >= 0 && !a.skip[row] {
			add(row, whole)
		}
		i += n
	}
}

// likeLabel is the one row whose label c is a piece or misprint of, or -1.
func (a *Table) likeLabel(c *layout.Cell) int {
	b, s := a.p.Book, c.Core()
	if b.Groups[s] || b.Heads[s] || len(s) < 9 {
		return -1
	}
	if row := b.Only(s); row >= 0 {
		return row
	}
	hit, runes := -1, []rune(s)
	for j := range b.Rows {
		if !a.skip[j] && b.Weigh(j, s, runes) > label.Unlabeled {
			if hit >= 0 {
				return -1
			}
			hit = j
		}
	}
	return hit
}
