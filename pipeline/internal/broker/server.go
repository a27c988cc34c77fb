package broker

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/rs/zerolog"
)

// DefaultMaxPayload is the largest message the embedded server takes: 32 MiB, so that any
// report fits into one submission.
const DefaultMaxPayload = 32 << 20

// ServerOptions configures the embedded server. Dir is required.
type ServerOptions struct {
	// Dir is where JetStream keeps its files.
	Dir string
	// Listen is the address, default 127.0.0.1:0; port 0 picks a free one.
	Listen string
	// MaxPayload is the largest message in bytes, default DefaultMaxPayload.
	MaxPayload int32
	// Name is the server's name, default "gouji".
	Name string
	// ReadyTimeout bounds the wait for the server to take connections, default 30 s; the
	// recovery of large streams counts into it.
	ReadyTimeout time.Duration
	// RelaxedSync leaves fsync to the server's two-minute timer. After a power cut one node
	// lost its whole stream that way, so this is for tests and benchmarks; Ready stays red.
	RelaxedSync bool
	// TokenFile is a file with the token that clients must show, "" for a server that everybody
	// may use who reaches it.
	TokenFile string
	// Log takes the server's log. The zero value discards it.
	Log zerolog.Logger
}

// Server is an embedded nats-server with JetStream on disk.
type Server struct {
	o    ServerOptions
	host string
	port int // as asked for at first, then the one it got
	// token is what clients must show; it is read once, so that a restart needs no file.
	token string
	stuck atomic.Bool

	mu sync.Mutex // held while ns is replaced
	ns *server.Server
}

// StartServer starts a server with sync_interval: always (0 of 16,729 acknowledged
// messages were lost in power cuts, against a whole stream with the default of two
// minutes) and waits until it takes connections. It handles no signals.
func StartServer(o ServerOptions) (*Server, error) {
	if o.Dir == "" {
		return nil, errors.New("embedded server: no folder for its files")
	}
	host, port, err := listenAddress(o.Listen)
	if err != nil {
		return nil, err
	}
	if o.MaxPayload == 0 {
		o.MaxPayload = DefaultMaxPayload
	}
	if o.Name == "" {
		o.Name = "gouji"
	}
	if o.ReadyTimeout == 0 {
		o.ReadyTimeout = 30 * time.Second
	}
	token, err := readToken(o.TokenFile)
	if err != nil {
		return nil, fmt.Errorf("embedded server: %w", err)
	}
	s := &Server{o: o, host: host, port: port, token: token}
	if err := s.boot(); err != nil {
		return nil, err
	}
	return s, nil
}

// boot starts a server on the files that are there and waits until it takes connections.
func (s *Server) boot() error {
	const noLimit = 1 << 50 // bytes, far more than a disk has
	ns, err := server.NewServer(&server.Options{
		Authorization: s.token,
		ServerName:    s.o.Name,
		Host:          s.host,
		Port:          s.port,
		JetStream:     true,
		StoreDir:      s.o.Dir,
		SyncAlways:    !s.o.RelaxedSync,
		// By default the server takes three quarters of what is free when it starts for its limit:
		// one that starts on a full disk would take nothing in when there is room again. The
		// admission controller watches the disk itself.
		JetStreamMaxStore: noLimit,
		MaxPayload:        s.o.MaxPayload,
		// A connection may have four of the largest messages on the way before the server
		// takes it for a slow consumer; the default of 64 MiB is two.
		MaxPending: 4 * int64(s.o.MaxPayload),
		NoSigs:     true,
		NoLog:      true,
	})
	if err != nil {
		return fmt.Errorf("embedded server: %w", err)
	}
	ns.SetLoggerV2(serverLog{s.o.Log, &s.stuck}, false, false, false)
	go ns.Start()
	s.ns = ns
	if !ns.ReadyForConnections(s.o.ReadyTimeout) {
		stop(ns)
		return fmt.Errorf("embedded server: not ready on %s within %s", net.JoinHostPort(s.host, portText(s.port)), s.o.ReadyTimeout)
	}
	if !ns.JetStreamEnabled() {
		stop(ns)
		return errors.New("embedded server: JetStream did not start")
	}
	if a, ok := ns.Addr().(*net.TCPAddr); ok {
		s.port = a.Port
	}
	return nil
}

// Stuck reports whether the server has met a write error, after which it takes no message
// into that stream any more until it is started anew: a publish is then not answered.
func (s *Server) Stuck() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stuck.Load() || !s.ns.JetStreamEnabled()
}

// Restart stops the server and starts it again on the same address and files, with what was
// acknowledged; clients connect again by themselves. After an error it may be called again.
func (s *Server) Restart() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	stop(s.ns)
	s.stuck.Store(false)
	return s.boot()
}

// URL is what clients connect to.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ns.ClientURL()
}

// SyncAlways reports whether the server fsyncs before it acknowledges. The server is
// asked, not the options it was started with.
func (s *Server) SyncAlways() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.ns.JetStreamConfig()
	return c != nil && c.SyncAlways
}

// Shutdown stops the server and waits until its files are closed. It may be called twice.
func (s *Server) Shutdown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	stop(s.ns)
}

func stop(ns *server.Server) {
	ns.Shutdown()
	ns.WaitForShutdown()
}

func listenAddress(listen string) (host string, port int, err error) {
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	host, p, err := net.SplitHostPort(listen)
	if err != nil {
		return "", 0, fmt.Errorf("embedded server: listen address: %w", err)
	}
	port, err = strconv.Atoi(p)
	if err != nil || port < 0 || port > 65535 {
		return "", 0, fmt.Errorf("embedded server: listen address %q: bad port", listen)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	if port == 0 {
		port = server.RANDOM_PORT
	}
	return host, port, nil
}

func portText(port int) string {
	if port == server.RANDOM_PORT {
		return "0"
	}
	return strconv.Itoa(port)
}

// serverLog hands the server's log lines to zerolog. A fatal line of the server does not
// end the process: the program decides.
type serverLog struct {
	log   zerolog.Logger
	stuck *atomic.Bool
}

func (l serverLog) Noticef(f string, a ...any) { l.log.Info().Msgf(f, a...) }

// Warnf leaves out the server's advice against payloads over 8 MB: a submission of a
// scanned report is up to 20 MB, and is the only message of that size.
func (l serverLog) Warnf(f string, a ...any) {
	if !strings.HasPrefix(f, "Maximum payloads over") {
		l.log.Warn().Msgf(f, a...)
	}
}

// Errorf also notes a write error, which the server tells nowhere else (2.15.2): it gives
// the stream up and answers no publish to it.
func (l serverLog) Errorf(f string, a ...any) {
	text := fmt.Sprintf(f, a...)
	if strings.Contains(text, "Critical write error") || strings.Contains(text, "failed to store a msg") ||
		strings.Contains(text, "no space left") {
		l.stuck.Store(true)
	}
	l.log.Error().Msg(text)
}

func (l serverLog) Fatalf(f string, a ...any) { l.log.Error().Bool("fatal", true).Msgf(f, a...) }

func (l serverLog) Debugf(f string, a ...any) { l.log.Debug().Msgf(f, a...) }

func (l serverLog) Tracef(f string, a ...any) { l.log.Trace().Msgf(f, a...) }
