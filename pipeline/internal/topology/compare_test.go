package topology

import (
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"pgregory.net/rapid"
)

func TestStreamHazards(t *testing.T) {
	t.Parallel()
	state := jetstream.StreamState{Msgs: 3, Bytes: 1000}
	have := jetstream.StreamConfig{Subjects: []string{"a.>"}, Replicas: 3, MaxBytes: -1, MaxMsgs: -1, MaxMsgsPerSubject: -1, Discard: jetstream.DiscardNew}
	for _, c := range []struct {
		field      string
		change     func(*jetstream.StreamConfig)
		loss, cant bool
	}{
		{"replicas", func(c *jetstream.StreamConfig) { c.Replicas = 1 }, true, false},
		{"replicas", func(c *jetstream.StreamConfig) { c.Replicas = 5 }, false, false},
		{"subjects", func(c *jetstream.StreamConfig) { c.Subjects = []string{"a.b.>"} }, true, false},
		{"subjects", func(c *jetstream.StreamConfig) { c.Subjects = []string{">"} }, false, false},
		{"storage", func(c *jetstream.StreamConfig) { c.Storage = jetstream.MemoryStorage }, true, true},
		{"retention", func(c *jetstream.StreamConfig) { c.Retention = jetstream.InterestPolicy }, true, true},
		{"max_bytes", func(c *jetstream.StreamConfig) { c.MaxBytes = 999 }, true, false},
		{"max_bytes", func(c *jetstream.StreamConfig) { c.MaxBytes = 1000 }, false, false},
		{"max_msgs", func(c *jetstream.StreamConfig) { c.MaxMsgs = 2 }, true, false},
		{"max_msgs_per_subject", func(c *jetstream.StreamConfig) { c.MaxMsgsPerSubject = 1 }, true, false},
		{"max_age", func(c *jetstream.StreamConfig) { c.MaxAge = time.Hour }, true, false},
		{"discard", func(c *jetstream.StreamConfig) { c.Discard = jetstream.DiscardOld }, true, false},
		{"description", func(c *jetstream.StreamConfig) { c.Description = "x" }, false, false},
	} {
		want := have
		c.change(&want)
		why, cant := streamHazard(c.field, &jetstream.StreamInfo{Config: have, State: state}, want)
		if (why != "") != c.loss || cant != c.cant {
			t.Errorf("%s to %+v: %q, impossible %v", c.field, want, why, cant)
		}
	}
}

// covers must agree with what subjects match.
func TestCovers(t *testing.T) {
	t.Parallel()
	token := rapid.SampledFrom([]string{"a", "b", "*"})
	pattern := rapid.Custom(func(t *rapid.T) string {
		toks := rapid.SliceOfN(token, 1, 3).Draw(t, "tokens")
		if rapid.Bool().Draw(t, "open") {
			toks = append(toks, ">")
		}
		return strings.Join(toks, ".")
	})
	var subjects []string
	for n, last := 1, []string{""}; n <= 5; n++ {
		var next []string
		for _, s := range last {
			for _, tok := range []string{"a", "b", "c"} {
				next = append(next, strings.TrimPrefix(s+"."+tok, "."))
			}
		}
		subjects, last = append(subjects, next...), next
	}
	rapid.Check(t, func(t *rapid.T) {
		wide, narrow := pattern.Draw(t, "wide"), pattern.Draw(t, "narrow")
		all := true
		for _, s := range subjects {
			all = all && (!covers(narrow, s) || covers(wide, s))
		}
		if covers(wide, narrow) != all {
			t.Fatalf("covers(%s, %s) is %v", wide, narrow, !all)
		}
	})
}
