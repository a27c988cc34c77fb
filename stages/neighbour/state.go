package neighbour

import (
	"context"

	"github.com/gouji/gouji/stages/neighbour/members"
)

// MemberStateSchema names the form of a MemberState.
const MemberStateSchema = "gouji.members_state/v1"

// MemberState is an organ of the list and the reports of one year that are there.
type MemberState struct {
	Schema string `json:"schema"`
	Region string `json:"region"`
	// Name is the organ's; that of the region stands for the region's own report.
	Name     string `json:"name"`
	Year     int    `json:"year"`
	Vertical bool   `json:"vertical,omitempty"`
	// Docs are the ids of the documents, never nil.
	Docs []string `json:"docs"`
}

// Missing reports whether a report is due and none is there. Organs that the state above
// leads (vertical) are not missed.
func (s MemberState) Missing() bool { return len(s.Docs) == 0 && !s.Vertical }

// MemberStates looks up which organs of the list have a report of a year: for each region
// its own first, then its members, in the order of the list.
func MemberStates(ctx context.Context, list *members.List, year int, record func(context.Context, string) (Record, error)) ([]MemberState, error) {
	var out []MemberState
	regions := list.Regions()
	for i := range regions {
		r := &regions[i]
		got, err := record(ctx, RegionKey(r, year))
		if err != nil {
			return nil, err
		}
		add := func(at members.Place, vertical bool) {
			s := MemberState{Schema: MemberStateSchema, Region: r.Name, Name: at.Name(), Year: year, Vertical: vertical, Docs: []string{}}
			for _, e := range got[year] {
				if e.Label == Label(at) {
					s.Docs = append(s.Docs, e.Doc)
				}
			}
			out = append(out, s)
		}
		add(members.Place{Region: r, Member: members.Self}, false)
		for m := range r.Members {
			add(members.Place{Region: r, Member: m}, r.Members[m].Vertical)
		}
	}
	return out, nil
}
