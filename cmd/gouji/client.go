package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gouji/gouji/pipeline"
)

// connectOptions are the address and the credentials of the configuration.
func (a *app) connectOptions() pipeline.ConnectOptions {
	url, token := a.conf.broker()
	return pipeline.ConnectOptions{
		URL: url, Context: a.conf.Context, Domain: a.conf.NATSDomain, APIPrefix: a.conf.NATSAPIPrefix,
		TokenFile: token, Creds: a.conf.NATSCreds, NKey: a.conf.NATSNKey, CA: a.conf.NATSCA, Cert: a.conf.NATSCert, Key: a.conf.NATSKey,
		InboxPrefix: a.conf.NATSInboxPrefix, Log: a.log, MonitorURLs: splitList(a.conf.MonitorURL), AssumeDurable: a.conf.AssumeDurable,
		Tracer: a.traces.Tracer(pipeline.TracerName),
	}
}

// client connects for a command that looks at a running system or hands it something;
// it gives up after a few seconds, because a person waits.
func (a *app) client(ctx context.Context) (*pipeline.Conn, error) {
	short, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pipeline.Connect(short, a.connectOptions())
	if pipeline.Unauthorized(err) {
		return nil, exit(exitFound, fmt.Errorf("%s: %w", a.say("client.unauthorized"), err))
	}
	if err != nil {
		return nil, exit(exitFound, fmt.Errorf("no system answers; start one with `gouji up` or name one with --nats-url: %w", err))
	}
	conn.Use(a.conf.topology())
	return conn, nil
}

// withClient runs f with a connection to the running system.
func (a *app) withClient(ctx context.Context, f func(context.Context, *pipeline.Conn) error) error {
	conn, err := a.client(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return failed(f(ctx, conn))
}

// failed gives an error that names no exit status that of a command whose work failed.
func failed(err error) error {
	var e *exitError
	if err == nil || errors.As(err, &e) {
		return err
	}
	return exit(exitFound, err)
}
