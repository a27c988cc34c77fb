package css_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest/html/css"
	"golang.org/x/net/html"
)

// FuzzSheet has any style sheet and style attribute for a few elements: it ends within the
// number of comparisons, and twice the same.
func FuzzSheet(f *testing.F) {
	for _, s := range [][2]string{
		{`.x,td > b.x[class~=y]{display:none!important}`, "color:#fff;background:url(a) rgb(1 2 3/.5)"},
		{`@media screen and (min-width:10em){i:nth-child(2)::before{content:"\33"}}`, "font:italic 0/1 a;text-indent:-9in"},
		{`<!--/*"*/ * *{opacity:0%;clip:rect(0 0 0 0)}`, "transform:translate(-9999px,0);vertical-align:-2ex"},
		{`@supports{}}@layer a{b{color:hsl(0,0%,100%)`, "position:absolute;left:-1000rem;color:var(--x)"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, sheet, style string) {
		const most = 2000
		first, again := looks(t, sheet, style, most), looks(t, sheet, style, most)
		if first != again {
			t.Fatalf("once %s, then %s", first, again)
		}
	})
}

// looks are the looks of a small page's elements.
func looks(t *testing.T, sheet, style string, most int) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(`<table><tr><td class="n a"><b id=i class="x y">7</b><i><u>3</u></i></table>`))
	if err != nil {
		t.Fatal(err)
	}
	r := css.NewResolver(100, most)
	r.Add(sheet)
	var b strings.Builder
	var walk func(n *html.Node, s css.Style)
	walk = func(n *html.Node, s css.Style) {
		for c := n.FirstChild; c != nil && !r.Exceeded(); c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			if c.Data == "b" || c.Data == "u" {
				c.Attr = append(c.Attr, html.Attribute{Key: "style", Val: style})
			}
			k := r.Child(s, c)
			b.WriteString(c.Data + " " + string(k.Look) + "\n")
			walk(c, k)
		}
	}
	walk(doc, css.Root())
	return b.String()
}
