package access_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline"
)

// messages is how many messages a stream holds, asked as deploy.
func (s *system) messages(c *pipeline.Conn, stream string) uint64 {
	s.t.Helper()
	h, err := c.JS.Stream(within(s.t, 10*time.Second), stream)
	if err != nil {
		s.t.Fatal(err)
	}
	return h.CachedInfo().State.Msgs
}

func TestProducerReachesItsOwnSubjectOnly(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	deploy, crawler := s.as("deploy"), s.client("crawler")
	js, err := jetstream.New(crawler)
	if err != nil {
		t.Fatal(err)
	}
	s.submit(crawler, "crawler", []byte("mine"))
	s.submit(crawler, "crawler", []byte(strings.Repeat("large ", 2<<20))) // 12 MB

	// Each is refused by the server at once, or falls on deaf ears: there is no JetStream in
	// the producers' account.
	for subject, body := range map[string]string{
		"gouji.submit.platform":                                   "another's",
		"gouji.submit.replay":                                     "a replay's",
		"gouji.p0.ingested.d":                                     "{}",
		"gouji.p0.published.receipt.r.v.2023.none.d.0":            "{}",
		"gouji.dead.ingest.empty.gouji_submit.1.d":                "{}",
		"$KV.gouji-rules.active":                                  "set: mine",
		"$JS.API.STREAM.DELETE.GOUJI_P0":                          "",
		"$JS.API.STREAM.PURGE.GOUJI_SUBMIT":                       "",
		"$JS.API.STREAM.INFO.GOUJI_SUBMIT":                        "",
		"$JS.API.STREAM.MSG.GET.GOUJI_SUBMIT":                     `{"seq":1}`,
		"$JS.API.DIRECT.GET.GOUJI_SUBMIT.gouji.submit.crawler":    "",
		"$JS.API.CONSUMER.CREATE.GOUJI_SUBMIT.x":                  `{"stream_name":"GOUJI_SUBMIT","config":{"name":"x","deliver_subject":"_INBOX_crawler.x"}}`,
		"$JS.API.CONSUMER.MSG.NEXT.GOUJI_SUBMIT.ingest":           "1",
		"$JS.API.CONSUMER.DELETE.GOUJI_SUBMIT.ingest":             "",
		"$JS.ACK.GOUJI_SUBMIT.ingest.1.1.1.1700000000000000000.0": "+TERM",
	} {
		inbox, err := crawler.SubscribeSync(crawler.NewInbox())
		if err != nil {
			t.Fatal(err)
		}
		if err := crawler.PublishRequest(subject, inbox.Subject, []byte(body)); err != nil {
			t.Fatal(err)
		}
		if err := crawler.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := crawler.LastError(); !errors.Is(err, nats.ErrPermissionViolation) || !strings.Contains(err.Error(), subject) {
			t.Errorf("%s was not refused: %v", subject, err)
		}
		if n, _, _ := inbox.Pending(); n != 0 {
			t.Errorf("%s was answered", subject)
		}
		_ = inbox.Unsubscribe()
	}
	// A bulk read and a delete through the client library end the same way.
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if err := js.DeleteStream(ctx, "GOUJI_SUBMIT"); err == nil {
		t.Error("a producer deleted a stream")
	}
	for stream, want := range map[string]uint64{"GOUJI_SUBMIT": 2, "GOUJI_P0": 0, "GOUJI_DEAD": 0, "KV_gouji-rules": 0} {
		if n := s.messages(deploy, stream); n != want {
			t.Errorf("%s holds %d messages, want %d", stream, n, want)
		}
	}
}

// TestWhyProducersHaveTheirOwnAccount: the server checks a message's subject and not its
// reply subject, to which the acknowledgement goes. In gouji's own account that writes
// into the log, and the key of a hop is taken for good; over the wall it does not.
func TestWhyProducersHaveTheirOwnAccount(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	deploy := s.as("deploy")
	trick := func(nc *nats.Conn) uint64 {
		t.Helper()
		if err := nc.PublishRequest("gouji.submit.crawler", "gouji.p0.ingested.victim", []byte("x")); err != nil {
			t.Fatal(err)
		}
		// The acknowledgement of a later message comes after that of an earlier one.
		js, err := jetstream.New(nc)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := js.Publish(within(t, time.Minute), "gouji.submit.crawler", []byte("y")); err != nil {
			t.Fatal(err)
		}
		return s.messages(deploy, "GOUJI_P0")
	}
	if n := trick(s.client("crawler")); n != 0 {
		t.Errorf("a producer's acknowledgement was written into the log: %d messages", n)
	}
	if n := s.messages(deploy, pipeline.SubmitStream); n != 2 {
		t.Fatalf("%d submissions came through, want 2", n)
	}
	door := s.as("door")
	if _, err := jetstream.New(door.NC); err != nil {
		t.Fatal(err)
	}
	trick(door.NC)
	eventually(t, "the same from inside", func() bool { return s.messages(deploy, "GOUJI_P0") == 1 })
}

