package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestUpWaitsForItsDatabase: the admin port answers while `up` waits, says what for, without
// the password, and an end on request is a clean one.
func TestUpWaitsForItsDatabase(t *testing.T) {
	t.Parallel()
	admin, data := freeAddress(t), t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	var said lockedBuffer
	go func() {
		ended <- run(ctx, program{Env: noEnv, Stdin: strings.NewReader(""), Stdout: &said, Stderr: &said,
			Args: []string{"up", "--data", data, "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", admin,
				"--store", "postgres://gouji:S3cret@" + freeAddress(t) + "/gouji", "--log-format", "json"}})
	}()
	until(t, "red, and why", func() bool {
		res, err := http.Get("http://" + admin + "/readyz")
		if err != nil {
			return false
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		said := string(body)
		return res.StatusCode == http.StatusServiceUnavailable && strings.Contains(said, "waiting for the store") && !strings.Contains(said, "S3cret")
	})
	stop()
	if code := <-ended; code != exitOK {
		t.Errorf("ended with %d", code)
	}
	if strings.Contains(said.String(), "S3cret") {
		t.Errorf("the log tells the password:\n%s", said.String())
	}
}

// TestNoBrokersPasswordIsTold: a process that waits for its broker names it without what is
// secret in its address.
func TestNoBrokersPasswordIsTold(t *testing.T) {
	t.Parallel()
	admin := freeAddress(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	var said lockedBuffer
	go func() {
		ended <- run(ctx, program{Env: noEnv, Stdin: strings.NewReader(""), Stdout: &said, Stderr: &said,
			Args: []string{"work", "--nats-url", "nats://user:S3cret@" + freeAddress(t), "--admin", admin,
				"--store", "sqlite:" + filepath.Join(t.TempDir(), "g.db"), "--log-format", "json"}})
	}()
	until(t, "red, and why", func() bool {
		res, err := http.Get("http://" + admin + "/readyz")
		if err != nil {
			return false
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		if strings.Contains(string(body), "S3cret") {
			t.Errorf("readiness tells the password: %s", body)
		}
		return strings.Contains(string(body), "waiting for the broker")
	})
	stop()
	if code := <-ended; code != exitOK {
		t.Errorf("ended with %d", code)
	}
	if strings.Contains(said.String(), "S3cret") {
		t.Errorf("the log tells the password:\n%s", said.String())
	}
}

// TestARequestThatNeverEndsDoesNotSpoilTheEnd: a client has sent half of a body when the
// process is asked to end.
func TestARequestThatNeverEndsDoesNotSpoilTheEnd(t *testing.T) {
	t.Parallel()
	p := startUp(t, t.TempDir())
	c, err := net.Dial("tcp", p.where.HTTP)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := fmt.Fprintf(c, "POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf"); err != nil {
		t.Fatal(err)
	}
	// The door has the request when it answers another one.
	if res, err := http.Get("http://" + p.where.HTTP + "/v1/reports/x"); err != nil {
		t.Fatal(err)
	} else {
		_ = res.Body.Close()
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	await(t, p.ended, "the process to end")
	if p.err != nil {
		t.Errorf("ended with %v", p.err)
	}
}

// TestAnIdleProcessEndsOnSIGTERM: nothing that it waits for goes by a clock; what ends late here
// is the machine. (TestAnIdleWorkerEndsWhenItIsAsked has pulls of an hour.)
func TestAnIdleProcessEndsOnSIGTERM(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	for _, p := range []*process{
		startWork(t, up.where.NATS, "sqlite:"+filepath.Join(t.TempDir(), "g.db"), "ingest,parse,validate,publish"),
		start(t, "work", "--release", "--nats-url", up.where.NATS, "--admin", "127.0.0.1:0"),
		up,
	} {
		begun := time.Now()
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		await(t, p.ended, "the process to end")
		took := time.Since(begun)
		t.Logf("gouji %s ended after %v", p.cmd.Args[1], took)
		if p.err != nil || took > 10*time.Second {
			t.Errorf("gouji %v ended after %v with %v", p.cmd.Args[1:], took, p.err)
		}
	}
}
