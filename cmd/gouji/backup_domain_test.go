package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
)

// hubBehindLeaf is the address of a server without JetStream whose hub has it, in the domain hub.
// end takes both away, with the hub's files.
func hubBehindLeaf(t *testing.T) (address string, end func()) {
	t.Helper()
	serve := func(o *server.Options) *server.Server {
		o.Host, o.Port, o.NoLog, o.NoSigs, o.MaxPayload = "127.0.0.1", server.RANDOM_PORT, true, true, 32<<20
		s, err := server.NewServer(o)
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		if !s.ReadyForConnections(patience) {
			t.Fatal("the server did not start")
		}
		return s
	}
	o := &server.Options{ServerName: "hub", JetStream: true, SyncAlways: true, StoreDir: t.TempDir(), JetStreamDomain: "hub"}
	o.LeafNode.Host, o.LeafNode.Port = "127.0.0.1", server.RANDOM_PORT
	hub := serve(o)
	v, err := hub.Varz(nil)
	if err != nil {
		t.Fatal(err)
	}
	to := &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", v.LeafNode.Port)}
	leaf := serve(&server.Options{ServerName: "leaf", LeafNode: server.LeafNodeOpts{Remotes: []*server.RemoteLeafOpts{{URLs: []*url.URL{to}}}}})
	until(t, "the leaf's connection", func() bool { return hub.NumLeafNodes() == 1 })
	return leaf.ClientURL(), func() {
		leaf.Shutdown()
		hub.Shutdown()
		leaf.WaitForShutdown()
		hub.WaitForShutdown()
	}
}

// TestBackUpDestroyRestoreOverALeaf is the drill of docs/backup.md where the streams are in a
// JetStream domain that everything reaches over a leaf node, by the domain's name or by its API
// prefix: back up, destroy hub, leaf and store, restore, the store rebuilt, the audit clean, the
// same answers.
func TestBackUpDestroyRestoreOverALeaf(t *testing.T) {
	t.Parallel()
	for name, by := range map[string][]string{"domain": {"--nats-js-domain", "hub"}, "prefix": {"--nats-js-api-prefix", "$JS.hub.API"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			saved := filepath.Join(t.TempDir(), "backup")
			address, destroy := hubBehindLeaf(t)
			at := append([]string{"--nats-url", address}, by...)
			work := func(store string) *process {
				return start(t, append([]string{"work", "--stages", "ingest,parse,validate,publish", "--audit", "--assume-durable", "--store", store, "--admin", "127.0.0.1:0"}, at...)...)
			}
			w := work("sqlite:" + filepath.Join(t.TempDir(), "gouji.db"))
			ids := lines[submitted](t, mustCommand(t, append([]string{"submit", "--wait", "--format", "json", samples(t, 4, 4)}, at...)...))
			clean := func() bool {
				code, _, _ := command(t, append([]string{"audit"}, at...)...)
				return code == exitOK
			}
			until(t, "the audit is clean before", clean)
			answers := map[string]string{}
			for _, s := range ids {
				answers[s.ID] = mustCommand(t, append([]string{"show", "--format", "json", s.ID}, at...)...)
			}
			mustCommand(t, append([]string{"backup", saved}, at...)...)
			w.kill(t)
			destroy()

			address, _ = hubBehindLeaf(t)
			at[1] = address
			mustCommand(t, append([]string{"restore", saved}, at...)...)
			fresh := "sqlite:" + filepath.Join(t.TempDir(), "gouji.db")
			mustCommand(t, append([]string{"store", "rebuild", "--store", fresh}, at...)...)
			mustCommand(t, append([]string{"ledger", "rebuild"}, at...)...)
			work(fresh)
			until(t, "the audit is clean after", clean)
			for id, want := range answers {
				if got := mustCommand(t, append([]string{"show", "--format", "json", id}, at...)...); got != want {
					t.Errorf("%s answers\n%.400s\nand before\n%.400s", id, got, want)
				}
			}
			if n := storedVerdicts(t, fresh); n < len(ids) {
				t.Errorf("%d rows in the rebuilt store of %d documents", n, len(ids))
			}
		})
	}
}
