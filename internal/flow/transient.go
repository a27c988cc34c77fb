package flow

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
)

// Transient reports whether an error may pass without anybody's help: a time-out, no leader,
// no connection to the broker or to PostgreSQL. Wrong settings and refusals do not pass.
func Transient(err error) bool {
	var (
		api  *jetstream.APIError
		sql  *pgconn.PgError
		dial *pgconn.ConnectError
		deny *pipeline.PermissionError
	)
	_, poison := fault.ClassOf(err)
	switch {
	case poison, errors.As(err, &deny), errors.Is(err, nats.ErrAuthorization):
		return false
	case errors.As(err, &api):
		return api.Code >= 500 && api.ErrorCode != codeNoCluster || api.ErrorCode == codeNoPeers
	case errors.As(err, &sql):
		return transientState(sql.Code)
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

// transientState reports whether an SQLSTATE of PostgreSQL is transient: connection exceptions
// (class 08), too many connections, and 57P01 to 57P03, shutting down and starting up.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
func transientState(code string) bool {
	switch code {
	case "53300", "57P01", "57P02", "57P03":
		return true
	}
	return len(code) == 5 && code[:2] == "08"
}
