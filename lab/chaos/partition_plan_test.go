package chaos

import (
	"slices"
	"strings"
	"testing"
)

func TestCutsPartWhatTheySay(t *testing.T) {
	want := map[string]int{ // links cut, of the 20 between five ends
		"the leader of GOUJI_SUBMIT no longer heard by one of the others": 1,
		"the leader of GOUJI_P0 cut off from the other servers":           4,
		"all servers cut off from each other":                             6,
		"the workers cut off from all servers":                            6,
		"a server cut off from everybody":                                 8,
	}
	for _, c := range cuts() {
		links := c.of("n2", "n0", "n1")
		slices.SortFunc(links, func(a, b link) int { return strings.Compare(a.String(), b.String()) })
		if len(slices.Compact(slices.Clone(links))) != len(links) || len(links) != want[c.name] {
			t.Errorf("%s: %v", c.name, links)
		}
		parted := func(a, b string) bool {
			return slices.Contains(links, link{a, b}) && slices.Contains(links, link{b, a})
		}
		majority := !parted("n0", "n1") || !parted("n1", "n2") || !parted("n0", "n2")
		if majority == c.minority {
			t.Errorf("%s: majority %v, minority %v", c.name, majority, c.minority)
		}
		if c.isolates != (!c.minority && parted("n2", "n0") && parted("n2", "n1")) {
			t.Errorf("%s: isolates %v", c.name, c.isolates)
		}
	}
	if len(want) != len(cuts()) {
		t.Errorf("%d cuts, want %d", len(cuts()), len(want))
	}
}

func TestRulesReplaceThemselves(t *testing.T) {
	p := networkPlan{pid: 77, third: 9}
	got := p.rules([]link{{"n0", producerEnd}})
	want := `table bridge cut {}
delete table bridge cut
table bridge cut {
	chain forward {
		type filter hook forward priority 0; policy accept;
		ip saddr 10.213.9.11 ip daddr 10.213.9.15 drop
	}
}
`
	if got != want {
		t.Errorf("got\n%s", got)
	}
	if n := strings.Count(p.rules(nil), "drop"); n != 0 {
		t.Errorf("%d links are cut where none is to be", n)
	}
}

func TestNetworkNamesAreOfTheProcess(t *testing.T) {
	p := networkPlan{pid: 4194304} // the largest there is
	if n := p.uplink(); len(n) > 15 {
		t.Errorf("the interface %s has more than 15 characters", n)
	}
	for _, end := range append(networkEnds(), switchName) {
		if pid, ours := ownerOf(p.netns(end)); !ours || pid != p.pid {
			t.Errorf("%s: %d, %v", p.netns(end), pid, ours)
		}
	}
	for _, foreign := range []string{"", "blue", "gouji-chaos-", "gouji-chaos-x-n0", "other-12-n0"} {
		if pid, ours := ownerOf(foreign); ours {
			t.Errorf("%q counts as ours, of %d", foreign, pid)
		}
	}
}

func TestNetworkAvoidsAddressesInUse(t *testing.T) {
	p, err := networkPlan{pid: 255}.choose([]string{"127.0.0.1/8", "10.213.255.1/24", "10.213.0.9/16", "10.213.10.1/24"})
	if err != nil || p.third != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	seen := map[string]bool{}
	for _, end := range networkEnds() {
		a := p.address(end)
		if seen[a] || !strings.HasPrefix(a, "10.213.1.") {
			t.Errorf("address %s of %s", a, end)
		}
		seen[a] = true
	}
}

func TestDocumentsWaitForTheirRation(t *testing.T) {
	docs := newRation(3)
	docs.give(2)
	next, out := make(chan string), make(chan struct{})
	go func() {
		defer close(out)
		for d := range docs.of(t.Context(), light(3, 1)) {
			next <- d.id
		}
	}()
	<-next
	<-next
	select {
	case id := <-next:
		t.Errorf("%s went without leave", id)
	default:
	}
	docs.give(1)
	<-next
	<-out
}
