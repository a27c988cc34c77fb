package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

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
		Concurrency: a.conf.Concurrency, MaxAttempts: a.conf.MaxAttempts, RetryPause: a.conf.RetryPause, Grace: a.conf.Grace, AuditInterval: a.conf.AuditInterval,
		Store:     a.conf.Store,
		DiskLimit: float64(a.conf.DiskLimit) / 100, DiskPath: a.conf.DiskPath, MaxBacklog: a.conf.MaxBacklog,
		Admin: a.conf.Admin, HTTP: a.conf.HTTP, RequireCage: a.conf.RequireCage, Log: a.log,
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
		for _, h := range splitList(a.conf.HTTPHosts) {
			o.Hosts = append(o.Hosts, strings.ToLower(h))
		}
		if o.Tokens, err = node.ReadTokens(a.conf.HTTPTokens); err != nil {
			return o, exit(exitFound, err)
		}
	}
	return o, nil
}

// serverOptions are the options of the embedded server by the configuration.
func (a *app) serverOptions() pipeline.ServerOptions {
	return pipeline.ServerOptions{
		Dir: filepath.Join(a.conf.Data, "nats"), Listen: a.conf.NATSListen, ReadyTimeout: a.conf.NATSStart, Log: a.serverLog(),
	}
}
