package system

import (
	"testing"
	"time"
)

func TestSpread(t *testing.T) {
	var d []time.Duration
	for i := range 200 {
		d = append(d, time.Duration(200-i)*time.Millisecond)
	}
	if s := SpreadOf(d); s.N != 200 || s.P50 != 100*time.Millisecond || s.P90 != 180*time.Millisecond || s.P99 != 198*time.Millisecond || s.Max != 200*time.Millisecond {
		t.Errorf("%+v", s)
	}
	if s := SpreadOf(d[:1]); s.P50 != s.Max || s.P99 != s.Max {
		t.Errorf("%+v", s)
	}
}
