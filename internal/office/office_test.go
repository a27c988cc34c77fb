package office_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"go.uber.org/goleak"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/office"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// desk is an office over a store, and what was put into it.
type desk struct {
	*office.Office
	store *sqlstore.Store
	raw   map[string][]byte
	check *check.Checker
}

func newDesk(t testing.TB, change func(*office.Options)) *desk {
	t.Helper()
	store, err := sqlstore.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "gouji.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	c, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{store: store, raw: map[string][]byte{}, check: c}
	o := office.Options{Store: store, Checker: c, Hosts: []string{"localhost"}, Clock: func() time.Time { return time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC) },
		Raw: func(_ context.Context, doc string) ([]byte, error) {
			if b, ok := d.raw[doc]; ok {
				return b, nil
			}
			return nil, errors.New("it is not there")
		}}
	if change != nil {
		change(&o)
	}
	if d.Office, err = office.New(o); err != nil {
		t.Fatal(err)
	}
	return d
}

// put reads, judges and stores a document as the stages do.
func (d *desk) put(t testing.TB, data []byte, src report.Source, rules string) string {
	t.Helper()
	c, err := d.check.Check(t.Context(), ingest.Input{Data: data, Source: src}, src.Filename)
	if err != nil || c.Report == nil {
		t.Fatalf("%v, %+v", err, c.Rejection)
	}
	d.raw[c.Report.ID] = data
	d.keep(t, c, rules)
	return c.Report.ID
}

