package server

import (
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/gouji/gouji/pipeline"
)

// serverEnv carries the configuration of a nats-server to the child that becomes one.
const serverEnv = "GOUJI_CHAOS_SERVER"

// Config is one external nats-server.
type Config struct {
	Name string
	// Host is the address that it listens on.
	Host string
	// Prefix is put before its command line, as `ip netns exec NAME` is. The program that it
	// names must become the server (exec), or signals would end it and not the server.
	Prefix []string `json:"-"`

	// Dir has its files, Log is the file of its log.
	Dir  string
	Log  string
	Port int
	// ClusterPort and Routes are set for a node of a cluster.
	ClusterPort int
	Routes      []string
	// DefaultSync leaves fsync to the server's timer of two minutes, for control runs that
	// show what `sync_interval: always` is for.
	DefaultSync bool
}

// ServeChild turns this process into a nats-server when the laboratory started it as one,
// and does not return then. A program that runs scenarios calls it first.
func ServeChild() {
	raw, child := os.LookupEnv(serverEnv)
	if !child {
		return
	}
	if err := serve(raw); err != nil {
		fmt.Fprintln(os.Stderr, "nats-server:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func serve(raw string) error {
	var c Config
	if err := json.Unmarshal([]byte(raw), &c); err != nil {
		return err
	}
	opts, err := c.options()
	if err != nil {
		return err
	}
	ns, err := server.NewServer(opts)
	if err != nil {
		return err
	}
	ns.ConfigureLogger()
	go ns.Start()
	if !ns.ReadyForConnections(StartWait) {
		return fmt.Errorf("%s does not take connections", c.Name)
	}
	fmt.Println("ready")
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM)
	<-asked
	ns.Shutdown()
	ns.WaitForShutdown()
	return nil
}

func (c Config) options() (*server.Options, error) {
	o := &server.Options{
		ServerName: c.Name, Host: c.Host, Port: c.Port,
		JetStream: true, StoreDir: c.Dir, SyncAlways: !c.DefaultSync,
		MaxPayload: pipeline.DefaultMaxPayload, MaxPending: 4 * pipeline.DefaultMaxPayload,
		NoSigs: true, LogFile: c.Log, Logtime: true,
	}
	if c.ClusterPort == 0 {
		return o, nil
	}
	o.Cluster = server.ClusterOpts{Name: "chaos", Host: c.Host, Port: c.ClusterPort}
	for _, r := range c.Routes {
		u, err := url.Parse(r)
		if err != nil {
			return nil, fmt.Errorf("route %q: %w", r, err)
		}
		o.Routes = append(o.Routes, u)
	}
	return o, nil
}

// StartWait is how long a server may take until it takes connections, the recovery of its
// files included.
const StartWait = 60 * time.Second

// URL is what a client connects to.
func (c Config) URL() string { return c.at(c.Port) }

// at is the URL of one of its ports.
func (c Config) at(port int) string {
	return "nats://" + net.JoinHostPort(c.Host, strconv.Itoa(port))
}
