package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

func TestOutageIsWaitedOut(t *testing.T) {
	t.Parallel()
	var pauses []time.Duration
	var told []string
	o := outage{log: zerolog.Nop(), pause: func(_ context.Context, d time.Duration) bool { pauses = append(pauses, d); return true },
		tell: func(err error) { told = append(told, err.Error()) }}
	tries := 0
	err := o.wait(t.Context(), "the broker", func(context.Context) error {
		if tries++; tries <= 9 {
			return nats.ErrTimeout
		}
		return nil
	})
	want := []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second}
	if err != nil || !slices.Equal(pauses, want) || len(told) != 9 || !strings.Contains(told[0], "waiting for the broker: nats: timeout") {
		t.Errorf("%v after pauses %v, told %v", err, pauses, told)
	}

	for name, end := range map[string]func(context.CancelFunc) (error, bool){
		"what does not pass":  func(context.CancelFunc) (error, bool) { return errors.New("no such file"), true },
		"the process is told": func(stop context.CancelFunc) (error, bool) { stop(); return nats.ErrTimeout, true },
		"a pause cut short":   func(context.CancelFunc) (error, bool) { return nats.ErrTimeout, false },
	} {
		ctx, stop := context.WithCancel(t.Context())
		n := 0
		var goOn bool
		o := outage{log: zerolog.Nop(), tell: func(error) {}, pause: func(context.Context, time.Duration) bool { stop(); return goOn }}
		err := o.wait(ctx, "x", func(context.Context) (err error) { n++; err, goOn = end(stop); return err })
		stop()
		if n != 1 || err == nil {
			t.Errorf("%s: %d tries, %v", name, n, err)
		}
	}
}

func TestWhatPasses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want bool
	}{
		{context.DeadlineExceeded, true},
		{fmt.Errorf("stream X: %w", nats.ErrNoResponders), true},
		{&jetstream.APIError{Code: 503, ErrorCode: 10008, Description: "JetStream system temporarily unavailable"}, true},
		{&jetstream.APIError{Code: 400, ErrorCode: codeNoPeers, Description: "no suitable peers for placement"}, true},
		{&jetstream.APIError{Code: 500, ErrorCode: codeNoCluster, Description: "replicas > 1 not supported in non-clustered mode"}, false},
		{&jetstream.APIError{Code: 400, ErrorCode: 10065, Description: "subjects overlap with an existing stream"}, false},
		{nats.ErrAuthorization, false},
		{fmt.Errorf("last error: %w, %w", nats.ErrAuthorization, context.DeadlineExceeded), false},
		{&pipeline.PermissionError{Subject: "x"}, false},
		{fault.Poison(fault.Forbidden, context.DeadlineExceeded), false},
		{pipeline.ErrDestructive, false},
		{exit(exitUsage, context.DeadlineExceeded), false},
		{&pgconn.PgError{Code: "57P03", Message: "the database system is starting up"}, true},
		{&pgconn.PgError{Code: "08006"}, true},
		{&pgconn.PgError{Code: "28P01", Message: "password authentication failed"}, false},
		{errors.New("sqlstore: a store is sqlite:PATH or postgres://…"), false},
	} {
		if got := passing(c.err); got != c.want {
			t.Errorf("%v: passing is %v", c.err, got)
		}
	}
	// PostgreSQL that is away, and a name that nobody has.
	free := freeAddress(t)
	for _, url := range []string{"postgres://gouji@" + free + "/gouji", "postgres://gouji@nobody.invalid:5432/gouji"} {
		if _, err := sqlstore.Open(t.Context(), url); err == nil || !passing(err) {
			t.Errorf("%s: %v does not pass", url, err)
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestWorkStartsBeforeItsBroker: the process stays, says that it is not ready and why, and
// works when the broker has come.
func TestWorkStartsBeforeItsBroker(t *testing.T) {
	t.Parallel()
	broker, admin := freeAddress(t), freeAddress(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	var said lockedBuffer
	go func() {
		ended <- run(ctx, program{Env: noEnv, Stdin: strings.NewReader(""), Stdout: &said, Stderr: &said,
			Args: []string{"work", "--nats-url", "nats://" + broker, "--admin", admin, "--store", "sqlite:" + filepath.Join(t.TempDir(), "g.db"), "--log-format", "json"}})
	}()
	defer func() {
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("ended with %d\n%s", code, said.String())
		}
	}()
	status := func(want int, text string) func() bool {
		return func() bool {
			res, err := http.Get("http://" + admin + "/readyz")
			if err != nil {
				return false
			}
			defer res.Body.Close()
			body, _ := readLimited(res.Body)
			return res.StatusCode == want && strings.Contains(body, text)
		}
	}
	until(t, "red, and why", status(http.StatusServiceUnavailable, "waiting for the broker"))
	s, err := pipeline.StartServer(pipeline.ServerOptions{Dir: t.TempDir(), Listen: broker})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Shutdown)
	until(t, "the work has begun", func() bool { return strings.Contains(said.String(), `"nats":"nats://`+broker) })
	// Whether this broker fsyncs nobody has told the process, so it is not ready even now.
	until(t, "the truth about fsync", status(http.StatusServiceUnavailable, "sync_interval"))
	id := lines[submitted](t, mustCommand(t, "submit", "--wait", "--format", "json", "--nats-url", "nats://"+broker, samples(t, 1, 3)))[0].ID
	if out := mustCommand(t, "show", id, "--format", "json", "--nats-url", "nats://"+broker); !strings.Contains(out, `"state":"published"`) {
		t.Errorf("%.200s", out)
	}
	if !strings.Contains(said.String(), "not there at present, waiting") {
		t.Error("no log line said that it waits")
	}
}

// lockedBuffer takes what a program says while a test reads it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String is what was said so far.
func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
