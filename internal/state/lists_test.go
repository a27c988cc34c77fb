package state_test

import (
	"testing"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// TestAListHolds only where every report was entered by it and those to come will be.
func TestAListHolds(t *testing.T) {
	type step struct{ judged, built string }
	none := step{judged: "-"}
	for name, c := range map[string]struct {
		verdicts bool // something was judged before any of this
		steps    []step
		holds    string
	}{
		"from the beginning":                      {steps: []step{{judged: "a"}}, holds: "a"},
		"again by the same":                       {steps: []step{{judged: "a"}, {judged: "a"}}, holds: "a"},
		"never by any":                            {steps: []step{none}},
		"too late":                                {steps: []step{none, {judged: "a"}}},
		"too late, without a word of before":      {verdicts: true, steps: []step{{judged: "a"}}},
		"rebuilt":                                 {steps: []step{none, {judged: "a"}, {built: "a"}}, holds: "a"},
		"rebuilt where the bucket was lost":       {verdicts: true, steps: []step{{built: "a"}}, holds: "a"},
		"rebuilt beside workers that know it not": {steps: []step{none, {built: "a"}}},
		"rebuilt before they knew it":             {steps: []step{none, {built: "a"}, {judged: "a"}}},
		"by another since":                        {steps: []step{{judged: "a"}, {judged: "b"}}},
		"by another, and back":                    {steps: []step{{judged: "a"}, {judged: "b"}, {judged: "a"}}},
		"by none for a while":                     {steps: []step{{judged: "a"}, none, {judged: "a"}}},
	} {
		t.Run(name, func(t *testing.T) {
			r := pipelinetest.New(t, pipeline.Topology{})
			l := state.NewLedger(r.Conn)
			if c.verdicts {
				subject, err := r.Conn.Topology().Flow.Subject(pipeline.Hop{Partition: "p0", Kind: pipeline.KindValidated, RuleSet: "1", Parser: "1", Year: "2023", Agency: "none", Doc: "doc", Basis: "b"})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := r.Conn.JS.Publish(r.Context(), subject, []byte("x")); err != nil {
					t.Fatal(err)
				}
			}
			for _, s := range c.steps {
				var err error
				switch {
				case s.built != "":
					err = l.BuiltBy(r.Context(), s.built)
				case s == none:
					err = l.JudgedBy(r.Context(), "")
				default:
					err = l.JudgedBy(r.Context(), s.judged)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			got, err := l.Lists(r.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, list := range []string{"", "a", "b"} {
				if want := list != "" && list == c.holds; got.Holds(list) != want {
					t.Errorf("%+v holds %q: %t", got, list, !want)
				}
			}
		})
	}
}
