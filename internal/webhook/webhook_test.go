package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestMain(m *testing.M) { pipelinetest.Main(m) }

// specSecret is the secret of the examples of Standard Webhooks.
const specSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// TestSignature is the example of the specification's own libraries.
func TestSignature(t *testing.T) {
	const body, want = `{"test": 2432232314}`, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	other := "whsec_" + strings.Repeat("QUJD", 8)
	for secrets, signatures := range map[string]int{specSecret: 1, specSecret + "," + other: 2} {
		target, err := NewTarget("crawler", "https://hook.example/in", secrets)
		if err != nil {
			t.Fatal(err)
		}
		h := http.Header{}
		target.sign(h, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(body))
		got := strings.Fields(h.Get("webhook-signature"))
		if len(got) != signatures || got[0] != want || h.Get("webhook-id") != "msg_p5jXN8AQM9LWM0D4loKWxJek" || h.Get("webhook-timestamp") != "1614265330" {
			t.Errorf("%v", h)
		}
	}
}

func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "webhooks")
	read := func(text string) ([]Target, error) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return Read(path)
	}
	all, err := read("# who hears\n\ncrawler  https://hook.example/in?key=hidden " + specSecret + "\n* http://other.example " + specSecret + "\n")
	if err != nil || len(all) != 2 || all[0].Producer != "crawler" || all[0].Name() != "webhook-crawler" || all[1].Name() != "webhooks" {
		t.Errorf("%+v, %v", all, err)
	}
	for name, line := range map[string]string{
		"two fields": "crawler https://hook.example", "a producer's name": "Crawler https://hook.example " + specSecret,
		"no scheme": "crawler hook.example/hidden " + specSecret, "another scheme": "crawler ftp://hook.example/hidden " + specSecret,
		"a user": "crawler https://u:hidden@hook.example " + specSecret, "no whsec_": "crawler https://hook.example hidden",
		"a short secret": "crawler https://hook.example whsec_aGlkZGVu", "twice": "crawler https://a.example " + specSecret + "\ncrawler https://b.example " + specSecret,
	} {
		if _, err := read(line + "\n"); err == nil || !strings.Contains(err.Error(), ":") || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := Read(""); all != nil || err != nil {
		t.Errorf("no file: %v, %v", all, err)
	}
}

// TestOnlyPublicAddresses: what leads into a machine or a network is refused, in every writing.
func TestOnlyPublicAddresses(t *testing.T) {
	for _, a := range []string{
		"127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
		"198.18.0.1", "192.0.0.8", "224.0.0.1", "255.255.255.255", "240.0.0.1", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "fe80::1",
		"fe80::1%eth0", "fec0::1", "fd00::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1",
	} {
		if public(netip.MustParseAddr(a)) {
			t.Errorf("%s is public", a)
		}
	}
	for _, a := range []string{"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2400:3200::1"} {
		if !public(netip.MustParseAddr(a)) {
			t.Errorf("%s is not public", a)
		}
	}
}

// TestRetry: a receiver that is away is asked until the time is over, one that refuses the
// message a few times.
func TestRetry(t *testing.T) {
	told := time.Unix(1_700_000_000, 0)
	status := func(n int) error { return fmt.Errorf("posting: %w", &statusError{status: n}) }
	for _, c := range []struct {
		age     time.Duration
		attempt int
		err     error
		pause   time.Duration
		giveUp  bool
	}{
		{0, 1, errors.New("connection refused"), time.Second, false},
		{71 * time.Hour, 900, errors.New("connection refused"), 900 * time.Second, false},
		{72 * time.Hour, 901, errors.New("connection refused"), 0, true},
		{time.Hour, 50, status(503), 50 * time.Second, false},
		{time.Hour, 50, status(429), 50 * time.Second, false},
		{time.Hour, 4, status(400), 4 * time.Second, false},
		{time.Hour, 5, status(400), 0, true},
		{time.Hour, 5, status(302), 0, true}, // nobody follows it
		{time.Hour, 5, status(410), 0, true},
		{time.Hour, 5, errPrivate, 5 * time.Second, false}, // the file can be mended
		{0, 2, &statusError{503, time.Minute}, time.Minute, false},
	} {
		s := Sink{GiveUp: 72 * time.Hour, Clock: func() time.Time { return told.Add(c.age) }, Backoff: func(n int) time.Duration { return time.Duration(n) * time.Second }}
		pause, giveUp := s.retry(pipeline.Result{Time: told}, c.attempt, c.err)
		if pause != c.pause || giveUp != c.giveUp {
			t.Errorf("attempt %d after %s, %v: %s %v", c.attempt, c.age, c.err, pause, giveUp)
		}
	}
}
