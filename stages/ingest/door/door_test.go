package door

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const someID = "abcdefghijklmnopqrstuvwxyz"

// back is what stands behind a door in the tests.
type back struct {
	mu      sync.Mutex
	seen    map[string]bool
	calls   []call
	submit  func(ctx context.Context) error
	state   string
	stored  json.RawMessage
	findErr error
	check   func(ctx context.Context) report.Check
	src     report.Source
	kind    string
	owner   string
}

func (b *back) Owner(context.Context, string) (string, error) { return b.owner, b.findErr }

type call struct {
	Producer, ID, Raw string
	Meta              map[string]string
	Notes             []string
}

func (b *back) Submit(ctx context.Context, producer, id string, raw []byte, meta map[string]string, notes []string) (Handed, error) {
	if b.submit != nil {
		if err := b.submit(ctx); err != nil {
			return Handed{}, err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls = append(b.calls, call{producer, id, string(raw), maps.Clone(meta), notes})
	duplicate := b.seen[id]
	if b.seen == nil {
		b.seen = make(map[string]bool)
	}
	b.seen[id] = true
	return Handed{Duplicate: duplicate}, nil
}

func (b *back) Find(context.Context, string) (string, json.RawMessage, error) {
	return b.state, b.stored, b.findErr
}

func (b *back) Check(ctx context.Context, raw []byte, src report.Source, contentType string) report.Check {
	b.mu.Lock()
	b.src, b.kind = src, contentType
	b.mu.Unlock()
	if b.check != nil {
		return b.check(ctx)
	}
	return report.Check{Outcome: report.Checked, Report: &report.Report{ID: report.DocumentID(raw)}, Rules: &report.Rules{Set: "2026.1"}}
}

func open(t testing.TB, b *back, change func(*Options)) *Door {
	t.Helper()
	o := Options{Submit: b, Find: b, Check: b, Log: zerolog.Nop(), Clock: func() time.Time { return time.Unix(0, 0) }}
	if change != nil {
		change(&o)
	}
	d, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func request(method, path, body string, header ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header[header[i]] = append(r.Header[header[i]], header[i+1])
	}
	return r
}

func do(d http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

// wantError fails unless the answer has the status and the one shape of refusals, in Chinese.
func wantError(t *testing.T, w *httptest.ResponseRecorder, status int, class string) {
	t.Helper()
	var p Problem
	dec := json.NewDecoder(w.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil || p.Error.Class != p.Class || p.Error.Message != p.Detail || p.Type != ProblemType+p.Class {
		t.Fatalf("status %d, the body has another shape: %v %+v", w.Code, err, p)
	}
	if w.Code != status || p.Status != status || p.Class != class || p.Detail == "" || p.Title == "" || !strings.HasPrefix(p.Instance, "/") {
		t.Errorf("got %d %+v, want %d %s", w.Code, p, status, class)
	}
	if !slices.Contains(Classes(), p.Class) {
		t.Errorf("%q is not one of Classes", p.Class)
	}
	wantHeaders(t, w, "application/problem+json; charset=utf-8")
	if w.Header().Get("Content-Language") != "zh" || w.Header().Get("Vary") != "Accept-Language" {
		t.Errorf("status %d has the headers %v", status, w.Header())
	}
	again := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
	if got := w.Header().Get("Retry-After"); (got != "") != again || got == "0" {
		t.Errorf("status %d has Retry-After %q", status, got)
	}
}

func wantHeaders(t *testing.T, w *httptest.ResponseRecorder, kind string) {
	t.Helper()
	for _, h := range []string{"Cache-Control", "X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy"} {
		if w.Header().Get(h) == "" {
			t.Errorf("status %d without %s", w.Code, h)
		}
	}
	if w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error("the door answers to CORS")
	}
	if got := w.Header().Get("Content-Type"); got != kind {
		t.Errorf("Content-Type %q", got)
	}
}

func TestSubmit(t *testing.T) {
	b := &back{}
	d := open(t, b, nil)
	id := report.DocumentID([]byte("report"))
	for i, want := range []string{`"duplicate":false,`, `"duplicate":true,`} {
		w := do(d, request("POST", "/v1/reports", "report",
			"Gouji-Agency", "某某区", "gouji-year", "2023", "Gouji-Published", "2024-01-31", "Gouji-Source", "https://x.gov.cn/a?b=1",
			"Gouji-Filename", `C:\年报\2023.html`, "Gouji-Region", "UTF-8''%E5%8C%BA", "Content-Type", "text/html", "Nats-Msg-Id", "x", "X-Other", "y"))
		if w.Code != 202 || w.Body.String() != `{"id":"`+id+`",`+want+`"location":"/v1/reports/`+id+`"}`+"\n" {
			t.Errorf("submission %d: %d %s", i, w.Code, w.Body)
		}
		wantHeaders(t, w, "application/json; charset=utf-8")
	}
	want := call{"http", id, "report", map[string]string{
		"Gouji-Agency": "某某区", "Gouji-Year": "2023", "Gouji-Published": "2024-01-31", "Gouji-Source": "https://x.gov.cn/a?b=1",
		"Gouji-Filename": "2023.html", "Gouji-Region": "区", "Content-Type": "text/html",
	}, nil}
	if diff := cmp.Diff(want, b.calls[0]); diff != "" {
		t.Errorf("submitted (-want +got):\n%s", diff)
	}
}

func TestSubmitRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		r      *http.Request
		status int
		class  fault.Class
	}{
		{"empty", request("POST", "/v1/reports", ""), 400, fault.Empty},
		{"too large, declared", request("POST", "/v1/reports", strings.Repeat("x", 101)), 413, fault.TooLarge},
		{"too large, found out", chunked(strings.Repeat("x", 101)), 413, fault.TooLarge},
		{"packed", request("POST", "/v1/reports", "x", "Content-Encoding", "gzip"), 415, fault.UnsupportedType},
		{"multipart without boundary", request("POST", "/v1/reports", "x", "Content-Type", "multipart/form-data"), 400, fault.BadHeader},
		{"multipart of another kind", request("POST", "/v1/reports", "x", "Content-Type", "multipart/mixed; boundary=b"), 400, fault.BadHeader},
		{"multipart cut off", request("POST", "/v1/reports", "--b\r\nContent-Disp", "Content-Type", "multipart/form-data; boundary=b"), 400, fault.Malformed},
		{"multipart with nothing", request("POST", "/v1/reports", "--b--\r\n", "Content-Type", "multipart/form-data; boundary=b"), 400, fault.Empty},
		{"from a page of another site", request("POST", "/v1/reports", "x", "Sec-Fetch-Site", "cross-site"), 403, fault.Forbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := &back{}
			wantError(t, do(open(t, b, func(o *Options) { o.Limits.Body = 100 }), c.r), c.status, string(c.class))
			if len(b.calls) != 0 {
				t.Errorf("submitted %v", b.calls)
			}
		})
	}
}

