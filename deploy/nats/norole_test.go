package access_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	access "github.com/gouji/gouji/deploy/nats"
	"github.com/gouji/gouji/pipeline"
)

// admit adds a user without any limit to gouji's account, as an administrator does for the
// time being, and returns its connection.
func (s *system) admit() *nats.Conn {
	s.t.Helper()
	path := filepath.Join(s.dir, "nats", "secure.conf")
	b, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	const last = "{ nkey: $change_key, permissions: $change_may }"
	if !strings.Contains(string(b), last) {
		s.t.Fatal("the configuration has another last user")
	}
	b = []byte(strings.Replace(string(b), last, last+"\n      { user: admin, password: admin }", 1))
	if err := os.WriteFile(path, b, 0o600); err != nil {
		s.t.Fatal(err)
	}
	if err := s.server.Reload(); err != nil {
		s.t.Fatal(err)
	}
	nc, err := nats.Connect(s.url, nats.UserInfo("admin", "admin"), nats.RootCAs(s.ca()))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(nc.Close)
	return nc
}

// ask sends a request and returns the server's answer. refused says that the server refused
// the subject.
func ask(t *testing.T, nc *nats.Conn, subject, body string, header nats.Header) (answer string, refused bool) {
	t.Helper()
	inbox, err := nc.SubscribeSync(nc.NewInbox())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = inbox.Unsubscribe() }()
	if err := nc.PublishMsg(&nats.Msg{Subject: subject, Reply: inbox.Subject, Data: []byte(body), Header: header}); err != nil {
		t.Fatal(err)
	}
	if ok, err := notRefused(nc, fmt.Sprintf("Publish to %q", subject)); err != nil || !ok {
		if err != nil {
			t.Fatal(err)
		}
		return "", true
	}
	m, err := inbox.NextMsg(10 * time.Second)
	if err != nil {
		t.Fatalf("%s: %v", subject, err)
	}
	return string(m.Data), false
}

