// Package webhook posts what became of documents to addresses of their producers, signed as
// Standard Webhooks (https://www.standardwebhooks.com, version 1.0.0) says.
package webhook

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// Everybody, in place of a producer's name, is the results of all.
const Everybody = "*"

// Target is one address that is told.
type Target struct {
	// Producer is whose results, or Everybody.
	Producer string
	URL      string
	// keys sign each message, the newest first; a receiver may have any of them.
	keys [][]byte
}

// Name is that of the target's durable consumer, by which its records are found.
func (t Target) Name() string {
	if t.Producer == Everybody {
		return "webhooks" // which no producer's can be
	}
	return "webhook-" + t.Producer
}

// secretPrefix begins a secret, see Standard Webhooks.
const secretPrefix = "whsec_"

// NewTarget makes a target. secrets are of the form whsec_ and base64 of 24 to 64 bytes,
// several with commas between, the newest first. Errors never have a secret or the address.
func NewTarget(producer, address, secrets string) (Target, error) {
	t := Target{Producer: producer, URL: address}
	if producer != Everybody && !regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`).MatchString(producer) {
		return t, fmt.Errorf("%.40q is no producer's name; give one, or %s for everybody", producer, Everybody)
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http" {
		return t, errors.New("the address is not https://host/path without a user")
	}
	for s := range strings.SplitSeq(secrets, ",") {
		coded, ok := strings.CutPrefix(s, secretPrefix)
		key, err := base64.StdEncoding.DecodeString(coded)
		if !ok || err != nil || len(key) < 24 || len(key) > 64 {
			return t, errors.New("a secret is not whsec_ and the base64 of 24 to 64 bytes")
		}
		t.keys = append(t.keys, key)
	}
	return t, nil
}

// Read reads a file of lines "producer address secret", with blanks between; "" is no targets.
// Blank lines and lines that begin with # are left out. A producer has one address at most.
func Read(path string) ([]Target, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the file of webhooks: %w", err)
	}
	defer f.Close()
	var out []Target
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) != 3 {
			return nil, fmt.Errorf("%s:%d: the line is not: producer address secret", path, n)
		}
		t, err := NewTarget(fields[0], fields[1], fields[2])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		if seen[t.Producer] {
			return nil, fmt.Errorf("%s:%d: %s stands there twice", path, n, t.Producer)
		}
		seen[t.Producer] = true
		out = append(out, t)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading the file of webhooks: %w", err)
	}
	return out, nil
}
