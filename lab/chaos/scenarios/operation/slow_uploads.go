package operation

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
)

// SlowUploads holds connections to the HTTP door open with uploads that do not go on.
func SlowUploads() scenario.Scenario {
	return scenario.Scenario{
		Name:  "slow-uploads",
		Doc:   "sixteen uploads of three bytes that announce a megabyte, at the HTTP door of a `gouji up`, while documents come through it; they must be told and ended, and hold up nobody",
		Short: scenario.Size{Docs: 60, Faults: 2}, Full: scenario.Size{Docs: 2000, Faults: 10}, Bound: 30 * time.Minute,
		Do: slowUploads,
	}
}

const (
	// slow is how many uploads do not go on: as many as shut the door of an early version for 91 s.
	slow = 16
	// slowBound is how long the producer may wait for its next acknowledgement beside them. The
	// door gives up an upload that does not begin after 5 s, so whoever waits for that is held up.
	slowBound = 3 * time.Second
	// answerBound is how long the door may take to end them.
	answerBound = 30 * time.Second
)

func slowUploads(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	r, err := system.BeginUp(ctx, l, system.UpSetup{Documents: load.Light(l.Docs, l.Seed), AckWait: l.Lease(), Ahead: l.Lead()})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	door, err := url.Parse(r.Entrance)
	if err != nil {
		return scenario.Result{}, err
	}
	var failures []string
	out, err := r.FinishAfter(ctx, func(_ int, mark uint64) error {
		r.Fault("%d uploads that do not go on at message %d", slow, mark)
		var held []net.Conn
		var opened error
		defer func() {
			for _, c := range held {
				_ = c.Close() // the door has closed it
			}
		}()
		err := r.AwaitAck(ctx, func() { held, opened = beginSlow(ctx, door) }, func() error { return opened })
		for _, c := range held {
			if why := answerTo(c); why != "" {
				failures = append(failures, why)
			}
		}
		return err
	})
	out.Failures = append(append(out.Failures, failures...), r.FirstAckFailures(system.AckBound{P99: slowBound})...)
	out.Note = "next acknowledgement beside them: " + system.SpreadOf(r.FirstAcks).String()
	return out, err
}

// beginSlow opens the connections and sends three bytes over each.
func beginSlow(ctx context.Context, door *url.URL) (held []net.Conn, err error) {
	var d net.Dialer
	for range slow {
		c, err := d.DialContext(ctx, "tcp", door.Host)
		if err != nil {
			return held, err
		}
		held = append(held, c)
		if _, err := fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000000\r\n\r\nabc", door.Path, door.Host); err != nil {
			return held, err
		}
	}
	return held, nil
}

// answerTo says what was wrong about the end of an upload that did not go on: it is given up with
// 408, or refused at once with 429 where the door refuses what everybody sends, as it does while
// documents wait.
func answerTo(c net.Conn) string {
	if err := c.SetReadDeadline(time.Now().Add(answerBound)); err != nil {
		return err.Error()
	}
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return fmt.Sprintf("an upload of three bytes heard nothing within %s: %v", answerBound, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusRequestTimeout && answer.StatusCode != http.StatusTooManyRequests || !answer.Close {
		return fmt.Sprintf("an upload of three bytes heard %s, connection closed %v", answer.Status, answer.Close)
	}
	return ""
}
