// Package members is the list of who reports in a region: the organs whose reports the
// region's own report sums up, under all the names they go by. An office keeps it in a
// file; without it nothing is compared across organs.
package members

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/neighbour/identity"
	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
)

// MaxMembers is the most members of a region. All reports of a region and year are one
// value of the ledger, of some 1 KB each, and a value is 1 MB at most.
const MaxMembers = 300

// Region is a county, city or the like.
type Region struct {
	// Name is the region's name with the places above it where they are needed to know it:
	// 青石县, 南京市鼓楼区.
	Name string
	// Code is the region's six digits of GB/T 2260 or the unified social credit code of who
	// signs its report, "" if not given.
	Code string
	// Aliases are other names of the body that signs the region's own report.
	Aliases []string
	Members []Member

	strip *strings.Replacer
}

// Member is an organ of a region.
type Member struct {
	Name string
	// Code is its unified social credit code, "" if not given.
	Code    string
	Aliases []string
	// Vertical is an organ that the state above leads: not summed up, not missed.
	Vertical bool
	// Enforcement are its yearly enforcement figures.
	Enforcement map[int]peer.Enforcement

	// region says that it is a region of the list itself.
	region bool
}

// Self is the place of the body that signs the region's own report.
const Self = -1

// Place is where an issuer stands in the list: a region and the index of a member, or
// Self.
type Place struct {
	Region *Region
	Member int
}

// List is a list of members. It is not changed after New and may be used by many
// goroutines at once. A nil List is empty.
type List struct {
	file    string
	regions []Region
	// named leads from a key of an issuer to those that go by it.
	named map[string][]known
}

// known is one name or code of a place.
type known struct {
	at     Place
	issuer identity.Issuer
}

// New makes a list. It keeps the regions.
func New(regions []Region) *List {
	l := &List{regions: regions, named: map[string][]known{}}
	for i := range regions {
		r := &regions[i]
		l.code(Place{r, Self}, r.Code)
		for _, n := range append([]string{r.Name, r.Name + "人民政府"}, r.Aliases...) {
			l.name(Place{r, Self}, n)
		}
		for m := range r.Members {
			l.code(Place{r, m}, r.Members[m].Code)
			for _, n := range append([]string{r.Members[m].Name}, r.Members[m].Aliases...) {
				l.name(Place{r, m}, n)
			}
		}
		r.strip = r.replacer()
	}
	for i := range regions {
		for m := range regions[i].Members {
			member := &regions[i].Members[m]
			own := Place{&regions[i], m}.known(member.Name)
			for _, k := range l.named[own.Key] {
				k.issuer.Place.Region, own.Place.Region = "", ""
				member.region = member.region || k.at.Member == Self && k.at.Region != &regions[i] && identity.Same(k.issuer, own)
			}
		}
	}
	return l
}

// fromFile makes a list that knows the file it was read from.
func fromFile(regions []Region, path string) *List {
	l := New(regions)
	l.file = filepath.Base(path)
	return l
}

// File is the name of the file that the list was read from, without its folder; "" for none.
func (l *List) File() string {
	if l == nil {
		return ""
	}
	return l.file
}

func (l *List) code(at Place, code string) {
	if identity.IsCode(code) {
		i := identity.Issuer{Key: strings.ToUpper(code)}
		l.named[i.Key] = append(l.named[i.Key], known{at, i})
	}
}

// name takes up a name as it is and with the region in front of it: 教育局, 青石县教育局.
func (l *List) name(at Place, name string) {
	for _, n := range [...]string{name, at.Region.Name + name} {
		if i := at.known(n); i.Key != "" {
			l.named[i.Key] = append(l.named[i.Key], known{at, i})
		}
	}
}

// known is the issuer that a name of the list means: it is in the region, whether the name
// says so or not, so that 松岭镇人民政府 of another county is another body.
func (at Place) known(name string) identity.Issuer {
	i, region := identity.Named(name, at.Region.Name), identity.Named(at.Region.Name, "")
	switch {
	case i.Key == "" || i.Place.Above != "":
	case strings.HasPrefix(i.Key, region.Key):
		i.Place.Above = region.Place.Above
	case at.Member != Self:
		i.Place.Above = region.Place.Above + region.Key
	}
	return i
}

