package node

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/rs/zerolog"
)

func TestOutageIsWaitedOut(t *testing.T) {
	t.Parallel()
	var pauses []time.Duration
	var told []string
	o := outage{log: zerolog.Nop(), pause: func(_ context.Context, d time.Duration) bool { pauses = append(pauses, d); return true },
		tell: func(err error) { told = append(told, err.Error()) }}
	tries := 0
	err := o.wait(t.Context(), "the broker", func(context.Context) error {
		if tries++; tries <= 9 {
			return nats.ErrTimeout
		}
		return nil
	})
	want := []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second, 10 * time.Second}
	if err != nil || !slices.Equal(pauses, want) || len(told) != 9 || !strings.Contains(told[0], "waiting for the broker: nats: timeout") {
		t.Errorf("%v after pauses %v, told %v", err, pauses, told)
	}

	for name, end := range map[string]func(context.CancelFunc) (error, bool){
		"what does not pass":  func(context.CancelFunc) (error, bool) { return errors.New("no such file"), true },
		"the process is told": func(stop context.CancelFunc) (error, bool) { stop(); return nats.ErrTimeout, true },
		"a pause cut short":   func(context.CancelFunc) (error, bool) { return nats.ErrTimeout, false },
	} {
		ctx, stop := context.WithCancel(t.Context())
		n := 0
		var goOn bool
		o := outage{log: zerolog.Nop(), tell: func(error) {}, pause: func(context.Context, time.Duration) bool { stop(); return goOn }}
		err := o.wait(ctx, "x", func(context.Context) (err error) { n++; err, goOn = end(stop); return err })
		stop()
		if n != 1 || err == nil {
			t.Errorf("%s: %d tries, %v", name, n, err)
		}
	}
}
