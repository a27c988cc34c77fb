package neighbour

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/neighbour/identity"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
)

// place is where a report stands in the ledger.
type place struct {
	issuer identity.Issuer
	year   int
	// listed are its places in the list of members, that as the one who signs a region's
	// report first.
	listed []members.Place
}

// placeOf says where a report belongs; false for one whose issuer or year is not known,
// which has no neighbours. By a list of members an issuer is one under all its names.
func placeOf(list *members.List, rep *report.Report) (place, bool) {
	p := place{issuer: identity.Of(*rep), listed: list.Of(*rep)}
	if len(p.listed) > 0 {
		p.issuer = p.listed[0].Issuer()
	}
	if rep.Year != nil {
		p.year = *rep.Year
	}
	return p, p.issuer.Key != "" && p.year != 0
}

// Slots returns where a report is entered in the ledger: under its issuer first, and under
// each region that the list has it in. There are none for a report whose issuer or year is
// not known. list may be nil.
func Slots(list *members.List, rep *report.Report) []Slot {
	at, ok := placeOf(list, rep)
	if !ok {
		return nil
	}
	e := at.entry(rep)
	out := []Slot{{Key: at.key(), Year: at.year, Entry: e}}
	for _, l := range at.listed {
		e.Label, e.Data = Label(l), peer.Of(rep, l.Region.Strip()).Encode()
		out = append(out, Slot{Key: RegionKey(l.Region, at.year), Year: at.year, Group: true, Entry: e})
	}
	return out
}

// key is the ledger's key of the issuer. It is a digest, so that a name never enters a
// subject.
func (p place) key() string { return "i" + token(p.issuer.Key) }

// RegionKey is the ledger's key of a region and year.
func RegionKey(r *members.Region, year int) string { return "r" + token(r.Name+"|"+strconv.Itoa(year)) }

// IsRecordKey reports whether a key of the ledger is that of an issuer or a region.
func IsRecordKey(key string) bool {
	return len(key) == len(token(""))+1 && (key[0] == 'i' || key[0] == 'r')
}

func token(s string) string {
	sum := sha256.Sum256([]byte(s))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

// Label names a place of the list among the entries of its region; "" is the region's own
// report.
func Label(l members.Place) string {
	if l.Member == members.Self {
		return ""
	}
	return l.Name()
}

func (p place) entry(rep *report.Report) Entry {
	e := Entry{Doc: rep.ID, Parser: rep.Parser, Label: p.issuer.Place.String(), Data: peer.Of(rep, nil).Encode(), Revision: rep.Source.Revision}
	if rep.Published != nil {
		e.Published = *rep.Published
	}
	return e
}

// same reports whether an entry under the issuer's key is one of the issuer's.
func (p place) same(e Entry) bool {
	return identity.Same(p.issuer, identity.Issuer{Key: p.issuer.Key, Place: identity.ParsePlace(e.Label)})
}

// before returns the report of the year before that a report at p is held against: among
// the versions of the same issuer the one of the greatest basis, which is the one
// published last. false if there is none.
func (p place) before(r Record) (Entry, bool) {
	var best Entry
	found := false
	for _, e := range r[p.year-1] {
		if p.same(e) && (!found || basisOf(e) > basisOf(best)) {
			best, found = e, true
		}
	}
	return best, found
}

func basisOf(e Entry) string {
	return Basis([]report.Report{{ID: e.Doc, Published: &e.Published}})
}

// after returns the reports of the year after that are held against the report doc at p.
func (p place) after(r Record, doc string) []Entry {
	var out []Entry
	for _, e := range r[p.year+1] {
		next := place{issuer: identity.Issuer{Key: p.issuer.Key, Place: identity.ParsePlace(e.Label)}, year: p.year + 1}
		if last, ok := next.before(r); ok && last.Doc == doc {
			out = append(out, e)
		}
	}
	return out
}

// versions returns the other documents of the same issuer and year: those that come before
// the report, and those behind it.
func (p place) versions(r Record, rep *report.Report) (before []peer.Peer, behind []Entry, err error) {
	own := peer.Peer{Doc: rep.ID}
	if rep.Published != nil {
		own.Published = *rep.Published
	}
	for _, e := range r[p.year] {
		if e.Doc == own.Doc || !p.same(e) {
			continue
		}
		v, err := peer.Decode(e.Doc, e.Published, e.Data)
		switch {
		case err != nil:
			return nil, nil, err
		case v.Before(own):
			before = append(before, v)
		default:
			behind = append(behind, e)
		}
	}
	return before, behind, nil
}
