// Package peer is what is kept of a report so that others can be held against it: who
// published it, its numbers and a sketch of its text. It is some 700 bytes where a report
// is 100 KB, so that a report can be compared with all of a county without loading them.
package peer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Peer is another report, as far as a rule may look at it.
type Peer struct {
	// Doc is its document id, Name the agency as printed ("" if it names none).
	Doc, Name string
	// Published is YYYY-MM-DD, "" where it does not say.
	Published string
	// Host is the site it was taken from, in lower case without www and port, "" if unknown.
	Host    string
	Figures Figures
	Sketch  Sketch
}

// Of makes a peer of a report. names are taken out of the text before it is sketched; nil
// leaves the sketch out.
func Of(r *report.Report, names *strings.Replacer) Peer {
	p := Peer{Doc: r.ID, Host: host(r.Source.URL), Figures: FiguresOf(r)}
	if r.Agency != nil {
		p.Name = *r.Agency
	}
	if r.Published != nil {
		p.Published = *r.Published
	}
	if names != nil {
		p.Sketch = SketchOf(HanText(r, 1, 5), names)
	}
	return p
}

// Before orders reports of one issuer and year: by date of publication, those without one
// first, then by id, so that the order of arrival does not show.
func (p Peer) Before(o Peer) bool {
	return cmp.Or(cmp.Compare(p.Published, o.Published), cmp.Compare(p.Doc, o.Doc)) < 0
}

// Last returns the last of the reports in that order, nil of none.
func Last(all []Peer) *Peer {
	var out *Peer
	for i := range all {
		if out == nil || out.Before(all[i]) {
			out = &all[i]
		}
	}
	return out
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// stored is the wire form of a peer; Doc and Published stand beside it in the ledger.
type stored struct {
	Name    string `json:"n,omitempty"`
	Host    string `json:"h,omitempty"`
	Figures string `json:"f,omitempty"`
	Sketch  string `json:"s,omitempty"`
}

// Encode writes all but Doc and Published.
func (p Peer) Encode() json.RawMessage {
	b, err := json.Marshal(stored{p.Name, p.Host, p.Figures.encode(), p.Sketch.encode()})
	if err != nil {
		panic(err) // four strings always marshal
	}
	return b
}

// Decode reads what Encode wrote. An error says that it was not written by this version.
func Decode(doc, published string, data json.RawMessage) (Peer, error) {
	p := Peer{Doc: doc, Published: published}
	if len(data) == 0 {
		return p, nil
	}
	var s stored
	err := json.Unmarshal(data, &s)
	if err == nil {
		p.Name, p.Host = s.Name, s.Host
		p.Figures, err = decodeFigures(s.Figures)
	}
	if err == nil {
		p.Sketch, err = decodeSketch(s.Sketch)
	}
	if err != nil {
		return Peer{}, fmt.Errorf("peer: the ledger's entry of %s: %w; rebuild the ledger", doc, err)
	}
	return p, nil
}

// Group is the other reports that one is judged with, beside that of the year before, and
// what the list of members says of its issuer. The zero Group is a report alone.
type Group struct {
	// Versions are the other documents of the same issuer and year that come before the
	// report, in any order.
	Versions []Peer
	// Region is set for the report that sums up a region's members.
	Region *Region
	// Alike are the reports of other members of the region whose text is the same.
	Alike []Likeness
	// Sketched says that the text was held against those of the other members at all.
	Sketched bool
	// Siblings are the names of the other members of the region.
	Siblings []string
	// Enforcement are the issuer's figures of the year from the list, nil if it has none.
	Enforcement *Enforcement
}

// Region is a region whose report sums up those of its members.
type Region struct {
	Name    string
	Members []Member
}

// Member is a member of a region and its reports of the year, all versions of them.
type Member struct {
	Name string
	// Vertical is an organ of the state above, which the region's report does not sum up.
	Vertical bool
	Reports  []Peer
}

// Likeness is a report and how like its text is, from 0 to 1.
type Likeness struct {
	Peer
	Share float64
}

// Enforcement are an organ's decisions of a year as it publishes them elsewhere. A negative
// number is one that is not given.
type Enforcement struct{ Licences, Penalties, Coercions int64 }

// Docs are the ids of the reports in the group, sorted, each once.
func (g Group) Docs() []string {
	var out []string
	for _, v := range g.Versions {
		out = append(out, v.Doc)
	}
	for _, a := range g.Alike {
		out = append(out, a.Doc)
	}
	if g.Region != nil {
		for _, m := range g.Region.Members {
			for _, r := range m.Reports {
				out = append(out, r.Doc)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Alone is the group without the other reports: what is left is the list's.
func (g Group) Alone() Group {
	out := Group{Sketched: g.Sketched, Siblings: g.Siblings, Enforcement: g.Enforcement}
	if g.Region != nil {
		out.Region = &Region{Name: g.Region.Name, Members: slices.Clone(g.Region.Members)}
		for i := range out.Region.Members {
			out.Region.Members[i].Reports = nil
		}
	}
	return out
}
