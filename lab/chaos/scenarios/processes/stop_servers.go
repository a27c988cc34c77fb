package processes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/process"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// StopServers has servers go on after a pause that the others noticed.
func StopServers() scenario.Scenario {
	return scenario.Scenario{
		Name:  "stop-servers",
		Doc:   "SIGSTOP, then SIGCONT: to the only server for longer than AckWait; of three to the leader of GOUJI_P0 until another one is elected and AckWait has passed, so that it wakes up believing that it leads",
		Short: scenario.Size{Docs: 60, Faults: 2}, Full: scenario.Size{Docs: 2000, Faults: 12}, Bound: 2 * time.Hour,
		Do: stopServers,
	}
}

func stopServers(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	out := scenario.Result{Verdict: judge.Verdict{Classes: map[string]int{}, Hops: map[string]int{}}}
	clusters := []int{1, 3}
	for i, nodes := range clusters {
		sub, err := l.Below(fmt.Sprintf("r%d", nodes))
		if err != nil {
			return out, err
		}
		sub.Docs, sub.Faults = scenario.Share(l.Docs, len(clusters), i), scenario.Share(l.Faults, len(clusters), i)
		part, err := stopServersOf(ctx, sub, nodes)
		if err != nil {
			return out, fmt.Errorf("with %d servers: %w", nodes, err)
		}
		out.Add(part)
		out.Note = part.Note // of the three
	}
	return out, nil
}

// stopServersOf pauses servers of a cluster, or the only one.
func stopServersOf(ctx context.Context, l *scenario.Lab, nodes int) (scenario.Result, error) {
	docs := load.NewRation(l.Docs)
	r, err := system.Begin(ctx, l, system.Setup{Nodes: nodes, Workers: 2, Documents: docs.Of(ctx, load.Light(l.Docs, l.Seed<<2+uint64(nodes))), AckWait: l.Lease()})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	var acks system.HeardAll
	for i := range l.Faults {
		during, err := r.UnderWay(ctx, docs, i)
		if err != nil {
			return scenario.Result{}, err
		}
		victim, err := r.Broker.LeadingNode(ctx, "GOUJI_P0")
		if nodes == 1 {
			victim, err = 0, nil
		}
		if err != nil {
			return scenario.Result{}, err
		}
		attached := r.Attached(victim)
		h, err := stopServer(ctx, r, victim, system.Outage{Ration: docs, Docs: during})
		if err != nil {
			return scenario.Result{}, err
		}
		if nodes == 1 && h.Meanwhile() {
			return scenario.Result{}, errors.New("the only server acknowledged while it was stopped: the stop is none")
		}
		acks.Add(h, attached)
		r.Logf("stopped for %s, first acknowledgement after %s", h.Lasted.Round(time.Millisecond), h.First.Round(time.Millisecond))
	}
	out, err := r.Finish(ctx)
	out.Note = fmt.Sprintf("R%d, first acknowledgement after a stop: %s", nodes, &acks)
	return out, err
}

// stopServer pauses a server for longer than AckWait and, of three, until the others have a
// leader for what it led.
func stopServer(ctx context.Context, r *system.Run, victim int, o system.Outage) (system.Heard, error) {
	n := r.Broker.Nodes[victim]
	o.Begin = func(ctx context.Context) error {
		r.Fault("SIGSTOP to %s of %d, %d acknowledged", n.Conf.Name, r.Nodes, r.Ledger.Count())
		if err := n.Proc.Signal(process.SigStop); err != nil {
			return err
		}
		return wait.Until(ctx, n.Conf.Name+" is stopped", server.StartWait, func(context.Context) bool { return n.Proc.Stopped() })
	}
	o.Hold = func(ctx context.Context) error {
		if !wait.For(ctx, r.AckWait+r.AckWait/3) {
			return context.Cause(ctx)
		}
		if r.Nodes == 1 {
			return nil
		}
		return replaced(ctx, r, victim)
	}
	o.End = func(context.Context) error { return n.Proc.Signal(process.SigCont) }
	return r.Outlast(ctx, o)
}

// replaced waits until GOUJI_P0 has another leader than the victim. It asks one of the
// others: a connection to the victim may say nothing for minutes.
func replaced(ctx context.Context, r *system.Run, victim int) error {
	other := r.Broker.Nodes[(victim+1)%len(r.Broker.Nodes)]
	nc, err := nats.Connect(other.Conf.URL(), nats.Name("chaos"))
	if err != nil {
		return fmt.Errorf("ask %s for the leader: %w", other.Conf.Name, err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	return wait.Until(ctx, "another leader of GOUJI_P0", system.StallBound, func(ctx context.Context) bool {
		now, err := server.LeaderAt(ctx, js, "GOUJI_P0")
		return err == nil && now != "" && now != r.Broker.Nodes[victim].Conf.Name
	})
}
