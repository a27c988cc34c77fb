package broker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// ErrKeyTaken says that the expected last sequence did not hold: somebody has published
// under the key, or on three replicas is about to.
var ErrKeyTaken = errors.New("there is a message under this key already")

// codeKeyInProcess is the server's other answer to a lost race on streams with several
// replicas: the other message is on its way and may still fail, so a read after it can
// find nothing.
const (
	codeKeyTaken     = jetstream.JSErrCodeStreamWrongLastSequence         // 10071
	codeKeyInProcess = jetstream.JSErrCodeStreamWrongLastSequenceConstant // 10164
)

// Expectation is the compare-and-set of one publish: the last sequence on filter, or on
// the message's own subject when filter is empty.
type Expectation struct {
	Filter string
	Last   uint64
}

// Option is the expectation as an option of a publish.
func (x Expectation) Option() jetstream.PublishOpt {
	if x.Filter == "" {
		return jetstream.WithExpectLastSequencePerSubject(x.Last)
	}
	return jetstream.WithExpectLastSequenceForSubject(x.Last, x.Filter)
}

// AttemptTimeout bounds one publish attempt: 500 ms, and for what is larger than a
// megabyte the time it takes at 4 MB/s, or a submission of 32 MB would never get through.
func AttemptTimeout(size int) time.Duration {
	t := 500 * time.Millisecond
	if size > 1<<20 {
		t += time.Duration(size) * time.Second / (4 << 20)
	}
	return t
}

// Publish publishes until it succeeds, fails for good, or ctx ends. A stall (a killed R3
// leader stalls for 5.4 s, a full stream as long as it is full) is back-pressure, not an
// error: the attempt is repeated with the same key, and retried hears of it. attempts is
// how many were made. The error is ErrKeyTaken, poison, ctx's, or for a submission that
// the stream refuses a fault.RefusedError, which is the producer's to hear.
func Publish(ctx context.Context, js jetstream.JetStream, m *nats.Msg, retried func(error), opts ...jetstream.PublishOpt) (ack *jetstream.PubAck, attempts int, err error) {
	opts = append(opts, jetstream.WithRetryAttempts(0))
	for pause := 25 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		attempts++
		actx, cancel := context.WithTimeout(ctx, AttemptTimeout(len(m.Data)))
		ack, err = js.PublishMsg(actx, m, opts...)
		cancel()
		if err == nil {
			return ack, attempts, nil
		}
		if err := permanent(err); err != nil {
			return nil, attempts, err
		}
		if err := refusalOf(m.Subject, err); err != nil {
			return nil, attempts, err
		}
		if ctx.Err() == nil && retried != nil {
			retried(err)
		}
		if !Sleep(ctx, pause) {
			return nil, attempts, fmt.Errorf("publish to %s: %w (last attempt: %v)", m.Subject, ctx.Err(), err)
		}
	}
}

// permanent returns the error that repeating the publish would not cure, else nil.
func permanent(err error) error {
	var api *jetstream.APIError
	var denied *PermissionError
	switch {
	case errors.As(err, &denied):
		return err
	case errors.As(err, &api) && (api.ErrorCode == codeKeyTaken || api.ErrorCode == codeKeyInProcess):
		return ErrKeyTaken
	case errors.As(err, &api) && api.ErrorCode == jetstream.JSErrCodeStreamMessageExceedsMaximum, errors.Is(err, nats.ErrMaxPayload):
		return fault.Poison(fault.TooLarge, err)
	case errors.Is(err, nats.ErrBadSubject):
		return fault.Poison(fault.BadSubjectToken, err)
	case errors.Is(err, nats.ErrConnectionClosed):
		return err
	}
	return nil
}

// Sleep waits for d and reports false if ctx ended first.
func Sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// Committed says how an effect came to stand in the log.
type Committed int

const (
	CommittedByUs   Committed = iota // this call wrote it
	CommittedBefore                  // it stood there, the same
	CommittedOther                   // it stood there with another payload; the first one wins
)

// Commit publishes m under its subject as key, once for all time. Error 10071 means that
// somebody has done it: the message is read back and its digest compared with ours.
func Commit(ctx context.Context, c *Conn, stream string, m *nats.Msg, retried func(error), opts ...jetstream.PublishOpt) (Committed, error) {
	digest, cause := m.Header.Get(wire.HeaderDigest), m.Header.Get(wire.HeaderCause)
	opts = append(opts, Expectation{}.Option())
	tried := 0
	for pause := 10 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		_, n, err := Publish(ctx, c.JS, m, retried, opts...)
		tried += n
		if !errors.Is(err, ErrKeyTaken) {
			return CommittedByUs, err
		}
		old, err := c.Last(ctx, stream, m.Subject)
		switch {
		case err == nil && old.Header.Get(wire.HeaderDigest) != digest:
			return CommittedOther, nil
		case err == nil && tried > 1 && old.Header.Get(wire.HeaderCause) == cause:
			return CommittedByUs, nil // an attempt of ours whose acknowledgement was lost
		case err == nil:
			return CommittedBefore, nil
		case ctx.Err() != nil:
			return CommittedByUs, err
		}
		// Not there after all: on three replicas the other one may still be on its way, or a
		// direct get was answered by a follower that lags behind. Publish again.
		if !Sleep(ctx, pause) {
			return CommittedByUs, fmt.Errorf("read back %s: %w", m.Subject, ctx.Err())
		}
	}
}

// Overwrite removes messages of a stream and has the server write over them on the disk, and
// returns how many are done. That one is gone already is no error.
func Overwrite(ctx context.Context, s jetstream.Stream, sequences ...uint64) (n int, err error) {
	for _, seq := range sequences {
		if err := s.SecureDeleteMsg(ctx, seq); err != nil {
			if _, get := s.GetMsg(ctx, seq); !errors.Is(get, jetstream.ErrMsgNotFound) {
				return n, fmt.Errorf("remove the message at %d: %w", seq, err)
			}
		}
		n++
	}
	return n, nil
}

// Last reads the last message on a subject, which may hold wildcards.
func (c *Conn) Last(ctx context.Context, stream, subject string) (*jetstream.RawStreamMsg, error) {
	s, err := c.Stream(ctx, stream)
	if err != nil {
		return nil, err
	}
	actx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	m, err := s.GetLastMsgForSubject(actx, subject)
	if err != nil {
		return nil, fmt.Errorf("last message on %s: %w", subject, err)
	}
	return m, nil
}

// LastIfAny is last with nil for no message.
func (c *Conn) LastIfAny(ctx context.Context, stream, subject string) (*jetstream.RawStreamMsg, error) {
	m, err := c.Last(ctx, stream, subject)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, nil
	}
	return m, err
}

// Stream returns the handle of a stream, which is looked up once.
func (c *Conn) Stream(ctx context.Context, name string) (jetstream.Stream, error) {
	c.mu.Lock()
	s := c.streams[name]
	c.mu.Unlock()
	if s != nil {
		return s, nil
	}
	s, err := c.JS.Stream(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", name, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.streams == nil {
		c.streams = map[string]jetstream.Stream{}
	}
	c.streams[name] = s
	return s, nil
}
