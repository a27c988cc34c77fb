package door

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestAProducerSeesItsOwn: another's document is answered exactly like one that nobody
// submitted, by every question about a document, and whoever may see all sees it.
func TestAProducerSeesItsOwn(t *testing.T) {
	t.Parallel()
	b := &back{state: "published", stored: json.RawMessage(`{"schema":"gouji.check/v1","outcome":"checked","findings":[]}`), owner: "crawler"}
	tokens := open(t, b, func(o *Options) { o.Tokens = []Token{NewToken("crawler", "a"), NewToken("platform", "b")} })
	proxy := open(t, b, func(o *Options) {
		o.List = &shelf{}
		o.SignedIn = func(r *http.Request) (Visitor, bool) {
			name, role := r.Header.Get("X-User"), r.Header.Get("X-Role")
			return Visitor{Name: name, All: role == "reviewer"}, name != ""
		}
	})
	nobody := open(t, &back{}, func(o *Options) { o.Tokens = []Token{NewToken("platform", "b")} })
	absent := do(nobody, request("GET", "/v1/reports/"+someID, "", "Authorization", "Bearer b"))
	for name, c := range map[string]struct {
		door   *Door
		header []string
		sees   bool
	}{
		"the producer":           {tokens, []string{"Authorization", "Bearer a"}, true},
		"another producer":       {tokens, []string{"Authorization", "Bearer b"}, false},
		"behind a proxy":         {proxy, []string{"X-User", "crawler", "X-Role", "producer"}, true},
		"another behind a proxy": {proxy, []string{"X-User", "platform", "X-Role", "producer"}, false},
		"a reviewer":             {proxy, []string{"X-User", "li", "X-Role", "reviewer"}, true},
		"nobody signs in":        {open(t, b, nil), nil, true},
	} {
		got := do(c.door, request("GET", "/v1/reports/"+someID, "", c.header...))
		if c.sees && got.Code != 200 || !c.sees && (got.Code != 404 || got.Body.String() != absent.Body.String()) {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
		many := do(c.door, request("POST", "/v1/status", `{"ids":["`+someID+`"]}`, c.header...))
		if want := map[bool]string{true: "published", false: "unknown"}[c.sees]; many.Code != 200 || !strings.Contains(many.Body.String(), `"state":"`+want+`"`) {
			t.Errorf("%s, status: %d %s", name, many.Code, many.Body)
		}
	}
	wantError(t, do(proxy, request("GET", "/v1/reports/"+someID, "")), 401, "unauthorized")
	wantError(t, do(proxy, request("POST", "/v1/status", `{"ids":["`+someID+`"]}`)), 401, "unauthorized")
	wantError(t, do(proxy, request("GET", "/v1/reports", "")), 401, "unauthorized")
	wantError(t, do(proxy, request("GET", "/v1/reports?producer=crawler", "", "X-User", "platform", "X-Role", "producer")), 403, "forbidden")
	// Whoever hands in the bytes of another hears what they became, and has nowhere to look.
	for token, looks := range map[string]bool{"a": true, "b": false} {
		do(tokens, request("POST", "/v1/reports", "bytes", "Authorization", "Bearer "+token))
		w := do(tokens, request("POST", "/v1/reports", "bytes", "Authorization", "Bearer "+token))
		if body := w.Body.String(); w.Code != 202 || !strings.Contains(body, `"first"`) || strings.Contains(body, `"location"`) != looks || (w.Header().Get("Location") != "") != looks {
			t.Errorf("again with %s: %d %s", token, w.Code, body)
		}
	}
}
