package door

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// stream follows results in the tests: what there is, and then what comes in.
type stream struct {
	there  []Result
	come   chan Result
	newest uint64
	err    error
}

func (s *stream) Newest(context.Context) (uint64, error) { return s.newest, s.err }

func (s *stream) Follow(ctx context.Context, q Query, each func(Result) error) error {
	for _, x := range s.there {
		if x.Cursor > q.After {
			if err := each(x); err != nil {
				return err
			}
		}
	}
	for {
		select {
		case x, ok := <-s.come:
			if !ok {
				return errors.New("the broker is away")
			}
			if err := each(x); err != nil {
				return err
			}
		case <-ctx.Done():
			return nil
		}
	}
}

func result(cursor uint64, message string) Result {
	return Result{Cursor: cursor, State: "published", Message: json.RawMessage(message)}
}

// listening is an open stream of results.
type listening struct {
	t    *testing.T
	res  *http.Response
	read *bufio.Reader
}

func listen(t *testing.T, s *httptest.Server, path string, header ...string) *listening {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return &listening{t, res, bufio.NewReader(res.Body)}
}

// next is the next event as it is on the wire.
func (l *listening) next() string {
	l.t.Helper()
	var b strings.Builder
	for {
		line, err := l.read.ReadString('\n')
		if err != nil {
			l.t.Fatalf("after %q: %v", b.String(), err)
		}
		if line == "\n" {
			return b.String()
		}
		b.WriteString(line)
	}
}

// ends waits for the end of the stream.
func (l *listening) ends() error {
	_, err := io.Copy(io.Discard, l.read)
	return err
}

func serveEvents(t *testing.T, change func(*Options)) (s *httptest.Server, end func(), beat chan time.Time) {
	t.Helper()
	ends, beat := make(chan struct{}), make(chan time.Time)
	s = httptest.NewUnstartedServer(open(t, &back{}, func(o *Options) {
		o.Ends = ends
		o.Tick = func(time.Duration) (<-chan time.Time, func()) { return beat, func() {} }
		change(o)
	}))
	// What bounds a request and an answer does not bound a stream.
	s.Config.ReadTimeout, s.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	s.Start()
	t.Cleanup(s.Close)
	return s, func() { close(ends) }, beat
}

// TestEvents: from where is asked for, each once and in order, with signs of life between, and a
// whole answer when the process ends.
func TestEvents(t *testing.T) {
	f := &stream{newest: 7, come: make(chan Result), there: []Result{result(3, `{"id":"a"}`), result(7, "{\"id\":\n\"b\"}")}}
	s, end, beat := serveEvents(t, func(o *Options) { o.Follow = f })
	l := listen(t, s, "/v1/events", "Last-Event-ID", "3")
	if got := l.res.Header.Get("Content-Type"); l.res.StatusCode != 200 || got != "text/event-stream" {
		t.Fatalf("%s, %q", l.res.Status, got)
	}
	want := []string{"retry: 3000\nid: 3\n", "id: 7\nevent: published\ndata: {\"id\":\ndata: \"b\"}\n"}
	for _, w := range want {
		if got := l.next(); got != w {
			t.Errorf("event %q, want %q", got, w)
		}
	}
	now := listen(t, s, "/v1/events") // from now on: nothing of what was told before
	if got := now.next(); got != "retry: 3000\nid: 7\n" {
		t.Errorf("event %q", got)
	}
	none := listen(t, s, "/v1/events", "Last-Event-ID", "0") // of somebody who heard of nothing yet
	for _, w := range []string{"retry: 3000\nid: 0\n", "id: 3\nevent: published\ndata: {\"id\":\"a\"}\n"} {
		if got := none.next(); got != w {
			t.Errorf("event %q, want %q", got, w)
		}
	}
	none.res.Body.Close()
	// Longer than any limit of the server, by its own clock.
	for begun := time.Now(); time.Since(begun) < 500*time.Millisecond; {
		select {
		case beat <- time.Now():
		case f.come <- result(9, `{}`):
		}
	}
	for _, x := range []*listening{l, now} {
		if got := x.next(); got != ":\n" && got != "id: 9\nevent: published\ndata: {}\n" {
			t.Errorf("event %q", got)
		}
	}
	end()
	for _, x := range []*listening{l, now} {
		if err := x.ends(); err != nil {
			t.Errorf("the stream was cut: %v", err)
		}
	}
}

// TestEventsAreBounded: a caller has half of the streams, and each that ends gives its place back.
func TestEventsAreBounded(t *testing.T) {
	f := &stream{come: make(chan Result)}
	s, _, _ := serveEvents(t, func(o *Options) {
		o.Follow, o.Limits.Listeners = f, 4
		o.Tokens = []Token{NewToken("crawler", "s"), NewToken("city", "c")}
	})
	mine := []*listening{listen(t, s, "/v1/events", "Authorization", "Bearer s"), listen(t, s, "/v1/events", "Authorization", "Bearer s")}
	third := listen(t, s, "/v1/events", "Authorization", "Bearer s")
	if third.res.StatusCode != http.StatusTooManyRequests || third.res.Header.Get("Retry-After") == "" {
		t.Errorf("a third stream of one caller: %s", third.res.Status)
	}
	other := listen(t, s, "/v1/events", "Authorization", "Bearer c")
	if other.res.StatusCode != 200 {
		t.Errorf("another caller: %s", other.res.Status)
	}
	close(f.come) // the broker goes
	for _, l := range append(mine, other) {
		if err := l.ends(); err != nil {
			t.Error(err)
		}
	}
	f.come = make(chan Result)
	if again := listen(t, s, "/v1/events", "Authorization", "Bearer s"); again.res.StatusCode != 200 {
		t.Errorf("after the others ended: %s", again.res.Status)
	} else {
		again.res.Body.Close()
	}
	if none := listen(t, s, "/v1/events"); none.res.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a token: %s", none.res.Status)
	}
	if others := listen(t, s, "/v1/events?producer=city", "Authorization", "Bearer s"); others.res.StatusCode != http.StatusForbidden {
		t.Errorf("another's results: %s", others.res.Status)
	}
}

// TestEventsOfAListenerThatGoes leaves nothing behind; TestMain looks for goroutines.
func TestEventsOfAListenerThatGoes(t *testing.T) {
	f := &stream{come: make(chan Result)}
	s, _, beat := serveEvents(t, func(o *Options) { o.Follow, o.Limits.Listeners = f, 1 })
	l := listen(t, s, "/v1/events")
	l.next()
	l.res.Body.Close()
	for {
		next := listen(t, s, "/v1/events")
		if next.res.StatusCode == 200 {
			next.res.Body.Close()
			return
		}
		next.res.Body.Close()
		select { // whatever is written finds the listener gone, if nothing told so before
		case beat <- time.Now():
		default:
		}
	}
}

func TestABadLastEventID(t *testing.T) {
	d := open(t, &back{}, func(o *Options) { o.Follow = &stream{} })
	wantError(t, do(d, request("GET", "/v1/events", "", "Last-Event-Id", "x")), 400, "bad_header")
}
