package network

import (
	"context"
	"net"
	"strconv"
	"time"

	"github.com/gouji/gouji/lab/chaos/fault"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// SlowLinks puts a bad link between the workers and the server.
func SlowLinks() scenario.Scenario {
	return scenario.Scenario{
		Name:  "slow-links",
		Doc:   "a TCP proxy between workers and server: connections cut in the middle of a message, cut all at once, 100 ms latency, links frozen for longer than AckWait",
		Short: scenario.Size{Docs: 100, Faults: 4}, Full: scenario.Size{Docs: 2000, Faults: 20}, Bound: 2 * time.Hour,
		Do: slowLinks,
	}
}

func slowLinks(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	var link *fault.Proxy
	through := func(b *server.Broker) (string, error) {
		var err error
		if link, err = fault.NewProxy(net.JoinHostPort("127.0.0.1", strconv.Itoa(b.Nodes[0].Conf.Port))); err != nil {
			return "", err
		}
		return link.URL(), nil
	}
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 2, Documents: load.Samples(l.Docs, l.Seed), AckWait: l.Lease(), Through: through})
	defer func() {
		r.End()
		if link != nil {
			link.Close()
		}
	}()
	if err != nil {
		return scenario.Result{}, err
	}
	return r.FinishAfter(ctx, func(i int, mark uint64) error { return disturb(ctx, r, link, i, mark) })
}

// disturb does the four kinds of harm in turn.
func disturb(ctx context.Context, r *system.Run, link *fault.Proxy, i int, mark uint64) error {
	frozen := r.AckWait + time.Second
	switch i % 4 {
	case 0:
		r.Fault("a connection cut in the middle of a message after %d", mark)
		link.Cut()
	case 1:
		r.Fault("links frozen for %s at message %d", frozen, mark)
		thaw := link.Freeze()
		defer thaw()
		wait.For(ctx, frozen)
	case 2:
		r.Fault("all connections cut at message %d", mark)
		link.CutAll()
	case 3:
		r.Fault("100 ms latency for 2 s at message %d", mark)
		link.Delay(100 * time.Millisecond)
		defer link.Delay(0)
		wait.For(ctx, 2*time.Second)
	}
	return context.Cause(ctx)
}
