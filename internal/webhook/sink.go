package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
)

// Sink tells one target.
type Sink struct {
	Target Target
	Conn   *pipeline.Conn
	// Private allows addresses that are not public.
	Private bool
	// GiveUp is how long after a result it is still tried, Backoff the pause after an attempt,
	// from 1.
	GiveUp  time.Duration
	Backoff func(attempt int) time.Duration
	Log     zerolog.Logger
	Clock   func() time.Time
	// Count is told what became of each attempt: Taken, Waits or GivenUp; nil is nobody.
	Count func(outcome string)
}

// What becomes of an attempt.
const (
	Taken   = "ok"
	Waits   = "retry" // it is posted again
	GivenUp = "dead"
)

func (s *Sink) count(outcome string) {
	if s.Count != nil {
		s.Count(outcome)
	}
}

const (
	// refusals is how often a message is tried that the receiver refuses as such (4xx).
	refusals = 5
	// longestWait bounds what a receiver's Retry-After may ask for.
	longestWait = time.Hour
)

// Run tells until ctx ends and returns nil.
func (s *Sink) Run(ctx context.Context) error {
	posts := newClient(s.Private)
	defer posts.CloseIdleConnections()
	producer := s.Target.Producer
	if producer == Everybody {
		producer = ""
	}
	courier := pipeline.Courier{Conn: s.Conn, Name: s.Target.Name(), Producer: producer, Log: s.Log, Retry: s.retry, GiveUp: s.giveUp,
		Deliver: func(ctx context.Context, r pipeline.Result) error {
			err := s.post(ctx, posts, r)
			if err == nil {
				s.count(Taken)
			}
			return err
		}}
	return courier.Run(ctx)
}

// post sends a result once. Its errors say nothing of the address, which may have a secret.
func (s *Sink) post(ctx context.Context, c *http.Client, r pipeline.Result) error {
	body, err := bodyOf(r)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Target.URL, bytes.NewReader(body))
	if err != nil {
		return errors.New("the address cannot be posted to")
	}
	if req.URL.Scheme != "https" && !s.Private {
		return errPlain
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "gouji")
	s.Target.sign(req.Header, id(r), s.Clock(), body)
	res, err := c.Do(req)
	if err != nil {
		var where *url.Error
		if errors.As(err, &where) {
			err = where.Err
		}
		return fmt.Errorf("posting: %w", err)
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, 64<<10) // so that the connection can be used again
	if res.StatusCode >= 200 && res.StatusCode < 300 {
		return nil
	}
	failed := &statusError{status: res.StatusCode}
	if seconds, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && seconds > 0 {
		failed.after = min(time.Duration(seconds)*time.Second, longestWait)
	}
	return failed
}

// Again posts a result that was given up once more, outside of its order, and takes its record
// away when it was taken.
func (s *Sink) Again(ctx context.Context, u state.Undelivered) error {
	posts := newClient(s.Private)
	defer posts.CloseIdleConnections()
	var found *pipeline.Result
	q := pipeline.ResultQuery{Producer: u.Producer, State: u.State, After: u.Sequence - 1, Limit: 1}
	if u.Sequence == 1 {
		q.After = 0
	}
	err := pipeline.ReadResults(ctx, s.Conn, q, func(r pipeline.Result) error {
		if r.Sequence == u.Sequence {
			found = &r
		}
		return nil
	})
	if err != nil {
		return err
	}
	if found == nil {
		return fmt.Errorf("the result %d is not in the stream of results any more", u.Sequence)
	}
	if err := s.post(ctx, posts, *found); err != nil {
		return err
	}
	return state.RemoveUndelivered(ctx, s.Conn, u)
}

// refused reports whether an error is about the message: it would come back whenever it is
// sent. Everything else is a receiver that is away.
func refused(err error) bool {
	var s *statusError
	if !errors.As(err, &s) {
		return false
	}
	switch s.status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return s.status < 500
}

// retry says what becomes of a result after an attempt failed. A receiver that is away holds
// all results up; one that refuses a message, that one only.
func (s *Sink) retry(r pipeline.Result, attempt int, err error) (time.Duration, bool) {
	if refused(err) && attempt >= refusals || s.Clock().Sub(r.Time) >= s.GiveUp {
		return 0, true
	}
	pause := s.Backoff(attempt)
	var status *statusError
	if errors.As(err, &status) {
		pause = max(pause, status.after)
	}
	s.count(Waits)
	return pause, false
}

// giveUp keeps a record.
func (s *Sink) giveUp(ctx context.Context, r pipeline.Result, attempts int, err error) error {
	var of struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(r.Message, &of) // one without an id is of a document that nobody knows
	s.Log.Error().Str("webhook", s.Target.Name()).Uint64("sequence", r.Sequence).Int("attempts", attempts).Err(err).
		Msg("a result was given up; its producer finds it in GET /v1/reports")
	err = state.KeepUndelivered(ctx, s.Conn, state.Undelivered{
		Webhook: s.Target.Name(), Producer: r.Producer, State: r.State, Doc: of.ID, Sequence: r.Sequence,
		Attempts: attempts, Reason: err.Error(), Time: s.Clock().UTC(),
	})
	if err == nil {
		s.count(GivenUp)
	}
	return err
}
