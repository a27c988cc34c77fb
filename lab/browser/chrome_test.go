package browser_test

import (
	"context"
	_ "embed"
	"errors"
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
)

//go:embed a11y.js
var rules string

var (
	shots = flag.String("shots", "", "a folder for pictures of the pages")
	ready = flag.String("gouji", "", "a gouji that is built already")
)

// perPage bounds one step with a page; a long report has 400 links.
const perPage = 10 * time.Minute

// look is a window and a scheme of colours.
type look struct {
	name          string
	width, height int64
	scheme        string
}

func looks() []look {
	return []look{{"1280 light", 1280, 900, "light"}, {"1280 dark", 1280, 900, "dark"}, {"390 light", 390, 844, "light"}, {"390 dark", 390, 844, "dark"}}
}

// wear makes a tab look so.
func (l look) wear() chromedp.Tasks {
	return chromedp.Tasks{
		emulation.SetDeviceMetricsOverride(l.width, l.height, 1, l.width < 600),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}}),
	}
}

// chrome is a headless Chromium for a test.
type chrome struct {
	path string
	ctx  context.Context
}

func newChrome(t *testing.T) *chrome {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("skipped: Chromium is not installed, make browser installs it: ", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WSURLReadTimeout(perPage))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc, chromedp.WithBrowserOption(chromedp.WithDialTimeout(perPage)))
	t.Cleanup(end)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return &chrome{path, ctx}
}

// tab is a tab with a look; what its pages say on the console is kept.
type tab struct {
	ctx  context.Context
	said console
}

func (c *chrome) tab(t *testing.T, l look) *tab {
	t.Helper()
	ctx, end := chromedp.NewContext(c.ctx)
	t.Cleanup(end)
	out := &tab{ctx: ctx}
	chromedp.ListenTarget(ctx, out.said.hear)
	if err := chromedp.Run(ctx); err != nil { // the tab lives as long as this context, not as a step
		t.Fatal(err)
	}
	out.do(t, "a new tab", l.wear())
	return out
}

// do runs actions in the tab, brought to the front as a visitor does who looks at it, and fails
// for the step that they are. A page that nobody looks at does not ask for news.
func (b *tab) do(t *testing.T, step string, actions ...chromedp.Action) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, perPage)
	defer cancel()
	if err := chromedp.Run(ctx, append([]chromedp.Action{page.BringToFront()}, actions...)...); err != nil {
		var text string
		if errors.Is(err, context.DeadlineExceeded) {
			text = " (was waited for in vain)"
		}
		t.Fatalf("%s: %v%s", step, err, text)
	}
}

// promised evaluates what returns a promise.
func promised(expression string, result any) chromedp.Action {
	return chromedp.Evaluate(expression, result, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) })
}

// usable holds the page of a tab against the rules of accessibility.
func (b *tab) usable(t *testing.T, what string, axe string) {
	t.Helper()
	var wrong []string
	b.do(t, what, promised(rules, &wrong))
	if axe != "" {
		var more []string
		b.do(t, what, chromedp.Evaluate(axe, nil), promised(runAxe, &more))
		wrong = append(wrong, more...)
	}
	for _, w := range wrong {
		t.Errorf("%s: %s", what, w)
	}
}

// picture keeps the whole page, if pictures are asked for.
func (b *tab) picture(t *testing.T, name string) {
	t.Helper()
	if *shots == "" {
		return
	}
	b.do(t, name, chromedp.ActionFunc(func(ctx context.Context) error {
		png, err := page.CaptureScreenshot().WithCaptureBeyondViewport(true).Do(ctx)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(*shots, strings.Map(func(r rune) rune {
			if strings.ContainsRune(`/?=&`, r) {
				return '_'
			}
			return r
		}, name)+".png"), png, 0o600)
	}))
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
		c.said = append(c.said, "the browser says: "+e.Entry.Text+" "+e.Entry.URL)
	}
}

// take returns what was said since the last time.
func (c *console) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.said
	c.said = nil
	return out
}

func built(t *testing.T) string {
	t.Helper()
	if *ready != "" {
		return *ready
	}
	path := filepath.Join(t.TempDir(), "gouji")
	build := exec.Command("go", "build", "-o", path, "./cmd/gouji")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building gouji: %v\n%s", err, out)
	}
	return path
}
