package bench_test

import (
	"testing"
	"time"

	"github.com/gouji/gouji/internal/bench"
	"github.com/gouji/gouji/internal/check"
)

// TestEveryCaseIsMeasured runs each case for a moment: the document is read, and its base
// reads the same one.
func TestEveryCaseIsMeasured(t *testing.T) {
	c, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	cases, err := bench.Cases(c)
	if err != nil || len(cases) < 9 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, k := range cases {
		f, err := bench.Measure(t.Context(), k, time.Millisecond)
		if err != nil || f.PerSecond <= 0 || f.Allocs <= 0 {
			t.Errorf("%s: %+v, %v", k.Name, f, err)
		}
		if base := cases[k.Base]; &base.Data[0] != &k.Data[0] {
			t.Errorf("%s is compared with %s, which reads another document", k.Name, base.Name)
		}
	}
}
