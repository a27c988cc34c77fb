package main

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
)

// listening is an address that a command is about to listen on, and the setting it comes from.
type listening struct{ setting, address string }

// freePorts fails, in words that name the setting to change, where one of the addresses cannot
// be listened on. It is asked before anything else is started: what is found out later has
// recovered streams and let documents in for nothing. An address that somebody takes after the
// question is still refused by who listens there.
func (a *app) freePorts(all ...listening) error {
	var held []net.Listener
	defer func() {
		for _, l := range held {
			_ = l.Close() // nobody was answered
		}
	}()
	for _, w := range all {
		l, err := net.Listen("tcp", w.address)
		if err != nil {
			return exit(exitUsage, a.portError(w, err))
		}
		held = append(held, l) // two settings with one address are found too
	}
	return nil
}

func (a *app) portError(w listening, err error) error {
	key := "port.unfit"
	if errors.Is(err, syscall.EADDRINUSE) {
		key = "port.busy"
	}
	env := ""
	for _, s := range settings("") {
		if s.name == w.setting {
			env = s.env
		}
	}
	return fmt.Errorf("%s: %w", a.say(key, w.address, w.setting, env, w.setting), err)
}

// upListens are the addresses of `gouji up`. Its NATS server takes an address without a host
// for one on loopback.
func (a *app) upListens() []listening {
	nats := a.conf.NATSListen
	if strings.HasPrefix(nats, ":") {
		nats = "127.0.0.1" + nats
	}
	return []listening{{"nats-listen", nats}, {"http", a.conf.HTTP}, {"admin", a.conf.Admin}}
}

// workListens are the addresses of `gouji work`.
func (a *app) workListens(door bool) []listening {
	out := []listening{{"admin", a.conf.Admin}}
	if door {
		out = append(out, listening{"http", a.conf.HTTP})
	}
	return out
}
