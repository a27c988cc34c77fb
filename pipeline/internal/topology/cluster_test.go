package topology_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// cluster is three servers in this process.
type cluster struct {
	t        *testing.T
	dirs     [3]string
	routes   []*url.URL
	monitors []string // addresses, also of a node that is away
	nodes    [3]*server.Server
	relaxed  [3]bool // does not fsync, from its next start
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{t: t}
	var held []net.Listener
	free := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, l)
		return l.Addr().String()
	}
	for i := range c.nodes {
		c.routes = append(c.routes, &url.URL{Scheme: "nats", Host: free()})
		c.monitors = append(c.monitors, "http://"+free())
		c.dirs[i] = t.TempDir()
	}
	for _, l := range held {
		_ = l.Close()
	}
	for i := range c.nodes {
		c.start(i)
	}
	t.Cleanup(func() {
		for _, n := range c.nodes {
			n.Shutdown()
			n.WaitForShutdown()
		}
	})
	return c
}

// start runs a node and does not wait for the others.
func (c *cluster) start(i int) {
	c.t.Helper()
	port, err := strconv.Atoi(c.routes[i].Port())
	if err != nil {
		c.t.Fatal(err)
	}
	_, monitor, _ := strings.Cut(strings.TrimPrefix(c.monitors[i], "http://"), ":")
	http, err := strconv.Atoi(monitor)
	if err != nil {
		c.t.Fatal(err)
	}
	o := &server.Options{ServerName: fmt.Sprint("node-", i), Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, SyncAlways: !c.relaxed[i], HTTPHost: "127.0.0.1", HTTPPort: http,
		StoreDir: c.dirs[i], NoSigs: true, NoLog: true, Routes: c.routes, Cluster: server.ClusterOpts{Name: "gouji", Host: "127.0.0.1", Port: port}}
	n, err := server.NewServer(o)
	if err != nil {
		c.t.Fatal(err)
	}
	n.Start()
	if !n.ReadyForConnections(20 * time.Second) {
		c.t.Fatal("a node did not start")
	}
	c.nodes[i] = n
}

// connect makes a connection to the first node that knows these monitoring addresses.
func (c *cluster) connect(monitors ...string) *broker.Conn {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	closed := make(chan struct{})
	conn, err := broker.Connect(ctx, broker.ConnectOptions{URL: c.nodes[0].ClientURL(), MonitorURLs: monitors, Closed: func() { close(closed) }})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { conn.Close(); <-closed })
	return conn
}

func (c *cluster) stop(i int) {
	c.nodes[i].Shutdown()
	c.nodes[i].WaitForShutdown()
}

// TestThreeReplicas goes through a cluster's life: made, one node away, two nodes away,
// back again.
func TestThreeReplicas(t *testing.T) {
	if testing.Short() {
		t.Skip("three servers take half a minute")
	}
	t.Parallel()
	cl := newCluster(t)
	r := &pipelinetest.Rig{T: t, Topology: wire.Topology{Replicas: 3, AckWait: 3 * time.Second}, Metrics: metrics.New(prometheus.NewRegistry())}
	conn := cl.connect(cl.monitors...)
	r.Conn = conn
	patiently(t, "the topology", func() error { return topology.Ensure(r.Context(), conn, r.Topology) })
	p, err := topology.NewPlan(r.Context(), conn, r.Topology)
	if err != nil || p.Differs() {
		t.Fatalf("after Ensure %v, %v", pipelinetest.Actions(p, topology.ActionSame), err)
	}
	// One replica less everywhere is nothing that happens by a forgotten setting.
	if err := topology.Ensure(r.Context(), conn, wire.Topology{AckWait: 3 * time.Second}); err == nil || !strings.Contains(err.Error(), "replicas from 3 to 1") {
		t.Errorf("three replicas became one: %v", err)
	}
	if _, err := topology.Join(r.Context(), conn, wire.Topology{}); err != nil || conn.Topology().Replicas != 3 {
		t.Errorf("a worker with the default takes %d replicas, %v", conn.Topology().Replicas, err)
	}
	patiently(t, "ready", func() error { return topology.Ready(r.Context(), conn) })
	// One address vouches for one server.
	if err := topology.Ready(r.Context(), cl.connect(cl.monitors[0])); err == nil || !strings.Contains(err.Error(), "no monitoring URL answers for") {
		t.Errorf("one monitoring address of three: %v", err)
	}
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(r.Submit("with three"), client.StatePublished)

	submitted := func(text string) (id string) {
		id = pipelinetest.ToyID([]byte(text))
		patiently(t, "the submission "+text, func() error { // the cluster may be electing a leader
			_, err := client.Submit(r.Context(), conn, "test", id, []byte(text), nil)
			return err
		})
		return id
	}
	cl.stop(2)
	r.WaitState(submitted("with two"), client.StatePublished)
	patiently(t, "ready", func() error { return topology.Ready(r.Context(), conn) })
	if used, err := conn.StorageUse()(r.Context()); err != nil || used <= 0 || used >= 1 {
		t.Errorf("storage of the two that are there: %v, %v", used, err)
	}

	cl.stop(1)
	patiently(t, "red without a majority", func() error {
		if topology.Ready(r.Context(), conn) == nil {
			return errors.New("ready with one of three")
		}
		return nil
	})
	cl.start(1)
	cl.relaxed[2] = true
	cl.start(2)
	patiently(t, "red with a server that does not fsync", func() error {
		if err := topology.Ready(r.Context(), conn); err == nil || !strings.Contains(err.Error(), "server node-2 does not run sync_interval: always") {
			return fmt.Errorf("ready: %v", err)
		}
		return nil
	})
	cl.stop(2)
	cl.relaxed[2] = false
	cl.start(2)
	patiently(t, "ready", func() error { return topology.Ready(r.Context(), conn) })
	r.WaitState(submitted("again"), client.StatePublished)
}

// patiently gives the cluster two minutes: an election takes seconds on an idle machine,
// and half a minute on one with ten times the work that it has processors for.
func patiently(t *testing.T, what string, try func() error) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	end := time.After(2 * time.Minute)
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("%s: %v", what, err)
		}
	}
}