// chunked is a request that does not say its length.
func chunked(body string) *http.Request {
	r := request("POST", "/v1/reports", body)
	r.ContentLength = -1
	return r
}

func TestSubmitterErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		status int
		class  string
		retry  string
	}{
		{"plain", errors.New("nats: secret detail"), 503, unavailable, "5"},
		{"with delay", fault.RetryAfter(1500*time.Millisecond, errors.New("stall")), 503, unavailable, "2"},
		{"deadline", fmt.Errorf("submit: %w", context.DeadlineExceeded), 503, unavailable, "5"},
		{"rate", fault.Poisonf(fault.RateLimited, "slow down"), 429, "rate_limited", "1"},
		{"token", fault.Poisonf(fault.BadSubjectToken, "no"), 400, "bad_subject_token", ""},
		{"forbidden", fault.Poisonf(fault.Forbidden, "no"), 403, "forbidden", ""},
		{"too large for the broker", fault.Poisonf(fault.TooLarge, "no"), 413, "too_large", ""},
		{"type", fault.Poisonf(fault.UnsupportedType, "no"), 415, "unsupported_type", ""},
		{"encrypted", fault.Poisonf(fault.Encrypted, "no"), 422, "encrypted", ""},
		{"attempts", fault.Poisonf(fault.AttemptsExhausted, "no"), 503, "attempts_exhausted", "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := &back{submit: func(context.Context) error { return c.err }}
			w := do(open(t, b, nil), request("POST", "/v1/reports", "report"))
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("the answer tells of the inside: %s", w.Body)
			}
			if got := w.Header().Get("Retry-After"); got != c.retry {
				t.Errorf("Retry-After %q, want %q", got, c.retry)
			}
			wantError(t, w, c.status, c.class)
		})
	}
}

func TestEveryClassHasAStatus(t *testing.T) {
	for _, c := range fault.Classes() {
		if s := statusOf(c); s < 400 || s > 599 {
			t.Errorf("%s has status %d", c, s)
		}
	}
}

