package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/bench"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
	catalogue "github.com/gouji/gouji/stages/validate/rules"
)

// store puts n generated reports into a broker's log as parsed messages, without any
// worker, and returns how many there are of each year.
func store(t *testing.T, conn *pipeline.Conn, n int, seed uint64) map[int]int {
	t.Helper()
	if err := pipeline.Ensure(t.Context(), conn, pipeline.Topology{}); err != nil {
		t.Fatal(err)
	}
	c, err := newChecker(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	group, ctx := errgroup.WithContext(t.Context())
	group.SetLimit(4 * runtime.GOMAXPROCS(0))
	years := make(chan int, n)
	issuers := 0
	for s := range generate.Many(n, seed) {
		issuers++
		issuer := issuers
		group.Go(func() error {
			r, err := c.Read(ctx, ingest.Input{Data: s.Data, Source: report.Source{Filename: s.Name}}, "")
			if err != nil || r.Report == nil || r.Report.Year == nil {
				return err // a few samples of Many cannot be read, by design
			}
			rep := *r.Report
			// Of 10,000 reports 50 would be versions of one: the generator knows few places.
			rep.Agency = new(fmt.Sprintf("青石县第%d中学", issuer))
			years <- *rep.Year
			return storeParsed(ctx, conn, rep)
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	close(years)
	out := map[int]int{}
	for y := range years {
		out[y]++
	}
	return out
}

func storeParsed(ctx context.Context, conn *pipeline.Conn, rep report.Report) error {
	payload, err := json.Marshal(rep)
	if err != nil {
		return err
	}
	env, blob, err := pipeline.NewEnvelope(rep.ID, pipeline.Cause{Subject: "gouji.submit.test", Stream: "TEST", Sequence: 1}, payload)
	if err != nil {
		return err
	}
	if blob != nil {
		if _, err := conn.Blobs.Put(ctx, blob); err != nil {
			return err
		}
	}
	data, err := env.Encode()
	if err != nil {
		return err
	}
	subject, err := pipeline.Hop{
		Partition: "p0", Kind: pipeline.KindParsed, Doc: rep.ID, Parser: rep.Parser,
		Year: pipeline.YearToken(*rep.Year), Agency: pipeline.AgencyToken(*rep.Agency),
	}.Subject()
	if err == nil {
		_, err = conn.JS.Publish(ctx, subject, data)
	}
	return err
}

// officeRules are rules of an office: one more, and one of the book's switched off.
const officeRules = `schema: gouji.rules/v1
set: 2026.1+test.1
off:
  - id: T4-01
    reason: 试验
rules:
  - id: U-01
    title: 新收申请不超过九件
    severity: warning
    source: 试验
    message: 新收申请超过九件
    assert: num("applications.new_received.total") <= 9
`

func rulesFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "office.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func messagesOf(t *testing.T, conn *pipeline.Conn) uint64 {
	t.Helper()
	s, err := conn.JS.Stream(t.Context(), conn.Topology().LogStream())
	if err != nil {
		t.Fatal(err)
	}
	return s.CachedInfo().State.LastSeq
}

// TestReplayTellsWhatWouldChange compares a year under an office's rules and writes
// nothing.
func TestReplayTellsWhatWouldChange(t *testing.T) {
	t.Parallel()
	conn := client(t, startBroker(t).URL())
	url := conn.NC.ConnectedUrl()
	n := 300
	if fullRun() {
		n = 10_000
	}
	years := store(t, conn, n, 5)
	mustCommand(t, "ledger", "rebuild", "--nats-url", url)
	before, rules := messagesOf(t, conn), rulesFile(t, officeRules)

	code, out, errs := command(t, "replay", "--year", "2023", "--rules", rules, "--format", "json", "--nats-url", url)
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, errs)
	}
	list := lines[flow.Change](t, out)
	if len(list) == 0 || len(list) > years[2023] {
		t.Fatalf("%d of %d reports change", len(list), years[2023])
	}
	for _, c := range list {
		if c.Year != 2023 || c.Before != catalogue.Set || c.After != "2026.1+test.1" || c.Schema != flow.ReplaySchema {
			t.Errorf("line %+v", c)
		}
		for _, f := range c.Appeared {
			if f.Rule != "U-01" || len(f.Cells) == 0 {
				t.Errorf("%s: appeared %+v", c.Doc, f)
			}
		}
		for _, f := range c.Disappeared {
			if f.Rule != "T4-01" {
				t.Errorf("%s: disappeared %+v", c.Doc, f)
			}
		}
	}
	began, spent := time.Now(), bench.ProcessorTime()
	_, text, sum := command(t, "replay", "--rules", rules, "--diff", "--nats-url", url)
	took, used := time.Since(began), bench.ProcessorTime()-spent
	if !strings.Contains(text, "U-01") || !strings.Contains(text, "T4-01") || !strings.Contains(text, "+ U-01 [applications.new_received.total]") {
		t.Errorf("the text lacks what changes:\n%.600s", text)
	}
	if after := messagesOf(t, conn); after != before {
		t.Errorf("a comparison wrote %d messages", after-before)
	}
	if out, _, _ := outOf(t, "replay", "--year", "2023", "--nats-url", url, "--format", "json"); out != "" {
		t.Errorf("the rules in force against themselves: %.300s", out)
	}
	t.Logf("%d reports in %s, %s of processors, broker included\n%s", n, took.Round(time.Millisecond), used.Round(time.Millisecond), sum)
}

func outOf(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	code, stdout, stderr = command(t, args...)
	return stdout, stderr, code
}

// TestReplayActivates puts rules in force in a running system: what is stored is judged
// again beside the old results, and what comes later is judged by them at once.
func TestReplayActivates(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	url := up.where.NATS
	conn := client(t, url)
	dir := samples(t, 40, 6)
	mustCommand(t, "submit", "--wait", "--nats-url", url, dir)
	quiet(t, conn)
	before := settled(t, url)
	rules := rulesFile(t, officeRules)

	_, _, errs := command(t, "replay", "--rules", rules, "--activate", "--nats-url", url)
	quiet(t, conn)
	if out := mustCommand(t, "rules", "active", "--nats-url", url); !strings.Contains(out, "2026.1+test.1") || !strings.Contains(out, "U-01") {
		t.Errorf("in force: %s", out)
	}
	if after := settled(t, url); after.Published != before.Published || after.Accepted != before.Accepted || after.Unaccounted != 0 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	all := lines[submitted](t, mustCommand(t, "submit", "--format", "json", "--nats-url", url, dir))
	for _, s := range all {
		c := published(t, conn, s.ID)
		if c.Rules.Set != "2026.1+test.1" || c.Rules.Outcomes.Of("T4-01") != report.NotApplicable {
			t.Errorf("%s was judged by %s, T4-01 %s\n%s", s.File, c.Rules.Set, c.Rules.Outcomes.Of("T4-01"), errs)
		}
	}
	for old, n := range receipts(t, conn) {
		if n != before.Published {
			t.Errorf("%d documents under %s, want %d", n, old, before.Published)
		}
	}
	if got := receipts(t, conn); len(got) != 2 {
		t.Errorf("receipts %v", got)
	}
	late := pairOf(t, 77, generate.HTMLClean, false, false)[0]
	mustCommandIn(t, late, "submit", "--wait", "--nats-url", url)
	if c := published(t, conn, report.DocumentID(late.data)); c.Rules.Set != "2026.1+test.1" {
		t.Errorf("a report that came later was judged by %s", c.Rules.Set)
	}
}

// receipts counts the documents that have a receipt under each rule set.
func receipts(t *testing.T, conn *pipeline.Conn) map[string]int {
	t.Helper()
	docs := map[string]map[string]bool{}
	s, err := conn.JS.Stream(t.Context(), conn.Topology().LogStream())
	if err != nil {
		t.Fatal(err)
	}
	info, err := s.Info(t.Context(), jetstream.WithSubjectFilter("gouji.*.published.receipt.>"))
	if err != nil {
		t.Fatal(err)
	}
	for subject := range info.State.Subjects {
		h, err := pipeline.ParseHop(subject)
		if err != nil {
			t.Fatal(err)
		}
		if docs[h.RuleSet] == nil {
			docs[h.RuleSet] = map[string]bool{}
		}
		docs[h.RuleSet][h.Doc] = true
	}
	out := map[string]int{}
	for set, d := range docs {
		out[set] = len(d)
	}
	return out
}

// TestRulesAreTakenUpWithoutARestart delivers one rules file after the other.
func TestRulesAreTakenUpWithoutARestart(t *testing.T) {
	t.Parallel()
	first := rulesFile(t, officeRules)
	up := start(t, "up", "--rules", first, "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	url := up.where.NATS
	conn := client(t, url)
	docs := pairOf(t, 30, generate.Pipes, false, false)
	judged := func(d named) string {
		mustCommandIn(t, d, "submit", "--wait", "--nats-url", url)
		return published(t, conn, report.DocumentID(d.data)).Rules.Set
	}
	if got := judged(docs[0]); got != "2026.1+test.1" {
		t.Errorf("with --rules: judged by %s", got)
	}
	second := rulesFile(t, strings.Replace(officeRules, "test.1", "test.2", 1))
	mustCommand(t, "rules", "load", second, "--nats-url", url)
	// Workers hear of it by the same server that we do; a report that they judge before
	// that is published under the old set, so others follow until one is not.
	got := ""
	for seed := uint64(100); got != "2026.1+test.2"; seed++ {
		if seed == 140 {
			t.Fatal("forty reports later the new rules are not in force")
		}
		got = judged(pairOf(t, seed, generate.Pipes, false, false)[0])
	}
	same := rulesFile(t, strings.Replace(officeRules, "test.1", "test.2", 1)+"severity: {T3-01: warning}\n")
	if code, _, errs := command(t, "rules", "load", same, "--nats-url", url); code != exitUsage || !strings.Contains(errs, "raise its set") {
		t.Errorf("other rules under the same name: exit %d, %s", code, errs)
	}
	mustCommand(t, "rules", "load", "--none", "--nats-url", url)
	if out := mustCommand(t, "rules", "active", "--nats-url", url); !strings.Contains(out, catalogue.Set+"(") {
		t.Errorf("in force: %s", out)
	}
}