// TestWhatNoRoleCan asks the server, as every role and as an administrator, for what
// docs/access.md says no role can. What an administrator can, the subject alone refuses to the
// roles; what even an administrator cannot, the stream refuses.
func TestWhatNoRoleCan(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	roles := map[string]*nats.Conn{}
	for _, name := range append(access.Roles(), "crawler") {
		roles[name] = s.client(name)
	}
	admin := s.admit()
	for _, c := range []struct {
		subject, body string
		may           string // the roles that may
		admin         string // what the administrator is answered
	}{
		{"$JS.API.STREAM.PURGE.GOUJI_SUBMIT", "", "", "stream purge not permitted"},
		{"$JS.API.STREAM.PURGE.GOUJI_P0", "", "", "stream purge not permitted"},
		{"$JS.API.STREAM.PURGE.GOUJI_DEAD", "", "", "stream purge not permitted"},
		{"$JS.API.STREAM.PURGE.GOUJI_RESULTS", "", "", "stream purge not permitted"},
		{"$JS.API.STREAM.MSG.DELETE.GOUJI_SUBMIT", `{"seq":1}`, "", "message delete not permitted"},
		{"$JS.API.STREAM.MSG.DELETE.GOUJI_P0", `{"seq":1}`, "archive", "stream store EOF"}, // it is empty here
		{"$JS.API.STREAM.MSG.DELETE.GOUJI_RESULTS", `{"seq":1}`, "archive", "stream store EOF"},
		{"$JS.API.STREAM.MSG.DELETE.OBJ_gouji-blobs", `{"seq":1}`, "archive", "stream store EOF"},
		// A letter that is replayed or dropped is removed; there is none here.
		{"$JS.API.STREAM.MSG.DELETE.GOUJI_DEAD", `{"seq":1}`, "replay archive", "stream store EOF"},
		// Collecting what nothing refers to.
		{"$JS.API.STREAM.PURGE.OBJ_gouji-blobs", `{"filter":"$O.gouji-blobs.C.none"}`, "archive", `"success":true`},
		{"$JS.API.CONSUMER.PAUSE.GOUJI_SUBMIT.ingest", `{"pause_until":"2126-01-02T03:04:05Z"}`, "", `"paused":true`},
		{"$JS.API.CONSUMER.PAUSE.GOUJI_P0.parse", `{"pause_until":"2126-01-02T03:04:05Z"}`, "", `"paused":true`},
		{"$JS.API.CONSUMER.PAUSE.GOUJI_P0.validate", `{"pause_until":"2126-01-02T03:04:05Z"}`, "", `"paused":true`},
		{"$JS.API.CONSUMER.PAUSE.GOUJI_P0.publish", `{"pause_until":"2126-01-02T03:04:05Z"}`, "", `"paused":true`},
		// The same request without a time resumes.
		{"$JS.API.CONSUMER.PAUSE.GOUJI_SUBMIT.ingest", `{}`, "", `"paused":false`},
		{"$JS.API.CONSUMER.PAUSE.GOUJI_P0.parse", `{}`, "", `"paused":false`},
		{"$JS.API.CONSUMER.PAUSE.GOUJI_P0.validate", `{}`, "", `"paused":false`},
		{"$JS.API.CONSUMER.PAUSE.GOUJI_P0.publish", `{}`, "", `"paused":false`},
		{"$JS.API.CONSUMER.DELETE.GOUJI_SUBMIT.ingest", "", "", `"success":true`},
		{"$JS.API.CONSUMER.DELETE.GOUJI_P0.parse", "", "", `"success":true`},
		{"$JS.API.CONSUMER.DELETE.GOUJI_P0.validate", "", "", `"success":true`},
		{"$JS.API.CONSUMER.DELETE.GOUJI_P0.publish", "", "", `"success":true`},
		{"$JS.API.STREAM.DELETE.GOUJI_SUBMIT", "", "", `"success":true`},
		{"$JS.API.STREAM.DELETE.GOUJI_P0", "", "", `"success":true`},
		{"$JS.API.STREAM.DELETE.GOUJI_DEAD", "", "", `"success":true`},
		{"$JS.API.STREAM.DELETE.GOUJI_RESULTS", "", "", `"success":true`},
		{"$JS.API.STREAM.DELETE.OBJ_gouji-blobs", "", "", `"success":true`},
	} {
		for name, nc := range roles {
			answer, refused := ask(t, nc, c.subject, c.body, nil)
			if refused == slices.Contains(strings.Fields(c.may), name) {
				t.Errorf("%s: %s: refused %t, %s", name, c.subject, refused, answer)
			}
		}
		if answer, refused := ask(t, admin, c.subject, c.body, nil); refused || !strings.Contains(answer, c.admin) {
			t.Errorf("admin: %s: %t, %s; want %s", c.subject, refused, answer, c.admin)
		}
	}
}

// TestDeployMakesAndDoesNotChange: lower limits, or a full stream that drops its oldest
// messages, are a request to change, which only `change` may send. To make a stream that is
// there with other settings is refused by the server.
func TestDeployMakesAndDoesNotChange(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	const lower = `{"name":"GOUJI_P0","subjects":["gouji.p0.>"],"retention":"limits","storage":"file","discard":"old","max_msgs":1,"num_replicas":1,"allow_direct":true,"deny_delete":true,"deny_purge":true,"duplicate_window":120000000000}`
	deploy, change := s.client("deploy"), s.client("change")
	if _, refused := ask(t, deploy, "$JS.API.STREAM.UPDATE.GOUJI_P0", lower, nil); !refused {
		t.Error("deploy may change a stream")
	}
	if answer, refused := ask(t, deploy, "$JS.API.STREAM.CREATE.GOUJI_P0", lower, nil); refused || !strings.Contains(answer, "already in use with a different configuration") {
		t.Errorf("deploy made a stream that is there: refused %t, %s", refused, answer)
	}
	if answer, refused := ask(t, change, "$JS.API.STREAM.UPDATE.GOUJI_P0", lower, nil); refused || !strings.Contains(answer, `"max_msgs":1`) {
		t.Errorf("change: refused %t, %s", refused, answer)
	}
}

