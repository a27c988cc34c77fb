package browser_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"github.com/gouji/gouji/generate"
)

// site is a gouji that runs as its users run it: everything in one process, empty at first.
type site struct{ gouji, url, data string }

// started runs `gouji up` until the test ends.
func started(t *testing.T, gouji string) *site {
	t.Helper()
	s := &site{gouji: gouji, data: t.TempDir()}
	up := exec.Command(gouji, "up", "--data", s.data, "--log-format", "json", "--disk-limit", "0", "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	said, err := up.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := up.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = up.Process.Signal(syscall.SIGTERM)
		_ = up.Wait()
	})
	lines := bufio.NewScanner(said)
	var all strings.Builder
	for lines.Scan() {
		var where struct{ NATS, HTTP string }
		if json.Unmarshal(lines.Bytes(), &where) == nil && where.NATS != "" && where.HTTP != "" {
			s.url = "http://" + where.HTTP
			break
		}
		fmt.Fprintln(&all, lines.Text())
	}
	if s.url == "" {
		t.Fatalf("gouji up did not say where it is: %s", all.String())
	}
	go func() { _, _ = io.Copy(io.Discard, said) }() // it ends with the process
	return s
}

// submit hands in a document by the HTTP door and returns its id.
func (s *site) submit(t *testing.T, name string, data []byte) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/v1/reports", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Gouji-Filename", "UTF-8''"+url.PathEscape(name))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var got struct{ ID string }
	body, _ := io.ReadAll(answer.Body)
	if err := json.Unmarshal(body, &got); err != nil || answer.StatusCode != http.StatusAccepted || got.ID == "" {
		t.Fatalf("submitting %s: %s %s", name, answer.Status, body)
	}
	return got.ID
}

