package chaos

import (
	"context"
	"net"
	"strconv"
	"time"
)

// slowLinksScenario puts a bad link between the workers and the server.
func slowLinksScenario() Scenario {
	return Scenario{
		Name:  "slow-links",
		Doc:   "a TCP proxy between workers and server: connections cut in the middle of a message, cut all at once, 100 ms latency, links frozen for longer than AckWait",
		Short: Size{Docs: 100, Faults: 4}, Full: Size{Docs: 2000, Faults: 20}, Bound: 2 * time.Hour,
		run: slowLinks,
	}
}

func slowLinks(ctx context.Context, l *lab) (Result, error) {
	var link *proxy
	through := func(b *broker) (string, error) {
		var err error
		if link, err = newProxy(net.JoinHostPort("127.0.0.1", strconv.Itoa(b.nodes[0].conf.Port))); err != nil {
			return "", err
		}
		return link.url(), nil
	}
	r, err := begin(ctx, l, setup{nodes: 1, workers: 2, docs: samples(l.Docs, l.Seed), ackWait: l.lease(), through: through})
	defer func() {
		r.end()
		if link != nil {
			link.close()
		}
	}()
	if err != nil {
		return Result{}, err
	}
	err = r.atMarks(ctx, func(i int, mark uint64) error { return disturb(ctx, r, link, i, mark) })
	if err != nil {
		return Result{}, err
	}
	return r.finish(ctx)
}

// disturb does the four kinds of harm in turn.
func disturb(ctx context.Context, r *run, link *proxy, i int, mark uint64) error {
	frozen := r.ackWait + time.Second
	switch i % 4 {
	case 0:
		r.fault("a connection cut in the middle of a message after %d", mark)
		link.cut()
	case 1:
		r.fault("links frozen for %s at message %d", frozen, mark)
		thaw := link.freeze()
		defer thaw()
		pass(ctx, frozen)
	case 2:
		r.fault("all connections cut at message %d", mark)
		link.cutAll()
	case 3:
		r.fault("100 ms latency for 2 s at message %d", mark)
		link.delay(100 * time.Millisecond)
		defer link.delay(0)
		pass(ctx, 2*time.Second)
	}
	return context.Cause(ctx)
}
