package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
)

// named is a document with the file name it is submitted under.
type named struct {
	name string
	data []byte
}

func corpusFiles(t *testing.T, names ...string) []named {
	t.Helper()
	out := make([]named, len(names))
	for i, n := range names {
		data, err := os.ReadFile(filepath.Join(corpus(t), "docs", n))
		if err != nil {
			t.Fatal(err)
		}
		out[i] = named{n, data}
	}
	return out
}

// finally submits the documents to a system of their own, one after the other is
// published or all at once, and returns what is published of each in the end.
func finally(t *testing.T, docs []named, atOnce bool) map[string]report.Check {
	t.Helper()
	up := startUp(t, t.TempDir())
	conn := client(t, up.where.NATS)
	watch, err := flow.NewWatcher(conn)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	submit := func(d named) string {
		id := report.DocumentID(d.data)
		if _, err := pipeline.Submit(t.Context(), conn, "test", id, d.data, map[string]string{"Gouji-Filename": d.name}); err != nil {
			t.Error(err)
		}
		return id
	}
	ids := make([]string, len(docs))
	var all sync.WaitGroup
	for i, d := range docs {
		if atOnce {
			all.Go(func() { ids[i] = submit(d) })
			continue
		}
		ids[i] = submit(d)
		if err := watch.Until(t.Context(), ids[i:i+1], func(int) {}); err != nil {
			t.Fatal(err)
		}
	}
	all.Wait()
	quiet(t, conn)
	out := map[string]report.Check{}
	for i, id := range ids {
		out[docs[i].name] = published(t, conn, id)
	}
	if s := settled(t, up.where.NATS); s.Published != len(docs) || s.Unaccounted != 0 || s.Dead != 0 {
		t.Errorf("%d documents: %+v", len(docs), s)
	}
	return out
}

