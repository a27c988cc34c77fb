package broker_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nkeys"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// heard is a log that counts its lines with a text.
type heard struct {
	text  string
	lines chan struct{}
}

func (h heard) Run(_ *zerolog.Event, _ zerolog.Level, message string) {
	if message == h.text {
		select {
		case h.lines <- struct{}{}:
		default:
		}
	}
}

// identity is one thing that may be let in: how the server knows it, and what the client has in
// its files.
type identity struct {
	server func(*server.Options)
	files  map[string][]byte
}

func pair(t *testing.T, prefix nkeys.PrefixByte) (nkeys.KeyPair, string, []byte) {
	t.Helper()
	k, err := nkeys.CreatePair(prefix)
	if err != nil {
		t.Fatal(err)
	}
	public, err := k.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	seed, err := k.Seed()
	if err != nil {
		t.Fatal(err)
	}
	return k, public, seed
}

// seed is a user with a key in the server's configuration.
func seed(t *testing.T) identity {
	_, public, seed := pair(t, nkeys.PrefixByteUser)
	return identity{func(o *server.Options) { o.Nkeys = []*server.NkeyUser{{Nkey: public}} }, map[string][]byte{"seed": seed}}
}

// creds is a user of an operator's account, with a signed token.
func creds(t *testing.T) identity {
	operator, operatorKey, _ := pair(t, nkeys.PrefixByteOperator)
	account, accountKey, _ := pair(t, nkeys.PrefixByteAccount)
	_, userKey, userSeed := pair(t, nkeys.PrefixByteUser)
	claims := jwt.NewOperatorClaims(operatorKey)
	token, err := jwt.NewAccountClaims(accountKey).Encode(operator)
	if err != nil {
		t.Fatal(err)
	}
	user, err := jwt.NewUserClaims(userKey).Encode(account)
	if err != nil {
		t.Fatal(err)
	}
	file, err := jwt.FormatUserConfig(user, userSeed)
	if err != nil {
		t.Fatal(err)
	}
	resolver := &server.MemAccResolver{}
	if err := resolver.Store(accountKey, token); err != nil {
		t.Fatal(err)
	}
	return identity{func(o *server.Options) {
		o.TrustedOperators, o.AccountResolver = []*jwt.OperatorClaims{claims}, resolver
	}, map[string][]byte{"creds": file}}
}

// certificates are an authority's: the server's and the client's. Each trusts it alone.
func certificates(t *testing.T) identity {
	t.Helper()
	sign := func(serial int64, parent *x509.Certificate, by *ecdsa.PrivateKey) (cert, key []byte, c *x509.Certificate, k *ecdsa.PrivateKey) {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		c = &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "gouji"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), BasicConstraintsValid: true, IsCA: parent == nil,
			KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
			ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
		if parent == nil {
			parent, by = c, k
		}
		der, err := x509.CreateCertificate(rand.Reader, c, parent, &k.PublicKey, by)
		if err != nil {
			t.Fatal(err)
		}
		private, err := x509.MarshalPKCS8PrivateKey(k)
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), c, k
	}
	ca, _, root, by := sign(1, nil, nil)
	serverCert, serverKey, _, _ := sign(2, root, by)
	clientCert, clientKey, _, _ := sign(3, root, by)
	own, err := tls.X509KeyPair(serverCert, serverKey)
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(ca)
	return identity{func(o *server.Options) {
		o.TLSConfig = &tls.Config{Certificates: []tls.Certificate{own}, ClientCAs: trusted, ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS13}
		o.TLSTimeout = 10
	}, map[string][]byte{"ca": ca, "cert": clientCert, "key": clientKey}}
}

// TestCredentialsAreRenewedWithoutARestart: the server knows new ones alone, and refuses the
// old ones some times, before the files have them.
func TestCredentialsAreRenewedWithoutARestart(t *testing.T) {
	t.Parallel()
	const refused = "the broker refuses the credentials; they are read and tried again"
	for name, c := range map[string]struct {
		make func(*testing.T) identity
		told bool // the server says that it refuses
	}{"seed": {seed, true}, "creds": {creds, true}, "certificates": {certificates, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write := func(id identity) broker.ConnectOptions {
				path := func(name string) string {
					if id.files[name] == nil {
						return ""
					}
					return filepath.Join(dir, name)
				}
				for name, data := range id.files {
					if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				return broker.ConnectOptions{NKey: path("seed"), Creds: path("creds"), CA: path("ca"), Cert: path("cert"), Key: path("key")}
			}
			before, after := c.make(t), c.make(t)
			so := &server.Options{}
			before.server(so)
			s := serve(t, so)
			port := s.Addr().(*net.TCPAddr).Port
			told, closed := make(chan struct{}, 2), make(chan struct{})
			o := write(before)
			o.URL, o.Log, o.Closed = s.ClientURL(), zerolog.Nop(), func() { close(closed) }
			if c.told {
				o.Log = zerolog.New(io.Discard).Hook(heard{refused, told})
			}
			conn, err := broker.Connect(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { conn.Close(); <-closed }()

			s.Shutdown()
			s.WaitForShutdown()
			so = &server.Options{Port: port}
			after.server(so)
			s = serve(t, so)
			if c.told {
				for range 2 { // after which the library gives up by itself
					select {
					case <-told:
					case <-closed:
						t.Fatal("the connection was given up")
					case <-time.After(time.Minute):
						t.Fatal("no refusal was told")
					}
				}
			}
			// The loss of the old connection is heard a moment after the server is gone.
			pipelinetest.Eventually(t, "no connection with the old credentials", func() bool { return !conn.NC.IsConnected() })
			write(after)
			pipelinetest.Eventually(t, "a connection with the new credentials", conn.NC.IsConnected)

			// Who never was let in is told at once.
			wrong := write(c.make(t))
			wrong.URL = s.ClientURL()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if c, err := broker.Connect(ctx, wrong); err == nil {
				c.Close()
				t.Error("connected with credentials that nobody knows")
			} else if c := name; c != "certificates" && ctx.Err() != nil {
				t.Error("a refusal at the start was not told but waited out")
			}
		})
	}
}
