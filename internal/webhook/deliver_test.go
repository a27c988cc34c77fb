package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// receiver is somebody's server, which can be killed and started again at one address.
type receiver struct {
	t       *testing.T
	address string
	answer  func(n int, doc string) int

	mu  sync.Mutex
	srv *http.Server
	// got are the results that came, as webhook-id, in the order of their arrival; asked counts
	// requests.
	got   []string
	docs  []string
	asked int
	come  chan struct{}
}

func newReceiver(t *testing.T, answer func(n int, doc string) int) *receiver {
	r := &receiver{t: t, address: "127.0.0.1:0", answer: answer, come: make(chan struct{}, 1)}
	r.start()
	t.Cleanup(r.kill)
	return r
}

func (r *receiver) start() {
	r.t.Helper()
	l, err := net.Listen("tcp", r.address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.mu.Lock()
	r.address, r.srv = l.Addr().String(), &http.Server{Handler: r}
	srv := r.srv
	r.mu.Unlock()
	go func() { _ = srv.Serve(l) }()
}

// kill cuts every connection.
func (r *receiver) kill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.srv.Close()
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	var b Body
	var of struct{ ID string }
	if err == nil {
		err = json.Unmarshal(body, &b)
	}
	if err == nil {
		err = json.Unmarshal(b.Data, &of)
	}
	stamp, _ := strconv.ParseInt(req.Header.Get("webhook-timestamp"), 10, 64)
	want := http.Header{}
	r.target("mine").sign(want, req.Header.Get("webhook-id"), time.Unix(stamp, 0), body)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil || req.Header.Get("webhook-signature") != want.Get("webhook-signature") || b.Type != "document.published" || b.Timestamp.IsZero() {
		r.t.Errorf("%v: %s with %v", err, body, req.Header)
	}
	r.asked++
	code := r.answer(r.asked, of.ID)
	if code == http.StatusOK {
		r.got, r.docs = append(r.got, req.Header.Get("webhook-id")), append(r.docs, of.ID)
	}
	w.WriteHeader(code)
	select {
	case r.come <- struct{}{}:
	default:
	}
}

func (r *receiver) target(producer string) Target {
	t, err := NewTarget(producer, "http://"+r.address+"/in?key=hidden", specSecret)
	if err != nil {
		r.t.Fatal(err)
	}
	return t
}

// count is how many different results came.
func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := map[string]bool{}
	for _, id := range r.got {
		seen[id] = true
	}
	return len(seen)
}

func (r *receiver) until(what string, done func() bool) {
	r.t.Helper()
	late := time.After(10 * time.Minute) // a busy machine under the race detector took more than one
	for !done() {
		select {
		case <-r.come:
		case <-late:
			r.t.Fatalf("waited for %s; %d results came", what, r.count())
		}
	}
}

func sink(r *pipelinetest.Rig, to *receiver) *Sink {
	return &Sink{Target: to.target("mine"), Conn: r.Conn, Private: true, GiveUp: time.Hour, Log: zerolog.Nop(), Clock: time.Now,
		Backoff: func(int) time.Duration { return time.Millisecond }}
}

// run runs a sink until it is stopped, and waits until its consumer is there.
func run(t *testing.T, s *Sink) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	pipelinetest.Eventually(t, "the consumer is there", func() bool {
		_, err := s.Conn.JS.Consumer(t.Context(), "GOUJI_RESULTS", s.Target.Name())
		return err == nil
	})
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

func tell(t *testing.T, r *pipelinetest.Rig, producer, doc string) {
	t.Helper()
	if _, err := r.Conn.JS.Publish(t.Context(), "gouji.results."+producer+".published", []byte(`{"id":"`+doc+`"}`)); err != nil {
		t.Fatal(err)
	}
}

