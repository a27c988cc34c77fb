package browser_test

import (
	"bytes"
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/gouji/gouji/generate"
)

//go:embed walk.js
var walk string

// TestEveryPlaceIsShown walks through the page of each document of the corpus and the reports,
// where they are beside the project, and of one generated report a layout.
func TestEveryPlaceIsShown(t *testing.T) {
	c := newChrome(t)
	source := axe(t, c)
	gouji := built(t)
	docs := documents(t)
	for i, doc := range docs {
		t.Run(filepath.Base(doc), func(t *testing.T) {
			at := filepath.Join(t.TempDir(), "page.html")
			if err := os.WriteFile(at, checked(t, gouji, doc), 0o600); err != nil {
				t.Fatal(err)
			}
			// The walk takes the longer, the more is drawn: every look for a few, one for each.
			list := looks()
			if i%5 != 0 {
				list = list[i%len(list):][:1]
			}
			for _, l := range list {
				through(t, c, at, l, filepath.Base(doc), source)
			}
		})
	}
}

// walked is what the walk through a page returns.
type walked struct {
	Wrong []string
	Count map[string]int
}

// through opens a page and fails for all that is wrong with it.
func through(t *testing.T, c *chrome, path string, l look, name, axe string) {
	t.Helper()
	b := c.tab(t, l)
	var got walked
	b.do(t, l.name, chromedp.Navigate("file://"+path), promised(walk, &got))
	for _, w := range append(got.Wrong, b.said.take()...) {
		t.Errorf("%s: %s", l.name, w)
	}
	b.do(t, l.name, chromedp.Evaluate(`location.hash = ""; scrollTo(0, 0); document.querySelectorAll(".lit").forEach(e => e.classList.remove("lit"))`, nil))
	b.picture(t, name+" "+l.name)
	b.usable(t, l.name, axe)
	t.Logf("%s: %v", l.name, got.Count)
}

// documents are those of the corpus, where it is there, and generated ones of each layout.
func documents(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, dir := range []string{"corpus", "reports"} {
		list, err := filepath.Glob("../../../shared/" + dir + "/docs/*")
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, list...)
	}
	if len(out) == 0 {
		t.Log("skipped: there is no corpus beside the project; generated reports only")
	}
	dir := t.TempDir()
	for i, l := range generate.Layouts() {
		s, err := generate.One(generate.Options{Seed: uint64(i), Layout: l})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, s.Name)
		if err := os.WriteFile(path, s.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		out = append(out, path)
	}
	return out
}

// checked is the page that gouji writes about a document, whatever it finds in it.
func checked(t *testing.T, gouji, doc string) []byte {
	t.Helper()
	var out, said bytes.Buffer
	cmd := exec.Command(gouji, "check", "--format", "html", doc)
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	if !strings.Contains(out.String(), "</html>") {
		t.Fatalf("%s: %v, %s", doc, err, said.String())
	}
	return out.Bytes()
}
