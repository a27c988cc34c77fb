// Package network has the scenarios in which links are cut or bad.
package network

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gouji/gouji/lab/chaos/fault"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// Partition cuts cables between servers, workers and the producer.
func Partition() scenario.Scenario {
	return scenario.Scenario{
		Name:  "partition",
		Doc:   "three servers in network namespaces of their own, three replicas; packets are dropped silently for some seconds: around a leader, between all servers, around the workers, around a whole server, and in one direction only",
		Short: scenario.Size{Docs: 60, Faults: 3}, Full: scenario.Size{Docs: 2000, Faults: 15}, Bound: 2 * time.Hour,
		Do: partition,
	}
}

func partition(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	w, err := fault.NewNetwork(ctx, l.Dir)
	if err != nil {
		return scenario.Result{}, err
	}
	defer w.Close()
	docs := load.NewRation(l.Docs)
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 3, Workers: 3, Documents: docs.Of(ctx, load.Light(l.Docs, l.Seed)), AckWait: l.Lease(), Prefix: w.Prefix(fault.WorkersEnd),
		Server: func(c *server.Config) { c.Host, c.Prefix = w.Address(c.Name), w.Prefix(c.Name) }})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	var acks system.HeardAll
	var failures []string
	split := 0
	for i := range l.Faults {
		during, err := r.UnderWay(ctx, docs, i)
		if err != nil {
			return scenario.Result{}, err
		}
		c := fault.Cuts()[(int(l.Seed%uint64(len(fault.Cuts())))+i)%len(fault.Cuts())] // another seed begins with another one
		h, attached, err := makeCut(ctx, r, w, c, system.Outage{Ration: docs, Docs: during})
		if err != nil {
			return scenario.Result{}, fmt.Errorf("%s: %w", c.Name, err)
		}
		r.Logf("cut for %s, first acknowledgement after %s, %d refused meanwhile", h.Lasted.Round(time.Millisecond), h.First.Round(time.Millisecond), h.Refused)
		switch {
		case !c.Minority:
			acks.Add(h, attached)
		case h.Meanwhile():
			failures = append(failures, fmt.Sprintf("a publish begun when no server reached another was acknowledged %s later", h.First))
		case h.Refused == 0:
			return scenario.Result{}, errors.New("nothing was published while there was no majority")
		default:
			split++
		}
	}
	out, err := r.Finish(ctx)
	out.Failures = append(out.Failures, failures...)
	out.Note = fmt.Sprintf("first acknowledgement after a cut that left a majority: %s; %d times no majority, and no acknowledgement", &acks, split)
	return out, err
}

// makeCut makes a cut and heals it. It reports whether the producer was at the victim.
func makeCut(ctx context.Context, r *system.Run, w *fault.Network, c fault.Cut, o system.Outage) (system.Heard, bool, error) {
	order := r.Rand.Perm(r.Nodes)
	if c.Leads != "" {
		leader, err := r.Broker.LeadingNode(ctx, c.Leads)
		if err != nil {
			return system.Heard{}, false, err
		}
		order = []int{leader, (leader + 1 + order[0]%2) % 3, (leader + 2 - order[0]%2) % 3}
	}
	name := func(i int) string { return r.Broker.Nodes[order[i]].Conf.Name }
	links, lasts := c.Of(name(0), name(1), name(2)), cutLasts(r)
	attached := c.Isolates && r.Attached(order[0])
	o.Begin = func(ctx context.Context) error {
		r.Fault("%s %v for %s, %d acknowledged", c.Name, links, lasts.Round(time.Millisecond), r.Ledger.Count())
		return w.Cut(ctx, links)
	}
	o.Hold = func(ctx context.Context) error {
		if err := w.Verify(ctx, links); err != nil {
			return err
		}
		wait.For(ctx, lasts)
		return context.Cause(ctx)
	}
	o.End = func(ctx context.Context) error { return errors.Join(w.Cut(ctx, nil), w.Verify(ctx, nil)) }
	h, err := r.Outlast(ctx, o)
	return h, attached, err
}

// cutLasts draws how long a cut lasts: from less than AckWait to longer than an election,
// which takes up to 9 s; always longer than AckWait in short runs.
func cutLasts(r *system.Run) time.Duration {
	shortest, longest := 3*time.Second, 12*time.Second
	if r.Short {
		longest = 6 * time.Second
	}
	return shortest + time.Duration(r.Rand.Int64N(int64(longest-shortest)))
}
