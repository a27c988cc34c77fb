package access_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"go.uber.org/goleak"

	access "github.com/gouji/gouji/deploy/nats"
	"github.com/gouji/gouji/pipeline"
)

func TestMain(m *testing.M) {
	// nats.go 1.55.0 starts it with the first chunk of an object; where the connection's
	// clean-up comes first, it waits on a nil channel for ever (as in pipeline/rig_test.go).
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/nats-io/nats.go/jetstream.(*jetStream).resetPendingAcksOnReconnect"))
}

// place is a server that runs the shipped configuration with keys made for it.
type place struct {
	t      testing.TB
	dir    string
	url    string
	server *server.Server
}

// newPlace renders the configuration: its folders and addresses are those of the test,
// every other line stands as shipped.
func newPlace(t testing.TB) *place {
	t.Helper()
	p := &place{t: t, dir: t.TempDir()}
	if err := access.Make(options(p.dir)); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(p.dir, "nats")
	own := strings.NewReplacer("/etc/nats/", folder+"/", "/data", filepath.Join(p.dir, "data"), "0.0.0.0:4222", "127.0.0.1:-1", "0.0.0.0:8222", "127.0.0.1:-1")
	for _, name := range []string{"secure.conf", "permissions.conf"} {
		path := filepath.Join(folder, name)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(own.Replace(string(b))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	opts, err := server.ProcessConfigFile(filepath.Join(folder, "secure.conf"))
	if err != nil {
		t.Fatal(err)
	}
	opts.NoSigs, opts.NoLog = true, true
	s, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	go s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(20 * time.Second) {
		t.Fatal("the server did not start")
	}
	if c := s.JetStreamConfig(); c == nil || !c.SyncAlways {
		t.Fatal("the server does not run sync_interval: always")
	}
	p.server, p.url = s, s.ClientURL()
	return p
}

// drop makes the keys without a producer and has the server read them, as after a SIGHUP.
func (p *place) drop(producer string) {
	p.t.Helper()
	rendered := map[string][]byte{}
	for _, name := range []string{"secure.conf", "permissions.conf"} {
		b, err := os.ReadFile(filepath.Join(p.dir, "nats", name))
		if err != nil {
			p.t.Fatal(err)
		}
		rendered[name] = b
	}
	o := options(p.dir)
	o.Producers = slices.DeleteFunc(o.Producers, func(s string) bool { return s == producer })
	if err := access.Make(o); err != nil {
		p.t.Fatal(err)
	}
	for name, b := range rendered {
		if err := os.WriteFile(filepath.Join(p.dir, "nats", name), b, 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	if err := p.server.Reload(); err != nil {
		p.t.Fatal(err)
	}
}

func options(dir string) access.Options {
	return access.Options{Dir: dir, Hosts: []string{"127.0.0.1", "nats"}, Producers: []string{"crawler", "platform"}, Now: time.Now()}
}

func (p *place) ca() string { return filepath.Join(p.dir, "ca", "ca.crt") }

func (p *place) seed(name string) string {
	file := access.ProducerSeedFile(name)
	for _, r := range access.Roles() {
		if r == name {
			file = access.SeedFile(r)
		}
	}
	return filepath.Join(p.dir, "seeds", file)
}

// client connects as a role or a producer, with the inbox that belongs to it.
func (p *place) client(name string) *nats.Conn {
	p.t.Helper()
	key, err := nats.NkeyOptionFromSeed(p.seed(name))
	if err != nil {
		p.t.Fatal(err)
	}
	closed := make(chan struct{})
	nc, err := nats.Connect(p.url, key, nats.RootCAs(p.ca()), nats.CustomInboxPrefix(access.InboxPrefix(name)),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // LastError has it
		nats.ClosedHandler(func(*nats.Conn) { close(closed) }))
	if err != nil {
		p.t.Fatalf("connect as %s: %v", name, err)
	}
	p.t.Cleanup(func() { nc.Close(); <-closed })
	return nc
}

func within(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

func TestNobodyComesInWithoutKeyAndTLS(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	stranger := filepath.Join(t.TempDir(), "stranger")
	if err := access.Make(access.Options{Dir: stranger, Hosts: []string{"127.0.0.1"}, Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	foreign, err := nats.NkeyOptionFromSeed(filepath.Join(stranger, "seeds", access.SeedFile("deploy")))
	if err != nil {
		t.Fatal(err)
	}
	own, err := nats.NkeyOptionFromSeed(p.seed("deploy"))
	if err != nil {
		t.Fatal(err)
	}
	trust := nats.RootCAs(p.ca())
	for name, opts := range map[string][]nats.Option{
		"no key":                  {trust},
		"a key of somewhere else": {trust, foreign},
		"user and password":       {trust, nats.UserInfo("deploy", "deploy")},
		"another authority":       {own, nats.RootCAs(filepath.Join(stranger, "ca", "ca.crt"))},
		"the system's own roots":  {own},
	} {
		if nc, err := nats.Connect(p.url, opts...); err == nil {
			nc.Close()
			t.Errorf("%s: connected", name)
		}
	}
	nc, err := nats.Connect(p.url, own, trust)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := nc.TLSConnectionState(); err != nil {
		t.Errorf("the connection is not encrypted: %v", err)
	}
	nc.Close()
}

func TestMakeKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	read := func(name string) string {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, o := range []access.Options{{Hosts: []string{"h"}, Producers: []string{"A.*"}}, {Hosts: []string{"h"}, Producers: []string{">"}}, {Hosts: []string{"h"}, Producers: []string{pipeline.ReplayProducer}}, {}} {
		o.Dir = dir
		if access.Make(o) == nil {
			t.Errorf("%+v was taken", o)
		}
	}
	o := access.Options{Dir: dir, Hosts: []string{"h"}, Producers: []string{"one"}, Now: time.Now()}
	if err := access.Make(o); err != nil {
		t.Fatal(err)
	}
	seed, ca, cert := read("seeds/parse.nk"), read("ca/ca.crt"), read("nats/tls/server.crt")
	o.Producers = append(o.Producers, "two")
	if err := access.Make(o); err != nil {
		t.Fatal(err)
	}
	if read("seeds/parse.nk") != seed || read("ca/ca.crt") != ca {
		t.Error("a seed or the authority was made anew")
	}
	if read("nats/tls/server.crt") == cert || read("nats/tls/ca.crt") != ca {
		t.Error("the server's certificate was not renewed under the same authority")
	}
	if keys := read("nats/keys.conf"); !strings.Contains(keys, `"gouji.submit.one"`) || !strings.Contains(keys, `"gouji.submit.two"`) {
		t.Errorf("keys.conf:\n%s", keys)
	}
	// The folder that is handed to the server holds no seed.
	err := filepath.WalkDir(filepath.Join(dir, "nats"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), strings.TrimSpace(seed)) {
			t.Errorf("%s holds a seed", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for _, secret := range []string{"seeds/parse.nk", "seeds/producer.one.nk", "ca/ca.key", "nats/tls/server.key"} {
		if info, err := os.Stat(filepath.Join(dir, secret)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %v %v", secret, info, err)
		}
	}
}
