package viewer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/gouji/gouji/stages/report"
)

// spot is a place of the original that something on the right speaks of. Its element has
// the id, holds exactly the text of the place, and leads back to what speaks of it.
type spot struct {
	id    string
	at    report.Place
	back  string // the id of the cell or fact it was read for, "" if only findings speak of it
	refs  []int  // the findings that quote it, by their number from 1
	grave report.Severity
	text  string
	shown string // what the original has there, known when it has been written
	used  bool
}

// spots are the places of one document, by where they stand.
type spots struct {
	prefix string
	byAt   map[report.Place]*spot
	list   []*spot
	byBase map[base][]*spot // in order of their start; made by index
}

// base is the piece of a document that offsets count in: the whole text, an element, a page.
type base struct {
	kind, in, path string
	page           int
}

func baseOf(p report.Place) base { return base{p.Kind, p.In, p.Path, p.Page} }

// collect makes the spots of a check: of each cell, of each fact about the report, and of
// each place a finding quotes.
func collect(prefix string, c *report.Check, findings []report.Finding) *spots {
	s := &spots{prefix: prefix, byAt: map[report.Place]*spot{}}
	if c.Report == nil {
		return s
	}
	for _, k := range slices.Sorted(maps.Keys(c.Report.Evidence)) {
		q := c.Report.Evidence[k]
		s.add(q.At, "o-"+k, "fact-"+k, q.Text)
	}
	eachCell(c.Report.Tables, func(path string, cell report.Cell) {
		s.add(cell.At, "o-"+path, "c-"+path, cell.Text)
	})
	for i, f := range findings {
		for j, at := range f.At {
			text := ""
			if len(f.At) == len(f.Quotes) {
				text = f.Quotes[j]
			}
			sp := s.add(at, fmt.Sprintf("o-f%d-%d", i+1, j+1), "", text)
			if sp == nil || slices.Contains(sp.refs, i+1) {
				continue
			}
			sp.refs = append(sp.refs, i+1)
			if sp.grave == "" || rank(f.Severity) < rank(sp.grave) {
				sp.grave = f.Severity
			}
		}
	}
	s.index()
	return s
}

// add returns the spot of a place, a new one if it has none yet; nil for a place that
// points nowhere or at nothing.
func (s *spots) add(at report.Place, id, back, text string) *spot {
	if at.IsZero() || !at.OnPage() && at.Start >= at.End {
		return nil
	}
	if sp := s.byAt[at]; sp != nil {
		if sp.back == "" {
			sp.back = s.name(back)
		}
		return sp
	}
	sp := &spot{id: s.name(id), at: at, back: s.name(back), text: text}
	s.byAt[at] = sp
	s.list = append(s.list, sp)
	return sp
}

func (s *spots) name(id string) string {
	if id == "" {
		return ""
	}
	return s.prefix + id
}

func (s *spots) index() {
	s.byBase = map[base][]*spot{}
	for _, sp := range s.list {
		b := baseOf(sp.at)
		s.byBase[b] = append(s.byBase[b], sp)
	}
	for _, list := range s.byBase {
		slices.SortStableFunc(list, func(a, b *spot) int {
			return cmp.Or(cmp.Compare(a.at.Start, b.at.Start), cmp.Compare(b.at.End, a.at.End))
		})
	}
}

// within are the spots that touch a text, in order of their start.
func (s *spots) within(t *report.Text) []*spot {
	list := s.byBase[baseOf(t.At)]
	if len(list) == 0 {
		return nil
	}
	// A spot that began before may reach into this text; quotes are short, and a base has
	// some hundred spots, so all that begin before its end are looked at.
	last, _ := slices.BinarySearchFunc(list, t.At.End, func(sp *spot, end int) int { return cmp.Compare(sp.at.Start, end) })
	var out []*spot
	for _, sp := range list[:last] {
		if sp.at.End > t.At.Start {
			out = append(out, sp)
		}
	}
	return out
}

// link is the address of a place's spot on this page, "" where the original does not show
// it.
func (s *spots) link(at report.Place) string {
	if sp := s.byAt[at]; sp != nil && sp.used {
		return "#" + sp.id
	}
	return ""
}

// eachCell calls f with every cell and its path, such as proceedings.review.total, in order
// of the paths.
func eachCell(t report.Tables, f func(path string, c report.Cell)) {
	for _, k := range slices.Sorted(maps.Keys(t.Disclosure)) {
		f("disclosure."+k, t.Disclosure[k])
	}
	grid := func(name string, m map[string]map[string]report.Cell) {
		for _, r := range slices.Sorted(maps.Keys(m)) {
			for _, c := range slices.Sorted(maps.Keys(m[r])) {
				f(name+"."+r+"."+c, m[r][c])
			}
		}
	}
	grid("applications", t.Applications)
	grid("proceedings", t.Proceedings)
}

// rank orders severities from grave to slight.
func rank(s report.Severity) int {
	switch s {
	case report.Error:
		return 0
	case report.Warning:
		return 1
	}
	return 2
}
