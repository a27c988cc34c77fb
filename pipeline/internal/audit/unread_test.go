package audit_test

import (
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// TestCopiesThatWaitAreABound: while ingest lags nobody knows whose bytes a submission holds.
// The count of documents is then a bound and says by how much; once ingest has read, it is exact.
func TestCopiesThatWaitAreABound(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	const copies = 4
	doc := ""
	for range copies {
		doc = r.Submit("one")
	}
	// A mere producer, who leaves no accepted record, says the same bytes and others.
	for _, text := range []string{"one", "two"} {
		m := nats.NewMsg("gouji.submit.outside")
		m.Data = []byte(text)
		if _, err := r.Conn.JS.PublishMsg(r.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	const distinct, waiting = 2, copies + 2
	s := r.Status()
	if s.Unread != waiting-1 || s.Accepted != waiting || s.Accepted-s.Unread > distinct || s.Accepted < distinct || s.InFlight != s.Accepted {
		t.Errorf("while they wait: %+v; %d submissions wait, one of them under its accepted record, of %d documents", s, waiting, distinct)
	}
	y := pipelinetest.Toys{}
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(doc, client.StatePublished)
	r.WaitState(pipelinetest.ToyID([]byte("two")), client.StatePublished)
	r.Idle(wire.Stages()...)
	if s := r.Status(); s.Unread != 0 || s.Accepted != distinct || s.Published != distinct {
		t.Errorf("when all are read: %+v, want %d documents", s, distinct)
	}
}
