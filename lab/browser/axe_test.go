package browser_test

import (
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// runAxe returns what axe-core calls a violation, a line each. The original of a report, with
// its own tables and page pictures, is the document's and not ours.
const runAxe = `(async () => {
  const r = await axe.run({ exclude: [[".original .grid"], [".original .page"]] }, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
  return r.violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => "axe " + axe.version + " " + v.id + ": " + n.target.join(" ") + " " + (n.any.concat(n.all, n.none)[0] || {}).message));
})()`

// axe returns the source of axe-core, "" where this Chromium has none. It is not part of gouji:
// Chromium brings it along inside of its developer tools (Lighthouse), packed with Brotli. The
// browser itself unpacks it.
func axe(t *testing.T, c *chrome) string {
	t.Helper()
	pak := resources(c.path)
	var packed [][]byte
	for _, b := range pak {
		if len(b) > 8+100<<10 && b[0] == 0x1e && b[1] == 0x9b { // Brotli behind its mark and size
			packed = append(packed, b[8:])
		}
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err != nil || n >= len(packed) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<!DOCTYPE html><title>axe</title>")
			return
		}
		w.Header().Set("Content-Encoding", "br")
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write(packed[n])
	}))
	defer site.Close()
	b := c.tab(t, looks()[0])
	var source string
	b.do(t, "looking for axe-core", chromedp.Navigate(site.URL), promised(fmt.Sprintf(`(async () => {
  for (let n = 0; n < %d; n++) {
    const all = await (await fetch("/" + n)).text(), at = all.indexOf("`+"`"+`/*! axe v");
    if (at < 0) { continue; }
    let end = at + 1;
    while (all[end] !== "`+"`"+`") { end += all[end] === "\\" ? 2 : 1; }
    return (0, eval)(all.slice(at, end + 1));
  }
  return "";
})()`, len(packed)), &source))
	if source == "" {
		t.Log("skipped: this Chromium brings no axe-core along; the rules of a11y.js alone")
	}
	return source
}

// resources are the parts of Chromium's resources.pak, none where it is elsewhere or of another
// form: version 5, a header of 12 bytes, then for each part its number and where it begins.
func resources(chromium string) (out [][]byte) {
	real, err := filepath.EvalSymlinks(chromium)
	if err != nil {
		return nil
	}
	var pak []byte
	for _, dir := range []string{filepath.Dir(real), "/usr/lib/chromium", "/usr/lib64/chromium-browser", "/usr/lib/chromium-browser"} {
		if pak, err = os.ReadFile(filepath.Join(dir, "resources.pak")); err == nil {
			break
		}
	}
	if len(pak) < 18 || binary.LittleEndian.Uint32(pak) != 5 {
		return nil
	}
	n := int(binary.LittleEndian.Uint16(pak[8:]))
	if len(pak) < 12+6*(n+1) {
		return nil
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint32(pak[12+6*i+2:])) }
	for i := range n {
		if from, to := at(i), at(i+1); from <= to && to <= len(pak) {
			out = append(out, pak[from:to])
		}
	}
	return out
}

// TestTheRulesCanBeBroken: each rule tells of a page that breaks it.
func TestTheRulesCanBeBroken(t *testing.T) {
	c := newChrome(t)
	source := axe(t, c)
	const page = `<!DOCTYPE html><html lang="zh-CN"><head><title>x</title><style>a{outline:none!important}</style></head><body><main><h1>页</h1><h3>跳级</h3>
<p id="a" style="color:#aaa;background:#fff">看不清</p><p id="a">同号</p><input name="q"><a href="#nowhere">去</a><a href="/x"></a><img src="data:,">
<table><tr><th>头</th><td>1</td></tr></table><div style="inline-size:3000px">宽</div><section aria-labelledby="gone">无名</section></main><p>在外</p></body></html>`
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	}))
	defer site.Close()
	b := c.tab(t, looks()[0])
	var own []string
	b.do(t, "the page", chromedp.Navigate(site.URL), promised(rules, &own))
	told := strings.Join(own, "\n")
	for _, want := range []string{"an id stands twice", "stands outside of every landmark", "a heading skips a level", "a picture has no text", "a control has no label", "a link has no name",
		"labelled by what is not there", "a table has no name", "a head has no scope", "leads nowhere", "the contrast is", "does not show that it has the focus", "the page is wider"} {
		if !strings.Contains(told, want) {
			t.Errorf("the rules do not tell: %s", want)
		}
	}
	if source == "" {
		return
	}
	var more []string
	b.do(t, "axe", chromedp.Evaluate(source, nil), promised(runAxe, &more))
	told = strings.Join(more, "\n")
	for _, want := range []string{"color-contrast", "label", "image-alt", "link-name", "heading-order"} {
		if !strings.Contains(told, " "+want+":") {
			t.Errorf("axe does not tell: %s, but %s", want, told)
		}
	}
}
