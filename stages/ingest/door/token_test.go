package door

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestTokens(t *testing.T) {
	b := &back{state: "in_flight"}
	d := open(t, b, func(o *Options) {
		o.Tokens = []Token{NewToken("crawler", "secret-a"), NewToken("city", "secret-b"), NewToken("city", "secret-c")}
	})
	for secret, producer := range map[string]string{"secret-a": "crawler", "secret-b": "city", "secret-c": "city"} {
		b.calls = nil
		if w := do(d, request("POST", "/v1/reports", "report", "Authorization", "bearer "+secret)); w.Code != 202 || b.calls[0].Producer != producer {
			t.Errorf("%s: status %d, %+v", secret, w.Code, b.calls)
		}
	}
	b.calls = nil
	for name, header := range map[string][]string{
		"none":            {},
		"no scheme":       {"secret-a"},
		"other scheme":    {"Basic secret-a"},
		"empty":           {"Bearer "},
		"unknown":         {"Bearer secret-x"},
		"prefix":          {"Bearer secret-"},
		"longer":          {"Bearer secret-aa"},
		"space before":    {"Bearer  secret-a"},
		"space after":     {"Bearer secret-a "},
		"case":            {"Bearer SECRET-A"},
		"two headers":     {"Bearer secret-a", "Bearer secret-b"},
		"two in one":      {"Bearer secret-a, Bearer secret-b"},
		"the digest":      {"Bearer " + string((*d.callers.Load())[0].Digest[:])},
		"the producer":    {"Bearer crawler"},
		"very long":       {"Bearer " + strings.Repeat("x", 5000)},
		"NUL at the end":  {"Bearer secret-a\x00"},
		"unknown, spaced": {" Bearer secret-a"},
	} {
		for _, route := range []string{"POST /v1/reports", "POST /v1/check", "GET /v1/reports/" + someID} {
			method, path, _ := strings.Cut(route, " ")
			r := request(method, path, "report")
			if len(header) > 0 {
				r.Header["Authorization"] = header
			}
			w := do(d, r)
			if w.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%s: no WWW-Authenticate", name)
			}
			wantError(t, w, http.StatusUnauthorized, "unauthorized")
		}
	}
	if len(b.calls) != 0 {
		t.Errorf("submitted %+v", b.calls)
	}
}

func TestATokenCannotNameAnotherProducer(t *testing.T) {
	b := &back{}
	d := open(t, b, func(o *Options) { o.Tokens = []Token{NewToken("crawler", "s")} })
	w := do(d, request("POST", "/v1/reports", "x", "Authorization", "Bearer s", "Gouji-Producer", "city"))
	if w.Code != 202 || b.calls[0].Producer != "crawler" || b.calls[0].Meta["Gouji-Producer"] != "" || len(b.calls[0].Notes) != 1 {
		t.Errorf("%d %s: %+v", w.Code, w.Body, b.calls)
	}
}

func TestRateLimit(t *testing.T) {
	now := time.Unix(0, 0)
	b := &back{}
	d := open(t, b, func(o *Options) {
		o.Clock = func() time.Time { return now }
		o.Tokens = []Token{NewToken("a", "a"), NewToken("b", "b")}
		o.Limits.Rate, o.Limits.Burst = 0.5, 2
	})
	send := func(token string) int {
		return do(d, request("POST", "/v1/reports", "report", "Authorization", "Bearer "+token)).Code
	}
	want := func(token string, codes ...int) {
		t.Helper()
		for i, c := range codes {
			if got := send(token); got != c {
				t.Errorf("%s, request %d: %d, want %d", token, i, got, c)
			}
		}
	}
	want("a", 202, 202, 429, 429)
	want("b", 202)
	w := do(d, request("POST", "/v1/reports", "report", "Authorization", "Bearer a"))
	if got := w.Header().Get("Retry-After"); got != "2" {
		t.Errorf("Retry-After %q, want 2", got)
	}
	wantError(t, w, 429, "rate_limited")
	now = now.Add(2 * time.Second)
	want("a", 202, 429)
	now = now.Add(-time.Hour) // a clock set back gives nothing and takes nothing
	want("a", 429)
	now = now.Add(3 * time.Hour)
	want("a", 202, 202, 429)
}

func TestEveryFileOfAFormIsCharged(t *testing.T) {
	now := time.Unix(0, 0)
	d := open(t, &back{}, func(o *Options) {
		o.Clock = func() time.Time { return now }
		o.Limits.Rate, o.Limits.Burst = 1, 2
	})
	if w := do(d, form(t, "/v1/reports", file{"a", "1"}, file{"b", "2"}, file{"c", "3"}, file{"d", "4"})); w.Code != 202 {
		t.Fatalf("status %d", w.Code)
	}
	now = now.Add(2 * time.Second)
	wantError(t, do(d, request("POST", "/v1/reports", "report")), 429, "rate_limited")
	now = now.Add(time.Second)
	if w := do(d, request("POST", "/v1/reports", "report")); w.Code != 202 {
		t.Errorf("status %d when the debt is paid", w.Code)
	}
}
