package fault

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
	for _, c := range Cuts() {
		links := c.Of("n2", "n0", "n1")
		slices.SortFunc(links, func(a, b Link) int { return strings.Compare(a.String(), b.String()) })
		if len(slices.Compact(slices.Clone(links))) != len(links) || len(links) != want[c.Name] {
			t.Errorf("%s: %v", c.Name, links)
		}
		parted := func(a, b string) bool {
			return slices.Contains(links, Link{a, b}) && slices.Contains(links, Link{b, a})
		}
		majority := !parted("n0", "n1") || !parted("n1", "n2") || !parted("n0", "n2")
		if majority == c.Minority {
			t.Errorf("%s: majority %v, minority %v", c.Name, majority, c.Minority)
		}
		if c.Isolates != (!c.Minority && parted("n2", "n0") && parted("n2", "n1")) {
			t.Errorf("%s: isolates %v", c.Name, c.Isolates)
		}
	}
	if len(want) != len(Cuts()) {
		t.Errorf("%d cuts, want %d", len(Cuts()), len(want))
	}
}
