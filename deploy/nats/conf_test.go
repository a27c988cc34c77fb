package access_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"

	access "github.com/gouji/gouji/deploy/nats"
)

// TestClusterBlockIsSound takes the comment marks off and has the server read it.
func TestClusterBlockIsSound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := access.Make(options(dir)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "nats", "secure.conf")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), "\n# cluster {")
	block, tail, ended := strings.Cut(rest, "\n# }\n")
	if !ok || !ended {
		t.Fatal("there is no commented block `cluster`")
	}
	conf := head + "\ncluster {" + strings.ReplaceAll(block, "\n# ", "\n") + "\n}\n" + tail
	conf = strings.ReplaceAll(conf, "/etc/nats/", filepath.Join(dir, "nats")+"/")
	if err := os.WriteFile(path, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	opts, err := server.ProcessConfigFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(opts.Routes) != 3 || opts.Cluster.Name != "gouji" || opts.Cluster.TLSConfig == nil || opts.Cluster.TLSConfig.ClientCAs == nil {
		t.Errorf("routes %v, cluster %+v", opts.Routes, opts.Cluster)
	}
}

// TestOpenConfigurationIsSound: the one that docker-compose uses.
func TestOpenConfigurationIsSound(t *testing.T) {
	t.Parallel()
	opts, err := server.ProcessConfigFile("nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	if !opts.SyncAlways || !opts.JetStream || opts.MaxPayload != 32<<20 {
		t.Errorf("sync always %v, JetStream %v, payload %d", opts.SyncAlways, opts.JetStream, opts.MaxPayload)
	}
}

func TestEveryRoleIsDocumentedAndHasPermissions(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "access.md"))
	if err != nil {
		t.Fatal(err)
	}
	permissions, err := os.ReadFile("permissions.conf")
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range access.Roles() {
		if !strings.Contains(string(page), "\n| `"+role+"` |") {
			t.Errorf("docs/access.md has no row for %s", role)
		}
	}
	found := regexp.MustCompile(`(?m)^(\w+)_may:`).FindAllStringSubmatch(string(permissions), -1)
	if len(found) != len(access.Roles()) {
		t.Errorf("permissions.conf has %d roles, %d have keys", len(found), len(access.Roles()))
	}
}

// TestClusterOfComposeIsSound: the profile `cluster` keeps what holds for one server, and
// each node takes its name from the environment.
func TestClusterOfComposeIsSound(t *testing.T) {
	t.Setenv("NATS_SERVER_NAME", "nats-2")
	opts, err := server.ProcessConfigFile("cluster.conf")
	if err != nil {
		t.Fatal(err)
	}
	if opts.ServerName != "nats-2" || len(opts.Routes) != 3 || opts.Cluster.Name != "gouji" {
		t.Errorf("name %q, routes %v, cluster %+v", opts.ServerName, opts.Routes, opts.Cluster)
	}
	if !opts.SyncAlways || !opts.JetStream || opts.MaxPayload != 32<<20 {
		t.Errorf("sync always %v, JetStream %v, payload %d", opts.SyncAlways, opts.JetStream, opts.MaxPayload)
	}
}
