package broker

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// ConnectOptions configures a connection. URL is required.
type ConnectOptions struct {
	// URL is one address or several, separated by commas.
	URL string
	// Creds is a credentials file, NKey a seed file.
	Creds, NKey string
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
	opts, err := o.natsOptions(refused)
	if err != nil {
		return nil, err
	}
	opts = append(opts, nats.ConnectHandler(func(*nats.Conn) { connected <- struct{}{} }))
	nc, err := nats.Connect(o.URL, opts...)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", WithoutSecrets(o.URL), secretless(err))
	}
	select {
	case <-connected:
	case <-closed: // the server refuses the credentials, which repeating does not cure
		return nil, fmt.Errorf("connect to %s: %w", WithoutSecrets(o.URL), nc.LastError())
	case <-ctx.Done():
		last := nc.LastError()
		nc.Close()
		return nil, fmt.Errorf("connect to %s: %w (last error: %w)", WithoutSecrets(o.URL), context.Cause(ctx), orUnknown(last))
	}
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(5*time.Second))
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

func (o ConnectOptions) natsOptions(refused *refusals) ([]nats.Option, error) {
	name := o.Name
	if name == "" {
		name = "gouji"
	}
	log := o.Log
	inbox := "_INBOX"
	if o.InboxPrefix != "" {
		inbox = o.InboxPrefix
	}
	opts := []nats.Option{
		nats.CustomInboxPrefix(inbox),
		nats.Name(name),
		nats.MaxReconnects(-1),
		nats.RetryOnFailedConnect(true),
		// A server that is stopped or cut off says nothing and closes nothing. The library's
		// two minutes between two pings are longer than anybody waits; with these the
		// connection is given up after 9 s and made to another server.
		nats.PingInterval(3 * time.Second),
		nats.MaxPingsOutstanding(2),
		nats.ReconnectWait(250 * time.Millisecond),
		nats.ReconnectJitter(100*time.Millisecond, 250*time.Millisecond),
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
			log.Info().Str("url", WithoutSecrets(nc.ConnectedUrl())).Msg("reconnected")
		}),
		nats.ErrorHandler(func(_ *nats.Conn, s *nats.Subscription, err error) {
			e := log.Error().Err(err)
			if p := parseViolation(err); p != nil && refused.heard(p, inbox+".") {
				e = log.Debug().Err(err) // whoever asked is told
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
	if o.CA != "" {
		opts = append(opts, nats.RootCAs(o.CA))
	}
	if o.Cert != "" || o.Key != "" {
		opts = append(opts, nats.ClientCert(o.Cert, o.Key))
	}
	return opts, nil
}
