package flow

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
)

func TestWhatIsTransient(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want bool
	}{
		{context.DeadlineExceeded, true},
		{fmt.Errorf("stream X: %w", nats.ErrNoResponders), true},
		{&jetstream.APIError{Code: 503, ErrorCode: 10008, Description: "JetStream system temporarily unavailable"}, true},
		{&jetstream.APIError{Code: 400, ErrorCode: codeNoPeers, Description: "no suitable peers for placement"}, true},
		{&jetstream.APIError{Code: 500, ErrorCode: codeNoCluster, Description: "replicas > 1 not supported in non-clustered mode"}, false},
		{&jetstream.APIError{Code: 400, ErrorCode: 10065, Description: "subjects overlap with an existing stream"}, false},
		{nats.ErrAuthorization, false},
		{fmt.Errorf("last error: %w, %w", nats.ErrAuthorization, context.DeadlineExceeded), false},
		{&pipeline.PermissionError{Subject: "x"}, false},
		{fault.Poison(fault.Forbidden, context.DeadlineExceeded), false},
		{pipeline.ErrDestructive, false},
		{ErrSameSet, false},
		{&pgconn.PgError{Code: "57P03", Message: "the database system is starting up"}, true},
		{errors.New("sqlstore: a store is sqlite:PATH or postgres://…"), false},
	} {
		if got := Transient(c.err); got != c.want {
			t.Errorf("%v: transient is %v", c.err, got)
		}
	}
}
