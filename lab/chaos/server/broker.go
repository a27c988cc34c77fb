// Package server runs what the program under test stands on: nats-servers in processes of their
// own, alone or as a cluster, and PostgreSQL.
package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/process"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// Broker is one nats-server or a cluster of them.
type Broker struct {
	spawn *process.Spawner
	Nodes []*Node // none where the server is part of the program
	// external is the address of a server that is part of the program under test, with its
	// token; there are no nodes then.
	external string
	// Conn and JS are the connection that Connect has made.
	Conn *nats.Conn
	JS   jetstream.JetStream
}

// Node is one server and its process, nil before the first start.
type Node struct {
	Conf Config
	Proc *process.Process
}

// Start starts n servers with their files below dir and their logs in logs, and connects to
// them. change, where it is not nil, changes the configuration of each.
func Start(ctx context.Context, spawn *process.Spawner, n int, dir, logs string, change func(*Config)) (*Broker, error) {
	ports, err := machine.FreePorts(2 * n)
	if err != nil {
		return nil, err
	}
	var routes []string
	b := &Broker{spawn: spawn}
	for i := range n {
		c := Config{Name: fmt.Sprintf("n%d", i), Host: "127.0.0.1", Port: ports[2*i],
			Dir: filepath.Join(dir, fmt.Sprintf("n%d", i)), Log: filepath.Join(logs, fmt.Sprintf("nats-n%d.log", i))}
		if n > 1 {
			c.ClusterPort = ports[2*i+1]
		}
		if change != nil {
			change(&c)
		}
		if n > 1 {
			routes = append(routes, c.at(c.ClusterPort))
		}
		b.Nodes = append(b.Nodes, &Node{Conf: c})
	}
	for i, n := range b.Nodes {
		n.Conf.Routes = routes
		if err := b.Start(ctx, i); err != nil {
			return b, err
		}
	}
	if err := b.Connect(); err != nil {
		return b, err
	}
	return b, b.settled(ctx)
}

// Connect opens the connection that the broker is asked over.
func (b *Broker) Connect() (err error) {
	b.Conn, b.JS, err = b.Dial()
	return err
}

// Dial opens a connection of its own.
func (b *Broker) Dial() (*nats.Conn, jetstream.JetStream, error) {
	nc, err := nats.Connect(b.URLs(), nats.Name("chaos"), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond), nats.ReconnectBufSize(-1))
	if err != nil {
		return nil, nil, fmt.Errorf("connect to the broker: %w", err)
	}
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(3*time.Second))
	return nc, js, err
}

// URLs is what a client connects to.
func (b *Broker) URLs() string {
	if b.external != "" {
		return b.external
	}
	var out []string
	for _, n := range b.Nodes {
		out = append(out, n.Conf.URL())
	}
	return strings.Join(out, ",")
}

// Start starts a node, on the files that are there, and waits until it takes connections.
func (b *Broker) Start(ctx context.Context, i int) error {
	n := b.Nodes[i]
	conf, err := json.Marshal(n.Conf)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := process.Command(n.Conf.Prefix, self)
	cmd.Env = append(os.Environ(), serverEnv+"="+string(conf))
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	cmd.Stdout = w
	n.Proc, err = b.spawn.Start(cmd, n.Conf.Log+".err")
	_ = w.Close() // the child has its own
	if err != nil {
		return err
	}
	ready := make(chan error, 1)
	go func() {
		line, err := bufio.NewReader(r).ReadString('\n')
		if err == nil && line != "ready\n" {
			err = fmt.Errorf("it says %q", line)
		}
		ready <- err
	}()
	select {
	case err = <-ready:
	case <-time.After(StartWait):
		err = errors.New("not ready in time")
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("nats-server %s: %w", n.Conf.Name, err)
	}
	return nil
}

// Kill ends a node with SIGKILL.
func (b *Broker) Kill(i int) { b.Nodes[i].Proc.Kill() }

// settled waits until JetStream takes a stream with as many replicas as there are nodes.
func (b *Broker) settled(ctx context.Context) error {
	probe := jetstream.StreamConfig{Name: "CHAOS_PROBE", Subjects: []string{"chaos.probe"}, Storage: jetstream.MemoryStorage, Replicas: len(b.Nodes)}
	var last error
	err := wait.Until(ctx, "JetStream is ready", StartWait, func(ctx context.Context) bool {
		if _, last = b.JS.CreateOrUpdateStream(ctx, probe); last == nil {
			last = b.JS.DeleteStream(ctx, probe.Name)
		}
		return last == nil
	})
	if err != nil {
		return fmt.Errorf("%w (last error: %v)", err, last)
	}
	return nil
}

// Close ends the connection and all nodes.
func (b *Broker) Close() {
	if b.Conn != nil {
		b.Conn.Close()
	}
	for _, n := range b.Nodes {
		if n.Proc != nil {
			n.Proc.Kill()
		}
	}
}