// TestNobodyWipesByAHeader: a rollup or a time to live in a message of those who may write
// there is refused by every stream, that of the blobs too.
func TestNobodyWipesByAHeader(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	for _, c := range []struct{ role, subject string }{
		{"door", "gouji.submit.crawler"},
		{"ingest", "gouji.p0.ingested.d"},
		{"ingest", "$O.gouji-blobs.M.n"},
		{"ingest", "$O.gouji-blobs.C.n"},
		{"publish", "$O.gouji-blobs.M.n"},
		{"ingest", "gouji.dead.ingest.empty.gouji_submit.1.d"},
		{"replay", "gouji.dead.parse.dropped.gouji_p0.1.d"},
		{"results", "gouji.results.crawler.dead"},
	} {
		nc := s.client(c.role)
		if answer, refused := ask(t, nc, c.subject, "kept", nil); refused || !strings.Contains(answer, `"seq":`) {
			t.Errorf("%s may not write to %s: %s", c.role, c.subject, answer)
		}
		for _, h := range []nats.Header{{"Nats-Rollup": {"all"}}, {"Nats-Rollup": {"sub"}}, {"Nats-TTL": {"1s"}}} {
			if answer, refused := ask(t, nc, c.subject, "x", h); refused || !strings.Contains(answer, `"error"`) {
				t.Errorf("%s: %s with %v: refused %t, %s", c.role, c.subject, h, refused, answer)
			}
		}
	}
}

// TestAnUpgradeTakesTwoRoles: of streams as a version before made them, deploy makes what is
// missing and is told who changes the rest; change does, and nothing is left.
func TestAnUpgradeTakesTwoRoles(t *testing.T) {
	t.Parallel()
	s := &system{place: newPlace(t), log: &refusals{}}
	deploy, change := s.as("deploy"), s.as("change")
	ctx := within(t, 30*time.Second)
	for _, cfg := range []jetstream.StreamConfig{
		{Name: "GOUJI_DEAD", Subjects: []string{"gouji.dead.>"}, Discard: jetstream.DiscardNew, AllowDirect: true, Description: "old"},
		{Name: "OBJ_gouji-blobs", Subjects: []string{"$O.gouji-blobs.C.>", "$O.gouji-blobs.M.>"}, Discard: jetstream.DiscardNew, AllowDirect: true, AllowRollup: true},
	} {
		if _, err := deploy.JS.CreateStream(ctx, cfg); err != nil {
			t.Fatal(err)
		}
	}
	apply := func(c *pipeline.Conn) error {
		p, err := pipeline.PlanTopology(ctx, c, pipeline.Topology{})
		if err != nil {
			return err
		}
		return p.Apply(ctx, c, false)
	}
	if err := apply(deploy); err == nil || !strings.Contains(err.Error(), "as the role change") {
		t.Errorf("as deploy: %v", err)
	}
	if err := apply(change); err != nil {
		t.Errorf("as change: %v", err)
	}
	if p, err := pipeline.PlanTopology(ctx, deploy, pipeline.Topology{}); err != nil || p.Differs() {
		t.Errorf("after both: %+v, %v", p.Items, err)
	}
}

// TestNobodyOverwritesARawDocument: the roles that may write blobs can publish a record over the
// one of a raw document. Whoever may read it goes on reading the bytes that were submitted.
func TestNobodyOverwritesARawDocument(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	s.work("ingest", "parse", "validate", "publish")
	door := s.as("door")
	ends := s.ends(door)
	raw := []byte("the bytes that were submitted" + strings.Repeat(" ", 64<<10)) // too many to go beside their record
	doc := s.submit(s.client("crawler"), "crawler", raw)
	s.next(ends, "receipt", doc)
	sum := sha256.Sum256(raw)
	subject := "$O.gouji-blobs.M." + base64.URLEncoding.EncodeToString([]byte("sha256/"+hex.EncodeToString(sum[:])))
	for _, role := range []string{"ingest", "parse", "validate", "publish", "replay"} {
		nc := s.client(role)
		for _, record := range []string{`{"name":"x","nuid":"hostile","size":7,"chunks":1}`, `{"deleted":true}`, "x"} {
			if answer, refused := ask(t, nc, subject, record, nil); !refused && !strings.Contains(answer, `"seq":`) {
				t.Errorf("%s: %s", role, answer)
			}
		}
		for _, reader := range []string{"door", "publish", "replay"} {
			got, err := pipeline.RawDocument(within(t, 20*time.Second), s.as(reader), doc)
			if err != nil || string(got) != string(raw) {
				t.Errorf("after %s wrote over it, %s reads %d bytes, %.40q, %v", role, reader, len(got), got, err)
			}
		}
	}
}
