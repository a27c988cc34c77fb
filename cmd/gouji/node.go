package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/datafolder"
	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/internal/webhook"
	"github.com/gouji/gouji/pipeline"
)

// nodeOptions are the options of a node by the configuration, for an external broker.
func (a *app) nodeOptions(p node.Parts) (node.Options, error) {
	reader, err := childReader()
	if err != nil {
		return node.Options{}, err
	}
	o := node.Options{
		Parts: p, Version: buildVersion(), Connect: a.connectOptions(), Topology: a.conf.topology(),
		Concurrency: a.conf.Concurrency, MaxAttempts: a.conf.MaxAttempts, RetryPause: a.conf.RetryPause, Grace: a.conf.Grace, AuditInterval: a.conf.AuditInterval,
		Quiet: a.conf.Quiet, Longest: a.conf.Longest,
		Store:     a.conf.Store,
		DiskLimit: float64(a.conf.DiskLimit) / 100, DiskPath: a.conf.DiskPath, MaxBacklog: a.conf.MaxBacklog,
		Admin: a.conf.Admin, Profiles: node.Profiles{On: a.conf.AdminPprof, Remote: a.conf.AdminPprofRemote}, HTTP: a.conf.HTTP, RequireCage: a.conf.RequireCage, Log: a.log,
		// The documents come from anybody, and one of them must not harm the others.
		Check: check.Options{Reader: reader, Apart: a.conf.RequireCage},
	}
	if o.RulesFile, o.Check.Rules, err = rulesOf(a.conf.Rules); err != nil {
		return o, err
	}
	if o.Check.Members, err = membersOf(a.conf.Members); err != nil {
		return o, err
	}
	if o.Webhooks, err = webhook.Read(a.conf.Webhooks); err != nil {
		return o, exit(exitFound, err)
	}
	o.WebhookPrivate, o.WebhookGiveUp = a.conf.WebhookPrivate, a.conf.WebhookGiveUp
	if p.Door {
		for _, h := range splitList(a.conf.HTTPHosts) {
			o.Hosts = append(o.Hosts, strings.ToLower(h))
		}
		if o.Tokens, o.Access.Users, err = node.ReadTokens(a.conf.HTTPTokens); err != nil {
			return o, exit(exitFound, err)
		}
		if o.PageRenderer, err = a.pageRenderer(); err != nil {
			return o, err
		}
		o.Access.UserHeader, o.Access.RoleHeader, o.Lang = a.conf.HTTPUserHeader, a.conf.HTTPRoleHeader, a.conf.Lang
	}
	return o, nil
}

// serverOptions are the options of the embedded server by the configuration.
func (a *app) serverOptions() pipeline.ServerOptions {
	token := datafolder.TokenFile(a.conf.Data)
	if a.conf.NATSOpen {
		token = ""
	}
	return pipeline.ServerOptions{
		TokenFile: token,
		Dir:       filepath.Join(a.conf.Data, "nats"), Listen: a.conf.NATSListen, ReadyTimeout: a.conf.NATSStart, Log: a.serverLog(),
	}
}

// childReader is the command line of the children that read documents: this program itself.
func childReader() ([]string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, exit(exitFound, fmt.Errorf("finding the program's own file, to run readers as children: %w", err))
	}
	return []string{self, extract}, nil
}
