package worker_test

import (
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// take pulls one message of a stage as a worker would.
func take(r *pipelinetest.Rig, stage string) *worker.Held {
	r.T.Helper()
	stream, _, err := r.Conn.Topology().StageStream(stage)
	if err != nil {
		r.T.Fatal(err)
	}
	cons, err := r.Conn.JS.Consumer(r.Context(), stream, stage)
	if err != nil {
		r.T.Fatal(err)
	}
	var m jetstream.Msg
	if m, err = cons.Next(); err != nil {
		r.T.Fatal(err)
	}
	meta, err := m.Metadata()
	if err != nil {
		r.T.Fatal(err)
	}
	return worker.Take(m, meta)
}
