package access

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/nats-io/nkeys"
)

// SeedFile is the name of a role's seed below Dir/seeds.
func SeedFile(role string) string { return role + ".nk" }

// ProducerSeedFile is the name of a producer's seed below Dir/seeds.
func ProducerSeedFile(producer string) string { return "producer." + producer + ".nk" }

// InboxPrefix is what a role or producer must give as its inbox prefix: it may subscribe
// nowhere else.
func InboxPrefix(name string) string { return "_INBOX_" + name }

// makeSeeds makes what seeds are missing and returns the public keys as configuration.
func makeSeeds(dir string, producers []string) (string, error) {
	var b strings.Builder
	b.WriteString("# Public keys, written by deploy/nats/keys. No secret stands here.\n")
	for _, role := range Roles() {
		key, err := publicKey(filepath.Join(dir, SeedFile(role)))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s_key: %s\n", role, key)
	}
	b.WriteString("producers: [\n")
	for _, p := range producers {
		key, err := publicKey(filepath.Join(dir, ProducerSeedFile(p)))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "  { nkey: %s, permissions: { publish: { allow: [\"gouji.submit.%s\"] }, subscribe: { allow: [\"%s.>\", \"gouji.results.%s.*\"] } } }\n",
			key, p, InboxPrefix(p), p)
	}
	b.WriteString("]\n")
	return b.String(), nil
}

// publicKey is that of the seed in a file, which is made if it is not there.
func publicKey(path string) (string, error) {
	seed, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		seed, err = newSeed(path)
	}
	if err != nil {
		return "", err
	}
	pair, err := nkeys.ParseDecoratedNKey(seed)
	if err != nil {
		return "", fmt.Errorf("%s holds no seed: %w; remove it to have a new one made", path, err)
	}
	return pair.PublicKey()
}

func newSeed(path string) ([]byte, error) {
	pair, err := nkeys.CreateUser()
	if err != nil {
		return nil, err
	}
	seed, err := pair.Seed()
	if err != nil {
		return nil, err
	}
	return seed, os.WriteFile(path, append(seed, '\n'), 0o600)
}
