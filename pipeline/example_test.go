package pipeline_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
)

type invoice struct {
	Number string
	Cents  int
}

// Another sort of document in its own three stages: invoices are read, booked and paid. One
// that cannot be read ends as a dead letter.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	dir, _ := os.MkdirTemp("", "invoices")
	defer os.RemoveAll(dir)
	server, err := pipeline.StartServer(pipeline.ServerOptions{Dir: dir})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Shutdown()
	conn, _ := pipeline.Connect(ctx, pipeline.ConnectOptions{URL: server.URL(), Embedded: server})
	defer conn.Close()

	kind := func(k pipeline.Kind) []pipeline.FlowKind {
		return []pipeline.FlowKind{{Kind: k, Tokens: []pipeline.TokenName{pipeline.TokenDoc}}}
	}
	flow := pipeline.Flow{Prefix: "invoices", Stages: []pipeline.FlowStage{
		{Name: "read", Writes: kind("read")}, {Name: "book", Writes: kind("booked")}, {Name: "pay", Writes: kind("paid")}}}
	fmt.Println(pipeline.Ensure(ctx, conn, pipeline.Topology{Flow: flow}))

	emit := func(k pipeline.Kind) func(pipeline.Delivery, invoice) ([]pipeline.Effect, error) {
		return func(d pipeline.Delivery, i invoice) ([]pipeline.Effect, error) {
			e, err := d.Effect(k, i, nil)
			return []pipeline.Effect{e}, err
		}
	}
	pass := func(_ context.Context, i invoice) (invoice, error) { return i, nil }
	id := func(raw []byte) string { return strings.ToLower(strings.Fields(string(raw))[0]) }
	read := func(_ context.Context, r pipeline.Raw) (i invoice, err error) {
		if _, err := fmt.Sscan(string(r.Data), &i.Number, &i.Cents); err != nil {
			return i, fault.Poison(fault.Malformed, err)
		}
		return i, nil
	}
	m := metrics.New(prometheus.NewRegistry())
	var workers sync.WaitGroup
	for _, s := range []pipeline.Stage{pipeline.BindRaw("read", id, read, emit("read")), pipeline.Bind("book", pass, emit("booked")), pipeline.Bind("pay", pass, emit("paid"))} {
		workers.Go(func() { _ = pipeline.NewWorker(conn, s, pipeline.WorkerOptions{Metrics: m}).Run(ctx) })
	}
	for _, text := range []string{"A-17 1250", "A-18 soon"} {
		s, _ := client.Submit(ctx, conn, "office", id([]byte(text)), []byte(text), nil)
		state, result, _ := client.Await(ctx, conn, s.ID)
		fmt.Println(s.ID, state, string(result))
	}
	cancel()
	workers.Wait()
	// Output:
	// <nil>
	// a-17 published {"Number":"A-17","Cents":1250}
	// a-18 dead
}