// Digest tells lists apart by which a report would be entered elsewhere: those with other names
// or codes. It is "" for no list.
func (l *List) Digest() string {
	if l == nil {
		return ""
	}
	h := sha256.New()
	for _, r := range l.regions {
		fmt.Fprintf(h, "%q %q %q\n", r.Name, r.Code, r.Aliases)
		for _, m := range r.Members {
			fmt.Fprintf(h, " %q %q %q\n", m.Name, m.Code, m.Aliases)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Regions are the regions of the list in their order.
func (l *List) Regions() []Region {
	if l == nil {
		return nil
	}
	return l.regions
}

// Of returns where the issuer of a report stands: as the one who signs a region's report,
// as a member, or as both (a district in its city). Where the names leave two places open,
// it is neither.
func (l *List) Of(r report.Report) []Place {
	if l == nil {
		return nil
	}
	return l.OfIssuer(identity.Of(r), identity.ByName(r))
}

// OfIssuer is Of for an issuer that was made out before: coded by package identity's Of, named by
// its ByName.
func (l *List) OfIssuer(coded, named identity.Issuer) []Place {
	if l == nil {
		return nil
	}
	var self, member []Place
	add := func(at Place) {
		list := &member
		if at.Member == Self {
			list = &self
		}
		if !slices.Contains(*list, at) {
			*list = append(*list, at)
		}
	}
	for _, k := range l.named[coded.Key] {
		if coded.Key != named.Key && k.issuer.Key == coded.Key {
			add(k.at)
		}
	}
	for _, k := range l.named[named.Key] {
		if identity.Same(k.issuer, inRegion(named, k.at.Region)) && !k.at.contradicts(coded.Key) {
			add(k.at)
		}
	}
	var out []Place
	for _, list := range [][]Place{self, member} {
		if len(list) == 1 {
			out = append(out, list[0])
		}
	}
	return out
}

// inRegion writes a region that the producer gave as a code as the list writes it. A code
// that the list does not have says nothing.
func inRegion(i identity.Issuer, r *Region) identity.Issuer {
	given := i.Place.Region
	if given == "" || strings.Trim(given, "0123456789") != "" {
		return i
	}
	i.Place.Region = ""
	if r.Code != "" && (strings.HasPrefix(given, r.Code) || strings.HasPrefix(r.Code, given)) {
		i.Place.Region = identity.Named(r.Name, r.Name).Place.Region
	}
	return i
}

// contradicts reports whether the list has another code for the place.
func (at Place) contradicts(code string) bool {
	own := at.Region.Code
	if at.Member != Self {
		own = at.Region.Members[at.Member].Code
	}
	return identity.IsCode(code) && identity.IsCode(own) && !strings.EqualFold(code, own)
}

// Issuer identifies the place by its name in the list, whatever name a report goes by.
func (at Place) Issuer() identity.Issuer {
	if at.Member == Self {
		return at.known(at.Region.Name)
	}
	return at.known(at.Region.Members[at.Member].Name)
}

// Name is the name of the place in the list.
func (at Place) Name() string {
	if at.Member == Self {
		return at.Region.Name
	}
	return at.Region.Members[at.Member].Name
}

// Leaf reports whether the place is a member that is no region of the list itself.
func (at Place) Leaf() bool { return at.Member != Self && !at.Region.Members[at.Member].region }

// Strip takes the names of the region and its members out of a text, so that what is left
// of two reports can be compared.
func (r *Region) Strip() *strings.Replacer { return r.strip }

func (r *Region) replacer() *strings.Replacer {
	var words []string
	add := func(name string) {
		words = append(words, name)
		for _, tail := range [...]string{"人民政府", "办事处", "管理委员会"} {
			if head, ok := strings.CutSuffix(name, tail); ok {
				name = head
				words = append(words, name)
			}
		}
		for _, tail := range [...]string{"街道", "镇", "乡", "县", "区", "市"} {
			if head, ok := strings.CutSuffix(name, tail); ok && len(head) >= len("松岭") {
				words = append(words, head)
				break
			}
		}
	}
	for _, n := range append([]string{r.Name}, r.Aliases...) {
		add(n)
	}
	for _, m := range r.Members {
		for _, n := range append([]string{m.Name}, m.Aliases...) {
			add(n)
			if short, ok := strings.CutPrefix(n, r.Name); ok {
				add(short)
			}
		}
	}
	words = append(words, "街道", "镇", "乡", "局", "人民政府", "办事处")
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, w := range slices.Compact(words) {
		if w != "" {
			pairs = append(pairs, w, "")
		}
	}
	return strings.NewReplacer(pairs...)
}
