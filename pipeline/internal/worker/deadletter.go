package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/history"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// maxReason bounds the reason of a dead letter in bytes.
const maxReason = 2 << 10

// letterTimeout bounds the writing of one dead letter, beyond the time its data take.
const letterTimeout = 3 * time.Second

// bury writes the dead letter of a message, or a parked one, and says what became of it: the
// decision is End where the message has its end already, an effect of its own or another
// dead letter. Another letter may come at the same moment: then the history is read again.
// The worker's shutdown does not cut it short.
func (w *Worker) bury(h *held, wk *work, a history.Attempt, cause error) (history.Decision, error) {
	ctx, cancel := context.WithTimeout(context.Background(), letterTimeout+broker.AttemptTimeout(len(h.msg.Data())))
	defer cancel()
	for {
		past, err := history.Read(ctx, w.conn, w.message(wk))
		if err != nil {
			return history.Decision{}, err
		}
		d := history.Next(past, a, cause)
		if d.Action == history.End {
			return d, w.resubmit(ctx, wk, d.Resubmission)
		}
		err = w.writeLetter(ctx, h, wk, d, cause)
		if !errors.Is(err, broker.ErrKeyTaken) {
			return d, err
		}
		if !broker.Sleep(ctx, 25*time.Millisecond) {
			return d, fmt.Errorf("dead letter: %w", ctx.Err())
		}
	}
}

// writeLetter publishes the letter in the place of the one that the decision names. Its
// error is ErrKeyTaken where another one stands there.
func (w *Worker) writeLetter(ctx context.Context, h *held, wk *work, d history.Decision, cause error) error {
	letter := w.deadLetter(h, wk, d, cause)
	subject, err := w.topo.Flow.DeadSubject(letter.Place())
	if err != nil {
		return err
	}
	data := h.msg.Data()
	switch {
	case !w.stage.keeps(data): // see RawStage.AtMost
	case len(data) > wire.InlineLimit:
		broker.Boundary("dead.blob.before", w.stage.Name())
		if letter.Ref, err = w.conn.Blobs.PutAs(ctx, letter.Digest, data); err != nil {
			return err
		}
		broker.Boundary("dead.blob.after", w.stage.Name())
	default:
		letter.Data = data
	}
	m := nats.NewMsg(subject)
	if m.Data, err = json.Marshal(letter); err != nil {
		return fmt.Errorf("dead letter: %w", err)
	}
	broker.Boundary("dead.before", w.stage.Name())
	_, _, err = broker.Publish(ctx, w.conn.JS, m, w.retried, broker.Expectation{Filter: w.message(wk).LetterKey(w.topo.Flow), Last: d.Replace}.Option())
	broker.Boundary("dead.after", w.stage.Name())
	return err
}

func (w *Worker) deadLetter(h *held, wk *work, d history.Decision, cause error) dead.Letter {
	letter := dead.Letter{
		Schema: dead.Schema, Stage: w.stage.Name(), Class: d.Class, Reason: clip(cause.Error(), maxReason),
		Origin:   dead.Origin{Stream: h.meta.Stream, Subject: wk.d.Subject, Sequence: h.meta.Sequence.Stream, Time: h.meta.Timestamp.UTC()},
		Attempts: wk.d.Attempt, Doc: wk.letterDoc(), Time: w.o.Clock().UTC(), Stack: wk.stack,
		Header: w.stage.letterHeader(h.msg.Headers()), Digest: w.stage.letterDigest(h, wk), Size: int64(len(h.msg.Data())),
	}
	if d.Action == history.Park {
		letter.Due = letter.Time.Add(d.Delay)
		letter.Header[wire.HeaderAttempts] = strconv.FormatUint(d.Attempts, 10)
	}
	if t := wire.FormatTrace(wk.trace); t != "" {
		letter.Header[wire.HeaderTrace] = t
	}
	letter.ID = letter.Place().ID()
	return letter
}

// clip cuts s to at most n bytes of valid UTF-8.
func clip(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ToValidUTF8(s, "")
}