// sample is a generated report with a broken sum, or a sound one.
func sample(t *testing.T, seed uint64, fault string) generate.Sample {
	t.Helper()
	o := generate.Options{Seed: seed, Layout: generate.HTMLWord, Year: 2023}
	if fault != "" {
		f, ok := generate.FaultNamed(fault)
		if !ok {
			t.Fatalf("there is no fault %s", fault)
		}
		o.Faults = []generate.Fault{f}
	}
	s, err := generate.One(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// download clicks what saves a file and returns its bytes.
func (b *tab) download(t *testing.T, what, selector string) []byte {
	t.Helper()
	dir := t.TempDir()
	done := make(chan string, 1)
	chromedp.ListenTarget(b.ctx, func(event any) {
		if e, ok := event.(*browser.EventDownloadProgress); ok && e.State == browser.DownloadProgressStateCompleted {
			select {
			case done <- e.GUID:
			default:
			}
		}
	})
	b.do(t, what, browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllowAndName).WithDownloadPath(dir).WithEventsEnabled(true),
		chromedp.Click(selector, chromedp.ByQuery))
	select {
	case guid := <-done:
		data, err := os.ReadFile(filepath.Join(dir, guid))
		if err != nil {
			t.Fatal(err)
		}
		return data
	case <-b.ctx.Done():
		t.Fatalf("%s: nothing was saved", what)
		return nil
	}
}

// text is what an element says, once it is there.
func (b *tab) text(t *testing.T, what, selector string) string {
	t.Helper()
	var out string
	b.do(t, what, chromedp.WaitVisible(selector, chromedp.ByQuery), chromedp.Evaluate(fmt.Sprintf("document.querySelector(%q).textContent", selector), &out))
	return out
}

// becomes waits until an expression is true in the page.
func (b *tab) becomes(t *testing.T, what, expression string) {
	t.Helper()
	b.do(t, what, chromedp.Poll(expression, nil, chromedp.WithPollingTimeout(perPage), chromedp.WithPollingMutation()))
}

// TestWalk goes the whole way of a reviewer in a browser: a report comes onto the open list, is
// opened, its finding shown in the original and in the table, decided on, kept through a replay,
// written a letter about, and exported.
func TestWalk(t *testing.T) {
	c := newChrome(t)
	s := started(t, built(t))
	list, desk := c.tab(t, looks()[0]), c.tab(t, looks()[0])

	list.do(t, "the empty list", chromedp.Navigate(s.url+"/reports"), chromedp.Evaluate(`window.stayed = true`, nil))
	broken := sample(t, 3, "t3_row_sum")
	id := s.submit(t, "年报.html", broken.Data)
	row := `tr[data-doc="` + id + `"]`
	list.do(t, "the row comes by itself", chromedp.WaitVisible(row, chromedp.ByQuery))
	s.submit(t, "无误.html", sample(t, 4, "").Data)
	list.becomes(t, "the second row comes as well", `document.querySelectorAll("tr[data-doc]").length === 2`)
	var stayed bool
	if list.do(t, "the same page", chromedp.Evaluate(`window.stayed === true`, &stayed)); !stayed {
		t.Error("the list was loaded anew")
	}
	before := list.text(t, "the warnings of the row", row+" [data-warnings]")

	desk.do(t, "open the report from the list", chromedp.Navigate(s.url+"/reports?q="+url.QueryEscape("年报")), chromedp.Click(row+" a", chromedp.ByQuery), chromedp.WaitVisible("article.finding", chromedp.ByQuery))
	desk.do(t, "open the original", chromedp.Click(`a[href$="/original"]`, chromedp.ByQuery), chromedp.WaitVisible(".panes .original", chromedp.ByQuery))
	there(t, desk)
	desk.do(t, "back to the report", chromedp.NavigateBack(), chromedp.Navigate(s.url+"/reports/"+id), chromedp.WaitVisible("article.finding", chromedp.ByQuery))

	decided(t, desk, 0, "dismissed", "")
	if got := desk.text(t, "a reason is asked for", ".refusal"); !strings.Contains(got, "理由") {
		t.Errorf("不成立 without a reason says %s", got)
	}
	desk.do(t, "back to the finding", chromedp.Navigate(s.url+"/reports/"+id))
	first := decided(t, desk, 0, "dismissed", "印刷件无误")
	desk.do(t, "the decision shows", chromedp.WaitVisible("#"+first+" .decision.dismissed", chromedp.ByQuery))
	second := decided(t, desk, 1, "confirmed", "请核实")
	desk.do(t, "the other shows", chromedp.WaitVisible("#"+second+" .decision.confirmed", chromedp.ByQuery))

	rules := filepath.Join(t.TempDir(), "office.yaml")
	if err := os.WriteFile(rules, []byte("schema: gouji.rules/v1\nset: "+ruleSet(t, s.gouji)+"+walk.1\nrules:\n  - id: U-01\n    title: 每份都有的提示\n    severity: warning\n    source: 测试\n    assert: 1 > 2\n    message: 另一规则集的提示\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), s.gouji, "replay", "--data", s.data, "--rules", rules, "--activate").CombinedOutput(); err != nil {
		t.Fatalf("replay: %v\n%s", err, out)
	}
	list.becomes(t, "the replay shows on the open list", fmt.Sprintf(`document.querySelector('%s [data-warnings]').textContent !== %q`, row, before))
	desk.do(t, "the report after the replay", chromedp.Navigate(s.url+"/reports/"+id), chromedp.WaitVisible("#"+first+" .decision.dismissed", chromedp.ByQuery), chromedp.WaitVisible("#"+second+" .decision.confirmed", chromedp.ByQuery))
	if all := desk.text(t, "the report", "main"); !strings.Contains(all, "另一规则集的提示") || !strings.Contains(all, "印刷件无误") || !strings.Contains(all, "+walk.1") {
		t.Errorf("the report has not both the decision and the other rule set: %s", all)
	}

	where := desk.text(t, "the place of the confirmed finding", "#"+second+" [data-where]")
	letter := regexp.MustCompile(`<[^>]+>`).ReplaceAllString(string(part(t, desk.download(t, "the letter", `a[href$="letter.docx"]`), "word/document.xml")), "")
	for _, want := range []string{"整改通知", "存在以下 1 处问题", "位置：" + where, "表三", "原文：", "意见：请核实"} {
		if !strings.Contains(letter, want) {
			t.Errorf("the letter lacks %s: %s", want, letter)
		}
	}
	if strings.Contains(letter, "印刷件无误") {
		t.Error("the letter has a finding that was dismissed")
	}

	desk.do(t, "the list of this state", chromedp.Navigate(s.url+"/reports"), chromedp.SetValue("#severity", "error", chromedp.ByQuery), chromedp.Click(".filter button", chromedp.ByQuery))
	desk.do(t, "the list of errors", chromedp.WaitReady(`#severity option[value="error"][selected]`, chromedp.ByQuery), chromedp.WaitReady("#live", chromedp.ByQuery))
	var rows int
	desk.do(t, "rows", chromedp.Evaluate(`document.querySelectorAll("tr[data-doc]").length`, &rows))
	records, err := csv.NewReader(bytes.NewReader(desk.download(t, "the CSV", `a[href^="/reports.csv"]`))).ReadAll()
	if err != nil || rows != 1 || len(records) != rows+1 || records[1][len(records[1])-1] != id {
		t.Errorf("the page has %d rows, the CSV %d: %v %v", rows, len(records)-1, records, err)
	}
	sheet := part(t, desk.download(t, "the XLSX", `a[href^="/reports.xlsx"]`), "xl/worksheets/sheet1.xml")
	if n := bytes.Count(sheet, []byte("<row ")); n != rows+1 {
		t.Errorf("the page has %d rows, the XLSX %d", rows, n-1)
	}
	// The one answer that the browser tells of itself is the refusal that was asked for.
	for _, said := range append(list.said.take(), desk.said.take()...) {
		if !strings.Contains(said, "400 (Bad Request)") {
			t.Error(said)
		}
	}
}

// there goes from the first finding with a quote to its place and back, and from the finding's
// cell to the original and to the table and back.
func there(t *testing.T, b *tab) {
	t.Helper()
	var wrong []string
	b.do(t, "there and back", promised(`(async () => {
  const wrong = [], bare = (s) => s.replace(/\s+/g, "");
  const arrive = async (a) => {
    const to = document.getElementById(decodeURIComponent(a.hash.slice(1)));
    if (!to) { wrong.push("leads nowhere: " + a.href); return null; }
    a.click();
    for (;;) {
      const r = to.getBoundingClientRect();
      if (location.hash === a.hash && r.bottom > 0 && r.top < innerHeight) { return to; }
      await new Promise((done) => requestAnimationFrame(done));
    }
  };
  const f = [...document.querySelectorAll(".finding[data-severity]")].find((f) => f.querySelector("blockquote a"));
  if (!f) { return ["no finding has a quote that leads anywhere"]; }
  const quote = f.querySelector("blockquote a"), at = await arrive(quote);
  if (at && bare(at.textContent) !== bare(quote.textContent)) { wrong.push("the place says " + at.textContent); }
  const cell = [...f.querySelectorAll(".where a")].find((a) => a.hash.includes("-o-") || a.hash.includes("-c-"));
  if (!cell) { return wrong.concat("the finding has no cell"); }
  let spot = await arrive(cell);
  if (spot && spot.closest(".original")) {
    const ways = [...spot.querySelectorAll("a.back")];
    for (let e = spot.nextElementSibling; e && e.matches("a.back"); e = e.nextElementSibling) { ways.push(e); }
    const up = ways.find((a) => a.hash.includes("-c-"));
    spot = up ? await arrive(up) : null;
    if (!spot) { wrong.push("the original does not lead to the table"); }
  }
  const mark = spot && [...spot.querySelectorAll("a.mark")].find((a) => a.hash === "#" + f.id);
  if (!mark || await arrive(mark) !== f) { wrong.push("the table does not lead back to the finding"); }
  return wrong;
})()`, &wrong))
	for _, w := range wrong {
		t.Error(w)
	}
}

// decided opens the form of the n-th finding, sends it, and returns the finding's id.
func decided(t *testing.T, b *tab, n int, kind, reason string) string {
	t.Helper()
	var id string
	b.do(t, "the finding "+kind, chromedp.WaitVisible("article.finding", chromedp.ByQuery), chromedp.Evaluate(fmt.Sprintf(`document.querySelectorAll("article.finding[id]")[%d].id`, n), &id))
	at := "#" + id + " "
	b.do(t, "the form "+kind, chromedp.Click(at+"summary", chromedp.ByQuery), chromedp.Click(at+`input[value="`+kind+`"]`, chromedp.ByQuery),
		chromedp.SendKeys(at+"textarea", reason, chromedp.ByQuery), chromedp.Click(at+"button", chromedp.ByQuery))
	return id
}

// ruleSet is the rule set that gouji brings along.
func ruleSet(t *testing.T, gouji string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), gouji, "version").CombinedOutput()
	set := regexp.MustCompile(`20\d\d\.\d+`).FindString(string(out))
	if err != nil || set == "" {
		t.Fatalf("gouji version: %v %s", err, out)
	}
	return set
}

// part is a file of a package.
func part(t *testing.T, data []byte, name string) []byte {
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
	out, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
