package outcome

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Courier hands results to one receiver, in the order in which they were told, each at least
// once. How far it is stands in a durable consumer that holds one message at a time, so the
// order is kept over crashes and over several processes: while a result is tried again, those
// behind it wait. The first run of a name begins with what is told from then on.
type Courier struct {
	Conn *broker.Conn
	// Name is that of the durable consumer, a token. Producer is whose results, "" is everybody's.
	Name, Producer string
	// Deliver hands one result over. It must return within Patience.
	Deliver func(ctx context.Context, r Result) error
	// Retry says after the attempt's error, attempt beginning with 1, how long to wait until the
	// next one, or that it is given up.
	Retry func(r Result, attempt int, err error) (pause time.Duration, giveUp bool)
	// GiveUp keeps a record of a result that is given up. It is called again until it returns nil.
	GiveUp func(ctx context.Context, r Result, attempts int, err error) error
	// Patience is how long a delivery may take before another process may try it, default 60 s.
	Patience time.Duration
	Log      zerolog.Logger
}

// Run delivers until ctx ends and returns nil; while the broker is away it waits.
func (k *Courier) Run(ctx context.Context) error {
	for {
		err := k.deliver(ctx)
		if ctx.Err() != nil {
			return nil
		}
		k.Log.Warn().Err(err).Str("webhook", k.Name).Msg("results could not be fetched")
		if !broker.Sleep(ctx, courierPause) {
			return nil
		}
	}
}

const (
	// courierPause is the wait after an error of the broker.
	courierPause = time.Second
	// couriersPatience is the default of Courier.Patience.
	couriersPatience = time.Minute
)

// consumer is the durable consumer, which is made where it is missing and kept where it is.
func (k *Courier) consumer(ctx context.Context) (jetstream.Consumer, error) {
	f := k.Conn.Topology().Flow
	for _, token := range []string{k.Name, k.Producer} {
		if token != "" && !wire.ValidToken(token) {
			return nil, fmt.Errorf("%.40q is no token", token)
		}
	}
	cons, err := k.Conn.JS.Consumer(ctx, f.ResultsStream(), k.Name)
	if !errors.Is(err, jetstream.ErrConsumerNotFound) {
		return cons, err
	}
	patience := k.Patience
	if patience == 0 {
		patience = couriersPatience
	}
	return k.Conn.JS.CreateConsumer(ctx, f.ResultsStream(), jetstream.ConsumerConfig{
		Durable: k.Name, FilterSubject: f.ResultsSubject(k.Producer, ""), DeliverPolicy: jetstream.DeliverNewPolicy,
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: patience, MaxDeliver: -1,
		MaxAckPending: 1, // the order
	})
}

func (k *Courier) deliver(ctx context.Context) error {
	cons, err := k.consumer(ctx)
	if err != nil {
		return fmt.Errorf("the consumer %s: %w", k.Name, err)
	}
	messages, err := cons.Messages(jetstream.PullMaxMessages(1))
	if err != nil {
		return fmt.Errorf("the consumer %s: %w", k.Name, err)
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return fmt.Errorf("the consumer %s: %w", k.Name, err)
		}
		if err := k.one(ctx, m); err != nil {
			return err
		}
	}
}

// one delivers a result, or says when it comes again.
func (k *Courier) one(ctx context.Context, m jetstream.Msg) error {
	meta, err := m.Metadata()
	if err != nil {
		return fmt.Errorf("a result: %w", err)
	}
	producer, state, err := k.Conn.Topology().Flow.ParseResults(m.Subject())
	if err != nil {
		return m.Term() // nobody's
	}
	r := Result{meta.Sequence.Stream, producer, state, meta.Timestamp, m.Data()}
	err = k.Deliver(ctx, r)
	switch attempt := int(meta.NumDelivered); {
	case err == nil:
		return m.Ack()
	case ctx.Err() != nil:
		return m.Nak() // for the next process, at once
	default:
		pause, giveUp := k.Retry(r, attempt, err)
		if giveUp {
			if failed := k.GiveUp(ctx, r, attempt, err); failed != nil {
				k.Log.Warn().Err(failed).Str("webhook", k.Name).Msg("no record could be kept of a result that is given up")
				return m.NakWithDelay(courierPause)
			}
			return m.Ack()
		}
		k.Log.Debug().Err(err).Str("webhook", k.Name).Uint64("sequence", r.Sequence).Int("attempt", attempt).Msg("a result was not taken")
		return m.NakWithDelay(pause)
	}
}
