package client_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// TestLookupTakesTheGreatestBasis writes the verdicts on one document in every order.
func TestLookupTakesTheGreatestBasis(t *testing.T) {
	r := pipelinetest.New(t, wire.Topology{})
	bases := []string{"0", "b00000000_aaa", "b20230131_bbb"}
	for i := range 12 {
		doc := pipelinetest.ToyID([]byte(fmt.Sprint(i)))
		hop := wire.Hop{Partition: "p0", RuleSet: "2026_1", Parser: "1", Year: "2023", Agency: wire.NoToken, Doc: doc}
		random := rand.New(rand.NewPCG(uint64(i), 1))
		order := random.Perm(len(bases))
		for _, k := range order {
			h := hop
			h.Basis = bases[k]
			publishToy(r, h, random.IntN(2) == 0)
		}
		_, got, err := client.Lookup(r.Context(), r.Conn, doc)
		if err != nil || string(got) != `"2026_1/b20230131_bbb"` {
			t.Fatalf("written in the order %v: %s, %v", order, got, err)
		}
		h := hop // a newer rule set counts before a greater basis of an older one
		h.RuleSet, h.Basis = "2026_2", "0"
		publishToy(r, h, random.IntN(2) == 0)
		if _, got, err = client.Lookup(r.Context(), r.Conn, doc); err != nil || string(got) != `"2026_2/0"` {
			t.Fatalf("under a newer rule set: %s, %v", got, err)
		}
	}
}

// publishToy writes a verdict's receipt with the results beside it, or as earlier versions do behind
// a message of its results.
func publishToy(r *pipelinetest.Rig, h wire.Hop, earlier bool) {
	r.T.Helper()
	p := client.NewMessage(r.Conn, wire.Hop{}, "gouji.p0.parsed.1.2023.none."+h.Doc, 1, nil)
	h.Kind = wire.KindReceipt
	both, err := pipelinetest.Effects([]wire.Hop{h}, h.RuleSet+"/"+h.Basis)
	if err != nil {
		r.T.Fatal(err)
	}
	if earlier {
		h.Kind = wire.KindResults
		results, err := pipelinetest.Effects([]wire.Hop{h}, h.RuleSet+"/"+h.Basis)
		if err != nil {
			r.T.Fatal(err)
		}
		both[0].Payload = []byte(`{}`)
		both = append(results, both...)
	} else {
		both[0].Payload, both[0].Beside = []byte(`{}`), both[0].Payload
	}
	for _, e := range both {
		for i, want := range []bool{true, false} {
			if fresh, err := p.Commit(r.Context(), e); err != nil || fresh != want {
				r.T.Fatalf("commit %d of %s: fresh %t, %v", i, e.Subject, fresh, err)
			}
		}
	}
}
