package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/datafolder"
	"github.com/gouji/gouji/pipeline"
)

// TestTheServerOfUpAsksForItsToken: nobody gets in without it, our own commands find it by the
// data folder, it is not printed, and it outlives a restart.
func TestTheServerOfUpAsksForItsToken(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	up := startUp(t, data)
	file := datafolder.TokenFile(data)
	token := mode(t, file, 0o600)
	mode(t, data, 0o700)
	if up.where.TokenFile != file || strings.Contains(up.announced, token) {
		t.Errorf("announced %s and %q", up.announced, up.where.TokenFile)
	}
	for _, url := range []string{up.announced, strings.Replace(up.announced, "nats://", "nats://wrong@", 1)} {
		if c, err := pipeline.Connect(t.Context(), pipeline.ConnectOptions{URL: url, Log: zerolog.Nop()}); err == nil || !pipeline.Unauthorized(err) {
			if err == nil {
				c.Close()
			}
			t.Errorf("%s: %v", url, err)
		}
		code, _, errs := command(t, "status", "--nats-url", url)
		if code != exitFound || !strings.Contains(errs, "--data") || !strings.Contains(errs, "--nats-token-file") || strings.Contains(errs, token) {
			t.Errorf("status at %s: exit %d, %s", url, code, errs)
		}
	}
	docs := samples(t, 2, 31)
	mustCommand(t, "submit", "--wait", "--data", data, docs)
	for _, args := range [][]string{
		{"status", "--data", data},
		{"status", "--data", data, "--nats-url", up.announced},
		{"status", "--data", data, "--nats-url", strings.Replace(up.announced, "127.0.0.1", "localhost", 1)},
		{"status", "--nats-url", up.announced, "--nats-token-file", file},
		{"status", "--nats-url", up.where.NATS},
		{"dead", "list", "--data", data},
		{"audit", "--data", data},
	} {
		if code, out, errs := command(t, args...); code != exitOK {
			t.Errorf("%v: exit %d\n%s%s", args, code, out, errs)
		}
	}
	none := filepath.Join(t.TempDir(), "none")
	mustCommand(t, "status", "--nats-url", up.where.NATS, "--data", none)
	if _, err := os.Stat(none); !os.IsNotExist(err) {
		t.Errorf("a look at a system has made a data folder: %v", err)
	}
	up.kill(t)
	again := startUp(t, data)
	if got := mode(t, file, 0o600); got != token {
		t.Error("a restart has made another token")
	}
	mustCommand(t, "status", "--data", data, "--nats-url", again.announced)
}

// TestOpenIsSaidAloud: with --nats-open everybody gets in, and the start says so.
func TestOpenIsSaidAloud(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	up := start(t, "up", "--nats-open", "--data", data, "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	mustCommand(t, "status", "--nats-url", up.announced)
	mustCommand(t, "status", "--data", data)
	for lang, want := range map[string][2]string{"zh": {"nats.token", "--nats-open"}, "en": {"asks for the token", "asks for no token"}} {
		for i, open := range []string{"--nats-open=false", "--nats-open"} {
			code, _, errs := command(t, "up", "--demo", "--once", open, "--lang", lang, "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--disk-limit", "0")
			if code != exitOK || !strings.Contains(errs, want[i]) {
				t.Errorf("%s %s: exit %d\n%s", open, lang, code, errs)
			}
		}
	}
}

// TestTheTokenGoesToItsServerAlone: a folder's token is shown to the server that its owner has
// announced, and to no other.
func TestTheTokenGoesToItsServerAlone(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	folder, err := datafolder.Own(data, datafolder.Owner{PID: 1, Command: "gouji up", NATS: "nats://127.0.0.1:4333"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := folder.Release(); err != nil {
			t.Error(err)
		}
	}()
	if err := folder.MakeToken(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		given    config
		url      string
		withhold bool
	}{
		{given: config{}, url: "nats://127.0.0.1:4333"},
		{given: config{NATSURL: "nats://localhost:4333"}, url: "nats://localhost:4333"},
		{given: config{NATSURL: "127.0.0.1:4333"}, url: "127.0.0.1:4333"},
		{given: config{NATSURL: "nats://127.0.0.1:4222"}, url: "nats://127.0.0.1:4222", withhold: true},
		{given: config{NATSURL: "nats://elsewhere.example:4333"}, url: "nats://elsewhere.example:4333", withhold: true},
		{given: config{NATSURL: "nats://a:4333,nats://127.0.0.1:4333"}, url: "nats://a:4333,nats://127.0.0.1:4333", withhold: true},
		{given: config{NATSURL: "nats://other@127.0.0.1:4333"}, url: "nats://other@127.0.0.1:4333", withhold: true},
		{given: config{NATSNKey: "k"}, url: "nats://127.0.0.1:4333", withhold: true},
	} {
		c.given.Data, c.given.NATSListen, c.given.origin = data, "127.0.0.1:4222", map[string]string{"nats-listen": "default"}
		url, token := c.given.broker()
		if want := map[bool]string{false: datafolder.TokenFile(data)}[c.withhold]; url != c.url || token != want {
			t.Errorf("%+v: %s with %q", c.given.NATSURL, url, token)
		}
	}
}

// TestATokenMadeByHand is taken as it is, closed to others, and refused where it is no secret.
func TestATokenMadeByHand(t *testing.T) {
	t.Parallel()
	for text, fits := range map[string]bool{"0123456789abcdef\n": true, "short\n": false, "": false} {
		data := t.TempDir()
		file := filepath.Join(data, "nats.token")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		folder, err := datafolder.Own(data, datafolder.Owner{PID: 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := folder.MakeToken(); (err == nil) != fits {
			t.Errorf("%q: %v", text, err)
		}
		if fits && mode(t, file, 0o600) != strings.TrimSpace(text) {
			t.Error("the token is another one")
		}
		if err := folder.Release(); err != nil {
			t.Error(err)
		}
	}
}

// mode checks who may use a file and returns what is in it, "" for a folder.
func mode(t *testing.T, path string, want os.FileMode) string {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != want {
		t.Errorf("%s has mode %o", path, info.Mode().Perm())
	}
	if info.IsDir() {
		return ""
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}
