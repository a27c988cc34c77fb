package browser_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/gouji/gouji/generate"
)

// TestEveryPageCanBeUsed holds each page of the office, empty and full, in both languages, both
// sizes and both schemes of colours, against the rules of accessibility.
func TestEveryPageCanBeUsed(t *testing.T) {
	c := newChrome(t)
	source := axe(t, c)
	s := started(t, built(t))
	visit := func(t *testing.T, l look, lang string, paths ...string) {
		t.Helper()
		b := c.tab(t, l)
		b.do(t, lang, chromedp.Navigate(s.url+"/language?to="+lang))
		for _, path := range paths {
			what := lang + " " + path + " " + l.name
			b.do(t, what, chromedp.Navigate(s.url+path), chromedp.WaitReady("main", chromedp.ByQuery))
			b.picture(t, "office "+strings.TrimPrefix(what, " "))
			b.usable(t, what, source)
			for _, said := range b.said.take() {
				if !strings.Contains(said, "404 (Not Found)") {
					t.Errorf("%s: %s", what, said)
				}
			}
		}
	}
	t.Run("empty", func(t *testing.T) {
		visit(t, looks()[0], "zh", "/", "/reports", "/members", "/operate")
		visit(t, looks()[3], "en", "/", "/reports", "/members")
	})
	list := c.tab(t, looks()[0])
	list.do(t, "the list", chromedp.Navigate(s.url+"/reports"))
	var pdf string
	for _, d := range generate.Demo() {
		if id := s.submit(t, d.Name, d.Data); strings.HasSuffix(d.Name, ".pdf") {
			pdf = id
		}
	}
	hostile := sample(t, 17, "t3_row_sum")
	long := strings.Repeat("内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗", 2) + `"><script>alert(1)</script>` + strings.Repeat("x", 60) + ".html"
	id := s.submit(t, long, hostile.Data)
	for _, doc := range []string{id, pdf} {
		list.do(t, "the reports come", chromedp.WaitReady(`tr[data-doc="`+doc+`"]`, chromedp.ByQuery))
	}
	post(t, s.url+"/members", url.Values{"revision": {"0"}, "do": {"save"}, "region": {"呼伦贝尔市"}, "name": {strings.Repeat("莫力达瓦达斡尔族自治旗", 4) + "人民政府"}})
	b := c.tab(t, looks()[0])
	b.do(t, "a decision", chromedp.Navigate(s.url+"/reports/"+id))
	decided(t, b, 0, "confirmed", "请核实")
	b.do(t, "the decision shows", chromedp.WaitVisible(".decision.confirmed", chromedp.ByQuery))

	pages := []string{"/", "/reports", "/reports?q=nothing", "/reports/" + id, "/reports/" + id + "/original", "/reports/" + pdf + "/original", "/draft", "/members", "/members?edit=1", "/rules", "/operate", "/nowhere"}
	for i, l := range looks() {
		t.Run(l.name, func(t *testing.T) {
			visit(t, l, []string{"zh", "en", "en", "zh"}[i], pages...)
		})
	}
}

// post sends a form as a page of the site does.
func post(t *testing.T, address string, form url.Values) {
	t.Helper()
	answer, err := http.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", address, answer.Status)
	}
}
