package main

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rules"
)

// whatShouldChange works out what officeRules change of every report in the log, from the
// cell that U-01 looks at and from the whole book's word on T4-01.
func whatShouldChange(t *testing.T, conn *pipeline.Conn) (want map[string][]string, reports int) {
	t.Helper()
	book, err := validate.New(rules.Book(), rules.Set)
	if err != nil {
		t.Fatal(err)
	}
	want = map[string][]string{}
	err = state.ScanParsed(t.Context(), conn, 0, func(p state.Parsed) error {
		payload, err := p.Payload(t.Context())
		if err != nil {
			return err
		}
		var rep report.Report
		if err := json.Unmarshal(payload, &rep); err != nil {
			return err
		}
		reports++
		if n, ok := rep.Tables.Applications["new_received"]["total"].Value.Int(); ok && n > 9 {
			want[rep.ID] = append(want[rep.ID], "+U-01")
		}
		v, err := book.Validate(t.Context(), validate.Input{Report: rep})
		for _, f := range v.Findings {
			if f.Rule == "T4-01" {
				want[rep.ID] = append(want[rep.ID], "-T4-01")
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return want, reports
}

// TestReplayBesideLiveSubmissions compares the log under other rules while documents come
// in: all of these get their results, and what the replay tells of those stored before is
// what the two rule sets say of them one by one.
func TestReplayBesideLiveSubmissions(t *testing.T) {
	t.Parallel()
	url := startUp(t, t.TempDir()).where.NATS
	conn := client(t, url)
	n := 150
	if fullRun() {
		n = 10_000
	}
	store(t, conn, n, 8)
	quiet(t, conn)
	want, stored := whatShouldChange(t, conn)
	if len(want) == 0 {
		t.Fatal("the rules change nothing")
	}
	file := rulesFile(t, officeRules)

	type replayed struct {
		code      int
		out, errs string
		took      time.Duration
	}
	first, stop, all := make(chan struct{}), make(chan struct{}), make(chan []replayed, 1)
	go func() {
		var runs []replayed
		for again := true; again; {
			began := time.Now()
			code, out, errs := command(t, "replay", "--rules", file, "--format", "json", "--nats-url", url)
			if runs = append(runs, replayed{code, out, errs, time.Since(began)}); len(runs) == 1 {
				close(first)
			}
			select {
			case <-stop:
				again = false
			default:
			}
		}
		all <- runs
	}()
	live := map[string]bool{}
	for over := false; !over || len(live) < 5; {
		doc := pairOf(t, uint64(5000+len(live)), generate.Pipes, false, false)[0]
		mustCommandIn(t, doc, "submit", "--wait", "--nats-url", url)
		id := report.DocumentID(doc.data)
		if got := published(t, conn, id); got.Rules.Set != rules.Set {
			t.Errorf("a report that came in meanwhile was judged by %s", got.Rules.Set)
		}
		live[id] = true
		select {
		case <-first:
			over = true
		default:
		}
	}
	close(stop)
	runs := <-all
	for _, r := range runs {
		if r.code != exitOK {
			t.Fatalf("exit %d: %s", r.code, r.errs)
		}
		got := toldBy(t, r.out)
		maps.DeleteFunc(got, func(doc string, _ []string) bool { return live[doc] })
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("what would change (-want +got):\n%s", d)
		}
	}
	t.Logf("%d reports replayed in %s, %d times beside %d submissions\n%s", stored, runs[0].took.Round(time.Millisecond), len(runs), len(live), runs[0].errs)
}

// toldBy are the rules whose findings appear and disappear by what a replay printed, of
// each document.
func toldBy(t *testing.T, out string) map[string][]string {
	t.Helper()
	got := map[string][]string{}
	for _, c := range lines[flow.Change](t, out) {
		for _, f := range c.Appeared {
			got[c.Doc] = append(got[c.Doc], "+"+f.Rule)
		}
		for _, f := range c.Disappeared {
			got[c.Doc] = append(got[c.Doc], "-"+f.Rule)
		}
		slices.Sort(got[c.Doc])
	}
	return got
}
