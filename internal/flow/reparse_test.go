package flow_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/pipelinetest"
	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
)

// running is a whole system, and the results that its store is given.
func running(t *testing.T) *pipeline.Conn {
	t.Helper()
	dir := t.TempDir()
	server, err := pipeline.StartServer(pipeline.ServerOptions{Dir: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	n := node.New(ctx, node.Options{
		Parts: node.Parts{Stages: pipeline.Stages(), Audit: true}, Server: server, ServerDir: dir, Connect: pipeline.ConnectOptions{URL: server.URL()},
		Store: "sqlite:" + filepath.Join(dir, "g.db"),
	})
	t.Cleanup(func() {
		stop()
		if err := n.Wait(); err != nil {
			t.Error(err)
		}
		server.Shutdown()
	})
	if err := n.Start(); err != nil {
		t.Fatal(err)
	}
	return n.Conn()
}

func submit(t *testing.T, conn *pipeline.Conn, n int, seed uint64) (ids []string) {
	t.Helper()
	for s := range generate.Many(n, seed) {
		id := report.DocumentID(s.Data)
		if _, err := pipeline.Submit(t.Context(), conn, "test", id, s.Data, nil); err != nil {
			t.Error(err)
		}
		ids = append(ids, id)
	}
	return ids
}

func wait(t *testing.T, conn *pipeline.Conn, ids []string) {
	t.Helper()
	watch, err := flow.NewWatcher(conn)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := watch.Until(ctx, ids, func(int) {}); err != nil {
		t.Fatal(err)
	}
}

// receipts are the documents that have a receipt under a version of the parser.
func receipts(t *testing.T, conn *pipeline.Conn, version string) map[string]uint64 {
	t.Helper()
	found, err := client.Newest(t.Context(), conn, client.Hop{Kind: pipeline.KindReceipt, Parser: version})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// reparse reads the stored documents by a next version of the parser, which says that no
// report tells its tables of proceedings.
func reparse(t *testing.T, conn *pipeline.Conn, refuse string, publish bool, olderThan string) flow.Reparsed {
	t.Helper()
	checker, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer checker.Close()
	next := func(ctx context.Context, d report.Document) (report.Report, error) {
		rep, err := checker.Parse(ctx, d)
		if err == nil && rep.ID == refuse {
			return rep, fault.Poisonf(fault.NotAReport, "by the next version")
		}
		rep.Parser, rep.Tables.Proceedings = "next", nil
		return rep, err
	}
	book, _, err := flow.ActiveRules(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	r := &flow.Reparse{Conn: conn, Checker: checker, Parse: next, Version: "next", Rules: book, Publish: publish, OlderThan: olderThan, Rate: 200}
	out, err := r.Run(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestReparseUnderLoad: while documents come in, those that are stored are read by another
// version of the parser. In the end every one has a result under it, the old results stand
// beside, and none is lost.
func TestReparseUnderLoad(t *testing.T) {
	t.Parallel()
	conn := running(t)
	stored := submit(t, conn, 60, 21)
	wait(t, conn, stored)
	before := receipts(t, conn, parse.Version)

	dry := reparse(t, conn, "", false, "")
	if dry.Documents != len(before) || dry.Written != 0 || len(dry.Changes) == 0 || len(receipts(t, conn, "next")) != 0 {
		t.Fatalf("%d of %d documents compared, %d written, %d change", dry.Documents, len(before), dry.Written, len(dry.Changes))
	}
	for _, c := range dry.Changes {
		if c.Before != parse.Version || c.After != "next" || !c.Tables {
			t.Errorf("%+v", c)
		}
	}
	if none := reparse(t, conn, "", false, "0"); none.Documents != 0 {
		t.Errorf("%d documents are older than the first version", none.Documents)
	}

	live := make(chan []string)
	go func() { live <- submit(t, conn, 40, 22) }()
	first := reparse(t, conn, "", true, "")
	late := <-live
	wait(t, conn, late)
	second := reparse(t, conn, "", true, "") // who came in meanwhile by the old version
	all := receipts(t, conn, parse.Version)
	if got := first.Written + second.Written; got != len(all) {
		t.Errorf("%d readings written of %d documents", got, len(all))
	}
	if again := reparse(t, conn, "", true, ""); again.Documents != 0 {
		t.Errorf("%d documents are read once more", again.Documents)
	}
	deadline := time.Now().Add(patience)
	for len(receipts(t, conn, "next")) < len(all) && time.Now().Before(deadline) {
	}
	next := receipts(t, conn, "next")
	for doc := range all {
		if next[doc] == 0 {
			t.Errorf("%s has no result under the new version", doc)
		}
	}
	for doc := range before {
		if all[doc] == 0 {
			t.Errorf("the old result of %s is gone", doc)
		}
	}
	var r pipeline.Overview
	var err error
	pipelinetest.Eventually(t, "no report waits to be judged again", func() bool { // those that do are in flight
		r, err = pipeline.Account(t.Context(), conn, time.Now())
		return err != nil || r.Unsettled == 0
	})
	if err != nil || *r.Unaccounted != 0 || r.Published != len(all) || r.Dead != len(stored)+len(late)-len(all) {
		t.Errorf("%+v, %v", r, err)
	}
	if *r.OlderParser != len(all) { // than the version that the workers run, every one is
		t.Errorf("%d of %d documents stand under another version than the workers'", *r.OlderParser, len(all))
	}
}

// TestReparseRefuses: what the next version refuses keeps its old result.
func TestReparseRefuses(t *testing.T) {
	t.Parallel()
	conn := running(t)
	ids := submit(t, conn, 3, 23)
	wait(t, conn, ids)
	out := reparse(t, conn, ids[1], true, "")
	if out.Refused != 1 || out.Written != 2 {
		t.Fatalf("%+v", out)
	}
	for _, c := range out.Changes {
		if (c.Doc == ids[1]) != (c.Refused == fault.NotAReport) {
			t.Errorf("%+v", c)
		}
	}
	if s, _, err := pipeline.Lookup(t.Context(), conn, ids[1]); err != nil || s != pipeline.StatePublished {
		t.Errorf("%s, %v", s, err)
	}
}

// TestOlderKnowsNumbers: 9 comes before 10.
func TestOlderKnowsNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{{"9", "10", true}, {"10", "9", false}, {"3", "3", false}, {"2026.1", "2026.2", true}} {
		if got := flow.Older(c.a, c.b); got != c.want {
			t.Errorf("%s before %s: %t", c.a, c.b, got)
		}
	}
}
