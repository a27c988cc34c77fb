package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/pipeline"
)

// selfEnv makes the test binary be gouji itself, so that tests start real processes
// without building another binary.
const selfEnv = "GOUJI_TEST_IS_GOUJI"

func TestMain(m *testing.M) {
	// The children that read documents have no environment; without this they would run the
	// tests again.
	if os.Getenv(selfEnv) != "" || len(os.Args) > 1 && os.Args[1] == extract {
		main()
		return
	}
	// Children of the program under test, those that read documents, are gouji as well.
	if err := os.Setenv(selfEnv, "1"); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"gouji": main})
}

// fullRun reports whether the long forms of the tests are asked for; they take minutes.
func fullRun() bool { return os.Getenv("GOUJI_FULL") != "" }

// patience bounds every wait of a test; a wait that reaches it has failed.
const patience = 3 * time.Minute

// process is a gouji process of its own.
type process struct {
	cmd   *exec.Cmd
	where addresses // its NATS with the token, as other programs connect
	// announced is the address of NATS as it was printed.
	announced string
	// ended is closed when the process has been reaped; err is how it ended.
	ended chan struct{}
	err   error
}

// start runs gouji as a process and waits until it says where it listens.
func start(t testing.TB, args ...string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0], append(args, "--log-format", "json")...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd, ended: make(chan struct{})}
	where := make(chan addresses, 1)
	var log bytes.Buffer
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(stderr)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var a addresses
			if json.Unmarshal(lines.Bytes(), &a) == nil && a.NATS != "" {
				where <- a
			}
			log.Write(append(lines.Bytes(), '\n'))
		}
		p.err = cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		await(t, p.ended, "the process to end")
		if t.Failed() {
			t.Logf("gouji %s:\n%s", strings.Join(args, " "), log.String())
		}
	})
	select {
	case p.where = <-where:
		p.announced = p.where.NATS
		if p.where.TokenFile != "" {
			token, err := os.ReadFile(p.where.TokenFile)
			if err != nil {
				t.Fatal(err)
			}
			p.where.NATS = strings.Replace(p.announced, "nats://", "nats://"+strings.TrimSpace(string(token))+"@", 1)
		}
	case <-p.ended:
		t.Fatalf("gouji %s ended at once: %v\n%s", strings.Join(args, " "), p.err, log.String())
	case <-time.After(patience):
		t.Fatalf("gouji %s did not get ready", strings.Join(args, " "))
	}
	return p
}

// kill ends the process without giving it a chance to do anything.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	await(t, p.ended, "the killed process to be reaped")
}

func await[T any](t testing.TB, c <-chan T, what string) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(patience):
		t.Fatalf("waited %s for %s", patience, what)
	}
}

// startUp runs the whole system as one process on free ports.
func startUp(t testing.TB, data string, more ...string) *process {
	t.Helper()
	return start(t, append([]string{"up", "--judge-quiet", "200ms", "--data", data, "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, more...)...)
}

// startWork runs some stages as a process of their own.
func startWork(t *testing.T, url, store, stages string) *process {
	t.Helper()
	// What a killed worker held comes again after ack-wait: 5 s instead of 30.
	return start(t, "work", "--judge-quiet", "200ms", "--stages", stages, "--nats-url", url, "--store", store, "--admin", "127.0.0.1:0", "--ack-wait", "5s")
}

// startBroker runs a NATS server of its own, outside the workers.
func startBroker(t *testing.T) *pipeline.Server {
	t.Helper()
	s, err := pipeline.StartServer(pipeline.ServerOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0", Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Shutdown)
	return s
}

// command runs a command line in this process.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var out, errs bytes.Buffer
	code = run(ctx, program{Args: args, Env: noEnv, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs})
	return code, out.String(), errs.String()
}

func noEnv(string) (string, bool) { return "", false }

// mustCommand is command for those that have to succeed; it returns standard output.
func mustCommand(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := command(t, args...)
	if code != exitOK {
		t.Fatalf("gouji %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// samples writes n generated documents to a folder and returns it.
func samples(t *testing.T, n int, seed uint64) string {
	t.Helper()
	dir := t.TempDir()
	for s := range generate.Many(n, seed) {
		if err := os.WriteFile(filepath.Join(dir, s.Name), s.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// answered sends a request and returns the status and the body of the answer.
func answered(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// childSamples are samples that only a child reads: plain text is read by the worker itself.
func childSamples(t *testing.T, n int, seed uint64) string {
	t.Helper()
	dir := t.TempDir()
	layouts := []generate.Layout{generate.HTMLClean, generate.DOCX}
	for i := range n {
		s, err := generate.One(generate.Options{Seed: seed*100 + uint64(i), Layout: layouts[i%len(layouts)]})
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, s.Name), s.Data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// client connects to a running system.
func client(t *testing.T, url string) *pipeline.Conn {
	t.Helper()
	conn, err := pipeline.Connect(t.Context(), pipeline.ConnectOptions{URL: url, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

// lines decodes a JSON object from each line.
func lines[T any](t *testing.T, text string) []T {
	t.Helper()
	var out []T
	d := json.NewDecoder(strings.NewReader(text))
	for {
		var v T
		err := d.Decode(&v)
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("not a JSON line: %v\n%.400s", err, text)
		}
		out = append(out, v)
	}
}

// corpus returns the folder of real documents, and skips the test where it is missing.
func corpus(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(filepath.Join(dir, "docs")); err != nil {
		t.Skip("skipped: no corpus")
	}
	return dir
}
