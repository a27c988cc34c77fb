package validate_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// version is the clean report as an earlier document, from a site and with changed cells.
func version(day, site string, pairs ...string) peer.Peer {
	w := clean()
	w.ID, w.Published, w.Source.URL = "idearlier", &day, site
	w.set(pairs...)
	return peer.Of(w.Report, nil)
}

// part is a member's report: all its cells are nought but those given.
func part(id string, pairs ...string) []peer.Peer {
	w := clean()
	w.ID = id
	for _, path := range peer.Paths() {
		if _, ok := cellAt(w.Report, path); ok {
			w.set(path, "0")
		}
	}
	w.set(pairs...)
	return []peer.Peer{peer.Of(w.Report, nil)}
}

func cellAt(r *report.Report, path string) (report.Cell, bool) {
	parts := strings.Split(path, ".")
	switch parts[0] {
	case "disclosure":
		c, ok := r.Tables.Disclosure[parts[1]]
		return c, ok
	case "applications":
		c, ok := r.Tables.Applications[parts[1]][parts[2]]
		return c, ok
	}
	c, ok := r.Tables.Proceedings[parts[1]][parts[2]]
	return c, ok
}

// summing is a region of two members, the first of which has all of the clean report but
// one licence, and the second that licence.
func summing(extra ...string) *peer.Region {
	first := clean()
	first.ID = "idfirst"
	first.set("disclosure.licences", "2309", "disclosure.fees_10k_yuan", "7730.03")
	first.set(extra...)
	return &peer.Region{Name: "清河区", Members: []peer.Member{
		{Name: "柳塘镇人民政府", Reports: []peer.Peer{peer.Of(first.Report, nil)}},
		{Name: "教育局", Reports: part("idsecond", "disclosure.licences", "1", "disclosure.fees_10k_yuan", "0.25")},
		{Name: "税务局", Vertical: true},
	}}
}

func peerCases() []ruleCase {
	own := "https://www.qinghe.gov.cn/a.html"
	versions := func(site string, pairs ...string) func(*world) {
		return func(w *world) {
			w.Source.URL = own
			w.peers.Versions = []peer.Peer{version("2024-01-20", site, pairs...)}
		}
	}
	town := func(words string) func(*world) {
		return func(w *world) {
			w.as("清河区柳塘镇人民政府")
			w.peers.Siblings = []string{"清河区松岭镇人民政府", "清河区教育局"}
			w.say(2, words)
		}
	}
	return []ruleCase{
		{id: "D-06", trip: versions("", "applications.new_received.natural", "45"), quote: "40", pass: versions("http://qinghe.gov.cn/b.html")},
		{id: "D-06", trip: versions(own, "disclosure.licences", "2,311"), quote: "2310", pass: versions(own)},
		{id: "D-07", trip: versions("https://www.city.gov.cn/x", "disclosure.licences", "2"), quote: "2310", pass: versions("https://www.city.gov.cn/x")},
		{id: "D-08", trip: func(w *world) {
			w.peers.Region = summing()
			w.peers.Region.Members[1].Reports = nil
		}, pass: func(w *world) { w.peers.Region = summing() }},
		{id: "G-01", trip: func(w *world) { w.peers.Region = summing("disclosure.penalties", "414") }, quote: "415",
			pass: func(w *world) { w.peers.Region = summing() }},
		{id: "G-02", trip: func(w *world) { w.peers.Region = summing("disclosure.penalties", "416") }, quote: "415",
			pass: func(w *world) { w.peers.Region = summing() }},
		{id: "G-03", trip: func(w *world) {
			w.peers.Enforcement = &peer.Enforcement{Licences: 2310, Penalties: 60, Coercions: -1}
		}, quote: "415", pass: func(w *world) { w.peers.Enforcement = &peer.Enforcement{Licences: 2310, Penalties: 415, Coercions: -1} }},
		{id: "X-07", trip: func(w *world) {
			w.peers.Sketched, w.peers.Alike = true, []peer.Likeness{{Peer: peer.Peer{Doc: "idother", Name: "松岭镇人民政府"}, Share: 0.97}}
		}, pass: func(w *world) { w.peers.Sketched = true }},
		{id: "X-08", trip: town("2023年，松岭镇认真贯彻落实《条例》。"), quote: "2023年，松岭镇认真贯彻落实《条", pass: town("在松岭镇召开现场会，松岭镇经验得到推广。")},
		{id: "X-08", trip: town("松岭镇人民政府高度重视公开工作。"), pass: town("2023年，柳塘镇认真贯彻落实《条例》。")},
	}
}

