// Command keys makes the keys and certificates of a deployment, and the folder that the
// NATS server mounts as /etc/nats:
//
//	go run ./deploy/nats/keys -dir DIR -host nats -producer crawler -producer platform
//
// It may be run again to add a producer or to renew the server's certificate.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	access "github.com/gouji/gouji/deploy/nats"
)

func main() {
	o := access.Options{Now: time.Now()}
	list := func(to *[]string) func(string) error {
		return func(s string) error { *to = append(*to, s); return nil }
	}
	flag.StringVar(&o.Dir, "dir", "", "folder for keys and certificates, outside the repository")
	flag.Func("host", "name or address of the server; may be repeated", list(&o.Hosts))
	flag.Func("producer", "name of a producer; may be repeated", list(&o.Producers))
	flag.Parse()
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "keys:", err)
		os.Exit(1)
	}
	fmt.Printf("%s: mount %s as /etc/nats, give each program its seed of %s and %s\n",
		o.Dir, filepath.Join(o.Dir, "nats"), filepath.Join(o.Dir, "seeds"), filepath.Join(o.Dir, "ca", "ca.crt"))
}

func run(o access.Options) error {
	if o.Dir == "" || flag.NArg() > 0 {
		return fmt.Errorf("usage: keys -dir DIR -host NAME [-host NAME…] [-producer NAME…]")
	}
	return access.Make(o)
}
