package chaos

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// stopServersScenario has servers go on after a pause that the others noticed.
func stopServersScenario() Scenario {
	return Scenario{
		Name:  "stop-servers",
		Doc:   "SIGSTOP, then SIGCONT: to the only server for longer than AckWait; of three to the leader of GOUJI_P0 until another one is elected and AckWait has passed, so that it wakes up believing that it leads",
		Short: Size{Docs: 60, Faults: 2}, Full: Size{Docs: 2000, Faults: 12}, Bound: 2 * time.Hour,
		run: stopServers,
	}
}

func stopServers(ctx context.Context, l *lab) (Result, error) {
	out := Result{Verdict: Verdict{Classes: map[string]int{}, Hops: map[string]int{}}}
	clusters := []int{1, 3}
	for i, nodes := range clusters {
		sub, err := l.below(fmt.Sprintf("r%d", nodes))
		if err != nil {
			return out, err
		}
		sub.Docs, sub.Faults = share(l.Docs, len(clusters), i), share(l.Faults, len(clusters), i)
		part, err := stopServersOf(ctx, sub, nodes)
		if err != nil {
			return out, fmt.Errorf("with %d servers: %w", nodes, err)
		}
		out.add(part)
		out.Note = part.Note // of the three
	}
	return out, nil
}

// stopServersOf pauses servers of a cluster, or the only one.
func stopServersOf(ctx context.Context, l *lab, nodes int) (Result, error) {
	docs := newRation(l.Docs)
	r, err := begin(ctx, l, setup{nodes: nodes, workers: 2, docs: docs.of(ctx, light(l.Docs, l.Seed<<2+uint64(nodes))), ackWait: l.lease()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	var acks heardAll
	for i := range l.Faults {
		during, err := r.underWay(ctx, docs, i)
		if err != nil {
			return Result{}, err
		}
		victim, err := r.broker.leadingNode(ctx, "GOUJI_P0")
		if nodes == 1 {
			victim, err = 0, nil
		}
		if err != nil {
			return Result{}, err
		}
		attached := r.attached(victim)
		h, err := stopServer(ctx, r, victim, outage{ration: docs, docs: during})
		if err != nil {
			return Result{}, err
		}
		if nodes == 1 && h.meanwhile() {
			return Result{}, errors.New("the only server acknowledged while it was stopped: the stop is none")
		}
		acks.add(h, attached)
		r.logf("stopped for %s, first acknowledgement after %s", h.lasted.Round(time.Millisecond), h.first.Round(time.Millisecond))
	}
	out, err := r.finish(ctx)
	out.Note = fmt.Sprintf("R%d, first acknowledgement after a stop: %s", nodes, &acks)
	return out, err
}

// stopServer pauses a server for longer than AckWait and, of three, until the others have a
// leader for what it led.
func stopServer(ctx context.Context, r *run, victim int, o outage) (heard, error) {
	n := r.broker.nodes[victim]
	o.begin = func(ctx context.Context) error {
		r.fault("SIGSTOP to %s of %d, %d acknowledged", n.conf.Name, r.nodes, r.ledger.count())
		if err := n.proc.signal(sigStop); err != nil {
			return err
		}
		return until(ctx, n.conf.Name+" is stopped", startWait, func(context.Context) bool { return n.proc.stopped() })
	}
	o.hold = func(ctx context.Context) error {
		if !pass(ctx, r.ackWait+r.ackWait/3) {
			return context.Cause(ctx)
		}
		if r.nodes == 1 {
			return nil
		}
		return replaced(ctx, r, victim)
	}
	o.end = func(context.Context) error { return n.proc.signal(sigCont) }
	return r.outlast(ctx, o)
}

// replaced waits until GOUJI_P0 has another leader than the victim. It asks one of the
// others: a connection to the victim may say nothing for minutes.
func replaced(ctx context.Context, r *run, victim int) error {
	other := r.broker.nodes[(victim+1)%len(r.broker.nodes)]
	nc, err := nats.Connect(other.conf.url(), nats.Name("chaos"))
	if err != nil {
		return fmt.Errorf("ask %s for the leader: %w", other.conf.Name, err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	return until(ctx, "another leader of GOUJI_P0", stallBound, func(ctx context.Context) bool {
		now, err := leaderAt(ctx, js, "GOUJI_P0")
		return err == nil && now != "" && now != r.broker.nodes[victim].conf.Name
	})
}
