package documents

import (
	"testing"
	"time"
)

func TestSlowdownIsTheMedianOfRounds(t *testing.T) {
	s := slowdown{{time.Second, 9 * time.Second}, {time.Second, time.Second}, {2 * time.Second, 3 * time.Second}}
	if m := s.median(); m != 1.5 {
		t.Errorf("median %v", m)
	}
}
