// Package broker is the way to nats-server: the embedded one, connections whose refused
// requests end at once, publishing and committing by key, scans, blobs, and what servers
// say of themselves.
package broker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/trace"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// ConnectOptions configures a connection. URL or Context is required.
type ConnectOptions struct {
	// URL is one address or several, separated by commas.
	URL string
	// Context is a context of the nats command, by its name or by the path of its file: an
	// address and credentials. What is given beside it comes before what it says.
	Context string
	// Domain is the JetStream domain that streams are in, seen from a leaf node; APIPrefix is
	// where JetStream's requests go, where an account has imported another one's. At most one
	// of them; "" is the context's, else the server's own.
	Domain, APIPrefix string
	// Creds is a credentials file, NKey a seed file.
	Creds, NKey string
	// TokenFile is a file with the token of the server. It is read at each connection, so that a
	// new token is taken up by itself.
	TokenFile string
	// CA is a file of root certificates; Cert and Key are the client's own.
	CA, Cert, Key string
	// InboxPrefix begins the subjects that answers come to, "" for the library's _INBOX.
	// Where each role has its own, a wrong one is refused and nothing is ever answered.
	InboxPrefix string
	// Name is shown in the server's connection list, default "gouji".
	Name string
	// Log takes disconnects and reconnects. The zero value discards them.
	Log zerolog.Logger
	// Closed is called once when the connection is closed for good, also by Close.
	Closed func()
	// Embedded is the in-process server behind URL, if there is one: readiness asks it
	// whether it fsyncs. The traffic goes over TCP all the same (in-process connections
	// gained nothing in four hops and fell to 150-260 msg/s in some loaded runs).
	Embedded *Server
	// MonitorURLs are the HTTP monitoring addresses of the servers behind URL, for example
	// http://nats-0:8222: readiness reads sync_always from their /varz.
	MonitorURLs []string
	// AssumeDurable says that the operator vouches for sync_interval: always where neither
	// Embedded nor MonitorURLs can tell.
	AssumeDurable bool
	// Tracer makes the spans of what goes over the connection; nil makes none.
	Tracer trace.Tracer
}

// Conn is a connection with its JetStream and its blobs. It is safe for concurrent use.
type Conn struct {
	NC    *nats.Conn
	JS    jetstream.JetStream
	Blobs *Blobs

	opts         ConnectOptions
	refused      *refusals
	producerOnly producerOnly
	ensuring     sync.Mutex // held by Ensure
	mu           sync.Mutex
	topo         wire.Topology
	// streams caches handles by name.
	streams map[string]jetstream.Stream
	// removals is how many dead letters were removed on purpose, see AnnounceRemoval.
	removals tally
}

// Connect connects over TCP and keeps trying for ever (nats.go gives up after 60
// reconnects by default). It waits for the first connection as long as ctx allows; when
// ctx ends first, or the server does not let us in, the attempt is given up.
func Connect(ctx context.Context, o ConnectOptions) (*Conn, error) {
	refused := &refusals{}
	connected, closed := make(chan struct{}, 1), make(chan struct{})
	tell := o.Closed
	o.Closed = func() {
		close(closed)
		if tell != nil {
			tell()
		}
	}
	if o.Domain != "" && o.APIPrefix != "" {
		return nil, errors.New("connect: a JetStream domain and an API prefix say the same in two ways; give one of them")
	}
	renew := &renewal{}
	opts, err := o.natsOptions(refused, renew)
	if err != nil {
		return nil, err
	}
	opts = append(opts, nats.ConnectHandler(func(*nats.Conn) { connected <- struct{}{} }))
	nc, err := o.dial(opts)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", o.Where(), secretless(err))
	}
	select {
	case <-connected:
	case <-closed: // the server refuses the credentials, which repeating does not cure
		return nil, fmt.Errorf("connect to %s: %w", o.Where(), nc.LastError())
	case <-ctx.Done():
		last := nc.LastError()
		nc.Close()
		return nil, fmt.Errorf("connect to %s: %w (last error: %w)", o.Where(), context.Cause(ctx), orUnknown(last))
	}
	renew.begin(nc, o.NKey)
	js, err := o.jetStream(nc)
	refused.api = o.apiPrefix()
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("jetstream: %w", err)
	}
	c := &Conn{NC: nc, JS: permissionJS{js, refused}, opts: o, refused: refused, topo: wire.Topology{}.WithDefaults()}
	c.Blobs = &Blobs{js: c.JS, flow: func() wire.Flow { return c.Topology().Flow }}
	return c, nil
}

// WithoutSecrets is addresses, separated by commas, without users, passwords and tokens, for
// logs and errors. An address that cannot be read is left out.
func WithoutSecrets(urls string) string {
	var out []string
	for s := range strings.SplitSeq(urls, ",") {
		if s = strings.TrimSpace(s); strings.Contains(s, "://") {
			u, err := url.Parse(s)
			if err != nil {
				continue
			}
			u.User = nil
			s = u.String()
		} else if strings.Contains(s, "@") { // token@host, without a scheme
			s = s[strings.LastIndex(s, "@")+1:]
		}
		out = append(out, s)
	}
	return strings.Join(out, ",")
}

