package chaos

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"path/filepath"
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
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	defer client.CloseIdleConnections()
	r, _, err := l.killedUp(ctx, client, light(l.Docs, l.Seed))
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
func httpDoor(client *http.Client, url string) func(context.Context, submission) (uint64, error) {
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

// killedUp hands documents in at the HTTP door of `gouji up`, which it kills at random moments
// meanwhile; more is added to its command line. door is where they are handed in. The run is to
// be ended also after an error.
func (l *lab) killedUp(ctx context.Context, client *http.Client, docs iter.Seq[submission], more ...string) (r *run, door string, err error) {
	ports, err := freePorts(2)
	if err != nil {
		return nil, "", err
	}
	data, door := filepath.Join(l.dir, "data"), fmt.Sprintf("http://127.0.0.1:%d/v1/reports", ports[1])
	own, err := l.ofUp(data, ports[0])
	if err != nil {
		return nil, "", err
	}
	r = &run{lab: l, setup: setup{nodes: 1, workers: 1, ackWait: l.lease(), ahead: l.lead(), store: "sqlite:" + filepath.Join(data, "gouji.db")},
		broker: own, begun: time.Now(), submitted: make(chan error, 1)}
	r.allowed.Store(int64(r.ahead))
	r.commands = func(int) []string { return append(r.upArgs(data, ports[0], ports[1], anyPort), more...) }
	if err := r.beginUp(ctx); err != nil {
		return r, door, err
	}
	r.submitter = &submitter{hand: httpDoor(client, door), ledger: r.ledger, window: 8, pace: r.pace()}
	r.submit(ctx, docs)
	for _, mark := range r.marks(l.Faults, l.Docs) {
		if err := r.reach(ctx, mark); err != nil {
			return r, door, err
		}
		r.fault("SIGKILL to gouji up at message %d", mark)
		if err := r.awaitAck(ctx, func() { r.fleet.kill(0) }, func() error { return nil }); err != nil {
			return r, door, err
		}
	}
	return r, door, nil
}