// TestPeersThatProveNothing: what cannot be compared is inconclusive, never met, and a
// report is not held against one that comes behind it.
func TestPeersThatProveNothing(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct {
		name, rule string
		change     func(*world)
		want       report.Outcome
	}{
		{"a version that came later", "D-06", func(w *world) {
			w.peers.Versions = []peer.Peer{version("2024-03-01", "", "disclosure.licences", "1")}
		}, report.NotApplicable},
		{"a cell that the version does not show", "D-06", func(w *world) {
			w.peers.Versions = []peer.Peer{version("2024-01-20", "", "disclosure.licences", "?")}
		}, report.Inconclusive},
		{"no member's report", "D-08", func(w *world) {
			w.peers.Region = summing()
			w.peers = w.peers.Alone()
		}, report.Inconclusive},
		{"one report is missing", "G-01", func(w *world) {
			w.peers.Region = summing()
			w.peers.Region.Members[1].Reports = nil
		}, report.Inconclusive},
		{"a member's cell is not readable", "G-01", func(w *world) { w.peers.Region = summing("disclosure.penalties", "?") }, report.Inconclusive},
		{"no list", "G-02", func(*world) {}, report.NotApplicable},
	} {
		w := clean()
		c.change(w)
		if got := judge(t, v, w).Rules.Outcomes.Of(c.rule); got != c.want {
			t.Errorf("%s: %s ended %s, want %s", c.name, c.rule, got, c.want)
		}
	}
}

// TestAChangeIsToldWithBothDocuments and the two numbers.
func TestAChangeIsToldWithBothDocuments(t *testing.T) {
	t.Parallel()
	w := clean()
	w.peers.Versions = []peer.Peer{version("2024-01-20", "", "applications.new_received.natural", "45")}
	f := findingsOf(judge(t, newValidator(t), w), "D-06")
	if len(f) != 1 {
		t.Fatalf("%+v", f)
	}
	for _, word := range []string{"45 → 40", "idearlier", "id2023", "2024-01-20"} {
		if !strings.Contains(f[0].Message, word) {
			t.Errorf("%s does not say %s", f[0].Message, word)
		}
	}
}

// TestMorePeersAreAGreaterBasis: the verdict that rests on all reports has the greatest
// basis, whatever came first.
func TestMorePeersAreAGreaterBasis(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	basis := func(last bool, peers ...string) string {
		w := clean()
		in := validate.Input{Report: *w.Report}
		if last {
			in.Neighbours = []report.Report{*w.last}
		}
		for _, id := range peers {
			in.Peers.Versions = append(in.Peers.Versions, peer.Peer{Doc: id})
		}
		out, err := v.Compare(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if (out.Correction == nil) != (out.Basis == neighbour.NoBasis) || len(out.Basis) > 32 {
			t.Errorf("basis %s, correction %+v", out.Basis, out.Correction)
		}
		return out.Basis
	}
	order := []string{basis(false), basis(true), basis(false, "a"), basis(true, "a"), basis(true, "b", "a"), basis(true, "a", "b", "c", "d")}
	for i := 1; i < len(order); i++ {
		if order[i-1] >= order[i] {
			t.Errorf("%s is not below %s", order[i-1], order[i])
		}
	}
	if basis(true, "b", "a") != basis(true, "a", "b", "a") {
		t.Error("the order of the peers shows")
	}
}
