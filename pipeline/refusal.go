package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
)

const (
	// codeStoreFailed is the server's answer where a limit of the stream is reached.
	codeStoreFailed = 10077
	// refusalAfter is when a refused producer should come again.
	refusalAfter  = 10 * time.Second
	refusedPrefix = "refused: "
	// refusedByLimit is said where nobody tells more.
	refusedByLimit = "the broker takes no submissions at present, its disk is nearly full or a stage is far behind"
)

// refusalOf returns the refusal in the answer to a submission, nil where there is none.
func refusalOf(subject string, err error) error {
	var api *jetstream.APIError
	if !strings.HasPrefix(subject, "gouji.submit.") || !errors.As(err, &api) || api.ErrorCode != codeStoreFailed {
		return nil
	}
	reason, ours := strings.CutPrefix(api.Description, refusedPrefix)
	if !ours {
		reason = refusedByLimit
	}
	return &fault.RefusedError{Reason: reason, After: refusalAfter}
}

// reasonOf puts the reason that the guard left in the closed stream into a refusal, where
// the connection may read it.
func (c *Conn) reasonOf(ctx context.Context, err error) error {
	var r *fault.RefusedError
	if !errors.As(err, &r) || r.Reason != refusedByLimit || c.mayNotLook() {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	if s, e := c.JS.Stream(ctx, SubmitStream); e == nil {
		if closed, ok := closingOf(s.CachedInfo().Config); ok {
			r.Reason = closed.reason
		}
	}
	return err
}

// refusalAnswer is a publish acknowledgement that says no, in the server's own words.
func refusalAnswer(reason string) ([]byte, error) {
	return json.Marshal(map[string]any{"stream": SubmitStream, "seq": 0,
		"error": jetstream.APIError{Code: 503, ErrorCode: codeStoreFailed, Description: refusedPrefix + reason}})
}

// Hold repeats submit while it is refused, each half a second, until ctx ends, and returns
// the refusal then. heard, which may be nil, is told of each.
func Hold(ctx context.Context, submit func(context.Context) error, heard func(*fault.RefusedError)) error {
	var last error
	for {
		err := submit(ctx)
		var refused *fault.RefusedError
		switch {
		case errors.As(err, &refused):
			last = err
		case err != nil && ctx.Err() != nil && last != nil:
			return last // the attempt was cut short, which says less
		default:
			return err
		}
		if heard != nil {
			heard(refused)
		}
		if !sleep(ctx, 500*time.Millisecond) {
			return last
		}
	}
}
