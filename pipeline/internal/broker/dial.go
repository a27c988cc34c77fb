package broker

import (
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nkeys"
	"github.com/synadia-io/orbit.go/natscontext"
)

// defaultAPI is where JetStream's requests go on a server of no domain.
const defaultAPI = "$JS.API"

// Where names the broker for logs and errors, without secrets.
func (o ConnectOptions) Where() string {
	if o.URL == "" && o.Context != "" {
		return "the context " + o.Context
	}
	return WithoutSecrets(o.URL)
}

// dial connects, by the context where there is one, and takes over from it what the options
// leave open and others ask for.
func (o *ConnectOptions) dial(opts []nats.Option) (*nats.Conn, error) {
	if o.Context == "" {
		return nats.Connect(o.URL, opts...)
	}
	if o.URL != "" {
		opts = append(opts, func(n *nats.Options) error {
			n.Servers = strings.Split(o.URL, ",")
			for i, s := range n.Servers {
				n.Servers[i] = strings.TrimSpace(s)
			}
			return nil
		})
	}
	nc, s, err := natscontext.Connect(o.Context, opts...)
	if err != nil {
		return nil, err
	}
	if s.NSCLookup != "" || s.UserJwt != "" {
		nc.Close()
		return nil, errors.New("a context with nsc or user_jwt is not understood; write the credentials into a file and name it as creds")
	}
	if o.Domain == "" && o.APIPrefix == "" {
		if o.Domain = s.JSDomain; o.Domain == "" {
			o.APIPrefix = s.JSAPIPrefix
		}
	}
	if o.Cert == "" {
		o.Cert, o.Key = s.Cert, s.Key
	}
	if o.NKey == "" && o.Creds == "" && s.User == "" && s.Creds == "" {
		o.NKey = s.NKey
	}
	return nc, nil
}

// apiPrefix is where JetStream's requests go.
func (o ConnectOptions) apiPrefix() string {
	switch {
	case o.Domain != "":
		return "$JS." + o.Domain + ".API"
	case o.APIPrefix != "":
		return strings.TrimSuffix(o.APIPrefix, ".")
	}
	return defaultAPI
}

func (o ConnectOptions) jetStream(nc *nats.Conn) (js jetstream.JetStream, err error) {
	timeout := jetstream.WithDefaultTimeout(5 * time.Second)
	switch {
	case o.Domain != "":
		js, err = jetstream.NewWithDomain(nc, o.Domain, timeout)
	case o.APIPrefix != "":
		js, err = jetstream.NewWithAPIPrefix(nc, o.APIPrefix, timeout)
	default:
		js, err = jetstream.New(nc, timeout)
	}
	if err != nil {
		return nil, fmt.Errorf("domain %q, API prefix %q: %w", o.Domain, o.APIPrefix, err)
	}
	return js, nil
}

// API is the subject of a request to JetStream, such as STREAM.INFO.name, by the domain or the
// prefix of the connection.
func (c *Conn) API(request string) string { return c.opts.apiPrefix() + "." + request }

// KeySubject is the subject by which the message that is stored under subject, a key of a bucket,
// is written. Over a leaf node, and from another account, nothing of a bucket passes but under the
// prefix of the API; the server takes that away again.
func (c *Conn) KeySubject(subject string) string {
	if prefix := c.opts.apiPrefix(); prefix != defaultAPI {
		return prefix + "." + subject
	}
	return subject
}

// inboxOf is what the inboxes of a connection begin with.
func inboxOf(nc *nats.Conn) string {
	if nc.Opts.InboxPrefix == "" {
		return strings.TrimSuffix(nats.InboxPrefix, ".")
	}
	return nc.Opts.InboxPrefix
}

const (
	// reconnectPause is between two rounds of all servers, and as much as two fifths more.
	reconnectPause = 250 * time.Millisecond
	// refusedPause is the same while a server refuses the credentials.
	refusedPause = 5 * time.Second
)

// renewal has a connection take up other credentials without a restart. The library reads
// credentials files, certificates and roots with each attempt to connect. Two things it does
// not: it keeps the public key of a seed file, and gives up for good when a server refuses the
// same credentials twice, which is a file that comes a second after the server's. A connection
// that never was is given up all the same: whoever mistypes is told.
type renewal struct {
	nc      atomic.Pointer[nats.Conn] // nil until it has connected once
	seed    atomic.Pointer[string]
	refused atomic.Bool
}

// begin is called when the connection has been made.
func (r *renewal) begin(nc *nats.Conn, seedFile string) {
	r.seed.Store(&seedFile)
	r.nc.Store(nc)
}

// read is called before each attempt to connect again, under the connection's lock, under which
// it reads these options too. It leaves the choice of the server to the library.
func (r *renewal) read([]nats.Server, nats.ServerInfo) (*nats.Server, time.Duration) {
	nc := r.nc.Load()
	if nc == nil {
		return nil, 0
	}
	nc.Opts.IgnoreAuthErrorAbort = true
	if file := *r.seed.Load(); file != "" {
		if key, err := publicKey(file); err == nil { // a file half written is read again
			nc.Opts.Nkey = key
		}
	}
	return nil, 0
}

// delay is the pause after a round of all servers.
func (r *renewal) delay(int) time.Duration {
	if r.nc.Load() != nil && r.refused.Load() {
		return refusedPause
	}
	return reconnectPause + rand.N(reconnectPause*2/5)
}

// heard reports whether an error says that the credentials are refused.
func (r *renewal) heard(err error) bool {
	if !errors.Is(err, nats.ErrAuthorization) && !errors.Is(err, nats.ErrAuthExpired) && !errors.Is(err, nats.ErrAuthRevoked) &&
		!errors.Is(err, nats.ErrAccountAuthExpired) {
		return false
	}
	r.refused.Store(true)
	return true
}

func (r *renewal) accepted() { r.refused.Store(false) }

// publicKey is that of a seed file.
func publicKey(file string) (string, error) {
	if rest, ok := strings.CutPrefix(file, "~/"); ok {
		u, err := user.Current()
		if err != nil {
			return "", err
		}
		file = filepath.Join(u.HomeDir, rest)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	pair, err := nkeys.ParseDecoratedNKey(text)
	if err != nil {
		return "", err
	}
	defer pair.Wipe()
	return pair.PublicKey()
}

// CertificateEnd is when the server's certificate ends, as of this connection; zero without
// TLS.
func (c *Conn) CertificateEnd() time.Time {
	state, err := c.NC.TLSConnectionState()
	if err != nil || len(state.PeerCertificates) == 0 {
		return time.Time{}
	}
	return state.PeerCertificates[0].NotAfter
}

// ClientCertificateEnd is when the certificate of ConnectOptions.Cert ends, as its file says
// now; zero where there is none or it cannot be read.
func (c *Conn) ClientCertificateEnd() time.Time {
	if c.opts.Cert == "" {
		return time.Time{}
	}
	pair, err := tls.LoadX509KeyPair(c.opts.Cert, c.opts.Key)
	if err != nil || pair.Leaf == nil {
		return time.Time{}
	}
	return pair.Leaf.NotAfter
}
