package main

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/identity"
	"github.com/gouji/gouji/stages/validate/members"
	"github.com/gouji/gouji/stages/validate/peer"
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
// which has no neighbours.
func placeOf(rep *report.Report) (place, bool) { return placeIn(nil, rep) }

// placeIn is placeOf with a list of members, by which an issuer is one under all its names.
func placeIn(list *members.List, rep *report.Report) (place, bool) {
	p := place{issuer: identity.Of(*rep), listed: list.Of(*rep)}
	if len(p.listed) > 0 {
		p.issuer = p.listed[0].Issuer()
	}
	if rep.Year != nil {
		p.year = *rep.Year
	}
	return p, p.issuer.Key != "" && p.year != 0
}

// placesIn are all entries of a report: under its issuer, and under each region and year
// that the list has it in.
func placesIn(list *members.List, rep *report.Report) []pipeline.LedgerPlace {
	at, ok := placeIn(list, rep)
	if !ok {
		return nil
	}
	e := at.entry(rep)
	out := []pipeline.LedgerPlace{{Key: at.key(), Year: at.year, Entry: e}}
	for _, l := range at.listed {
		e.Label, e.Data = label(l), peer.Of(rep, l.Region.Strip()).Encode()
		out = append(out, pipeline.LedgerPlace{Key: regionKey(l.Region, at.year), Year: at.year, Group: true, Entry: e})
	}
	return out
}

// key is the ledger's token of an issuer; a name never enters a subject.
func (p place) key() string { return "i" + token(p.issuer.Key) }

// regionKey is the token of a region and year.
func regionKey(r *members.Region, year int) string { return "r" + token(r.Name+"|"+strconv.Itoa(year)) }

func token(s string) string {
	sum := sha256.Sum256([]byte(s))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

// label names a place among the entries of its region: "" is the region's own report.
func label(l members.Place) string {
	if l.Member == members.Self {
		return ""
	}
	return l.Name()
}

func (p place) entry(rep *report.Report) pipeline.LedgerEntry {
	e := pipeline.LedgerEntry{Doc: rep.ID, Parser: rep.Parser, Label: p.issuer.Place.String(), Data: peer.Of(rep, nil).Encode()}
	if rep.Published != nil {
		e.Published = *rep.Published
	}
	return e
}

// same reports whether an entry under the issuer's key is one of the issuer's.
func (p place) same(e pipeline.LedgerEntry) bool {
	return identity.Same(p.issuer, identity.Issuer{Key: p.issuer.Key, Place: identity.ParsePlace(e.Label)})
}

// before returns the report of the year before that a report at p is held against: among
// the versions of the same issuer the one of the greatest basis, which is the one
// published last. false if there is none.
func (p place) before(r pipeline.LedgerRecord) (pipeline.LedgerEntry, bool) {
	var best pipeline.LedgerEntry
	found := false
	for _, e := range r[p.year-1] {
		if p.same(e) && (!found || basisOf(e) > basisOf(best)) {
			best, found = e, true
		}
	}
	return best, found
}

func basisOf(e pipeline.LedgerEntry) string {
	return validate.Basis([]report.Report{{ID: e.Doc, Published: &e.Published}})
}

// after returns the reports of the year after that are held against the report doc at p.
func (p place) after(r pipeline.LedgerRecord, doc string) []pipeline.LedgerEntry {
	var out []pipeline.LedgerEntry
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
func (p place) versions(r pipeline.LedgerRecord, rep *report.Report) (before []peer.Peer, behind []pipeline.LedgerEntry, err error) {
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

// around finds the other reports that a report is judged with, in the ledger or in memory.
type around struct {
	list *members.List
	// get returns the record of a key, load the report of an entry: one, or none.
	get  func(ctx context.Context, key string) (pipeline.LedgerRecord, error)
	load func(ctx context.Context, e pipeline.LedgerEntry) ([]report.Report, error)
	// known are the records that have been read.
	known map[string]pipeline.LedgerRecord
}

func (a *around) record(ctx context.Context, key string) (pipeline.LedgerRecord, error) {
	if r, ok := a.known[key]; ok {
		return r, nil
	}
	r, err := a.get(ctx, key)
	if err == nil {
		a.known[key] = r
	}
	return r, err
}

// input is all that a report is judged with.
func (a *around) input(ctx context.Context, rep *report.Report) (validate.Input, error) {
	in := validate.Input{Report: *rep}
	at, ok := placeIn(a.list, rep)
	if !ok {
		return in, nil
	}
	own, err := a.record(ctx, at.key())
	if err != nil {
		return in, err
	}
	if e, ok := at.before(own); ok {
		if in.Neighbours, err = a.load(ctx, e); err != nil {
			return in, err
		}
	}
	if in.Peers.Versions, _, err = at.versions(own, rep); err != nil || len(at.listed) == 0 {
		return in, err
	}
	return in, a.group(ctx, at, rep, &in.Peers)
}

// group fills in what the list of members says and what the reports of its members give.
func (a *around) group(ctx context.Context, at place, rep *report.Report, g *peer.Group) error {
	home := at.listed[0]
	for _, l := range at.listed {
		if l.Member == members.Self {
			continue
		}
		if e, ok := l.Region.Members[l.Member].Enforcement[at.year]; ok {
			g.Enforcement = &e
		}
	}
	r, err := a.record(ctx, regionKey(home.Region, at.year))
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
func regionOf(r *members.Region, entries []pipeline.LedgerEntry) (*peer.Region, error) {
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
	entry pipeline.LedgerEntry
}

// copies are the reports of other members whose text is that of a report; sketched is false
// where its own text is too short to say. Reports that sum up a region are left out.
func copies(home members.Place, entries []pipeline.LedgerEntry, rep *report.Report) (out []copied, sketched bool, err error) {
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

// affected are the reports whose verdicts rest on this one: those of the year after, later
// versions of it, that of its region, and those with the same text.
func (a *around) affected(ctx context.Context, rep *report.Report) ([]pipeline.LedgerEntry, error) {
	at, ok := placeIn(a.list, rep)
	if !ok {
		return nil, nil
	}
	own, err := a.record(ctx, at.key())
	if err != nil {
		return nil, err
	}
	_, out, err := at.versions(own, rep)
	if err != nil {
		return nil, err
	}
	out = append(out, at.after(own, rep.ID)...)
	for _, l := range at.listed {
		if l.Member == members.Self {
			continue
		}
		r, err := a.record(ctx, regionKey(l.Region, at.year))
		if err != nil {
			return nil, err
		}
		for _, e := range r[at.year] {
			if e.Label == "" {
				out = append(out, e)
			}
		}
		if l != at.listed[0] {
			continue // it sums up a region itself
		}
		alike, _, err := copies(l, r[at.year], rep)
		if err != nil {
			return nil, err
		}
		for _, c := range alike {
			out = append(out, c.entry)
		}
	}
	return once(out, rep.ID), nil
}

// once leaves out the report itself and what stands there twice.
func once(all []pipeline.LedgerEntry, own string) (out []pipeline.LedgerEntry) {
	for _, e := range all {
		if e.Doc != own && !slices.ContainsFunc(out, func(o pipeline.LedgerEntry) bool { return o.Doc == e.Doc }) {
			out = append(out, e)
		}
	}
	return out
}
