package chaos

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// killUpScenario kills the program that has everything in one process, its server too.
func killUpScenario() Scenario {
	return Scenario{
		Name:  "kill-up",
		Doc:   "SIGKILL to `gouji up`, embedded server and all, while documents come through its HTTP door; started again on the same folder",
		Short: Size{Docs: 60, Faults: 2}, Full: Size{Docs: 2000, Faults: 10}, Bound: 2 * time.Hour,
		run: killUp,
	}
}

func killUp(ctx context.Context, l *lab) (Result, error) {
	r, err := killedUp(ctx, l, light(l.Docs, l.Seed))
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	out, err := r.finish(ctx)
	out.Failures = append(out.Failures, r.firstAckFailures(ackBound{p99: restartBound})...)
	out.Note = "first acknowledgement at the HTTP door after a kill: " + spreadOf(r.firstAcks).String()
	return out, err
}

// httpDoor posts the raw bytes; only 202 with the document's own id is an acknowledgement.
func httpDoor(client *http.Client, url string) door {
	return func(ctx context.Context, d submission) (uint64, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(d.data))
		if err != nil {
			return 0, err
		}
		req.Header = http.Header(d.header).Clone()
		res, err := client.Do(req)
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
		if err != nil {
			return 0, err
		}
		var a struct{ ID string }
		if res.StatusCode != http.StatusAccepted || json.Unmarshal(body, &a) != nil || a.ID != d.id {
			return 0, fmt.Errorf("%s: %.200s", res.Status, body)
		}
		return 0, nil
	}
}