func TestAStalledSubmissionEnds(t *testing.T) {
	b := &back{submit: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
	d := open(t, b, func(o *Options) { o.Limits.Hold = time.Millisecond })
	wantError(t, do(d, request("POST", "/v1/reports", "report")), 503, unavailable)
}

func TestRoutes(t *testing.T) {
	for _, c := range []struct {
		method, path string
		status       int
		class, allow string
	}{
		{"GET", "/", 404, notFound, ""},
		{"POST", "/v1", 404, notFound, ""},
		{"POST", "/v1/reports/../check", 405, methodNotAllowed, "GET, HEAD"},
		{"PUT", "/v1/reports", 405, methodNotAllowed, "GET, POST"},
		{"GET", "/v1/status", 405, methodNotAllowed, "POST"},
		{"OPTIONS", "/v1/reports", 405, methodNotAllowed, "GET, POST"},
		{"GET", "/v1/check", 405, methodNotAllowed, "POST"},
		{"DELETE", "/v1/reports/" + someID, 405, methodNotAllowed, "GET, HEAD"},
		{"GET", "/v1/reports/", 400, "bad_metadata", ""},
		{"GET", "/v1/reports/ABCDEFGHIJKLMNOPQRSTUVWXYZ", 400, "bad_metadata", ""},
		{"GET", "/v1/reports/abcdefghijklmnopqrstuvwxy1", 400, "bad_metadata", ""},
		{"GET", "/v1/reports/" + someID + "/x", 400, "bad_metadata", ""},
		{"GET", "/v1/reports/" + someID, 404, notFound, ""},
	} {
		w := do(open(t, &back{state: "unknown"}, nil), request(c.method, c.path, ""))
		if got := w.Header().Get("Allow"); got != c.allow {
			t.Errorf("%s %s: Allow %q, want %q", c.method, c.path, got, c.allow)
		}
		wantError(t, w, c.status, c.class)
	}
}

func TestFind(t *testing.T) {
	stored := `{"schema":"gouji.check/v1","file":"<a>.pdf","report":{"tables":{"disclosure":{"fees_10k_yuan":{"value":96171.60}}}}}`
	for _, c := range []struct{ state, stored, want string }{
		{"published", stored, `{"id":"` + someID + `","state":"published",` + stored[1:]},
		{"in_flight", "", `{"id":"` + someID + `","state":"in_flight"}`},
		{"dead", "null", `{"id":"` + someID + `","state":"dead"}`},
		{"dead", "{ }", `{"id":"` + someID + `","state":"dead"}`},
	} {
		w := do(open(t, &back{state: c.state, stored: json.RawMessage(c.stored)}, nil), request("GET", "/v1/reports/"+someID, ""))
		if got := strings.TrimSpace(w.Body.String()); w.Code != 200 || got != c.want {
			t.Errorf("%d %s, want %s", w.Code, got, c.want)
		}
	}
	if w := do(open(t, &back{state: "published", stored: json.RawMessage(stored)}, nil), request("HEAD", "/v1/reports/"+someID, "")); w.Code != 200 || w.Body.Len() != 0 {
		t.Errorf("HEAD gives %d and %d bytes", w.Code, w.Body.Len())
	}
	for _, bad := range []*back{
		{findErr: errors.New("down")},
		{state: "published", stored: json.RawMessage(`[1]`)},
		{state: "published", stored: json.RawMessage(`{"state":"dead"}`)},
		{state: "published", stored: json.RawMessage(`{"id":"x"}`)},
	} {
		wantError(t, do(open(t, bad, nil), request("GET", "/v1/reports/"+someID, "")), 503, unavailable)
	}
}

func TestCheck(t *testing.T) {
	b := &back{}
	w := do(open(t, b, nil), request("POST", "/v1/check", "draft", "Gouji-Filename", "年报.docx", "Gouji-Year", "2023", "Content-Type", "text/plain"))
	var got report.Check
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 || got.File != "年报.docx" || got.Schema != report.CheckSchema {
		t.Errorf("%d %s, %v", w.Code, w.Body, err)
	}
	if !strings.Contains(w.Body.String(), `"findings":[]`) {
		t.Errorf("no empty list of findings: %s", w.Body)
	}
	if b.src.Year != 2023 || b.src.Filename != "年报.docx" || b.src.Producer != "http" || b.kind != "text/plain" {
		t.Errorf("the checker was told %+v %q", b.src, b.kind)
	}
	if len(b.calls) != 0 {
		t.Error("a check was submitted")
	}
	b.check = func(context.Context) report.Check {
		return report.Check{Outcome: report.Rejected, Rejection: &report.Rejection{Class: "encrypted", Message: "…"}}
	}
	w = do(open(t, b, nil), request("POST", "/v1/check", "draft"))
	if w.Code != 422 || !strings.Contains(w.Body.String(), `"outcome":"rejected","rejection":{"class":"encrypted"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAPanicIsAnAnswer(t *testing.T) {
	b := &back{check: func(context.Context) report.Check { panic("secret") }}
	d := open(t, b, func(o *Options) { o.Limits.Checks, o.Limits.Uploads = 1, 1 })
	for range 2 { // the second shows that the first gave its slots back
		w := do(d, request("POST", "/v1/check", "draft"))
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("the answer tells of the inside: %s", w.Body)
		}
		wantError(t, w, 500, "panic")
	}
}

func TestChecksAreBounded(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	b := &back{check: func(context.Context) report.Check {
		entered <- struct{}{}
		<-leave
		return report.Check{Outcome: report.Checked}
	}}
	d := open(t, b, func(o *Options) { o.Limits.Checks = 2 })
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if w := do(d, request("POST", "/v1/check", "draft")); w.Code != 200 {
				t.Errorf("status %d", w.Code)
			}
		})
	}
	<-entered
	<-entered
	wantError(t, do(d, request("POST", "/v1/check", "draft")), 503, unavailable)
	close(leave)
	wg.Wait()
	b.check = nil
	if w := do(d, request("POST", "/v1/check", "draft")); w.Code != 200 {
		t.Errorf("after the others: status %d", w.Code)
	}
}

// TestUploadsAreBounded: a caller has half of the places for large bodies, and small ones
// need none.
func TestUploadsAreBounded(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	large := strings.Repeat("x", freeBody+1)
	b := &back{}
	d := open(t, b, func(o *Options) { o.Limits.Uploads = 2 })
	b.submit = func(context.Context) error { entered <- struct{}{}; <-leave; return nil }
	var wg sync.WaitGroup
	wg.Go(func() { do(d, request("POST", "/v1/reports", large)) })
	<-entered
	wantError(t, do(d, request("POST", "/v1/reports", large+"2")), 503, unavailable)
	other := request("POST", "/v1/reports", large+"3")
	other.RemoteAddr = "198.51.100.7:1"
	wg.Go(func() { do(d, other) })
	<-entered
	third := request("POST", "/v1/reports", large+"4")
	third.RemoteAddr = "198.51.100.8:1"
	wantError(t, do(d, third), 503, unavailable)
	wg.Go(func() {
		if w := do(d, request("POST", "/v1/reports", "small")); w.Code != 202 {
			t.Errorf("a small body: status %d", w.Code)
		}
	})
	<-entered
	close(leave)
	wg.Wait()
}

func TestOnlyKnownHosts(t *testing.T) {
	d := open(t, &back{}, func(o *Options) { o.Hosts = []string{"localhost", "door"} })
	for host, want := range map[string]int{
		"127.0.0.1:8080": 202, "[::1]:8080": 202, "LOCALHOST:8080": 202, "localhost.": 202, "door": 202, "192.0.2.1": 202,
		"evil.example:8080": 421, "localhost.evil.example": 421, "": 421, "door:8080:9": 421, "127.0.0.1.evil.example": 421, "a\"b": 421,
	} {
		r := request("POST", "/v1/reports", "report "+host)
		r.Host = host
		if w := do(d, r); w.Code != want {
			t.Errorf("Host %q: status %d, want %d", host, w.Code, want)
		} else if want == 421 {
			wantError(t, w, 421, "forbidden")
		}
	}
}

func TestPersonalNumbersStayInside(t *testing.T) {
	const number = "11010519491231002X"
	text := "申请人身份证号" + number
	b := &back{check: func(context.Context) report.Check {
		return report.Check{Outcome: report.Checked, Findings: []report.Finding{{Rule: "N-01", Quotes: []string{text}}}}
	}, state: "published", stored: json.RawMessage(`{"quotes":["` + text + `"]}`)}
	d := open(t, b, func(*Options) {})
	for _, r := range []*http.Request{request("POST", "/v1/check", "draft"), request("GET", "/v1/reports/"+report.DocumentID([]byte("x")), "")} {
		w := do(d, r)
		if w.Code != 200 || strings.Contains(w.Body.String(), number) || !strings.Contains(w.Body.String(), "110105********002X") {
			t.Errorf("%s: %d %s", r.URL, w.Code, w.Body)
		}
	}
}

func TestObserve(t *testing.T) {
	var got []Request
	d := open(t, &back{}, func(o *Options) { o.Observe = func(r Request) { got = append(got, r) } })
	do(d, request("POST", "/v1/reports", "report"))
	do(d, request("POST", "/v1/reports", ""))
	do(d, request("GET", "/nowhere", ""))
	want := []Request{
		{Route: "submit", Status: 202, Bytes: 6},
		{Route: "submit", Status: 400, Class: "empty"},
		{Route: "other", Status: 404, Class: "not_found"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("observed (-want +got):\n%s", diff)
	}
}

func TestNewRefuses(t *testing.T) {
	b := &back{}
	for name, change := range map[string]func(*Options){
		"no submitter":     func(o *Options) { o.Submit = nil },
		"producer's name":  func(o *Options) { o.Producer = "a.b" },
		"token's producer": func(o *Options) { o.Tokens = []Token{NewToken("*", "s")} },
		"the same secret":  func(o *Options) { o.Tokens = []Token{NewToken("a", "s"), NewToken("b", "s")} },
		"limit below 0":    func(o *Options) { o.Limits.Checks = -1 },
	} {
		o := Options{Submit: b, Find: b, Check: b}
		change(&o)
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
