package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
)

const (
	// firstPause and longestPause bound the wait between two attempts: an election takes
	// some 5 s, and a broker that is back should not wait long for its workers.
	firstPause, longestPause = 250 * time.Millisecond, 10 * time.Second
	// attemptTime bounds one attempt to connect.
	attemptTime = 5 * time.Second
)

// outage waits for what a process needs and is not there at present: a broker without a
// leader, a database that restarts. It repeats for ever, because an orchestrator would
// only start the process again.
type outage struct {
	log zerolog.Logger
	// pause waits and reports false when ctx has ended.
	pause func(ctx context.Context, d time.Duration) bool
	// tell is given what is being waited for, nil when it has come.
	tell func(error)
}

// wait tries until it succeeds, fails for good, or ctx ends. Each failure is a log line.
func (o outage) wait(ctx context.Context, what string, try func(context.Context) error) error {
	for d := firstPause; ; d = min(2*d, longestPause) {
		err := try(ctx)
		if err == nil || ctx.Err() != nil || !passing(err) {
			return err
		}
		o.tell(fmt.Errorf("waiting for %s: %w", what, err))
		o.log.Warn().Err(err).Str("for", what).Dur("pause", d).Msg("not there at present, waiting")
		if !o.pause(ctx, d) {
			return ctx.Err()
		}
	}
}

// passing reports whether an error may pass without anybody's hand: time-outs, no leader,
// no connection. What is wrong with the settings, and what is refused, does not.
func passing(err error) bool {
	var (
		api  *jetstream.APIError
		sql  *pgconn.PgError
		dial *pgconn.ConnectError
		deny *pipeline.PermissionError
		left *exitError
	)
	_, poison := fault.ClassOf(err)
	switch {
	case poison, errors.As(err, &deny), errors.As(err, &left), errors.Is(err, nats.ErrAuthorization):
		return false
	case errors.As(err, &api):
		return api.Code >= 500 && api.ErrorCode != codeNoCluster || api.ErrorCode == codeNoPeers
	case errors.As(err, &sql):
		return passingState(sql.Code)
	case errors.As(err, &dial):
		return true
	}
	for _, e := range []error{
		context.DeadlineExceeded, nats.ErrTimeout, nats.ErrNoResponders, nats.ErrNoServers, nats.ErrDisconnected,
		nats.ErrConnectionReconnecting, nats.ErrStaleConnection, jetstream.ErrNoStreamResponse, jetstream.ErrJetStreamNotEnabled,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// Codes of the server's: replicas asked of a server without a cluster, and too few nodes
// there for the replicas.
const (
	codeNoCluster jetstream.ErrorCode = 10074
	codeNoPeers   jetstream.ErrorCode = 10005
)

// passingState reports whether an SQLSTATE of PostgreSQL passes: connection exceptions
// (class 08), too many connections, and 57P01 to 57P03, shutting down and starting up.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
func passingState(code string) bool {
	switch code {
	case "53300", "57P01", "57P02", "57P03":
		return true
	}
	return len(code) == 5 && code[:2] == "08"
}

// pauseFor waits for d, and reports false when ctx has ended.
func pauseFor(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
