package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	access "github.com/gouji/gouji/deploy/nats"
)

// fortress is a server that runs the shipped configuration, with keys made for it.
type fortress struct {
	t       *testing.T
	dir     string
	server  *server.Server
	refused *violations
}

// violations keeps what the server logs about permissions.
type violations struct {
	mu    sync.Mutex
	lines []string
}

func (v *violations) Errorf(f string, a ...any) {
	if line := fmt.Sprintf(f, a...); strings.Contains(line, "Violation") {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.lines = append(v.lines, line)
	}
}
func (v *violations) Noticef(string, ...any) {}
func (v *violations) Warnf(string, ...any)   {}
func (v *violations) Fatalf(string, ...any)  {}
func (v *violations) Debugf(string, ...any)  {}
func (v *violations) Tracef(string, ...any)  {}

// take returns the lines so far and forgets them.
func (v *violations) take() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	out := v.lines
	v.lines = nil
	return out
}

func startFortress(t *testing.T) *fortress {
	t.Helper()
	f := &fortress{t: t, dir: t.TempDir(), refused: &violations{}}
	err := access.Make(access.Options{Dir: f.dir, Hosts: []string{"127.0.0.1"}, Producers: []string{"crawler"}, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(f.dir, "nats")
	own := strings.NewReplacer("/etc/nats/", folder+"/", "/data", filepath.Join(f.dir, "data"), "0.0.0.0:4222", "127.0.0.1:-1", "0.0.0.0:8222", "127.0.0.1:-1")
	path := filepath.Join(folder, "secure.conf")
	b, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, []byte(own.Replace(string(b))), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	opts, err := server.ProcessConfigFile(path)
	if err != nil {
		t.Fatal(err)
	}
	opts.NoSigs = true
	if f.server, err = server.NewServer(opts); err != nil {
		t.Fatal(err)
	}
	f.server.SetLoggerV2(f.refused, false, false, false)
	f.server.Start()
	t.Cleanup(func() { f.server.Shutdown(); f.server.WaitForShutdown() })
	if !f.server.ReadyForConnections(20 * time.Second) {
		t.Fatal("the server did not start")
	}
	return f
}

// as appends what a role or producer is given to a command line.
func (f *fortress) as(role string, args ...string) []string {
	seed := access.SeedFile(role)
	if role == "crawler" {
		seed = access.ProducerSeedFile(role)
	}
	return append(args, "--nats-url", f.server.ClientURL(), "--nats-nkey", filepath.Join(f.dir, "seeds", seed),
		"--nats-ca", filepath.Join(f.dir, "ca", "ca.crt"), "--nats-inbox-prefix", access.InboxPrefix(role),
		"--monitor-url", "http://"+f.server.MonitorAddr().String())
}

// work starts a process of a role.
func (f *fortress) work(role string, args ...string) *process {
	f.t.Helper()
	return start(f.t, f.as(role, append([]string{"work", "--admin", "127.0.0.1:0", "--http", "127.0.0.1:0",
		"--store", "sqlite:" + filepath.Join(f.dir, "gouji.db")}, args...)...)...)
}

// asked is the body of a GET.
func asked(t *testing.T, url string, status int) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != status {
		t.Fatalf("%s: %s %v\n%.400s", url, res.Status, err, body)
	}
	return string(body)
}

// TestEveryRoleByItsOwnKey runs the program as it is deployed: every process with the key,
// the inbox and the permissions of its role, the producer in an account of its own.
func TestEveryRoleByItsOwnKey(t *testing.T) {
	t.Parallel()
	f := startFortress(t)

	// Nobody but deploy makes the streams, and the others say who does.
	for what, args := range map[string][]string{"work": {"work", "--stages", "parse", "--admin", "127.0.0.1:0"}, "apply": {"topology", "apply"}} {
		code, _, errs := command(t, f.as("parse", args...)...)
		if code != exitFound || !strings.Contains(errs, "gouji topology apply") || !strings.Contains(errs, "$JS.API.STREAM.CREATE.GOUJI_SUBMIT") || !strings.Contains(errs, "forbidden") {
			t.Errorf("%s as parse: exit %d, %s", what, code, errs)
		}
	}
	wrong := f.as("deploy", "topology", "plan")
	wrong[len(wrong)-3] = "_INBOX"
	if code, _, errs := command(t, wrong...); code != exitFound || !strings.Contains(errs, "--nats-inbox-prefix") {
		t.Errorf("a wrong inbox prefix: exit %d, %s", code, errs)
	}
	if lines := f.refused.take(); len(lines) < 3 {
		t.Errorf("the server refused %q", lines)
	}

	mustCommand(t, f.as("deploy", "topology", "apply")...)
	if out := mustCommand(t, f.as("console", "topology", "plan", "--format", "json")...); strings.Contains(out, `"create"`) || strings.Contains(out, `"change"`) {
		t.Errorf("applied, and still: %s", out)
	}
	var nodes []*process
	for _, stage := range []string{"ingest", "parse", "validate", "publish"} {
		nodes = append(nodes, f.work(stage, "--stages", stage))
	}
	door, monitor := f.work("door", "--door"), f.work("monitor", "--audit")
	for _, n := range append(nodes, door, monitor, f.work("replay", "--release"), f.work("results", "--results")) {
		asked(t, "http://"+n.where.Admin+"/readyz", http.StatusOK)
	}

	mustCommand(t, f.as("crawler", "submit", "--producer", "crawler", samples(t, 12, 5))...)
	bad := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(bad, []byte(strings.Repeat("今天的会议记录,与年报无关。\n", 50)), 0o600); err != nil {
		t.Fatal(err)
	}
	mustCommand(t, f.as("door", "submit", "--wait", bad)...)
	var s struct{ Accepted, Published, Dead, Unaccounted int }
	settled := func(accepted, dead int) {
		t.Helper()
		until(t, fmt.Sprintf("%d documents, %d dead", accepted, dead), func() bool {
			s = lines[struct{ Accepted, Published, Dead, Unaccounted int }](t, mustCommand(t, f.as("console", "status", "--format", "json")...))[0]
			return s.Accepted == accepted && s.Dead == dead && s.Published+s.Dead == accepted
		})
	}
	settled(13, 1)
	if out := asked(t, "http://"+door.where.HTTP+"/v1/reports/"+lines[struct{ Doc string }](t, mustCommand(t, f.as("console", "dead", "list", "--format", "json")...))[0].Doc, http.StatusOK); !strings.Contains(out, `"state":"dead"`) {
		t.Errorf("the door says %s", out)
	}
	mustCommand(t, f.as("replay", "dead", "replay", "--all")...)
	settled(13, 1) // it is the same document, and dies again
	rules := filepath.Join(t.TempDir(), "rules.yaml")
	if err := os.WriteFile(rules, []byte(officeRules), 0o600); err != nil {
		t.Fatal(err)
	}
	mustCommand(t, f.as("deploy", "rules", "load", rules)...)
	mustCommand(t, f.as("monitor", "audit")...)
	if lines := f.refused.take(); len(lines) > 0 {
		t.Errorf("the server refused:\n%s", strings.Join(lines, "\n"))
	}
	// A refusal that was not heard would end as a time-out, which names no subject.
	if code, _, errs := command(t, f.as("replay", "rules", "load", "--none")...); code != exitFound || !strings.Contains(errs, "$KV.gouji-rules.active") {
		t.Errorf("rules load as replay: exit %d, %s", code, errs)
	}
	f.refused.take()
	mustCommand(t, f.as("replay", "dead", "drop", "--all", "--yes")...)
	until(t, "the audit", func() bool {
		return strings.Contains(asked(t, "http://"+monitor.where.Admin+"/metrics", http.StatusOK), "gouji_unaccounted_documents 0")
	})
	if lines := f.refused.take(); len(lines) > 0 {
		t.Errorf("the server refused:\n%s", strings.Join(lines, "\n"))
	}
}

// until polls until ok holds.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	end := time.After(patience)
	for !ok() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("did not come about: %s", what)
		}
	}
}
