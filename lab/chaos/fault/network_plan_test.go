package fault

import (
	"strings"
	"testing"
)

func TestRulesReplaceThemselves(t *testing.T) {
	p := networkPlan{pid: 77, third: 9}
	got := p.rules([]Link{{"n0", producerEnd}})
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
