package pipeline

import (
	"fmt"
	"testing"

	"github.com/gouji/gouji/metrics"
)

// BenchmarkHops measures whole hops: fetch, decode, stage, commit with
// expected-last-sequence, double ack, all fsynced unless relaxed. The stages do nothing.
func BenchmarkHops(b *testing.B) {
	for _, relaxed := range []bool{false, true} {
		b.Run(fmt.Sprintf("relaxed=%v", relaxed), func(b *testing.B) {
			r := newRig(b, Topology{})
			if relaxed {
				listen := r.addr()
				r.server.Shutdown()
				s, err := StartServer(ServerOptions{Dir: r.dir, Listen: listen, RelaxedSync: true})
				if err != nil {
					b.Fatal(err)
				}
				r.server = s
				eventually(b, "reconnected", func() bool { return r.conn.NC.IsConnected() })
			}
			for i := range b.N {
				payload := fmt.Appendf(nil, `{"id":"%d","text":"%0900d"}`, i, i)
				e, _, err := NewEnvelope(fmt.Sprintf("d%d", i), Cause{Subject: "gouji.submit.a", Stream: SubmitStream, Sequence: 7}, payload)
				if err != nil {
					b.Fatal(err)
				}
				m, err := hopMessage(r.ctx(), "gouji.p0.ingested."+e.Doc, e)
				if err == nil {
					_, err = r.conn.JS.PublishMsgAsync(m)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			<-r.conn.JS.PublishAsyncComplete()
			var y toy
			b.ResetTimer()
			r.work(WorkerOptions{Concurrency: 64}, y.parse(), y.validate(), y.publish())
			eventually(b, "published", func() bool { return r.count(StagePublish, metrics.OutcomeOK) == b.N })
			b.ReportMetric(float64(3*b.N)/b.Elapsed().Seconds(), "hops/s")
		})
	}
}

// BenchmarkDecodeEnvelope measures the strict decoding of an envelope of 1 KB.
func BenchmarkDecodeEnvelope(b *testing.B) {
	e, _, err := NewEnvelope("doc", testCause, fmt.Appendf(nil, `{"text":"%01000d"}`, 1))
	if err != nil {
		b.Fatal(err)
	}
	data := mustEncode(b, e)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := DecodeEnvelope(data); err != nil {
			b.Fatal(err)
		}
	}
}