func (d *desk) keep(t testing.TB, c report.Check, rules string) {
	t.Helper()
	rec, err := publish.NewRecord(publish.Input{Key: publish.Key{Doc: c.Report.ID, Parser: "p1", Rules: rules, Basis: "0"},
		Verdict: report.Verdict{Report: *c.Report, Findings: c.Findings, Rules: *c.Rules, Basis: "0"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.Put(t.Context(), rec); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) do(r *http.Request) *httptest.ResponseRecorder {
	if r.Host == "example.com" { // of httptest
		r.Host = "localhost:8080"
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func (d *desk) get(t testing.TB, path string) string {
	t.Helper()
	w := d.do(httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

func (d *desk) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return d.do(r)
}

// faulty is a generated report with a broken sum.
func faulty(t testing.TB) generate.Sample {
	t.Helper()
	fault, ok := generate.FaultNamed("t3_row_sum")
	if !ok {
		t.Fatal("there is no such fault")
	}
	s, err := generate.One(generate.Options{Seed: 3, Layout: generate.HTMLWord, Year: 2023, Faults: []generate.Fault{fault}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWalk goes the way of a reviewer: list, report, decision, another rule set, letter, export.
func TestWalk(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	doc := d.put(t, faulty(t).Data, report.Source{Filename: "年报.html", Producer: "crawler", Region: "青石县"}, "2026-1")
	list := d.get(t, "/reports?year=2023&severity=error&q=%E5%B9%B4%E6%8A%A5")
	if !strings.Contains(list, "/reports/"+doc) || !strings.Contains(list, "共 1 份") {
		t.Fatalf("the list does not have it: %s", list)
	}
	page := d.get(t, "/reports/"+doc)
	form := regexp.MustCompile(`name="rule" value="([^"]+)"><input type="hidden" name="evidence" value="([^"]+)"`).FindStringSubmatch(page)
	if form == nil {
		t.Fatalf("no finding to decide on: %s", page)
	}
	decide := func(kind, reason string) int {
		return d.post("/reports/"+doc+"/decisions", url.Values{"rule": {form[1]}, "evidence": {form[2]}, "kind": {kind}, "reason": {reason}}).Code
	}
	if got := d.do(httptest.NewRequest(http.MethodGet, "/reports/"+doc+"/letter.docx", nil)).Code; got != http.StatusConflict {
		t.Errorf("a letter about nothing: %d", got)
	}
	for _, c := range []struct {
		kind, reason string
		want         int
	}{{"dismissed", "", 400}, {"nonsense", "x", 400}, {"dismissed", "印刷件无误", 303}, {"confirmed", "请核实", 303}} {
		if got := decide(c.kind, c.reason); got != c.want {
			t.Errorf("%s: %d, want %d", c.kind, got, c.want)
		}
	}
	if got := d.post("/reports/"+doc+"/decisions", url.Values{"rule": {form[1]}, "evidence": {"another"}, "kind": {"confirmed"}}).Code; got != http.StatusConflict {
		t.Errorf("a decision on a finding that is not there: %d", got)
	}
	// Another rule set says the same in other words.
	stored, err := d.store.Get(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	var c report.Check
	if err := json.Unmarshal(stored.JSON, &c); err != nil {
		t.Fatal(err)
	}
	for i := range c.Findings {
		c.Findings[i].Message = "换了说法：" + c.Findings[i].Message
	}
	d.keep(t, c, "2026-2")
	page = d.get(t, "/reports/"+doc)
	for _, want := range []string{"换了说法", "<strong>确认</strong>：请核实", "印刷件无误", "规则集更新"} {
		if !strings.Contains(page, want) {
			t.Errorf("after the replay the page lacks %s", want)
		}
	}
	letter := unzip(t, []byte(d.get(t, "/reports/"+doc+"/letter.docx")), "word/document.xml")
	for _, want := range []string{"整改通知", "换了说法", "位置：", "表三", "请核实", "2026年2月3日", *c.Report.Agency} {
		if !strings.Contains(letter, want) {
			t.Errorf("the letter lacks %s: %s", want, letter)
		}
	}
	if !strings.Contains(d.get(t, "/reports?state=confirmed"), "共 1 份") || !strings.Contains(d.get(t, "/reports?state=open"), "共 0 份") {
		t.Error("the list does not know the decision")
	}
	rows, err := csv.NewReader(strings.NewReader(d.get(t, "/reports.csv?state=confirmed"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][len(rows[1])-1] != doc {
		t.Errorf("export: %v, %v", rows, err)
	}
	original := d.get(t, "/reports/"+doc+"/original")
	if !strings.Contains(original, `class="spot`) || !strings.Contains(original, "blockquote") {
		t.Error("the original is not beside the reading")
	}
}

func unzip(t testing.TB, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestHostileWords: what a document says is text on every page and in every file.
func TestHostileWords(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	const script, formula, escape = `"><script>alert(1)</script>`, `=HYPERLINK("http://x","y")`, "\x1b[31m甲\u202e"
	year, agency, title := 2023, formula+script, script+escape
	c := report.Check{Outcome: report.Checked, Rules: &report.Rules{Set: "2026.1"}, Report: &report.Report{ID: report.DocumentID([]byte("x")), Year: &year, Agency: &agency, Title: &title,
		Form: report.Form2021, Source: report.Source{Filename: "../" + script + ".html", Region: formula, Producer: "p", URL: "javascript:alert(1)"}},
		Findings: []report.Finding{{Rule: "T3-01", Severity: report.Error, Message: script + escape, Quotes: []string{script + escape + formula}, Want: script, Got: formula, Where: report.Where{ZH: script, EN: script}}}}
	d.keep(t, c, "2026-1")
	doc := c.Report.ID
	page := d.get(t, "/reports/"+doc)
	form := regexp.MustCompile(`name="evidence" value="([^"]+)"`).FindStringSubmatch(page)
	if form == nil {
		t.Fatal("no form")
	}
	if w := d.post("/reports/"+doc+"/decisions", url.Values{"rule": {"T3-01"}, "evidence": {form[1]}, "kind": {"returned"}, "reason": {script + escape}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := d.post("/members", url.Values{"revision": {"0"}, "do": {"save"}, "region": {formula}, "name": {script}, "aliases": {"别名" + script}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	wrong := d.post("/members", url.Values{"revision": {"0"}, "do": {"save"}, "region": {script + escape}, "name": {script + escape}}) // of an old revision
	draft := httptest.NewRequest(http.MethodPost, "/draft", strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"<script>alert(1)\x1b.pdf\"\r\n\r\n%PDF-1.4 "+script+escape+"\r\n--b--\r\n"))
	draft.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	for what, got := range map[string]string{"a refused change": wrong.Body.String(), "a draft that cannot be read": d.do(draft).Body.String(),
		"a page that there is not": d.do(httptest.NewRequest(http.MethodGet, "/"+url.PathEscape(script), nil)).Body.String(),
		"a cursor that is none":    d.do(httptest.NewRequest(http.MethodGet, "/reports?after="+url.QueryEscape(script), nil)).Body.String()} {
		if got == "" || strings.Contains(got, "<script>alert") || strings.ContainsAny(got, "\x1b\u202e") {
			t.Errorf("%s shows more than text: %s", what, got)
		}
	}
	if members := d.get(t, "/members.csv"); !strings.Contains(members, "'=HYPERLINK") {
		t.Errorf("the list of members as CSV has a formula: %s", members)
	}
	for _, path := range []string{"/members", "/members?edit=1", "/", "/?year=2023", "/reports", "/reports?q=" + url.QueryEscape(script), "/reports?region=" + url.QueryEscape(formula), "/reports/" + doc, "/reports/" + doc + "/original", "/rules", "/operate", "/draft"} {
		got := d.get(t, path)
		if strings.Contains(got, "<script>alert") || strings.ContainsAny(got, "\x1b\u202e") || strings.Contains(got, `href="javascript`) || strings.Contains(got, "onerror=") {
			t.Errorf("%s shows more than text: %s", path, got)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(d.get(t, "/reports.csv"), "\ufeff"))).ReadAll()
	if err != nil || rows[1][2] != "'"+agency || strings.Contains(rows[1][3], "\x1b") {
		t.Errorf("CSV: %q, %v", rows, err)
	}
	book, err := excelize.OpenReader(strings.NewReader(d.get(t, "/reports.xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if f, _ := book.GetCellFormula("list", "C2"); f != "" {
		t.Errorf("XLSX has the formula %s", f)
	}
	if v, _ := book.GetCellValue("list", "C2"); v != agency {
		t.Errorf("XLSX: %q", v)
	}
	if letter := unzip(t, []byte(d.get(t, "/reports/"+doc+"/letter.docx")), "word/document.xml"); strings.Contains(letter, "<script") || strings.Contains(letter, "\x1b") {
		t.Error("the letter has more than text")
	}
	for _, h := range d.do(httptest.NewRequest(http.MethodGet, "/language?to=en&back="+url.QueryEscape(`//evil.example/\`), nil)).Header()["Location"] {
		if h != "/" {
			t.Errorf("led to %s", h)
		}
	}
}

// TestStrangers: a page of another site can neither post nor read.
func TestStrangers(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	cross := httptest.NewRequest(http.MethodPost, "/draft", nil)
	cross.Header.Set("Sec-Fetch-Site", "cross-site")
	foreign := httptest.NewRequest(http.MethodGet, "/reports", nil)
	foreign.Host = "rebound.example:8080"
	for name, c := range map[string]struct {
		r    *http.Request
		want int
	}{"post of another site": {cross, http.StatusForbidden}, "foreign name": {foreign, http.StatusMisdirectedRequest},
		"nothing": {httptest.NewRequest(http.MethodGet, "/etc/passwd", nil), http.StatusNotFound}, "unknown": {httptest.NewRequest(http.MethodGet, "/reports/x", nil), http.StatusNotFound},
		"cursor": {httptest.NewRequest(http.MethodGet, "/reports?after=x", nil), http.StatusBadRequest}, "method": {httptest.NewRequest(http.MethodDelete, "/reports", nil), http.StatusNotFound}} {
		w := d.do(c.r)
		if w.Code != c.want && !(name == "method" && w.Code == http.StatusMethodNotAllowed) {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
		if p := w.Header().Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "unsafe") || strings.Contains(p, "script-src") {
			t.Errorf("%s: policy %q", name, p)
		}
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	users := []office.User{office.NewUser("zhang", office.Viewer, "v-secret"), office.NewUser("li", office.Reviewer, "r-secret"),
		office.NewUser("wang", office.Operator, "o-secret"), office.NewUser("crawler", office.Producer, "p-secret")}
	for name, change := range map[string]func(*office.Options){
		"tokens": func(o *office.Options) { o.Access.Users = users },
		"proxy":  func(o *office.Options) { o.Access.UserHeader, o.Access.RoleHeader = "X-User", "X-Role" },
	} {
		d := newDesk(t, change)
		own := d.put(t, faulty(t).Data, report.Source{Producer: "crawler", Filename: "own.html"}, "2026-1")
		other := d.put(t, generate.Demo()[0].Data, report.Source{Producer: "another", Filename: generate.Demo()[0].Name}, "2026-1")
		page := func(user, role, secret, method, path string) int {
			r := httptest.NewRequest(method, path, strings.NewReader("kind=confirmed&rule=x&evidence=y"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if name == "proxy" {
				r.Header.Set("X-User", user)
				r.Header.Set("X-Role", role)
			} else if user != "" {
				r.SetBasicAuth(user, secret)
			}
			return d.do(r).Code
		}
		for _, c := range []struct {
			user, role, secret, method, path string
			want                             int
		}{
			{"", "", "", "GET", "/reports", 401},
			{"zhang", "viewer", "v-secret", "GET", "/reports/" + other, 200},
			{"zhang", "viewer", "v-secret", "POST", "/reports/" + other + "/decisions", 403},
			{"zhang", "viewer", "v-secret", "GET", "/operate", 403},
			{"li", "reviewer", "r-secret", "POST", "/reports/" + other + "/decisions", 409}, // there is no such finding
			{"wang", "operator", "o-secret", "GET", "/operate", 200},
			{"wang", "operator", "o-secret", "POST", "/reports/" + other + "/decisions", 403},
			{"crawler", "producer", "p-secret", "GET", "/reports/" + own, 200},
			{"crawler", "producer", "p-secret", "GET", "/reports/" + other, 404},
			{"crawler", "producer", "p-secret", "GET", "/reports/" + other + "/file", 404},
			{"crawler", "producer", "p-secret", "GET", "/reports/" + other + "/original", 404},
		} {
			if got := page(c.user, c.role, c.secret, c.method, c.path); got != c.want {
				t.Errorf("%s: %s %s as %s: %d, want %d", name, c.method, c.path, c.role, got, c.want)
			}
		}
		if name == "tokens" {
			if got := page("zhang", "", "r-secret", "GET", "/"); got != 401 {
				t.Errorf("somebody else's secret: %d", got)
			}
			r := httptest.NewRequest(http.MethodGet, "/reports?producer=another", nil)
			r.SetBasicAuth("crawler", "p-secret")
			if body := d.do(r).Body.String(); strings.Contains(body, other) || !strings.Contains(body, own) {
				t.Error("a producer lists another's documents")
			}
		} else if got := page("x", "root", "", "GET", "/"); got != 403 {
			t.Errorf("a role that there is not: %d", got)
		}
	}
}
