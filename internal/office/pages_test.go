package office_test

import (
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/report"
)

// TestPagesCanBeUsed holds every page, in both languages, to the basic rules of accessibility:
// a language, one first heading and no level left out, a label for each control, heads with a
// scope for each table, words for each link, each id once, and every link inside a page with
// its target. It also finds words that the catalogue lacks.
func TestPagesCanBeUsed(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	doc := d.put(t, faulty(t).Data, report.Source{Filename: "年报.html", Producer: "crawler", Region: "青石县"}, "2026-1")
	pair, err := generate.PairOf(5, 2022, generate.HTMLWord, true, false)
	if err != nil {
		t.Fatal(err)
	}
	before := d.put(t, pair.Old.Data, report.Source{Filename: "old.html", Region: "青石县"}, "2026-1")
	d.put(t, pair.New.Data, report.Source{Filename: "new.html", Region: "青石县"}, "2026-1")
	if page := d.get(t, "/reports/"+before); !strings.Contains(page, "不一致") || !strings.Contains(page, "一致") {
		t.Error("the year after, which takes over another number, is not beside it")
	}
	d.post("/members", url.Values{"revision": {"0"}, "do": {"save"}, "region": {"青石县"}, "name": {"柳塘镇人民政府"}})
	for _, lang := range []string{"zh", "en"} {
		for _, path := range []string{"/", "/?year=1999", "/reports", "/reports?q=nothing", "/reports/" + doc, "/reports/" + before, "/draft", "/members", "/members?edit=1", "/rules", "/operate", "/nowhere"} {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.AddCookie(&http.Cookie{Name: "lang", Value: lang})
			w := d.do(r)
			root, err := html.Parse(strings.NewReader(w.Body.String()))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range faultsOf(root) {
				if f == "a script" && strings.HasPrefix(path, "/reports") && !strings.Contains(path, doc) && !strings.Contains(path, before) {
					continue // the list's own, TestLive
				}
				t.Errorf("%s %s: %s", lang, path, f)
			}
			if missing := regexp.MustCompile(`![a-z.]+!`).FindString(w.Body.String()); missing != "" {
				t.Errorf("%s %s: the catalogue lacks %s", lang, path, missing)
			}
		}
	}
}

// faultsOf are the breaks of the rules in a page.
func faultsOf(root *html.Node) (out []string) {
	ids, labelled, links := map[string]bool{}, map[string]bool{}, []string{}
	level, firsts := 0, 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				out = append(out, "the id "+id+" stands twice")
			}
			ids[id] = true
		}
		switch n.Data {
		case "html":
			if attribute(n, "lang") == "" {
				out = append(out, "no language")
			}
		case "h1", "h2", "h3", "h4":
			now, _ := strconv.Atoi(n.Data[1:])
			if now > level+1 {
				out = append(out, "the heading "+words(n)+" leaves a level out")
			}
			if now == 1 {
				firsts++
			}
			level = now
		case "label":
			labelled[attribute(n, "for")] = true
			for c := range n.Descendants() {
				if c.Type == html.ElementNode && c.Data == "input" {
					labelled[attribute(c, "name")+attribute(c, "value")] = true
				}
			}
		case "th":
			if attribute(n, "scope") == "" {
				out = append(out, "the head "+words(n)+" has no scope")
			}
		case "table":
			if !strings.Contains(inside(n), "th ") {
				out = append(out, "a table without heads")
			}
		case "a", "button", "summary":
			if strings.TrimSpace(words(n)) == "" {
				out = append(out, n.Data+" without words")
			}
			if h := attribute(n, "href"); strings.HasPrefix(h, "#") {
				links = append(links, h[1:])
			}
		case "svg":
			if attribute(n, "role") == "img" && attribute(n, "aria-label") == "" {
				out = append(out, "a drawing without words")
			}
		case "script":
			out = append(out, "a script")
		}
		if attribute(n, "style") != "" {
			out = append(out, "a style that the policy does not let through")
		}
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "input" && n.Data != "select" && n.Data != "textarea" || attribute(n, "type") == "hidden" {
			continue
		}
		if !labelled[attribute(n, "id")] && !labelled[attribute(n, "name")+attribute(n, "value")] {
			out = append(out, "the control "+attribute(n, "name")+" has no label")
		}
		if id := attribute(n, "aria-labelledby"); id != "" && !ids[id] {
			out = append(out, id+" is nowhere")
		}
	}
	for _, l := range links {
		if !ids[l] {
			out = append(out, "a link leads to #"+l+", which is nowhere")
		}
	}
	if firsts != 1 {
		out = append(out, strconv.Itoa(firsts)+" first headings")
	}
	return out
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func inside(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		b.WriteString(d.Data + " ")
	}
	return b.String()
}

// TestContrast computes the contrast of every colour of text with what it stands on, light and
// dark: 4.5 to 1 at least (WCAG 2.2, 1.4.3).
func TestContrast(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile(filepath.Join("pages", "office.css"))
	if err != nil {
		t.Fatal(err)
	}
	palettes := regexp.MustCompile(`:root \{[^}]*--paper[^}]*\}`).FindAllString(string(css), -1)
	if len(palettes) < 2 {
		t.Fatalf("%d palettes", len(palettes))
	}
	for i, name := range []string{"light", "dark"} {
		colour := map[string][3]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6})`).FindAllStringSubmatch(palettes[i], -1) {
			colour[m[1]] = rgb(m[2])
		}
		for _, on := range []string{"paper", "soft"} {
			for _, c := range []string{"ink", "dim", "error", "warning", "info", "good", "link"} {
				if r := contrast(colour[c], colour[on]); r < 4.5 {
					t.Errorf("%s: %s on %s has %.2f", name, c, on, r)
				}
			}
		}
		if r := contrast(colour["head-ink"], colour["head"]); r < 4.5 {
			t.Errorf("%s: the head has %.2f", name, r)
		}
		if r := contrast(colour["part"], colour["paper"]); r < 3 {
			t.Errorf("%s: bars have %.2f, want 3", name, r)
		}
	}
	if r := contrast(rgb("#ffffff"), rgb("#0b57a4")); r < 4.5 {
		t.Errorf("buttons have %.2f", r)
	}
}

func rgb(s string) (out [3]float64) {
	s = s[1:]
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	for i := range out {
		n, _ := strconv.ParseUint(s[2*i:2*i+2], 16, 8)
		v := float64(n) / 255
		if v <= 0.04045 {
			out[i] = v / 12.92
		} else {
			out[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return out
}

// contrast is that of WCAG 2.2 for two colours in linear light.
func contrast(a, b [3]float64) float64 {
	l := func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] + 0.05 }
	return max(l(a), l(b)) / min(l(a), l(b))
}
