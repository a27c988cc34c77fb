package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// poll is how often a condition is looked at.
const poll = 25 * time.Millisecond

// look bounds one look: a request that nobody answers must not use up the whole wait.
const look = 3 * time.Second

// until waits until ok holds. It fails when that takes longer than bound, or ctx ends.
func until(ctx context.Context, what string, bound time.Duration, ok func(context.Context) bool) error {
	ctx, cancel := context.WithTimeoutCause(ctx, bound, fmt.Errorf("within %s", bound))
	defer cancel()
	t := time.NewTicker(poll)
	defer t.Stop()
	for {
		lctx, done := context.WithTimeout(ctx, look)
		held := ok(lctx)
		done()
		if held {
			return nil
		}
		select {
		case <-t.C:
		case <-ctx.Done():
			return fmt.Errorf("did not come about: %s: %w", what, context.Cause(ctx))
		}
	}
}

// pass lets time pass, for faults that last; false when ctx ended first.
func pass(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// fetch asks an address of the system once.
func fetch(ctx context.Context, client *http.Client, url string) (status int, body []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, errors.Join(err, res.Body.Close())
}
