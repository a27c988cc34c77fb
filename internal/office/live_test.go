package office_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/office"
	"github.com/gouji/gouji/stages/report"
)

// TestLive: the list may run the one script that it has, by its sum; what it asks for says when
// a verdict or a decision has come; a producer learns nothing of when others submit.
func TestLive(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	w := d.do(httptest.NewRequest(http.MethodGet, "/reports", nil))
	script := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(w.Body.String(), -1)
	if len(script) != 1 {
		t.Fatalf("%d scripts", len(script))
	}
	sum := sha256.Sum256([]byte(script[0][1]))
	if p := w.Header().Get("Content-Security-Policy"); !strings.Contains(p, "script-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || strings.Contains(p, "unsafe") {
		t.Errorf("the policy does not name the script's sum: %s", p)
	}
	mark := func() string { return d.get(t, "/reports/news") }
	shown := func() bool { return strings.Contains(d.get(t, "/reports"), `data-mark="`+mark()+`"`) }
	empty := mark()
	doc := d.put(t, faulty(t).Data, report.Source{Filename: "a.html"}, "2026-1")
	came := mark()
	if came == empty || !shown() {
		t.Errorf("a report came, and the mark is %s as before, or the list has another", came)
	}
	form := regexp.MustCompile(`name="rule" value="([^"]+)"><input type="hidden" name="evidence" value="([^"]+)"`).FindStringSubmatch(d.get(t, "/reports/"+doc))
	if form == nil {
		t.Fatal("no finding to decide on")
	}
	if mark() != came {
		t.Error("the mark changed by looking")
	}
	d.post("/reports/"+doc+"/decisions", url.Values{"rule": {form[1]}, "evidence": {form[2]}, "kind": {"confirmed"}})
	if mark() == came || !shown() {
		t.Error("a decision is no news")
	}
	own := newDesk(t, func(o *office.Options) {
		o.Access.Users = []office.User{office.NewUser("crawler", office.Producer, "p-secret")}
	})
	for path, want := range map[string]int{"/reports": http.StatusOK, "/reports/news": http.StatusForbidden} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.SetBasicAuth("crawler", "p-secret")
		if w := own.do(r); w.Code != want || strings.Contains(w.Body.String(), "<script") {
			t.Errorf("a producer at %s: %d, want %d and no script", path, w.Code, want)
		}
	}
}
