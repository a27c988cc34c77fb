package flow

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// Transient reports whether an error may pass without anybody's help: a time-out, no leader,
// no connection to the broker or to PostgreSQL. Wrong settings and refusals do not pass.
func Transient(err error) bool {
	var (
		api  *jetstream.APIError
		deny *pipeline.PermissionError
	)
	_, poison := fault.ClassOf(err)
	switch {
	case poison, errors.As(err, &deny), errors.Is(err, nats.ErrAuthorization):
		return false
	case errors.As(err, &api):
		return api.Code >= 500 && api.ErrorCode != codeNoCluster || api.ErrorCode == codeNoPeers
	case sqlstore.Transient(err):
		return true
	}
	for _, e := range []error{
		context.DeadlineExceeded, nats.ErrTimeout, nats.ErrNoResponders, nats.ErrNoServers, nats.ErrDisconnected,
		nats.ErrConnectionReconnecting, nats.ErrReconnectBufExceeded, nats.ErrStaleConnection, jetstream.ErrNoStreamResponse, jetstream.ErrJetStreamNotEnabled,
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