func orUnknown(err error) error {
	if err == nil {
		return errors.New("none")
	}
	return err
}

// Options returns what the connection was made with.
func (c *Conn) Options() ConnectOptions { return c.opts }

// Refused returns the refusal that no request of the connection can get past, nil if there
// is none: an inbox that the server does not let us listen on.
func (c *Conn) Refused() error { return c.refused.lasting() }

// LockTopology lets one caller at a time change the topology over this connection.
func (c *Conn) LockTopology() (unlock func()) {
	c.ensuring.Lock()
	return c.ensuring.Unlock
}

// Close closes the connection and waits until its handlers have run.
func (c *Conn) Close() { c.NC.Close() }

// Topology returns what Ensure or Use last set, else the default.
func (c *Conn) Topology() wire.Topology {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.topo
}

// Use sets the topology without creating anything, for programs that may only read.
func (c *Conn) Use(t wire.Topology) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.topo = t.WithDefaults()
}

func (o ConnectOptions) natsOptions(refused *refusals, renew *renewal) ([]nats.Option, error) {
	name := o.Name
	if name == "" {
		name = "gouji"
	}
	log := o.Log
	opts := []nats.Option{
		nats.Name(name),
		nats.MaxReconnects(-1),
		nats.RetryOnFailedConnect(true),
		// A server that is stopped or cut off says nothing and closes nothing. The library's
		// two minutes between two pings are longer than anybody waits; with these the
		// connection is given up after 9 s and made to another server.
		nats.PingInterval(3 * time.Second),
		nats.MaxPingsOutstanding(2),
		nats.CustomReconnectDelay(renew.delay),
		nats.ReconnectToServer(renew.read),
		// Nothing is buffered while disconnected: publishes are repeated by us with the same
		// key, and a buffer would send them all again.
		nats.ReconnectBufSize(-1),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil { // it is nil when we close the connection ourselves
				log.Warn().Err(err).Msg("disconnected from the broker")
			}
		}),
		nats.ReconnectHandler(func(nc *nats.Conn) {
			refused.forget()
			renew.accepted()
			log.Info().Str("url", WithoutSecrets(nc.ConnectedUrl())).Msg("reconnected")
		}),
		nats.ErrorHandler(func(nc *nats.Conn, s *nats.Subscription, err error) {
			e := log.Error().Err(err)
			if renew.heard(err) {
				e.Dur("again", refusedPause).Msg("the broker refuses the credentials; they are read and tried again")
				return
			}
			if p := parseViolation(err); p != nil && refused.heard(p, inboxOf(nc)+".") {
				e = log.Debug().Err(err) // whoever asked gets it as an error
			}
			if s != nil {
				e = e.Str("subject", s.Subject)
			}
			e.Msg("broker reported an error")
		}),
		nats.ClosedHandler(func(*nats.Conn) {
			if o.Closed != nil {
				o.Closed()
			}
		}),
	}
	if o.InboxPrefix != "" {
		opts = append(opts, nats.CustomInboxPrefix(o.InboxPrefix))
	}
	if o.Creds != "" {
		opts = append(opts, nats.UserCredentials(o.Creds))
	}
	if o.NKey != "" {
		k, err := nats.NkeyOptionFromSeed(o.NKey)
		if err != nil {
			return nil, fmt.Errorf("nkey seed: %w", err)
		}
		opts = append(opts, k)
	}
	if o.TokenFile != "" {
		known, err := readToken(o.TokenFile)
		if err != nil {
			return nil, err
		}
		opts = append(opts, nats.TokenHandler(func() string {
			if token, err := readToken(o.TokenFile); err == nil {
				return token
			}
			return known // a file that has gone is no reason to stay away
		}))
	}
	if o.CA != "" {
		opts = append(opts, nats.RootCAs(o.CA))
	}
	if o.Cert != "" || o.Key != "" {
		opts = append(opts, nats.ClientCert(o.Cert, o.Key))
	}
	return opts, nil
}

// ServedBy reports whether the connection is to the server that listens at an address, as that
// one has told it: nats://HOST:PORT.
func (c *Conn) ServedBy(url string) bool {
	want, err := net.ResolveTCPAddr("tcp", strings.TrimPrefix(url, "nats://"))
	if err != nil {
		return false
	}
	have, err := net.ResolveTCPAddr("tcp", c.NC.ConnectedAddr())
	return err == nil && have.Port == want.Port && (have.IP.Equal(want.IP) || want.IP.IsUnspecified() || have.IP.IsLoopback() && want.IP.IsLoopback())
}

// readToken reads a file with a token, "" for no file. The errors do not quote what is in it.
func readToken(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("reading the token of the server: %w", err)
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", fmt.Errorf("the file %s has no token", path)
	}
	return token, nil
}
