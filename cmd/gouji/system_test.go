package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// TestOneProcessAndFourGiveTheSameBytes runs the real documents through one process
// with the embedded server and through four with a server of their own.
func TestOneProcessAndFourGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	docs := filepath.Join(corpus(t), "docs")
	up := startUp(t, t.TempDir())
	broker := startBroker(t)
	store := "sqlite:" + filepath.Join(t.TempDir(), "gouji.db")
	for _, stage := range pipeline.Stages() {
		startWork(t, broker.URL(), store, stage)
	}
	together := submitAndShow(t, up.where.NATS, docs)
	apart := submitAndShow(t, broker.URL(), docs)
	if len(together) < 20 {
		t.Fatalf("only %d documents came through", len(together))
	}
	for id, a := range together {
		if b := apart[id]; a != b {
			t.Errorf("%s: one process and four differ:\n%.600s\n%.600s", id, a, b)
		}
	}
}

// submitAndShow submits a folder, waits for the end of every document and returns
// what is published of each, by id.
func submitAndShow(t *testing.T, url, dir string) map[string]string {
	t.Helper()
	out := make(map[string]string)
	all := lines[submitted](t, mustCommand(t, "submit", "--wait", "--format", "json", "--nats-url", url, dir))
	quiet(t, client(t, url)) // a report that came late has its neighbours judged again
	for _, s := range all {
		out[s.ID] = mustCommand(t, "show", s.ID, "--format", "json", "--nats-url", url)
	}
	return out
}

// TestShowPrintsTheCheckObject holds the online result against the offline one.
func TestShowPrintsTheCheckObject(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	dir := samples(t, 6, 7)
	for _, s := range lines[submitted](t, mustCommand(t, "submit", "--wait", "--format", "json", "--nats-url", up.where.NATS, dir)) {
		online := lines[map[string]any](t, mustCommand(t, "show", s.ID, "--format", "json", "--nats-url", up.where.NATS))[0]
		offline := lines[map[string]any](t, mustCommand(t, "check", "--format", "json", "--fail-on", "never", s.File))[0]
		if online["state"] != "published" || online["id"] != s.ID {
			t.Errorf("%s: state %v, id %v", s.File, online["state"], online["id"])
		}
		// The names under which the document came differ by their nature.
		delete(online, "state")
		delete(online, "id")
		delete(online, "file")
		delete(offline, "file")
		delete(online["report"].(map[string]any), "source")
		delete(offline["report"].(map[string]any), "source")
		a, _ := json.Marshal(online)
		b, _ := json.Marshal(offline)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: online and offline differ:\n%.800s\n%.800s", s.File, a, b)
		}
	}
	if code, _, _ := command(t, "show", "nosuchdocument", "--nats-url", up.where.NATS); code != exitUnknown {
		t.Errorf("show of an unknown id: exit %d, want %d", code, exitUnknown)
	}
}

