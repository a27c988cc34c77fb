package sqlstore_test

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// BenchmarkPut puts verdicts with all 200 cells of the 2021 form from 8 goroutines,
// each durable before Put returns.
func BenchmarkPut(b *testing.B) {
	s, err := sqlstore.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "gouji.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var n atomic.Int64
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			rec := fullRecord(b, fmt.Sprint("doc", n.Add(1)), 2024, "某市政府办公室", "0")
			if _, err := s.Put(b.Context(), rec); err != nil {
				b.Error(err)
				return
			}
		}
	})
}
