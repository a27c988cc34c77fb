package worker

import (
	"testing"
	"time"
)

func TestLeaseIsInDoubtWithoutASignOfLife(t *testing.T) {
	t.Parallel()
	const wait = 30 * time.Second
	t0 := time.Now()
	at := func(d time.Duration) time.Time { return t0.Add(d) }
	var zero, l lease
	if !zero.doubtful(t0, wait) {
		t.Error("the zero value is not in doubt")
	}
	l.at = t0
	for _, beat := range []time.Duration{10, 20, 45} {
		l.renew(at(beat*time.Second), wait)
	}
	if l.doubtful(at(75*time.Second), wait) {
		t.Error("in doubt with a sign of life 30 s ago")
	}
	if !l.doubtful(at(76*time.Second), wait) {
		t.Error("not in doubt 31 s after the last sign of life")
	}
	l.renew(at(80*time.Second), wait) // 35 s after the one before: somebody may have had it
	if !l.doubtful(at(80*time.Second), wait) {
		t.Error("a sign of life that came too late took the doubt away")
	}
}
