package documents

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestCanariesHaveCheckDigits(t *testing.T) {
	cs := canaries(200, rand.New(rand.NewPCG(1, 2)))
	if len(cs) != 200 {
		t.Fatalf("%d canaries", len(cs))
	}
	seen := map[string]bool{}
	for _, c := range cs {
		if seen[c.text] {
			t.Errorf("%s twice", c.text)
		}
		seen[c.text] = true
		switch c.kind {
		case "identity number": // GB 11643: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2
			sum := 0
			for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
				sum += w * int(c.text[i]-'0')
			}
			if len(c.text) != 18 || c.text[17] != "10X98765432"[sum%11] {
				t.Errorf("identity number %s", c.text)
			}
		case "bank card":
			sum := 0
			for i := range c.text {
				d := int(c.text[len(c.text)-1-i] - '0')
				if i%2 == 1 {
					d = d*2/10 + d*2%10
				}
				sum += d
			}
			if len(c.text) != 19 || sum%10 != 0 {
				t.Errorf("bank card %s", c.text)
			}
		}
		for _, form := range c.forms() {
			if got := findCanaries(cs, "before "+form+" after"); !slices.Contains(got, c) {
				t.Errorf("%s %q was not found", c.kind, form)
			}
		}
	}
	if got := findCanaries(cs, "a line of a log with nothing in it, 2026-11-22T08:01:53"); got != nil {
		t.Errorf("found %v where none is", got)
	}
}
