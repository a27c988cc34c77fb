package chaos

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// partitionScenario cuts cables between servers, workers and the producer.
func partitionScenario() Scenario {
	return Scenario{
		Name:  "partition",
		Doc:   "three servers in network namespaces of their own, three replicas; packets are dropped silently for some seconds: around a leader, between all servers, around the workers, around a whole server, and in one direction only",
		Short: Size{Docs: 60, Faults: 3}, Full: Size{Docs: 2000, Faults: 15}, Bound: 2 * time.Hour,
		run: partition,
	}
}

// cut is one way to part the network.
type cut struct {
	name string
	// leads names a stream whose leader is the victim; empty is any server.
	leads string
	// isolates is set where the victim keeps no majority, and a producer there is not heard.
	isolates bool
	// minority is set where no two servers reach each other: nothing may be acknowledged.
	minority bool
	// of is the links that are cut, of the victim and the two other servers.
	of func(victim, one, other string) []link
}

// cuts are done in turn.
func cuts() []cut {
	return []cut{
		{name: "the leader of GOUJI_SUBMIT no longer heard by one of the others", leads: "GOUJI_SUBMIT",
			of: func(victim, one, _ string) []link { return []link{{victim, one}} }},
		{name: "the leader of GOUJI_P0 cut off from the other servers", leads: "GOUJI_P0", isolates: true,
			of: func(victim, one, other string) []link { return between(victim, one, other) }},
		{name: "all servers cut off from each other", minority: true,
			of: func(victim, one, other string) []link {
				return append(between(victim, one, other), between(one, other)...)
			}},
		{name: "the workers cut off from all servers",
			of: func(victim, one, other string) []link { return between(workersEnd, victim, one, other) }},
		{name: "a server cut off from everybody", isolates: true,
			of: func(victim, one, other string) []link {
				return between(victim, one, other, workersEnd, producerEnd)
			}},
	}
}

func partition(ctx context.Context, l *lab) (Result, error) {
	w, err := newNetwork(ctx, l.dir)
	if err != nil {
		return Result{}, err
	}
	defer w.close()
	docs := newRation(l.Docs)
	r, err := begin(ctx, l, setup{nodes: 3, workers: 3, docs: docs.of(ctx, light(l.Docs, l.Seed)), ackWait: l.lease(), prefix: w.prefix(workersEnd),
		server: func(c *serverConfig) { c.Host, c.Prefix = w.address(c.Name), w.prefix(c.Name) }})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	var acks heardAll
	var failures []string
	split := 0
	for i := range l.Faults {
		during, err := r.underWay(ctx, docs, i)
		if err != nil {
			return Result{}, err
		}
		c := cuts()[(int(l.Seed%uint64(len(cuts())))+i)%len(cuts())] // another seed begins with another one
		h, attached, err := makeCut(ctx, r, w, c, outage{ration: docs, docs: during})
		if err != nil {
			return Result{}, fmt.Errorf("%s: %w", c.name, err)
		}
		r.logf("cut for %s, first acknowledgement after %s, %d refused meanwhile", h.lasted.Round(time.Millisecond), h.first.Round(time.Millisecond), h.refused)
		switch {
		case !c.minority:
			acks.add(h, attached)
		case h.meanwhile():
			failures = append(failures, fmt.Sprintf("a publish begun when no server reached another was acknowledged %s later", h.first))
		case h.refused == 0:
			return Result{}, errors.New("nothing was published while there was no majority")
		default:
			split++
		}
	}
	out, err := r.finish(ctx)
	out.Failures = append(out.Failures, failures...)
	out.Note = fmt.Sprintf("first acknowledgement after a cut that left a majority: %s; %d times no majority, and no acknowledgement", &acks, split)
	return out, err
}

// makeCut makes a cut and heals it. It reports whether the producer was at the victim.
func makeCut(ctx context.Context, r *run, w *network, c cut, o outage) (heard, bool, error) {
	order := r.rand.Perm(r.nodes)
	if c.leads != "" {
		leader, err := r.broker.leadingNode(ctx, c.leads)
		if err != nil {
			return heard{}, false, err
		}
		order = []int{leader, (leader + 1 + order[0]%2) % 3, (leader + 2 - order[0]%2) % 3}
	}
	name := func(i int) string { return r.broker.nodes[order[i]].conf.Name }
	links, lasts := c.of(name(0), name(1), name(2)), cutLasts(r)
	attached := c.isolates && r.attached(order[0])
	o.begin = func(ctx context.Context) error {
		r.fault("%s %v for %s, %d acknowledged", c.name, links, lasts.Round(time.Millisecond), r.ledger.count())
		return w.cut(ctx, links)
	}
	o.hold = func(ctx context.Context) error {
		if err := w.verify(ctx, links); err != nil {
			return err
		}
		pass(ctx, lasts)
		return context.Cause(ctx)
	}
	o.end = func(ctx context.Context) error { return errors.Join(w.cut(ctx, nil), w.verify(ctx, nil)) }
	h, err := r.outlast(ctx, o)
	return h, attached, err
}

// cutLasts draws how long a cut lasts: from less than AckWait to longer than an election,
// which takes up to 9 s; always longer than AckWait in short runs.
func cutLasts(r *run) time.Duration {
	shortest, longest := 3*time.Second, 12*time.Second
	if r.Short {
		longest = 6 * time.Second
	}
	return shortest + time.Duration(r.rand.Int64N(int64(longest-shortest)))
}
