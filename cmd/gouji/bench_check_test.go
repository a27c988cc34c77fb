package main

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/gouji/gouji/generate"
)

// BenchmarkCheck measures POST /v1/check of a process of its own, which reads PDF in a child: the
// median and the 95th percentile, one request after the other.
func BenchmarkCheck(b *testing.B) {
	up := startUp(b, b.TempDir())
	for _, s := range []struct {
		name   string
		sample generate.Sample
	}{{"text of 7 KB", generate.Text7K()}, {"HTML of 100 KB", generate.HTML100K()}, {"PDF of 400 KB", generate.PDF400K()}} {
		b.Run(s.name, func(b *testing.B) {
			b.SetBytes(int64(len(s.sample.Data)))
			var took []time.Duration
			for b.Loop() {
				at := time.Now()
				res, err := http.Post("http://"+up.where.HTTP+"/v1/check", "application/octet-stream", bytes.NewReader(s.sample.Data))
				if err != nil {
					b.Fatal(err)
				}
				body, err := io.ReadAll(res.Body)
				res.Body.Close()
				if err != nil || res.StatusCode != http.StatusOK {
					b.Fatalf("%s %.500s %v", res.Status, body, err)
				}
				took = append(took, time.Since(at))
			}
			slices.Sort(took)
			for name, at := range map[string]int{"p50-ms": len(took) / 2, "p95-ms": len(took) * 95 / 100} {
				b.ReportMetric(float64(took[at].Microseconds())/1000, name)
			}
		})
	}
}
