// Package access is who may do what at gouji's NATS: the server's configuration, the
// permissions of each role, and the keys and certificates that it takes.
package access

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// conf is the configuration as shipped.
//
//go:embed secure.conf permissions.conf
var conf embed.FS

// Roles returns the roles inside gouji's own account, each with a key of its own. A
// producer is no role: it has its name.
func Roles() []string {
	return []string{"door", "ingest", "parse", "validate", "publish", "console", "replay", "deploy", "monitor", "results", "change", "backup", "archive"}
}

// producerName is the pattern of a producer's name, as in gouji.submit.<producer>.
var producerName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)

// replayToken is no producer's name, see pipeline.ReplayProducer.
const replayToken = "replay"

// Options says what Make makes.
type Options struct {
	// Dir is where everything goes; it is created. It holds secrets: keep it out of every
	// repository and image.
	Dir string
	// Producers are the names that may submit, each on its own subject only.
	Producers []string
	// Hosts are the names and addresses that clients reach the servers by.
	Hosts []string
	// Now begins the validity of new certificates.
	Now time.Time
}

// Make writes the server's folder Dir/nats (configuration, public keys, certificate), a
// seed for each role and producer into Dir/seeds, and the certificate authority into
// Dir/ca. Seeds and authority that are there are kept, so that a producer can be added
// later; the server's certificate is made anew each time. A producer that is no longer
// named loses its access when the server reloads, its seed stays.
func Make(o Options) error {
	for _, p := range o.Producers {
		if !producerName.MatchString(p) {
			return fmt.Errorf("producer %q does not match %s", p, producerName)
		}
		if p == replayToken {
			return fmt.Errorf("producer %q: on gouji.submit.%s only replays come back, and what their headers say is believed", p, p)
		}
	}
	if len(o.Hosts) == 0 {
		return fmt.Errorf("no host name for the server's certificate")
	}
	server, seeds := filepath.Join(o.Dir, "nats"), filepath.Join(o.Dir, "seeds")
	for _, d := range []string{server, filepath.Join(server, "tls"), seeds, filepath.Join(o.Dir, "ca")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return err
		}
	}
	for _, name := range []string{"secure.conf", "permissions.conf"} {
		b, err := conf.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(server, name), b, 0o644)
		}
		if err != nil {
			return err
		}
	}
	public, err := makeSeeds(seeds, o.Producers)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(server, "keys.conf"), []byte(public), 0o644); err != nil {
		return err
	}
	return makeCertificates(filepath.Join(o.Dir, "ca"), filepath.Join(server, "tls"), o.Hosts, o.Now)
}
