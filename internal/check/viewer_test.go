package check_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/publish/viewer"
	"github.com/gouji/gouji/stages/report"
)

// page is the viewer's page of one document: its elements by id and the links to them.
type page struct {
	ids   map[string]*html.Node
	links []string
}

func viewed(t *testing.T, in viewer.Input) page {
	t.Helper()
	var b bytes.Buffer
	w, err := viewer.New(&b, viewer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(in); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	p := page{ids: map[string]*html.Node{}}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id" && p.ids[a.Val] != nil:
				t.Errorf("%s: the id %s stands twice", in.Check.File, a.Val)
			case a.Key == "id":
				p.ids[a.Val] = n
			case a.Key == "href":
				p.links = append(p.links, a.Val)
			}
		}
	}
	return p
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func bare(s string) string { return strings.Join(strings.Fields(s), "") }

// showsItsEvidence fails unless every link of the page has its target, and every figure
// that was read leads to its own digits in the original.
func showsItsEvidence(t *testing.T, c *check.Checker, name string, data []byte) {
	t.Helper()
	in := ingest.Input{Data: data, Source: report.Source{Filename: name}}
	got, err := c.Check(t.Context(), in, name)
	if err != nil {
		t.Fatal(err)
	}
	if got.Outcome != report.Checked {
		return
	}
	doc, err := c.Document(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	p := viewed(t, viewer.Input{Check: got, Document: &doc})
	for _, l := range p.links {
		if !strings.HasPrefix(l, "#") || p.ids[l[1:]] == nil {
			t.Errorf("%s: a link leads nowhere: %s", name, l)
		}
	}
	figures := 0
	figure := func(path string, cell report.Cell) {
		if cell.State != report.Printed || cell.At.IsZero() {
			return
		}
		figures++
		box := p.ids["d1-c-"+path]
		if box == nil {
			t.Errorf("%s: %s is in no table of the page", name, path)
			return
		}
		for n := range box.Descendants() {
			if n.Data != "a" || len(n.Attr) == 0 || n.Attr[0].Val != "figure" {
				continue
			}
			for _, a := range n.Attr {
				if a.Key == "href" && bare(textOf(p.ids[a.Val[1:]])) != bare(cell.Text) {
					t.Errorf("%s: %s is %q, and its place in the original says %q", name, path, cell.Text, textOf(p.ids[a.Val[1:]]))
				}
			}
			return
		}
		t.Errorf("%s: %s has no link to the original", name, path)
	}
	for k, v := range got.Report.Tables.Disclosure {
		figure("disclosure."+k, v)
	}
	for table, m := range map[string]map[string]map[string]report.Cell{"applications": got.Report.Tables.Applications, "proceedings": got.Report.Tables.Proceedings} {
		for r, cells := range m {
			for k, v := range cells {
				figure(table+"."+r+"."+k, v)
			}
		}
	}
	if figures == 0 && got.Report.Form == report.Form2021 && got.Report.Tables.Applications != nil {
		t.Logf("%s: no printed figure", name)
	}
}

func TestPagesOfGeneratedReports(t *testing.T) {
	t.Parallel()
	c, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, layout := range generate.Layouts() {
		s, err := generate.One(generate.Options{Seed: uint64(i + 1), Layout: layout})
		if err != nil {
			t.Fatal(err)
		}
		showsItsEvidence(t, c, s.Name, s.Data)
	}
}

func TestPagesOfTheCorpus(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../shared/corpus/docs/*")
	if len(files) == 0 {
		t.Skip("skipped: no corpus")
	}
	c, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		showsItsEvidence(t, c, filepath.Base(f), data)
	}
}