func TestProducerCannotListen(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	crawler, platform := s.client("crawler"), s.client("platform")
	for _, subject := range []string{">", "gouji.>", "gouji.submit.>", "gouji.submit.crawler", "_INBOX.>", "_INBOX_platform.>", "*.>", "$JS.>", "$SYS.>", "gouji.p0.published.receipt.>"} {
		if ok, err := maySubscribe(crawler, subject); ok || err != nil {
			t.Errorf("%s: a producer may listen (%v)", subject, err)
		}
	}
	// Its own inbox it may, as a whole; what another is told does not come there.
	own, err := crawler.SubscribeSync("_INBOX_crawler.>")
	if err != nil {
		t.Fatal(err)
	}
	s.submit(platform, "platform", []byte("theirs"))
	s.submit(crawler, "crawler", []byte("mine"))
	if n, _, _ := own.Pending(); n != 1 {
		t.Errorf("%d messages in the inbox, want the one acknowledgement", n)
	}
}

func TestRemovedProducerIsOut(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	nc := p.client("crawler")
	if nc.ConnectedServerName() != "gouji-nats" {
		t.Errorf("connected to %s", nc.ConnectedServerName())
	}
	key, err := nats.NkeyOptionFromSeed(p.seed("crawler"))
	if err != nil {
		t.Fatal(err)
	}
	p.drop("crawler")
	if nc, err := nats.Connect(p.url, key, nats.RootCAs(p.ca())); err == nil {
		nc.Close()
		t.Error("a producer that is no longer named was let in")
	}
}

// TestProducersCannotSilenceEachOther: a message under an id that somebody else has used is
// acknowledged and thrown away, for as long as the server remembers ids.
func TestProducersCannotSilenceEachOther(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	deploy, crawler, platform := s.as("deploy"), s.client("crawler"), s.client("platform")
	send := func(nc *nats.Conn, subject string, header nats.Header) *jetstream.PubAck {
		t.Helper()
		js, err := jetstream.New(nc)
		if err != nil {
			t.Fatal(err)
		}
		ack, err := js.PublishMsg(within(t, time.Minute), &nats.Msg{Subject: subject, Header: header, Data: []byte(subject)})
		if err != nil {
			t.Fatal(err)
		}
		return ack
	}
	h, err := deploy.JS.Stream(within(t, time.Minute), pipeline.SubmitStream)
	if err != nil || h.CachedInfo().Config.Duplicates != 100*time.Millisecond {
		t.Fatalf("the window is %s, %v; JetStream's shortest is 100ms", h.CachedInfo().Config.Duplicates, err)
	}
	id := nats.Header{"Nats-Msg-Id": {"guessed"}}
	send(crawler, "gouji.submit.crawler", id)
	eventually(t, "the id is forgotten", func() bool { return !send(platform, "gouji.submit.platform", id).Duplicate })

	// Headers that would remove or delay what others sent do nothing.
	before := s.messages(deploy, pipeline.SubmitStream)
	for _, header := range []nats.Header{{"Nats-Rollup": {"all"}}, {"Nats-TTL": {"1s"}}, {"Nats-Expected-Last-Sequence": {"1"}}, {"Nats-Schedule": {"@every 1s"}}} {
		m := &nats.Msg{Subject: "gouji.submit.crawler", Header: header, Data: []byte("x")}
		if r, err := crawler.RequestMsg(m, 5*time.Second); err != nil || !strings.Contains(string(r.Data), `"error"`) {
			t.Errorf("%v was not refused: %v", header, err)
		}
	}
	if after := s.messages(deploy, pipeline.SubmitStream); after != before {
		t.Errorf("%d submissions became %d", before, after)
	}
}

// TestTheMonitorMayCloseTheDoor: the guard's right, which the stages have not.
func TestTheMonitorMayCloseTheDoor(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	full := atomic.Bool{}
	full.Store(true)
	guard := pipeline.NewGuard(s.as("monitor"), pipeline.GuardOptions{
		Interval: 20 * time.Millisecond, Metrics: s.metrics,
		Disk: func(context.Context) (float64, error) {
			if full.Load() {
				return 0.99, nil
			}
			return 0.10, nil
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- guard.Run(ctx) }()
	defer func() { cancel(); <-done }()
	crawler := s.client("crawler")
	taken := func() bool {
		r, err := crawler.RequestMsg(&nats.Msg{Subject: "gouji.submit.crawler", Data: []byte("x")}, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		return !strings.Contains(string(r.Data), `"error"`)
	}
	eventually(t, "submissions are refused", func() bool { return !taken() })
	full.Store(false)
	eventually(t, "submissions are taken again", taken)
	if lines := s.log.all(); len(lines) > 0 {
		t.Errorf("refused: %s", strings.Join(lines, "\n"))
	}
}