// TestEveryOutcomeArrivesInOrder: of 1,000 outcomes of 250 documents, while the receiver is
// killed and comes back, answers errors, and the sink itself is stopped and starts again.
func TestEveryOutcomeArrivesInOrder(t *testing.T) {
	t.Parallel()
	rig := pipelinetest.New(t, pipeline.Topology{})
	to := newReceiver(t, func(n int, _ string) int {
		if n%17 == 0 {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	})
	const all = 1000
	stop := run(t, sink(rig, to))
	go func() {
		for i := range all {
			tell(t, rig, "mine", fmt.Sprint("doc", i%250))
			tell(t, rig, "theirs", "secret")
		}
	}()
	for n := 200; n < all; n += 200 {
		to.until("some results", func() bool { return to.count() >= n })
		to.kill()
		if n%400 == 0 {
			stop()
			stop = run(t, sink(rig, to))
		}
		to.start()
	}
	to.until("all results", func() bool { return to.count() >= all })
	stop()
	to.mu.Lock()
	defer to.mu.Unlock()
	last := 0
	for i, id := range to.got {
		n, err := strconv.Atoi(strings.TrimPrefix(id, "gouji_results-"))
		if err != nil || n < last || to.docs[i] == "secret" {
			t.Fatalf("%s of %s came after %d, %v", id, to.docs[i], last, err)
		}
		last = n
	}
	if len(to.got) > all+50 {
		t.Errorf("%d messages for %d results", len(to.got), all)
	}
}

// TestWhatIsGivenUpIsKept: a result that the receiver refuses is tried five times and written
// down, and those behind it arrive.
func TestWhatIsGivenUpIsKept(t *testing.T) {
	t.Parallel()
	rig := pipelinetest.New(t, pipeline.Topology{})
	to := newReceiver(t, func(_ int, doc string) int {
		if doc == "bad" {
			return http.StatusBadRequest
		}
		return http.StatusOK
	})
	s, counts := sink(rig, to), map[string]int{}
	s.Count = func(outcome string) { counts[outcome]++ }
	stop := run(t, s)
	for _, doc := range []string{"first", "bad", "last"} {
		tell(t, rig, "mine", doc)
	}
	to.until("those that are taken", func() bool { return to.count() == 2 })
	stop()
	// Whether the sink heard that the last one was taken depends on when it was stopped.
	if counts[Waits] != 4 || counts[GivenUp] != 1 || counts[Taken] == 0 || len(counts) != 3 {
		t.Errorf("counted %v", counts)
	}
	to.mu.Lock()
	asked := to.asked
	to.mu.Unlock()
	if asked != 7 {
		t.Errorf("asked %d times", asked)
	}
	b, _, err := client.OpenBucket(rig.Conn, state.WebhooksBucket).Get(t.Context(), "webhook-mine-2")
	if err != nil {
		t.Fatal(err)
	}
	var u state.Undelivered
	if err := json.Unmarshal(b, &u); err != nil || u.Doc != "bad" || u.Sequence != 2 || u.Attempts != 5 || u.Producer != "mine" || u.Webhook != "webhook-mine" ||
		u.Reason != "the receiver answers 400 Bad Request" || u.Schema != state.UndeliveredSchema || u.Time.IsZero() {
		t.Errorf("%s, %v", b, err)
	}
	// It can be posted again; its record goes when it was taken, and not before.
	kept := func() (keys []string) {
		if err := state.EachUndelivered(t.Context(), rig.Conn, func(u state.Undelivered) error { keys = append(keys, u.Key()); return nil }); err != nil {
			t.Error(err)
		}
		return keys
	}
	if err := sink(rig, to).Again(t.Context(), u); err == nil || len(kept()) != 1 {
		t.Errorf("posted again: %v, kept %v", err, kept())
	}
	to.mu.Lock()
	to.answer = func(int, string) int { return http.StatusOK }
	to.mu.Unlock()
	if err := sink(rig, to).Again(t.Context(), u); err != nil || len(kept()) != 0 || to.count() != 3 || to.docs[2] != "bad" {
		t.Errorf("posted again: %v, kept %v, came %v", err, kept(), to.docs)
	}
	u.Sequence = 9
	if err := sink(rig, to).Again(t.Context(), u); err == nil {
		t.Error("a result that is not there was posted")
	}
}

// TestAPrivateAddressIsNotAsked without the setting, whatever name leads there.
func TestAPrivateAddressIsNotAsked(t *testing.T) {
	t.Parallel()
	to := newReceiver(t, func(int, string) int { return http.StatusOK })
	posts := newClient(false)
	defer posts.CloseIdleConnections()
	for _, name := range []string{to.address, strings.Replace(to.address, "127.0.0.1", "localhost", 1), strings.Replace(to.address, "127.0.0.1", "[::ffff:127.0.0.1]", 1)} {
		for scheme, want := range map[string]error{"http": errPlain, "https": errPrivate} {
			target, err := NewTarget("mine", scheme+"://"+name+"/in?key=hidden", specSecret)
			if err != nil {
				t.Fatal(err)
			}
			s := Sink{Target: target, Clock: time.Now}
			err = s.post(t.Context(), posts, pipeline.Result{Sequence: 1, State: "published", Message: []byte(`{}`)})
			if err == nil || !strings.Contains(err.Error(), want.Error()) || strings.Contains(err.Error(), "hidden") {
				t.Errorf("%s://%s: %v", scheme, name, err)
			}
		}
	}
	if to.asked != 0 {
		t.Errorf("asked %d times", to.asked)
	}
}

// TestARedirectIsNotFollowed, nor is a proxy of the environment asked.
func TestARedirectIsNotFollowed(t *testing.T) {
	to := newReceiver(t, func(int, string) int { return http.StatusFound })
	posts := newClient(true)
	defer posts.CloseIdleConnections()
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	s := Sink{Target: to.target("mine"), Private: true, Clock: time.Now}
	err := s.post(t.Context(), posts, pipeline.Result{Sequence: 1, State: "published", Time: time.Now(), Message: []byte(`{}`)})
	if !refused(err) || to.asked != 1 {
		t.Errorf("%v after %d requests", err, to.asked)
	}
}
