package office

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/neighbour/identity"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// lateRules judge the date of publication.
var lateRules = []string{"D-01", "D-02", "D-03"}

const (
	// topRules is how many rules the overview shows.
	topRules = 12
	// receivedYears is of how many years is kept in memory who was received.
	receivedYears = 8
)

// yearPage is what the overview shows.
type yearPage struct {
	Year, Before int
	Years        []int
	Now, Last    sqlstore.Year
	Late         int
	LateBefore   int
	Regions      []regionLine
	Rules        []ruleLine
	RuleChart    chart
	RegionChart  chart
	// Listed says that there is a list of members; without one nobody is missed.
	Listed   bool
	ListName string // which list that is
	received
	List string
}

// regionLine is a region beside the year before.
type regionLine struct {
	sqlstore.Sum
	Before sqlstore.Sum
	Link   string
}

// absent is a member of the list without a report.
type absent struct {
	Region, Name string
	Vertical     bool
}

func (f *Office) year(w http.ResponseWriter, r *http.Request, v *visit) error {
	ctx, s := r.Context(), f.o.Store
	p := yearPage{}
	var err error
	if p.Years, err = s.Years(ctx); err != nil {
		return err
	}
	p.Year, _ = strconv.Atoi(r.URL.Query().Get("year"))
	if p.Year <= 0 && len(p.Years) > 0 {
		p.Year = p.Years[0]
	}
	p.Before = p.Year - 1
	if p.Now, err = s.YearSums(ctx, p.Year, v.producer()); err != nil {
		return err
	}
	if p.Last, err = s.YearSums(ctx, p.Before, v.producer()); err != nil {
		return err
	}
	p.Late, p.LateBefore = late(p.Now), late(p.Last)
	p.regions()
	f.topRules(&p, v)
	p.List = address("/reports", sqlstore.ReportFilter{Year: p.Year})
	if v.producer() == "" {
		list, err := f.memberList(ctx)
		if err != nil {
			return err
		}
		if p.ListName = list.name(v.lang); list.List != nil {
			p.Listed = true
			if p.received, err = f.receivedOf(ctx, p.Year, list.List); err != nil {
				return err
			}
		}
	}
	return f.render(w, v, http.StatusOK, "year.html", word(v.lang, "year.title"), p)
}

func late(y sqlstore.Year) int {
	n := 0
	for _, r := range y.Rules {
		if slices.Contains(lateRules, r.Name) {
			n += r.Reports // a report is judged by one of them
		}
	}
	return n
}

// regions puts the regions of both years side by side.
func (p *yearPage) regions() {
	before := map[string]sqlstore.Sum{}
	for _, r := range p.Last.Regions {
		before[r.Name] = r
	}
	for _, r := range p.Now.Regions {
		p.Regions = append(p.Regions, regionLine{r, before[r.Name], address("/reports", sqlstore.ReportFilter{Year: p.Year, Region: r.Name})})
		if len(p.RegionChart.Bars) < 15 {
			p.RegionChart.Bars = append(p.RegionChart.Bars, bar{Name: r.Name, Part: r.Clean, Whole: r.Reports})
		}
	}
	p.RegionChart.scale(true)
}

func (f *Office) topRules(p *yearPage, v *visit) {
	lines := map[string]ruleLine{}
	for _, l := range f.ruleLines(v.lang) {
		lines[l.ID] = l
	}
	for _, r := range p.Now.Rules[:min(topRules, len(p.Now.Rules))] {
		l := lines[r.Name]
		l.ID, l.Count = r.Name, r.Reports
		l.Link = address("/reports", sqlstore.ReportFilter{Year: p.Year, Rule: r.Name})
		p.Rules = append(p.Rules, l)
		p.RuleChart.Bars = append(p.RuleChart.Bars, bar{Name: r.Name, Part: r.Reports, Whole: r.Reports})
	}
	p.RuleChart.scale(false)
}

// received is how many places of a list have a current report of a year, and who has none, as
// long as the store has the stamp.
type received struct {
	stamp             sqlstore.Stamp
	list              *members.List
	Received, Missing int
	Absent            []absent
}

// receivedOf finds out who of the list was received, or knows it still. It is found out by going
// once through the issuers of the year: half a second of a processor for 100,000 of them.
func (f *Office) receivedOf(ctx context.Context, year int, list *members.List) (received, error) {
	stamp, err := f.o.Store.Stamp(ctx) // before the rows: what comes meanwhile changes it
	if err != nil {
		return received{}, err
	}
	f.mu.Lock()
	known, ok := f.received[year]
	f.mu.Unlock()
	if ok && known.stamp == stamp && known.list == list {
		return known, nil
	}
	have := map[members.Place]bool{}
	err = f.o.Store.EachIssuer(ctx, year, func(r sqlstore.Report) error {
		for _, at := range placesOf(list, r) {
			have[at] = true
		}
		return nil
	})
	if err != nil {
		return received{}, err
	}
	out := received{stamp: stamp, list: list}
	regions := list.Regions()
	for i := range regions {
		g := &regions[i]
		out.count(have[members.Place{Region: g, Member: members.Self}], absent{g.Name, g.Name, false})
		for m := range g.Members {
			out.count(have[members.Place{Region: g, Member: m}], absent{g.Name, g.Members[m].Name, g.Members[m].Vertical})
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.received) >= receivedYears {
		clear(f.received)
	}
	f.received[year] = out
	return out, nil
}

// count counts a place that has a report, or that of who else would be absent.
func (c *received) count(has bool, who absent) {
	if has {
		c.Received++
		return
	}
	if !who.Vertical {
		c.Missing++
	}
	c.Absent = append(c.Absent, who)
}

// placesOf is where the issuer of a stored report stands in the list. The store has its issuer by
// name; of one that it has by a code, or has not made out, the name is read again.
func placesOf(list *members.List, r sqlstore.Report) []members.Place {
	named := identity.Issuer{Key: r.Issuer, Place: identity.ParsePlace(r.Place)}
	if !strings.HasPrefix(r.Issuer, sqlstore.Unknown) && !identity.IsCode(r.Issuer) {
		return list.OfIssuer(named, named)
	}
	out := report.Report{Agency: r.Agency, Source: report.Source{Region: r.Region}}
	if identity.IsCode(r.Issuer) {
		out.Source.Agency = r.Issuer
	}
	return list.Of(out)
}

// chart is bars with their names, drawn to a scale of 100.
type chart struct {
	Bars   []bar
	Height int
}

// bar is a bar whose Part is drawn over its Whole.
type bar struct {
	Name           string
	Part, Whole    int
	Y, Fill, Width int
}

// rowHeight is the height of a bar with its gap.
const rowHeight = 22

// scale sets the lengths: of shares each whole is 100, else the longest is.
func (c *chart) scale(shares bool) {
	most := 0
	for _, b := range c.Bars {
		most = max(most, b.Whole)
	}
	for i := range c.Bars {
		b := &c.Bars[i]
		b.Y, b.Width = i*rowHeight, 100
		if !shares && most > 0 {
			b.Width = 100 * b.Whole / most
		}
		if b.Whole > 0 {
			b.Fill = b.Width * b.Part / b.Whole
		}
	}
	c.Height = len(c.Bars) * rowHeight
}
