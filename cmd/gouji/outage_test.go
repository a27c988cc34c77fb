package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gouji/gouji/pipeline"
)

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
			body, _ := io.ReadAll(res.Body)
			return res.StatusCode == want && strings.Contains(string(body), text)
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
