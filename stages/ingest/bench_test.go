package ingest_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/stages/ingest"
	"golang.org/x/sys/unix"
)

// BenchmarkIsolated compares reading in this process with reading in a child, for one real
// report of each format. cpu-ms/op is processor time with that of the children.
func BenchmarkIsolated(b *testing.B) {
	seen := make(map[string]bool)
	for _, in := range corpus(b, "") {
		ext := filepath.Ext(in.Source.Filename)
		if seen[ext] || len(in.Data) < 7000 {
			continue
		}
		seen[ext] = true
		b.Run("here, "+in.Source.Filename, func(b *testing.B) {
			r := reader()
			benchmark(b, in, func() error {
				doc, err := r.Read(b.Context(), in)
				if err == nil {
					_, err = json.Marshal(doc)
				}
				return err
			}, func() error { return nil })
		})
		b.Run("in a child, "+in.Source.Filename, func(b *testing.B) {
			i := isolated(b, "extract", ingest.Limits{})
			benchmark(b, in, func() error {
				_, err := i.Read(b.Context(), in)
				return err
			}, i.Close)
		})
	}
}

func benchmark(b *testing.B, in ingest.Input, read, end func() error) {
	b.SetBytes(int64(len(in.Data)))
	b.ReportAllocs()
	before := processorTime()
	for b.Loop() {
		if err := read(); err != nil {
			b.Fatal(err)
		}
	}
	_ = end() // the time of a child counts when it has ended
	b.ReportMetric((processorTime()-before)/float64(b.N), "cpu-ms/op")
}

// processorTime is what this process and its ended children used, in milliseconds.
func processorTime() float64 {
	all := 0.0
	for _, who := range []int{unix.RUSAGE_SELF, unix.RUSAGE_CHILDREN} {
		var u unix.Rusage
		if unix.Getrusage(who, &u) == nil {
			all += float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
		}
	}
	return all
}
