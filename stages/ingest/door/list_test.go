package door

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// shelf lists results in the tests.
type shelf struct {
	asked Query
	found []Result
	err   error
}

func (s *shelf) List(_ context.Context, q Query) ([]Result, error) {
	s.asked = q
	return s.found, s.err
}

func TestList(t *testing.T) {
	s := &shelf{found: []Result{{Cursor: 3, Message: json.RawMessage(`{"id":"a"}`)}, {Cursor: 7, Message: json.RawMessage(`{"id":"b"}`)}}}
	at := func(tokens ...Token) *Door {
		return open(t, &back{}, func(o *Options) { o.List, o.Tokens = s, tokens })
	}
	w := do(at(), request("GET", "/v1/reports?producer=city&state=dead&since=2024-01-31T08:00:00Z&cursor=2&limit=5", ""))
	if w.Code != 200 || w.Body.String() != `{"results":[{"id":"a"},{"id":"b"}],"next":"7"}`+"\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	want := Query{Producer: "city", State: "dead", Since: time.Date(2024, 1, 31, 8, 0, 0, 0, time.UTC), After: 2, Limit: 5}
	if diff := cmp.Diff(want, s.asked); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	do(at(), request("GET", "/v1/reports", ""))
	if diff := cmp.Diff(Query{Limit: 100}, s.asked); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	// The owner of a token sees its own.
	mine := at(NewToken("crawler", "s"))
	do(mine, request("GET", "/v1/reports", "", "Authorization", "Bearer s"))
	if s.asked.Producer != "crawler" {
		t.Errorf("a producer sees those of %q", s.asked.Producer)
	}
	wantError(t, do(mine, request("GET", "/v1/reports?producer=city", "", "Authorization", "Bearer s")), 403, "forbidden")
	wantError(t, do(mine, request("GET", "/v1/reports", "")), 401, "unauthorized")
	for _, bad := range []string{"state=lost", "since=yesterday", "cursor=0", "cursor=x", "limit=0", "limit=1001"} {
		wantError(t, do(at(), request("GET", "/v1/reports?"+bad, "")), 400, "bad_metadata")
	}
	s.found = nil
	if w := do(at(), request("GET", "/v1/reports", "")); w.Body.String() != `{"results":[]}`+"\n" {
		t.Errorf("none: %s", w.Body)
	}
	s.err = errors.New("the broker is away")
	wantError(t, do(at(), request("GET", "/v1/reports", "")), 503, "unavailable")
	wantError(t, do(open(t, &back{}, nil), request("GET", "/v1/reports", "")), 404, "not_found")
}

func TestStatusOfMany(t *testing.T) {
	b := &back{state: "dead", stored: json.RawMessage(`{"outcome":"rejected","rejection":{"class":"no_text","message":"m"}}`)}
	d := open(t, b, nil)
	w := do(d, request("POST", "/v1/status", `{"ids":["`+someID+`","`+someID+`"]}`))
	one := `{"id":"` + someID + `","state":"dead","class":"no_text","message":"m"}`
	if w.Code != 200 || w.Body.String() != `{"documents":[`+one+`,`+one+`]}`+"\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	b.state, b.stored = "", nil
	if w := do(d, request("POST", "/v1/status", `{"ids":["`+someID+`"]}`)); w.Code != 200 || w.Body.String() != `{"documents":[{"id":"`+someID+`","state":"unknown"}]}`+"\n" {
		t.Errorf("unknown: %d %s", w.Code, w.Body)
	}
	many, err := json.Marshal(map[string][]string{"ids": make([]string, 201)})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body  string
		class string
	}{
		"no JSON":     {"x", "malformed"},
		"more behind": {`{"ids":["` + someID + `"]} x`, "malformed"},
		"no ids":      {`{}`, "bad_metadata"},
		"no id":       {`{"ids":[` + strconv.Quote("../x") + `]}`, "bad_metadata"},
		"too many":    {string(many), "bad_metadata"},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, do(d, request("POST", "/v1/status", c.body)), 400, c.class) })
	}
	b.findErr = errors.New("the broker is away")
	wantError(t, do(d, request("POST", "/v1/status", `{"ids":["`+someID+`"]}`)), 503, "unavailable")
}
