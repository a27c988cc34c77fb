package access_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
)

// heard subscribes a producer to its own results.
func (s *system) heard(nc *nats.Conn, producer string) *nats.Subscription {
	s.t.Helper()
	sub, err := nc.SubscribeSync("gouji.results." + producer + ".*")
	if err == nil {
		err = nc.Flush()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return sub
}

// TestProducersHearOfTheirOwn: each by its own key, in its own account, from an announcer with
// the role for it; the other one hears nothing.
func TestProducersHearOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	s.broken.Store(true)
	crawler, platform := s.client("crawler"), s.client("platform")
	mine, theirs := s.heard(crawler, "crawler"), s.heard(platform, "platform")
	announcer := flow.Announcer(s.as("results"))
	announcer.Log = zerolog.New(s.log)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- announcer.Run(ctx) }()
	defer func() { cancel(); <-done }()
	// A webhook hears the same, in order, with the rights of the role, which may also keep what
	// is given up.
	posted := make(chan pipeline.Result, 8)
	results := s.as("results")
	courier := pipeline.Courier{Conn: results, Name: "webhook-crawler", Producer: "crawler", Log: zerolog.New(s.log),
		Deliver: func(_ context.Context, r pipeline.Result) error { posted <- r; return errors.New("away") },
		Retry:   func(pipeline.Result, int, error) (time.Duration, bool) { return 0, true },
		GiveUp: func(ctx context.Context, r pipeline.Result, _ int, _ error) error {
			return state.KeepUndelivered(ctx, results, state.Undelivered{Webhook: "webhook-crawler", Sequence: r.Sequence})
		}}
	couriers := make(chan error, 1)
	go func() { couriers <- courier.Run(ctx) }()
	defer func() { cancel(); <-couriers }()
	for there := false; !there; { // it hears what is told from then on
		_, err := results.JS.Consumer(within(t, time.Minute), "GOUJI_RESULTS", "webhook-crawler")
		there = err == nil
	}
	s.work(pipeline.Stages()...)

	want := map[string]string{
		s.submit(crawler, "crawler", []byte("a report")):         "published",
		s.submit(crawler, "crawler", []byte("broken at ingest")): "dead",
		s.submit(crawler, "crawler", []byte("broken at parse")):  "dead",
	}
	for range want {
		m, err := mine.NextMsg(20 * time.Second)
		if err != nil {
			t.Fatal(err)
		}
		var o flow.Outcome
		if err := json.Unmarshal(m.Data, &o); err != nil {
			t.Fatal(err)
		}
		if o.State != want[o.ID] || m.Subject != "gouji.results.crawler."+o.State || o.Producer != "crawler" || o.Link != "/v1/reports/"+o.ID || o.Time.IsZero() {
			t.Errorf("on %s: %+v", m.Subject, o)
		}
		if o.State == "dead" && (o.Class != "malformed" || o.Message == "" || o.MessageZH == "" || o.Dead == "") {
			t.Errorf("a death without its reason: %+v", o)
		}
	}
	for i := range want {
		select {
		case r := <-posted:
			if r.Producer != "crawler" {
				t.Errorf("the webhook of crawler hears %+v", r)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("the webhook did not hear of %s", i)
		}
	}
	// The door follows results, from the beginning, with its own rights.
	door, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	told := 0
	err := pipeline.FollowResults(door, s.as("door"), pipeline.ResultQuery{Producer: "crawler"}, func(pipeline.Result) error {
		if told++; told == len(want) {
			stop()
		}
		return nil
	})
	if newest, e := pipeline.NewestResult(ctx, s.as("door")); err != nil || e != nil || told != len(want) || newest != uint64(told) {
		t.Errorf("the door heard of %d results of %d, %v, %v", told, newest, err, e)
	}
	kept := 0
	for kept < len(want) && ctx.Err() == nil { // the last one is written a moment after it was heard
		kept = 0
		if err := state.EachUndelivered(within(t, time.Minute), results, func(state.Undelivered) error { kept++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if n, _, _ := theirs.Pending(); n != 0 {
		t.Errorf("platform heard %d messages", n)
	}
	if lines := s.log.all(); len(lines) > 0 {
		t.Errorf("refused: %s", strings.Join(lines, "\n"))
	}
}

// TestWhoMayLookAtALetter: by its document, as the roles that may; the others are refused at
// once and told so.
func TestWhoMayLookAtALetter(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	s.broken.Store(true)
	door, crawler := s.as("door"), s.client("crawler")
	ends := s.ends(door)
	s.work(pipeline.Stages()...)
	doc := s.submit(crawler, "crawler", []byte("broken at parse"))
	s.next(ends, "gouji.dead.parse.malformed", doc)
	for _, role := range []string{"door", "console", "replay"} {
		d, err := flow.LetterOf(within(t, time.Minute), s.as(role), doc)
		if err != nil || d.Doc != doc || d.Class != "malformed" {
			t.Errorf("%s: %+v, %v", role, d, err)
		}
		if all, err := pipeline.DeadOf(within(t, time.Minute), s.as(role), doc); err != nil || len(all) != 1 {
			t.Errorf("%s: %v, %v", role, all, err)
		}
	}
	if lines := s.log.all(); len(lines) > 0 {
		t.Fatalf("refused: %s", strings.Join(lines, "\n"))
	}
	for _, role := range []string{"ingest", "publish", "deploy", "monitor"} {
		if _, err := flow.LetterOf(within(t, time.Minute), s.as(role), doc); err == nil || !strings.Contains(err.Error(), "permission") {
			t.Errorf("%s: %v", role, err)
		}
	}
}
