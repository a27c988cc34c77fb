package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// member starts one of three servers that make a cluster; routes are those of all three.
func member(t *testing.T, i int, routes []*url.URL) *server.Server {
	t.Helper()
	_, port, err := net.SplitHostPort(routes[i].Host)
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if _, err := fmt.Sscan(port, &n); err != nil {
		t.Fatal(err)
	}
	s, err := server.NewServer(&server.Options{ServerName: fmt.Sprint("n", i), Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(),
		NoSigs: true, NoLog: true, Routes: routes, Cluster: server.ClusterOpts{Name: "gouji", Host: "127.0.0.1", Port: n}})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(patience) {
		t.Fatal("a server did not start")
	}
	return s
}

// TestApplyWaitsForALeader: one server of three has none. Within --wait it comes, or the command
// ends and names the flag.
func TestApplyWaitsForALeader(t *testing.T) {
	t.Parallel()
	var routes []*url.URL
	for range 3 {
		routes = append(routes, &url.URL{Scheme: "nats", Host: freeAddress(t)})
	}
	first := member(t, 0, routes)
	args := []string{"topology", "apply", "--replicas", "3", "--lang", "en", "--nats-url", first.ClientURL(), "--wait"}
	code, out, errs := command(t, append(args, "1s")...)
	if code != exitFound || !strings.Contains(errs, "--wait") || !strings.Contains(errs, "run it again") || out != "" {
		t.Errorf("without a leader: exit %d\n%s%s", code, out, errs)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var said lockedBuffer
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, program{Env: noEnv, Stdin: strings.NewReader(""), Stdout: &said, Stderr: &said, Args: append(args, "2m")})
	}()
	until(t, "it waits", func() bool { return strings.Contains(said.String(), "waiting at most 2m") })
	member(t, 1, routes)
	member(t, 2, routes)
	if code := <-ended; code != exitOK || !strings.Contains(said.String(), "applied") || strings.Count(said.String(), "GOUJI_SUBMIT ") != 1 {
		t.Errorf("with a leader: exit %d\n%s", code, said.String())
	}
	begun := time.Now()
	if code, _, errs := command(t, "topology", "apply", "--nats-url", "nats://"+freeAddress(t), "--wait", "1s", "--lang", "en"); code != exitFound || !strings.Contains(errs, "--wait") || time.Since(begun) > 30*time.Second {
		t.Errorf("without a server: exit %d after %s\n%s", code, time.Since(begun), errs)
	}
}