// TestTheSameBytesAHundredTimes submits one document from a hundred places at once.
func TestTheSameBytesAHundredTimes(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	up := startUp(t, data)
	conn := client(t, up.where.NATS)
	watch, err := flow.NewWatcher(conn)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	s, err := generate.One(generate.Options{Seed: 11})
	if err != nil {
		t.Fatal(err)
	}
	id := report.DocumentID(s.Data)
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := pipeline.Submit(t.Context(), conn, "crowd", id, s.Data, nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := watch.Until(t.Context(), []string{id}, func(int) {}); err != nil {
		t.Fatal(err)
	}
	got := settled(t, up.where.NATS)
	if got.Accepted != 1 || got.Published != 1 || got.Dead != 0 || got.Unaccounted != 0 {
		t.Errorf("a hundred equal submissions: %+v", got)
	}
	if n := storedVerdicts(t, up.where.Store); n != 1 {
		t.Errorf("%d verdicts in the store, want 1", n)
	}
}

// settled returns the status once nothing is in flight any more. Each look is a full
// exchange with the server, and the documents are at most a few hundred.
func settled(t *testing.T, url string) pipeline.StatusReport {
	t.Helper()
	conn := client(t, url)
	for {
		s, err := pipeline.Status(t.Context(), conn)
		if err != nil {
			t.Fatal(err)
		}
		if s.InFlight == 0 {
			return s
		}
	}
}

func storedVerdicts(t *testing.T, dsn string) int {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	n, err := s.Count(t.Context(), sqlstore.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

// TestKilledWorkersLoseNothing kills every worker process once, in the middle of 500
// documents, and starts it again.
func TestKilledWorkersLoseNothing(t *testing.T) {
	t.Parallel()
	n := 500
	if testing.Short() {
		n = 120
	}
	broker := startBroker(t)
	store := "sqlite:" + filepath.Join(t.TempDir(), "gouji.db")
	workers := make(map[string]*process)
	for _, stage := range pipeline.Stages() {
		workers[stage] = startWork(t, broker.URL(), store, stage)
	}
	conn := client(t, broker.URL())
	watch, err := flow.NewWatcher(conn)
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	dir := samples(t, n, 42)
	sent := make(chan []submitted, 1)
	go func() {
		_, out, _ := command(t, "submit", "--format", "json", "--nats-url", broker.URL(), dir)
		sent <- lines[submitted](t, out)
	}()
	ended := make(map[string]bool)
	for i, stage := range pipeline.Stages() {
		for len(ended) < (i+1)*n/5 {
			ended[<-watch.Ended()] = true
		}
		workers[stage].kill(t)
		workers[stage] = startWork(t, broker.URL(), store, stage)
	}
	list := <-sent
	ids := make([]string, len(list))
	for i, s := range list {
		ids[i] = s.ID
	}
	if len(ids) != n {
		t.Fatalf("%d documents were acknowledged, want %d", len(ids), n)
	}
	if err := watch.Until(t.Context(), ids, func(int) {}); err != nil {
		t.Fatal(err)
	}
	got := settled(t, broker.URL())
	if got.Accepted != n || got.Published != n || got.Dead != 0 || got.Unaccounted != 0 {
		t.Errorf("after four kills: %+v", got)
	}
	if rows := storedVerdicts(t, store); rows != n {
		t.Errorf("%d verdicts in the store, want %d", rows, n)
	}
}

// TestBadDocumentsCostOthersNothing mixes refused bytes among good reports.
func TestBadDocumentsCostOthersNothing(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	dir := samples(t, 10, 3)
	for name, data := range map[string]string{"picture.png": "\x89PNG\r\n\x1a\n\x00\x00", "empty.txt": "", "blank.txt": "  \n\t\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	told := mustCommand(t, "submit", "--wait", "--nats-url", up.where.NATS, dir)
	got := settled(t, up.where.NATS)
	if got.Accepted != 13 || got.Published != 10 || got.Dead != 3 || got.Unaccounted != 0 {
		t.Errorf("status %+v", got)
	}
	classes := make(map[string]bool)
	for _, d := range lines[pipeline.Dead](t, mustCommand(t, "dead", "list", "--format", "json", "--nats-url", up.where.NATS)) {
		classes[string(d.Class)] = true
		everyDoorSaysWhy(t, up, d, told)
		if d.Stage != pipeline.StageIngest || d.Reason == "" || d.Attempts != 1 || d.Origin.Subject != "gouji.submit.cli" {
			t.Errorf("dead letter %+v", d)
		}
	}
	for _, want := range []string{"unsupported_type", "empty", "empty_document"} {
		if !classes[want] {
			t.Errorf("no dead letter of class %s among %v", want, classes)
		}
	}
	page := get(t, "http://"+up.where.Admin+"/metrics")
	for _, want := range []string{
		`gouji_documents_total{outcome="ok",stage="publish"} 10`,
		`gouji_documents_total{outcome="rejected",stage="ingest"} 3`,
		`gouji_rule_outcomes_total{outcome="met"}`,
		`gouji_cells_total{state="printed"}`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the metrics page lacks %s", want)
		}
	}
	if page := get(t, "http://"+up.where.Admin+"/readyz"); !strings.HasPrefix(page, "ready") {
		t.Errorf("readyz: %s", page)
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestDemoEndsByItself runs what the README shows.
func TestDemoEndsByItself(t *testing.T) {
	t.Parallel()
	out := mustCommand(t, "up", "--demo", "--once", "--data", t.TempDir(), "--lang", "en",
		"--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	for _, s := range generate.Demo() {
		if !strings.Contains(out, s.Name) {
			t.Errorf("the demonstration does not show %s", s.Name)
		}
	}
	if !strings.Contains(out, "T3-") || !strings.Contains(out, "T4-") {
		t.Errorf("the demonstration finds no fault of the tables:\n%s", out)
	}
}

// everyDoorSaysWhy asks each door about a document that died.
func everyDoorSaysWhy(t *testing.T, up *process, d pipeline.Dead, told string) {
	t.Helper()
	if !strings.Contains(told, string(d.Class)) || !strings.Contains(told, d.ID) {
		t.Errorf("submit --wait does not say why %s died:\n%s", d.Doc, told)
	}
	for door, answer := range map[string]string{
		"show":      mustCommand(t, "show", d.Doc, "--format", "json", "--nats-url", up.where.NATS),
		"HTTP":      get(t, "http://"+up.where.HTTP+"/v1/reports/"+d.Doc),
		"dead show": mustCommand(t, "dead", "show", d.Doc, "--format", "json", "--nats-url", up.where.NATS),
	} {
		var got struct{ Rejection flow.Rejection }
		if err := json.Unmarshal([]byte(answer), &got); err != nil {
			t.Fatalf("%s: %v\n%s", door, err, answer)
		}
		r := got.Rejection
		if r.Class != d.Class || !strings.HasSuffix(d.Reason, r.Message) || r.Message == "" || r.MessageZH == "" || r.Dead != d.ID || !r.At.Equal(d.Time) || r.Producer != "cli" || r.File == "" {
			t.Errorf("%s of %s: %+v", door, d.Doc, r)
		}
	}
	if text := mustCommand(t, "show", d.Doc, "--nats-url", up.where.NATS); !strings.Contains(text, d.ID) || !strings.Contains(text, string(d.Class)) {
		t.Errorf("the text of show:\n%s", text)
	}
}
