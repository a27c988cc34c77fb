package broker_test

import (
	"context"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// deaf is a JetStream whose publishes reach the server while the first acknowledgements get
// lost on their way back.
type deaf struct {
	jetstream.JetStream
	losses int
}

func (d *deaf) PublishMsg(ctx context.Context, m *nats.Msg, opts ...jetstream.PublishOpt) (*jetstream.PubAck, error) {
	ack, err := d.JetStream.PublishMsg(ctx, m, opts...)
	if d.losses > 0 {
		d.losses--
		return nil, context.DeadlineExceeded
	}
	return ack, err
}

// What stands under a key is ours where we wrote it and did not hear of it, and somebody
// else's where we did not: the one counts as done, the other as a duplicate.
func TestCommitKnowsItsOwn(t *testing.T) {
	t.Parallel()
	message := func(sequence uint64, payload string) *nats.Msg {
		env, _, err := wire.NewEnvelope("doc", wire.Cause{Subject: "gouji.submit.a", Stream: wire.SubmitStream, Sequence: sequence}, []byte(payload))
		if err != nil {
			t.Fatal(err)
		}
		m, err := wire.HopMessage(t.Context(), "gouji.p0.ingested.doc", env)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, c := range []struct {
		name   string
		losses int
		before *nats.Msg // what stands there
		want   broker.Committed
	}{
		{"nothing there", 0, nil, broker.CommittedByUs},
		{"nothing there, the acknowledgement is lost", 1, nil, broker.CommittedByUs},
		{"nothing there, two acknowledgements are lost", 2, nil, broker.CommittedByUs},
		{"by another message", 0, message(3, `{"a":1}`), broker.CommittedBefore},
		{"by another message, and an acknowledgement is lost", 1, message(3, `{"a":1}`), broker.CommittedBefore},
		{"by an earlier delivery of this one", 0, message(7, `{"a":1}`), broker.CommittedBefore},
		{"another payload", 0, message(7, `{"a":2}`), broker.CommittedOther},
		{"another payload, and an acknowledgement is lost", 1, message(7, `{"a":2}`), broker.CommittedOther},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			if c.before != nil {
				if _, err := r.Conn.JS.PublishMsg(r.Context(), c.before); err != nil {
					t.Fatal(err)
				}
			}
			r.Conn.JS = &deaf{r.Conn.JS, c.losses}
			got, err := broker.Commit(r.Context(), r.Conn, "GOUJI_P0", message(7, `{"a":1}`), nil)
			if err != nil || got != c.want {
				t.Errorf("%d, %v; want %d", got, err, c.want)
			}
			if n := r.Messages("gouji.p0.ingested.doc"); n != 1 {
				t.Errorf("%d messages under one key", n)
			}
		})
	}
}
