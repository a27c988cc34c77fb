package worker_test

import (
	"fmt"
	"testing"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// BenchmarkHops measures whole hops: fetch, decode, stage, commit with
// expected-last-sequence, double ack, all fsynced unless relaxed. The stages do nothing.
func BenchmarkHops(b *testing.B) {
	for _, relaxed := range []bool{false, true} {
		b.Run(fmt.Sprintf("relaxed=%v", relaxed), func(b *testing.B) {
			r := pipelinetest.New(b, wire.Topology{})
			if relaxed {
				listen := r.Addr()
				r.Server.Shutdown()
				s, err := broker.StartServer(broker.ServerOptions{Dir: r.Dir, Listen: listen, RelaxedSync: true})
				if err != nil {
					b.Fatal(err)
				}
				r.Server = s
				pipelinetest.Eventually(b, "reconnected", func() bool { return r.Conn.NC.IsConnected() })
			}
			for i := range b.N {
				payload := fmt.Appendf(nil, `{"id":"%d","text":"%0900d"}`, i, i)
				e, _, err := wire.NewEnvelope(fmt.Sprintf("d%d", i), wire.Cause{Subject: "gouji.submit.a", Stream: wire.SubmitStream, Sequence: 7}, payload)
				if err != nil {
					b.Fatal(err)
				}
				m, err := wire.HopMessage(r.Context(), "gouji.p0.ingested."+e.Doc, e)
				if err == nil {
					_, err = r.Conn.JS.PublishMsgAsync(m)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			<-r.Conn.JS.PublishAsyncComplete()
			var y pipelinetest.Toys
			b.ResetTimer()
			r.Work(worker.Options{Concurrency: 64}, y.Parse(), y.Validate(), y.Publish())
			pipelinetest.Eventually(b, "published", func() bool { return r.Count(wire.StagePublish, metrics.OutcomeOK) == b.N })
			b.ReportMetric(float64(3*b.N)/b.Elapsed().Seconds(), "hops/s")
		})
	}
}
