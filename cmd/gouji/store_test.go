package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/internal/datafolder"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	bucket "github.com/gouji/gouji/pipeline/client"
)

// rowsOf is every row of a SQLite store as text, without the numbers that the database gives.
func rowsOf(t *testing.T, path string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out []string
	for table, from := range map[string]string{
		"verdicts": "verdicts t JOIN verdicts v ON v.id = t.id",
		"findings": "findings t JOIN verdicts v ON v.id = t.verdict_id",
		"cells":    "cells t JOIN verdicts v ON v.id = t.verdict_id",
	} {
		rows, err := db.QueryContext(t.Context(), "SELECT v.doc || ' ' || v.parser || ' ' || v.rules || ' ' || v.basis AS of_key, t.* FROM "+from)
		if err != nil {
			t.Fatal(err)
		}
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			cells := make([]any, len(names))
			for i := range cells {
				cells[i] = new(any)
			}
			if err := rows.Scan(cells...); err != nil {
				t.Fatal(err)
			}
			line := table
			for i, name := range names {
				if name != "id" && name != "verdict_id" {
					line += fmt.Sprintf("\n%s=%v", name, *cells[i].(*any))
				}
			}
			out = append(out, line)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	slices.Sort(out)
	return out
}

// readiness asks /readyz until it answers with a code and returns what it says.
func readiness(t *testing.T, up *process, code int) string {
	t.Helper()
	end := time.After(patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		res, err := http.Get("http://" + up.where.Admin + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode == code {
			return string(text)
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("/readyz says %d and not %d: %s", res.StatusCode, code, text)
		}
	}
}

func TestALostStoreIsToldAndFilledAgain(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	up := start(t, "up", "--data", data, "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--audit-interval", "1s")
	nats := func() []string { return []string{"--nats-url", up.where.NATS, "--data", data, "--lang", "en"} }
	mustCommand(t, append([]string{"submit", "--wait", samples(t, 12, 5)}, nats()...)...)
	quiet(t, client(t, up.where.NATS))
	path := filepath.Join(data, "gouji.db")
	before := rowsOf(t, path)
	rebuilt := func(args ...string) flow.StoreRebuilt {
		t.Helper()
		var r flow.StoreRebuilt
		if err := json.Unmarshal([]byte(mustCommand(t, append([]string{"store", "rebuild", "--format", "json"}, args...)...)), &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	verdicts := rebuilt(nats()...)
	if verdicts.There < 12 || verdicts.Added != 0 || len(verdicts.Unreadable) != 0 {
		t.Fatalf("nothing is missing, and rebuild says %+v", verdicts)
	}
	if code, out, _ := command(t, append([]string{"audit"}, nats()...)...); code != exitOK {
		t.Fatalf("audit ends with %d: %s", code, out)
	}
	readiness(t, up, http.StatusOK)

	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	if said := readiness(t, up, http.StatusServiceUnavailable); !strings.Contains(said, "结果库") {
		t.Errorf("/readyz says %q of a store without a file", said)
	}
	stopped(t, up)
	up = start(t, "up", "--data", data, "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--audit-interval", "1s")
	if said := readiness(t, up, http.StatusServiceUnavailable); !strings.Contains(said, "gouji store rebuild") {
		t.Errorf("/readyz says %q of an empty store", said)
	}
	want := `gouji_witness_faults{kind="rows_missing"} 1`
	if text := get(t, "http://"+up.where.Admin+"/metrics"); !strings.Contains(text, want) {
		t.Errorf("the metrics lack %s", want)
	}
	if code, out, _ := command(t, append([]string{"audit"}, nats()...)...); code != exitFound || !strings.Contains(out, "published results are missing from the store") {
		t.Errorf("audit ends with %d: %s", code, out)
	}
	if got := rebuilt(nats()...); got.Added != verdicts.There || got.There != 0 {
		t.Errorf("rebuild says %+v, want %d added", got, verdicts.There)
	}
	if d := cmp.Diff(before, rowsOf(t, path)); d != "" {
		t.Errorf("the rebuilt store differs:\n%.3000s", d)
	}
	readiness(t, up, http.StatusOK)
	if got := rebuilt(nats()...); got.There != verdicts.There || got.Added != 0 {
		t.Errorf("the second time: %+v", got)
	}
	// Another system's folder is not gone into.
	other := startUp(t, t.TempDir())
	if code, _, said := command(t, "store", "rebuild", "--nats-url", other.where.NATS, "--data", data, "--lang", "en"); code != exitUsage || !strings.Contains(said, "in use") {
		t.Errorf("with another system's broker it ends with %d: %s", code, said)
	}
}

// stopped ends a process as an operator does.
func stopped(t *testing.T, p *process) {
	t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	await(t, p.ended, "the process to end")
}

// marked waits until the mark of the store is at so many rows.
func marked(t *testing.T, conn *pipeline.Conn, rows int) {
	t.Helper()
	end := time.Now().Add(patience)
	for {
		data, _, err := bucket.OpenBucket(conn, pipeline.WitnessBucket).Get(t.Context(), "store")
		if err != nil || time.Now().After(end) {
			t.Fatalf("the mark of the store is %s: %v", data, err)
		}
		var m struct{ Rows int }
		if json.Unmarshal(data, &m) == nil && m.Rows == rows {
			return
		}
	}
}

// An older copy that was put back has fewer rows, and lacks what was written last.
func TestAnOlderStoreIsTold(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	args := []string{"up", "--data", data, "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--audit-interval", "1s"}
	path, rows := filepath.Join(data, "gouji.db"), 0
	up := start(t, args...)
	submit := func(seed uint64) {
		t.Helper()
		mustCommand(t, "submit", "--wait", samples(t, 3, seed), "--nats-url", up.where.NATS)
		conn := client(t, up.where.NATS)
		quiet(t, conn)
		rows += 3
		marked(t, conn, rows)
	}
	submit(7)
	readiness(t, up, http.StatusOK)
	stopped(t, up)
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	up = start(t, args...)
	submit(8)
	readiness(t, up, http.StatusOK)
	stopped(t, up)
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	up = start(t, args...)
	if said := readiness(t, up, http.StatusServiceUnavailable); !strings.Contains(said, "older copy") {
		t.Errorf("/readyz says %q", said)
	}
	if text := get(t, "http://"+up.where.Admin+"/metrics"); !strings.Contains(text, `gouji_witness_faults{kind="store_replaced"} 1`) {
		t.Error("the gauge does not tell it")
	}
	// Who knows what is lost and does not want it back says so.
	nats := []string{"--nats-url", up.where.NATS, "--lang", "en"}
	if out := mustCommand(t, append([]string{"audit", "--accept-loss"}, nats...)...); !strings.Contains(out, "acknowledged by") {
		t.Errorf("accepted: %s", out)
	}
	readiness(t, up, http.StatusOK)
	if code, out, _ := command(t, append([]string{"audit"}, nats...)...); code != exitOK || !strings.Contains(out, "were acknowledged on") {
		t.Errorf("audit ends with %d: %s", code, out)
	}
	if i, err := os.Stat(datafolder.WitnessFile(data)); err != nil || i.Size() == 0 {
		t.Errorf("the copy of the marks: %v", err)
	}
}
