package neighbour

import (
	"context"
	"slices"

	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
)

// Source is where the ledger's records and the reports behind its entries come from: the
// broker, or memory.
type Source struct {
	// Record returns the record of a key, an empty one if there is none.
	Record func(ctx context.Context, key string) (Record, error)
	// Prior returns a report as far as that of the year after is judged by it, see Prior: one,
	// or none where it is no longer there or cannot be read.
	Prior func(ctx context.Context, e Entry) ([]report.Report, error)
}

// Neighbours finds the other reports that a report is judged with. It reads each record
// once, and is for one report and those whose verdicts rest on it. It is not safe for
// concurrent use.
type Neighbours struct {
	list  *members.List
	from  Source
	known map[string]Record
}

// NewNeighbours returns Neighbours that look things up in a source. list may be nil.
func NewNeighbours(list *members.List, from Source) *Neighbours {
	return &Neighbours{list: list, from: from, known: map[string]Record{}}
}

// Know gives the record of a key, so that it is not read.
func (n *Neighbours) Know(key string, r Record) { n.known[key] = r }

func (n *Neighbours) record(ctx context.Context, key string) (Record, error) {
	if r, ok := n.known[key]; ok {
		return r, nil
	}
	r, err := n.from.Record(ctx, key)
	if err == nil {
		n.known[key] = r
	}
	return r, err
}

// Found is what a report is judged with.
type Found struct {
	// Reports are the reports of other years of the same issuer, as Prior leaves them: that of
	// the year before, if there is one.
	Reports []report.Report
	// Peers are what other reports of the same year say, and what the list of members says.
	Peers peer.Group
	// Generation is that of the report's own entries, see Entry.
	Generation uint64
}

// generation is the greatest of a document's entries in a record.
func (r Record) generation(doc string) (g uint64) {
	if e, ok := r.Find(doc); ok {
		g = e.Generation
	}
	return g
}

// Of returns what a report is judged with.
func (n *Neighbours) Of(ctx context.Context, rep *report.Report) (Found, error) {
	var in Found
	at, ok := placeOf(n.list, rep)
	if !ok {
		return in, nil
	}
	own, err := n.record(ctx, at.key())
	if err != nil {
		return in, err
	}
	in.Generation = own.generation(rep.ID)
	if e, ok := at.before(own); ok {
		if in.Reports, err = n.from.Prior(ctx, e); err != nil {
			return in, err
		}
	}
	if in.Peers.Versions, _, err = at.versions(own, rep); err != nil || len(at.listed) == 0 {
		return in, err
	}
	if err := n.group(ctx, at, rep, &in.Peers); err != nil {
		return in, err
	}
	home, err := n.record(ctx, RegionKey(at.listed[0].Region, at.year)) // known by now
	in.Generation = max(in.Generation, home.generation(rep.ID))
	return in, err
}

// group fills in what the list of members says and what the reports of its members give.
func (n *Neighbours) group(ctx context.Context, at place, rep *report.Report, g *peer.Group) error {
	home := at.listed[0]
	for _, l := range at.listed {
		if l.Member == members.Self {
			continue
		}
		if e, ok := l.Region.Members[l.Member].Enforcement[at.year]; ok {
			g.Enforcement = &e
		}
	}
	r, err := n.record(ctx, RegionKey(home.Region, at.year))
	if err != nil {
		return err
	}
	if home.Member == members.Self {
		g.Region, err = regionOf(home.Region, r[at.year])
		return err
	}
	for i, m := range home.Region.Members {
		if i != home.Member {
			g.Siblings = append(g.Siblings, m.Name)
		}
	}
	alike, sketched, err := copies(home, r[at.year], rep)
	g.Sketched = sketched
	for _, c := range alike {
		g.Alike = append(g.Alike, c.Likeness)
	}
	return err
}

// regionOf is a region with the reports of its members.
func regionOf(r *members.Region, entries []Entry) (*peer.Region, error) {
	out := &peer.Region{Name: r.Name, Members: make([]peer.Member, len(r.Members))}
	for i, m := range r.Members {
		out.Members[i] = peer.Member{Name: m.Name, Vertical: m.Vertical}
		for _, e := range entries {
			if e.Label != m.Name {
				continue
			}
			v, err := peer.Decode(e.Doc, e.Published, e.Data)
			if err != nil {
				return nil, err
			}
			out.Members[i].Reports = append(out.Members[i].Reports, v)
		}
	}
	return out, nil
}

// copied is a report with like text and its entry.
type copied struct {
	peer.Likeness
	entry Entry
}

// copies are the reports of other members whose text is that of a report; sketched is false
// where its own text is too short to say. Reports that sum up a region are left out.
func copies(home members.Place, entries []Entry, rep *report.Report) (out []copied, sketched bool, err error) {
	own := peer.Of(rep, home.Region.Strip())
	if !home.Leaf() || own.Sketch == nil {
		return nil, false, nil
	}
	leaf := map[string]bool{}
	for i, m := range home.Region.Members {
		leaf[m.Name] = i != home.Member && members.Place{Region: home.Region, Member: i}.Leaf()
	}
	for _, e := range entries {
		if e.Doc == rep.ID || !leaf[e.Label] {
			continue
		}
		v, err := peer.Decode(e.Doc, e.Published, e.Data)
		if err != nil {
			return nil, false, err
		}
		if share, ok := v.Sketch.Copied(own.Sketch); ok {
			out = append(out, copied{peer.Likeness{Peer: v, Share: share}, e})
		}
	}
	return out, true, nil
}

// Touched is a report of the ledger whose verdict rests on another one, and the key of the
// record that it stands in.
type Touched struct {
	Key   string
	Entry Entry
}

// Affected returns the reports whose verdicts rest on this one: those of the year after,
// later versions of it, that of its region, and those with the same text. None of them is
// the report itself, and none comes twice.
func (n *Neighbours) Affected(ctx context.Context, rep *report.Report) ([]Touched, error) {
	at, ok := placeOf(n.list, rep)
	if !ok {
		return nil, nil
	}
	own, err := n.record(ctx, at.key())
	if err != nil {
		return nil, err
	}
	_, behind, err := at.versions(own, rep)
	if err != nil {
		return nil, err
	}
	out := touched(nil, at.key(), append(behind, at.after(own, rep.ID)...))
	for _, l := range at.listed {
		if l.Member == members.Self {
			continue
		}
		key := RegionKey(l.Region, at.year)
		r, err := n.record(ctx, key)
		if err != nil {
			return nil, err
		}
		for _, e := range r[at.year] {
			if e.Label == "" {
				out = touched(out, key, []Entry{e})
			}
		}
		if l != at.listed[0] {
			continue // the report sums up a region itself
		}
		alike, _, err := copies(l, r[at.year], rep)
		if err != nil {
			return nil, err
		}
		for _, c := range alike {
			out = touched(out, key, []Entry{c.entry})
		}
	}
	return slices.DeleteFunc(out, func(t Touched) bool { return t.Entry.Doc == rep.ID }), nil
}

// touched adds entries that are not there yet.
func touched(to []Touched, key string, entries []Entry) []Touched {
	for _, e := range entries {
		if !slices.ContainsFunc(to, func(o Touched) bool { return o.Entry.Doc == e.Doc }) {
			to = append(to, Touched{Key: key, Entry: e})
		}
	}
	return to
}
