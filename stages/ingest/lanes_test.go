package ingest

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
)

// order has documents wait for one place that is taken and returns the producers in the
// order in which they get it.
func order(t *testing.T, l *lanes, producers ...string) []string {
	t.Helper()
	var got []string
	leave, err := l.enter(t.Context(), "first")
	if err != nil {
		t.Fatal(err)
	}
	came := make(chan string)
	for _, p := range producers {
		go func() {
			out, err := l.enter(t.Context(), p)
			if err != nil {
				t.Error(err)
				return
			}
			came <- p
			out()
		}()
		synctest.Wait()
	}
	leave()
	for range producers {
		got = append(got, <-came)
		synctest.Wait()
	}
	return got
}

func TestEachProducerHasItsTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLanes(1)
		got := order(t, l, "a", "a", "a", "b", "c", "b")
		if want := []string{"a", "b", "c", "a", "b", "a"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestWhoBreaksLimitsWaitsBehindOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLanes(1)
		for range strikesOut {
			l.judge("bad", fault.Poisonf(fault.LimitTime, "too long"))
		}
		if got, want := order(t, l, "bad", "bad", "good", "good"), []string{"good", "good", "bad", "bad"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		l.judge("bad", nil)
		if got, want := order(t, l, "bad", "good"), []string{"bad", "good"}; !slices.Equal(got, want) {
			t.Errorf("after a good document: got %v, want %v", got, want)
		}
	})
}

// TestSlowDocumentsLeaveTheirPlace: sixteen that never end hold a good one up for as long as
// four places need to find them slow, 2 s.
func TestSlowDocumentsLeaveTheirPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLanes(4)
		for range 16 {
			go func() {
				if _, err := l.enter(t.Context(), "cli"); err != nil {
					t.Error(err)
				}
			}()
		}
		synctest.Wait()
		begun := time.Now()
		leave, err := l.enter(t.Context(), "cli")
		if err != nil {
			t.Fatal(err)
		}
		leave()
		if waited := time.Since(begun); waited > 2*time.Second {
			t.Errorf("a good document waited %s", waited)
		}
		<-time.After(time.Minute) // of the clock of the bubble: all places come back
		synctest.Wait()
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.free != 4 {
			t.Errorf("%d places are free, want 4", l.free)
		}
	})
}

func TestWhoGivesUpLosesNoPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLanes(1)
		leave, err := l.enter(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() { _, err := l.enter(ctx, "b"); gone <- err }()
		synctest.Wait()
		cancel()
		if err := <-gone; err == nil {
			t.Error("who gave up got a place")
		}
		leave()
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.free != 1 || len(l.turn) != 0 || len(l.waiting) != 0 {
			t.Errorf("left behind: %d free, turn %v, waiting %v", l.free, l.turn, l.waiting)
		}
	})
}
