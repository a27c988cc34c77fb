package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/pipeline"
)

// nodeOptions are the options of a node by the configuration, for an external broker.
func (a *app) nodeOptions(p node.Parts) (node.Options, error) {
	self, err := os.Executable()
	if err != nil {
		return node.Options{}, exit(exitFound, fmt.Errorf("finding the program's own file, to run readers as children: %w", err))
	}
	o := node.Options{
		Parts: p, Connect: a.connectOptions(a.conf.natsURL()), Topology: a.conf.topology(),
		Concurrency: a.conf.Concurrency, Store: a.conf.Store,
		DiskLimit: float64(a.conf.DiskLimit) / 100, DiskPath: a.conf.DiskPath, MaxBacklog: a.conf.MaxBacklog,
		Admin: a.conf.Admin, HTTP: a.conf.HTTP, Log: a.log,
		// The documents come from anybody, and one of them must not harm the others.
		Check: check.Options{Reader: []string{self, extract}},
	}
	if o.RulesFile, o.Check.Rules, err = rulesOf(a.conf.Rules); err != nil {
		return o, err
	}
	if o.Check.Members, err = membersOf(a.conf.Members); err != nil {
		return o, err
	}
	if p.Door {
		if o.Tokens, err = node.ReadTokens(a.conf.HTTPTokens); err != nil {
			return o, exit(exitFound, err)
		}
	}
	return o, nil
}

// connectOptions are the credentials of the configuration.
func (a *app) connectOptions(url string) pipeline.ConnectOptions {
	return pipeline.ConnectOptions{
		URL: url, Creds: a.conf.NATSCreds, NKey: a.conf.NATSNKey, CA: a.conf.NATSCA, Cert: a.conf.NATSCert, Key: a.conf.NATSKey,
		InboxPrefix: a.conf.NATSInboxPrefix, Log: a.log, MonitorURLs: splitList(a.conf.MonitorURL),
	}
}

// client connects for a command that looks at a running system or hands it something;
// it gives up after a few seconds, because a person waits.
func (a *app) client(ctx context.Context) (*pipeline.Conn, error) {
	short, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pipeline.Connect(short, a.connectOptions(a.conf.natsURL()))
	if err != nil {
		return nil, exit(exitFound, fmt.Errorf("no system answers; start one with `gouji up` or name one with --nats-url: %w", err))
	}
	return conn, nil
}
