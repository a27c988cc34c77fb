package door

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/stages/report"
)

// TestFormats: the parameter decides, else Accept; who accepts nothing that there is gets JSON.
func TestFormats(t *testing.T) {
	formats := func(o *Options) {
		for _, f := range []Format{{Name: "html", Type: "text/html", Policy: "default-src 'none'; img-src data:"}, {Name: "sarif", Type: "application/sarif+json", File: "c.sarif"}} {
			f.Write = func(_ context.Context, w io.Writer, d Draft) error {
				_, err := fmt.Fprintf(w, "%s %s %s %s %s", f.Name, d.Lang, d.Check.Outcome, d.Raw, d.Source.Agency)
				return err
			}
			o.Formats = append(o.Formats, f)
		}
	}
	for _, c := range []struct{ query, accept, kind, begins string }{
		{"", "", "application/json; charset=utf-8", "{"},
		{"", "*/*", "application/json; charset=utf-8", "{"},
		{"", "application/xml", "application/json; charset=utf-8", "{"},
		{"", strings.Repeat("x/y,", 3000), "application/json; charset=utf-8", "{"},
		{"", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8", "html zh checked draft 某市"},
		{"", "application/json;q=0.5, application/sarif+json", "application/sarif+json", "sarif zh checked draft 某市"},
		{"?format=html", "application/sarif+json", "text/html; charset=utf-8", "html"},
		{"?format=json", "text/html", "application/json; charset=utf-8", "{"},
	} {
		w := do(open(t, &back{}, formats), request("POST", "/v1/check"+c.query, "draft", "Accept", c.accept, "Gouji-Agency", "某市"))
		if w.Code != 200 || !strings.HasPrefix(w.Body.String(), c.begins) {
			t.Errorf("%q %.40q: %d %s", c.query, c.accept, w.Code, w.Body)
		}
		wantHeaders(t, w, c.kind)
	}
	w := do(open(t, &back{}, formats), request("POST", "/v1/check?format=html", "draft"))
	if got := w.Header().Get("Content-Security-Policy"); got != "default-src 'none'; img-src data:" {
		t.Errorf("the page has the policy %q", got)
	}
	w = do(open(t, &back{}, formats), request("POST", "/v1/check?format=sarif", "draft", "Accept-Language", "en"))
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="c.sarif"` || !strings.HasPrefix(w.Body.String(), "sarif en") {
		t.Errorf("%q %s", got, w.Body)
	}
	rejects := &back{check: func(context.Context) report.Check { return report.Check{Outcome: report.Rejected} }}
	if w := do(open(t, rejects, formats), request("POST", "/v1/check?format=html", "draft")); w.Code != 422 || !strings.HasPrefix(w.Body.String(), "html zh rejected") {
		t.Errorf("a rejected draft: %d %s", w.Code, w.Body)
	}
	wantError(t, do(open(t, &back{}, formats), request("POST", "/v1/check?format=pdf", "draft")), 400, "bad_metadata")
	fails := func(o *Options) {
		o.Formats = []Format{{Name: "html", Type: "text/html", Write: func(context.Context, io.Writer, Draft) error { return errors.New("secret") }}}
	}
	w = do(open(t, &back{}, fails), request("POST", "/v1/check?format=html", "draft"))
	if strings.Contains(w.Body.String(), "secret") {
		t.Errorf("the answer tells of the inside: %s", w.Body)
	}
	wantError(t, w, 503, unavailable)
	b := &back{}
	if _, err := New(Options{Submit: b, Find: b, Check: b, Log: zerolog.Nop(), Formats: []Format{{Name: "x"}}}); err == nil {
		t.Error("a format without a function is taken")
	}
}
