package browser_test

import (
	"bytes"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/gouji/gouji/generate"
)

//go:embed walk.js
var walk string

var shots = flag.String("shots", "", "a folder for pictures of the pages")

// perPage bounds the walk through one page; a long report has 400 links.
const perPage = 2 * time.Minute

// look is a window and a scheme of colours.
type look struct {
	name          string
	width, height int64
	scheme        string
}

func looks() []look {
	return []look{{"1280 light", 1280, 900, "light"}, {"1280 dark", 1280, 900, "dark"}, {"390 light", 390, 844, "light"}, {"390 dark", 390, 844, "dark"}}
}

// TestEveryPlaceIsShown walks through the page of each document of the corpus and of one
// generated report a layout.
func TestEveryPlaceIsShown(t *testing.T) {
	chrome, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("skipped: Chromium is not installed, make browser installs it: ", err)
	}
	gouji := built(t)
	docs := documents(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chrome), chromedp.NoSandbox)
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	defer stop()
	whole, end := chromedp.NewContext(alloc)
	defer end()
	if err := chromedp.Run(whole); err != nil {
		t.Fatal(err)
	}
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
				through(t, whole, at, l, filepath.Base(doc))
			}
		})
	}
}

// through opens a page and fails for all that is wrong with it.
func through(t *testing.T, whole context.Context, path string, l look, name string) {
	t.Helper()
	tab, end := chromedp.NewContext(whole)
	defer end()
	ctx, cancel := context.WithTimeout(tab, perPage)
	defer cancel()
	var said console
	chromedp.ListenTarget(tab, said.hear)
	var got struct {
		Wrong []string
		Count map[string]int
	}
	tasks := chromedp.Tasks{
		emulation.SetDeviceMetricsOverride(l.width, l.height, 1, l.width < 600),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}}),
		chromedp.Navigate("file://" + path),
		chromedp.Evaluate(walk, &got, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
	}
	if *shots != "" {
		tasks = append(tasks, chromedp.Evaluate(`location.hash = ""; scrollTo(0, 0); document.querySelectorAll(".lit").forEach(e => e.classList.remove("lit"))`, nil), shot(filepath.Join(*shots, name+" "+l.name+".png")))
	}
	if err := chromedp.Run(ctx, tasks); err != nil {
		t.Fatalf("%s: %v", l.name, err)
	}
	for _, w := range append(got.Wrong, said.lines()...) {
		t.Errorf("%s: %s", l.name, w)
	}
	t.Logf("%s: %v", l.name, got.Count)
}

func shot(path string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		png, err := page.CaptureScreenshot().Do(ctx)
		if err != nil {
			return err
		}
		return os.WriteFile(path, png, 0o600)
	})
}

// console keeps what a page says on its console and what it fails in.
type console struct {
	mu   sync.Mutex
	said []string
}

func (c *console) hear(event any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		c.said = append(c.said, fmt.Sprintf("the console has a message of the kind %s", e.Type))
	case *runtime.EventExceptionThrown:
		c.said = append(c.said, "a script failed: "+e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		c.said = append(c.said, "the browser says: "+e.Entry.Text)
	}
}

func (c *console) lines() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.said
}

func built(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "gouji")
	build := exec.Command("go", "build", "-o", path, "./cmd/gouji")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building gouji: %v\n%s", err, out)
	}
	return path
}

// documents are those of the corpus, where it is there, and generated ones of each layout.
func documents(t *testing.T) []string {
	t.Helper()
	out, err := filepath.Glob("../../../shared/corpus/docs/*")
	if err != nil {
		t.Fatal(err)
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
