package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rs/zerolog"
)

// hangup sends SIGHUP, and waits until each of these stands in the metrics.
func (p *process) hangup(t *testing.T, series ...string) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	var text string
	until(t, "each of "+strings.Join(series, ", "), func() bool {
		text = get(t, "http://"+p.where.Admin+"/metrics")
		for _, s := range series {
			if !strings.Contains(text, "gouji_reloads_total"+s+"\n") {
				return false
			}
		}
		return true
	})
}

// reloads is a series of gouji_reloads_total without its name.
func reloads(what, result string, n int) string {
	return fmt.Sprintf(`{result="%s",what="%s"} %d`, result, what, n)
}

// TestSIGHUPReadsTheFilesAgain: what is good is in force at once, what is bad leaves the old in
// force and is counted, and the process goes on.
func TestSIGHUPReadsTheFilesAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const members = "schema: gouji.members/v1\nregions:\n  - name: 青石县\n    members:\n      - {name: %s}\n"
	up := start(t, "up", "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0",
		"--config", file("gouji.yaml", "log-level: info\n"), "--rules", file("rules.yaml", officeRules),
		"--members", file("members.yaml", fmt.Sprintf(members, "松岭镇人民政府")), "--http-tokens", file("tokens", "crawler:first-secret\nviewer/li:first-sign-in\n"))
	status := func(path, user, secret string) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+up.where.HTTP+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if user == "" {
			req.Header.Set("Authorization", "Bearer "+secret)
		} else {
			req.SetBasicAuth(user, secret)
		}
		code, _ := answered(t, req)
		return code
	}
	inForce := func(set, secret string) {
		t.Helper()
		other := map[string]string{"first": "second", "second": "first"}[secret]
		for _, c := range []struct {
			path, user, secret string
			want               int
		}{
			{"/v1/reports", "", secret + "-secret", http.StatusOK}, {"/v1/reports", "", other + "-secret", http.StatusUnauthorized},
			{"/", "li", secret + "-sign-in", http.StatusOK}, {"/", "li", other + "-sign-in", http.StatusUnauthorized},
		} {
			if got := status(c.path, c.user, c.secret); got != c.want {
				t.Errorf("%s by %s%s: %d, want %d", c.path, c.user, c.secret, got, c.want)
			}
		}
		if out := mustCommand(t, "rules", "active", "--nats-url", up.where.NATS, "--lang", "en"); !strings.Contains(out, set) {
			t.Errorf("not %s is in force: %s", set, out)
		}
	}
	inForce("2026.1+test.1", "first")

	file("gouji.yaml", "log-level: debug\n")
	file("rules.yaml", strings.Replace(officeRules, "+test.1", "+test.2", 1))
	file("members.yaml", fmt.Sprintf(members, "云台镇人民政府"))
	file("tokens", "crawler:second-secret\nviewer/li:second-sign-in\n")
	up.hangup(t, reloads("configuration", "ok", 1), reloads("rules", "ok", 1), reloads("members", "ok", 1), reloads("tokens", "ok", 1))
	inForce("2026.1+test.2", "second")

	file("rules.yaml", "schema: gouji.rules/v1\nset: [\n")
	file("members.yaml", "schema: other\n")
	file("tokens", "crawler:a\ncrawler:a\n")
	up.hangup(t, reloads("configuration", "ok", 2), reloads("rules", "failed", 1), reloads("members", "failed", 1), reloads("tokens", "failed", 1))
	inForce("2026.1+test.2", "second")

	file("gouji.yaml", "log-level: shouted\n")
	up.hangup(t, reloads("configuration", "failed", 1))
	inForce("2026.1+test.2", "second")
}

// TestSIGHUPEndsNoProcess: neither one that has nothing to read again, nor one that waits for
// its broker, nor a command that a person has started.
func TestSIGHUPEndsNoProcess(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	up.hangup(t, reloads("configuration", "ok", 1))
	start(t, "work", "--release", "--nats-url", up.where.NATS, "--admin", "127.0.0.1:0").hangup(t, reloads("configuration", "ok", 1))

	waits := &process{where: addresses{Admin: freeAddress(t)}}
	waits.cmd = exec.Command(os.Args[0], "work", "--nats-url", "nats://"+freeAddress(t), "--store", "sqlite:"+filepath.Join(t.TempDir(), "g.db"), "--admin", waits.where.Admin)
	watch := &process{cmd: exec.Command(os.Args[0], "status", "--watch", "--nats-url", up.where.NATS)}
	screen := &lockedBuffer{}
	watch.cmd.Stdout = screen
	for _, p := range []*process{waits, watch} {
		if err := p.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		p.ended = make(chan struct{})
		go func() { p.err = p.cmd.Wait(); close(p.ended) }()
		t.Cleanup(func() { _ = p.cmd.Process.Kill(); <-p.ended })
	}
	until(t, "an admin address", func() bool {
		res, err := http.Get("http://" + waits.where.Admin + "/healthz")
		if err == nil {
			res.Body.Close()
		}
		return err == nil
	})
	waits.hangup(t, reloads("configuration", "ok", 1))
	until(t, "a first look", func() bool { return len(screen.String()) > 0 })
	if err := watch.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	seen := len(screen.String())
	until(t, "another look", func() bool { return len(screen.String()) > 2*seen })
	for _, p := range []*process{waits, watch} {
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		await(t, p.ended, "the process to end")
	}
	if waits.err != nil {
		t.Errorf("ended with %v", waits.err)
	}
}

// TestTheLevelChangesForEveryLogger: also for those made before, with fields of their own.
func TestTheLevelChangesForEveryLogger(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log, l, err := newLogger(&out, config{LogFormat: "json", LogLevel: "warn"}, false)
	if err != nil {
		t.Fatal(err)
	}
	part := log.With().Str("part", "x").Logger()
	nats := (&app{log: log, level: l}).serverLog()
	for _, c := range []struct {
		level string
		lines int // of eight
	}{{"warn", 4}, {"info", 5}, {"debug", 8}, {"error", 2}, {"nonsense", 2}} {
		if err := l.set(c.level); (err != nil) != (c.level == "nonsense") {
			t.Errorf("%s: %v", c.level, err)
		}
		out.Reset()
		for _, log := range []zerolog.Logger{part, nats} {
			log.Debug().Msg("")
			log.Info().Msg("")
			log.Warn().Msg("")
			log.Error().Msg("")
		}
		if n := strings.Count(out.String(), "\n"); n != c.lines {
			t.Errorf("%s: %d lines, want %d", c.level, n, c.lines)
		}
	}
}
