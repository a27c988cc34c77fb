package pipeline

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestLookupTakesTheGreatestBasis writes the verdicts on one document in every order.
func TestLookupTakesTheGreatestBasis(t *testing.T) {
	r := newRig(t, Topology{})
	bases := []string{"0", "b00000000_aaa", "b20230131_bbb"}
	for i := range 12 {
		doc := toyID([]byte(fmt.Sprint(i)))
		hop := Hop{Partition: "p0", RuleSet: "2026_1", Parser: "1", Year: "2023", Agency: NoToken, Doc: doc}
		order := rand.New(rand.NewPCG(uint64(i), 1)).Perm(len(bases))
		for _, k := range order {
			h := hop
			h.Basis = bases[k]
			publishToy(r, h)
		}
		_, got, err := Lookup(r.ctx(), r.conn, doc)
		if err != nil || string(got) != `"2026_1/b20230131_bbb"` {
			t.Fatalf("written in the order %v: %s, %v", order, got, err)
		}
		h := hop // a newer rule set counts before a greater basis of an older one
		h.RuleSet, h.Basis = "2026_2", "0"
		publishToy(r, h)
		if _, got, err = Lookup(r.ctx(), r.conn, doc); err != nil || string(got) != `"2026_2/0"` {
			t.Fatalf("under a newer rule set: %s, %v", got, err)
		}
	}
}

// publishToy writes results and receipt of a verdict.
func publishToy(r *rig, h Hop) {
	r.t.Helper()
	p := NewMessage(r.conn, Hop{}, "gouji.p0.parsed.1.2023.none."+h.Doc, 1, nil)
	for _, kind := range []Kind{KindResults, KindReceipt} {
		h.Kind = kind
		subject, err := h.Subject()
		if err != nil {
			r.t.Fatal(err)
		}
		payload := fmt.Appendf(nil, "%q", h.RuleSet+"/"+h.Basis)
		for i, want := range []bool{true, false} {
			if fresh, err := p.Commit(r.ctx(), Effect{Subject: subject, Payload: payload}); err != nil || fresh != want {
				r.t.Fatalf("commit %d of %s: fresh %t, %v", i, subject, fresh, err)
			}
		}
	}
}