func published(t *testing.T, conn *pipeline.Conn, id string) report.Check {
	t.Helper()
	state, payload, err := pipeline.Lookup(t.Context(), conn, id)
	if err != nil || state != pipeline.StatePublished {
		t.Fatalf("%s is %s: %v", id, state, err)
	}
	var c report.Check
	if err := json.Unmarshal(payload, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// quiet waits until no stage has anything to do. A stage acknowledges behind its effects
// and Status looks at the stages in their order, so nothing is between two of them.
func quiet(t *testing.T, conn *pipeline.Conn) {
	t.Helper()
	for {
		s, err := pipeline.Status(t.Context(), conn)
		if err != nil {
			t.Fatal(err)
		}
		busy := slices.ContainsFunc(s.Stages, func(st pipeline.StageStatus) bool { return st.Lag > 0 || st.AckPending > 0 })
		marks, err := state.NewPending(conn).Keys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !busy && s.InFlight == 0 && len(marks) == 0 {
			return
		}
	}
}

func TestEveryOrderOfArrivalEndsTheSame(t *testing.T) {
	t.Parallel()
	for _, docs := range [][]named{
		corpusFiles(t, "hongze_2023.pdf", "hongze_2024.pdf"),
		corpusFiles(t, "pingtan_2020.html", "pingtan_2021.html", "pingtan_2022.html"),
	} {
		var want map[string]report.Check
		for i, order := range append(permutations(docs), docs) {
			atOnce := i == len(permutations(docs))
			got := finally(t, order, atOnce)
			if want == nil {
				want = got
			} else if d := cmp.Diff(marshal(t, want), marshal(t, got)); d != "" {
				t.Errorf("order %d, at once %t, ends otherwise:\n%.2000s", i, atOnce, d)
			}
		}
		for _, d := range docs[1:] { // the years are in order
			c := want[d.name]
			if c.Rules.Outcomes.Of("X-01") != report.Met || c.Correction == nil || c.Correction.ReplacesBasis != "0" {
				t.Errorf("%s: X-01 %s, correction %+v", d.name, c.Rules.Outcomes.Of("X-01"), c.Correction)
			}
		}
		if first := want[docs[0].name]; first.Correction != nil || first.Rules.Outcomes.Of("X-01") != report.NotApplicable {
			t.Errorf("%s has no year before it: %+v", docs[0].name, first.Correction)
		}
		if c, ok := want["hongze_2024.pdf"]; ok && c.Rules.Outcomes.Of("X-02") != report.Met {
			t.Errorf("hongze: 5+3-0=8, and X-02 is %s", c.Rules.Outcomes.Of("X-02"))
		}
	}
}

func marshal(t *testing.T, checks map[string]report.Check) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, c := range checks {
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(b)
	}
	return out
}

func permutations(docs []named) [][]named {
	if len(docs) < 2 {
		return [][]named{slices.Clone(docs)}
	}
	var out [][]named
	for i := range docs {
		rest := slices.Delete(slices.Clone(docs), i, i+1)
		for _, p := range permutations(rest) {
			out = append(out, append([]named{docs[i]}, p...))
		}
	}
	return out
}

// pairOf makes two years of one issuer, without fault but the break that is asked for.
func pairOf(t *testing.T, seed uint64, l generate.Layout, carry, valid bool) []named {
	t.Helper()
	p, err := generate.PairOf(seed, 2022, l, carry, valid)
	if err != nil {
		t.Fatal(err)
	}
	return []named{{p.Old.Name, p.Old.Data}, {p.New.Name, p.New.Data}}
}

// TestALateYearCorrectsTheNext submits a pair with a break, the later year first, and a
// corrected version of the first year behind it.
func TestALateYearCorrectsTheNext(t *testing.T) {
	t.Parallel()
	broken, sound := pairOf(t, 1, generate.HTMLClean, true, false), pairOf(t, 1, generate.HTMLClean, false, false)
	up := startUp(t, t.TempDir())
	conn := client(t, up.where.NATS)
	send := func(d named) report.Check {
		t.Helper()
		mustCommandIn(t, d, "submit", "--wait", "--nats-url", up.where.NATS)
		quiet(t, conn)
		return published(t, conn, report.DocumentID(d.data))
	}
	alone := send(broken[1])
	if alone.Correction != nil || alone.Rules.Outcomes.Of("X-01") != report.NotApplicable {
		t.Fatalf("alone: %+v", alone.Correction)
	}
	send(broken[0])
	after := published(t, conn, report.DocumentID(broken[1].data))
	if after.Rules.Outcomes.Of("X-01") != report.Broken || after.Correction == nil {
		t.Fatalf("after the year before came: %s, %+v", after.Rules.Outcomes.Of("X-01"), after.Correction)
	}
	appeared := after.Correction.Appeared
	if !slices.ContainsFunc(appeared, func(c report.Changed) bool {
		return c.Rule == "X-01" && slices.Contains(c.Cells, "applications.carried_in.natural")
	}) {
		t.Errorf("appeared: %+v", appeared)
	}
	if sum := len(alone.Findings) + len(appeared) - len(after.Correction.Disappeared); sum != len(after.Findings) {
		t.Errorf("%d findings, then %d; the correction says %d", len(alone.Findings), len(after.Findings), sum)
	}
	if got := send(sound[1]); got.Rules.Outcomes.Of("X-01") != report.Met { // another version of the second year
		t.Errorf("the sound version: X-01 is %s", got.Rules.Outcomes.Of("X-01"))
	}

	before := ledgerOf(t, conn, alone.Report)
	if err := conn.JS.DeleteKeyValue(t.Context(), state.LedgerBucket); err != nil {
		t.Fatal(err)
	}
	if out := mustCommand(t, "ledger", "rebuild", "--nats-url", up.where.NATS); !strings.Contains(out, "3") {
		t.Errorf("rebuilt: %s", out)
	}
	if d := cmp.Diff(before, ledgerOf(t, conn, alone.Report)); d != "" || len(before) != 2 {
		t.Errorf("the rebuilt ledger of %d years differs:\n%s", len(before), d)
	}
}

func ledgerOf(t *testing.T, conn *pipeline.Conn, rep *report.Report) neighbour.Record {
	t.Helper()
	slots := neighbour.Slots(nil, rep)
	if len(slots) == 0 {
		t.Fatal("the report has no place in the ledger")
	}
	r, err := state.NewLedger(conn).Get(t.Context(), slots[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// mustCommandIn runs a command on a document in a folder of its own.
func mustCommandIn(t *testing.T, d named, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), d.name)
	if err := os.WriteFile(path, d.data, 0o600); err != nil {
		t.Fatal(err)
	}
	return mustCommand(t, append(args, path)...)
}

func TestTooManyAreCheckedAlone(t *testing.T) {
	t.Parallel()
	pair := pairOf(t, 4, generate.Pipes, true, false)
	dir := t.TempDir()
	for i := range check.MaxTogether/2 + 1 {
		for k, d := range pair {
			if i == 0 {
				if err := os.WriteFile(filepath.Join(dir, d.name), d.data, 0o600); err != nil {
					t.Fatal(err)
				}
			} else if err := os.Link(filepath.Join(dir, d.name), filepath.Join(dir, fmt.Sprintf("%05d-%d.txt", i, k))); err != nil {
				t.Fatal(err)
			}
		}
	}
	code, out, errs := command(t, "check", "--format", "csv", "--fail-on", "never", dir)
	if code != exitOK || !strings.Contains(errs, fmt.Sprint(check.MaxTogether)) || strings.Contains(out, "X-01") {
		t.Errorf("exit %d, %s, X-01 found %t", code, errs, strings.Contains(out, "X-01"))
	}
}
