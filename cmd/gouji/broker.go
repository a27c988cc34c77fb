package main

import (
	"net"
	"os"
	"strings"

	"github.com/gouji/gouji/internal/datafolder"
)

// broker is where commands that need a running system connect to, and the file with the token
// to show there, "" for none.
//
// The address is --nats-url, else what the owner of the data folder has announced, else the
// address that `gouji up` listens on by default. The token of the data folder is shown only to
// the server that its owner has announced: to another one it would be given away.
func (c *config) broker() (url, token string) {
	owner, running := datafolder.Running(c.Data)
	running = running && owner.NATS != ""
	switch {
	case c.NATSURL == "" && c.Context != "":
		return "", c.NATSTokenFile // the context has both
	case c.NATSURL != "":
		url = c.NATSURL
	case running && (c.origin["nats-listen"] == "default" || sameServer(c.NATSListen, owner.NATS)):
		url = owner.NATS
	default:
		url = "nats://" + strings.TrimPrefix(c.NATSListen, "nats://")
	}
	if c.NATSTokenFile != "" || c.NATSCreds != "" || c.NATSNKey != "" || c.NATSCert != "" || strings.Contains(url, "@") {
		return url, c.NATSTokenFile
	}
	file := datafolder.TokenFile(c.Data)
	if _, err := os.Stat(file); err != nil || !running || !sameServer(url, owner.NATS) {
		return url, ""
	}
	return url, file
}

// sameServer reports whether an address is the one that an owner has announced. Names and
// numbers of loopback are one host; a server on all interfaces is met on loopback.
func sameServer(url, announced string) bool {
	host, port, err := net.SplitHostPort(strings.TrimPrefix(url, "nats://"))
	if err != nil {
		return false
	}
	theirs, theirPort, err := net.SplitHostPort(strings.TrimPrefix(announced, "nats://"))
	if err != nil || port != theirPort {
		return false
	}
	ip := net.ParseIP(theirs)
	return host == theirs || loopback(host) && (loopback(theirs) || ip != nil && ip.IsUnspecified())
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || host == "" || ip != nil && ip.IsLoopback()
}
