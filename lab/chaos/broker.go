package chaos

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// broker is one nats-server or a cluster of them.
type broker struct {
	spawn *spawner
	nodes []*brokerNode
	// external is the address of a server that is part of the program under test, with its
	// token; there are no nodes then.
	external string
	nc       *nats.Conn
	js       jetstream.JetStream
}

type brokerNode struct {
	conf serverConfig
	proc *process
}

// startBroker starts n servers with their files below dir and their logs in logs, and connects to
// them. change, where it is not nil, changes the configuration of each.
func startBroker(ctx context.Context, spawn *spawner, n int, dir, logs string, change func(*serverConfig)) (*broker, error) {
	ports, err := freePorts(2 * n)
	if err != nil {
		return nil, err
	}
	var routes []string
	b := &broker{spawn: spawn}
	for i := range n {
		c := serverConfig{Name: fmt.Sprintf("n%d", i), Host: "127.0.0.1", Port: ports[2*i],
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
		b.nodes = append(b.nodes, &brokerNode{conf: c})
	}
	for i, n := range b.nodes {
		n.conf.Routes = routes
		if err := b.start(ctx, i); err != nil {
			return b, err
		}
	}
	if err := b.connect(); err != nil {
		return b, err
	}
	return b, b.settled(ctx)
}

// connect opens the connection that the broker is asked over.
func (b *broker) connect() (err error) {
	b.nc, b.js, err = b.dial()
	return err
}

// dial opens a connection of its own.
func (b *broker) dial() (*nats.Conn, jetstream.JetStream, error) {
	nc, err := nats.Connect(b.urls(), nats.Name("chaos"), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1), nats.ReconnectWait(100*time.Millisecond), nats.ReconnectBufSize(-1))
	if err != nil {
		return nil, nil, fmt.Errorf("connect to the broker: %w", err)
	}
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(3*time.Second))
	return nc, js, err
}

func (b *broker) urls() string {
	if b.external != "" {
		return b.external
	}
	var out []string
	for _, n := range b.nodes {
		out = append(out, n.conf.url())
	}
	return strings.Join(out, ",")
}

// start starts a node, on the files that are there, and waits until it takes connections.
func (b *broker) start(ctx context.Context, i int) error {
	n := b.nodes[i]
	conf, err := json.Marshal(n.conf)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := command(n.conf.Prefix, self)
	cmd.Env = append(os.Environ(), serverEnv+"="+string(conf))
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	cmd.Stdout = w
	n.proc, err = b.spawn.start(cmd, n.conf.Log+".err")
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
	case <-time.After(startWait):
		err = errors.New("not ready in time")
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("nats-server %s: %w", n.conf.Name, err)
	}
	return nil
}

func (b *broker) kill(i int) { b.nodes[i].proc.kill() }

// settled waits until JetStream takes a stream with as many replicas as there are nodes.
func (b *broker) settled(ctx context.Context) error {
	probe := jetstream.StreamConfig{Name: "CHAOS_PROBE", Subjects: []string{"chaos.probe"}, Storage: jetstream.MemoryStorage, Replicas: len(b.nodes)}
	var last error
	err := until(ctx, "JetStream is ready", startWait, func(ctx context.Context) bool {
		if _, last = b.js.CreateOrUpdateStream(ctx, probe); last == nil {
			last = b.js.DeleteStream(ctx, probe.Name)
		}
		return last == nil
	})
	if err != nil {
		return fmt.Errorf("%w (last error: %v)", err, last)
	}
	return nil
}

func (b *broker) close() {
	if b.nc != nil {
		b.nc.Close()
	}
	for _, n := range b.nodes {
		if n.proc != nil {
			n.proc.kill()
		}
	}
}

// freePorts finds ports on loopback that nobody listens on. They are held together while
// they are found, so that they differ.
func freePorts(n int) ([]int, error) {
	var out []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("find a free port: %w", err)
		}
		defer l.Close()
		out = append(out, l.Addr().(*net.TCPAddr).Port)
	}
	return out, nil
}
