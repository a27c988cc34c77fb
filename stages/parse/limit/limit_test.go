package limit_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/parse/limit"
)

// halted is the error that f ends a reading with, nil if it does not.
func halted(f func()) (err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case limit.Halt:
			err = v.Err
		default:
			panic(v)
		}
	}()
	f()
	return nil
}

func TestWorkEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	var w limit.Work
	w.Start(ctx)
	many := func() {
		for range 10_000 {
			w.Step()
		}
	}
	if err := halted(many); err != nil {
		t.Fatalf("steps ended a reading whose context lives: %v", err)
	}
	cancel()
	if err := halted(many); !errors.Is(err, context.Canceled) {
		t.Errorf("steps after the end of the context: %v", err)
	}
	if err := halted(w.Look); !errors.Is(err, context.Canceled) {
		t.Errorf("a look after the end of the context: %v", err)
	}
	w.Start(context.Background())
	if err := halted(many); err != nil {
		t.Errorf("the next reading ends with the last one's context: %v", err)
	}
}

func TestTooManyCellsArePoison(t *testing.T) {
	t.Parallel()
	var w limit.Work
	w.Start(context.Background())
	if err := halted(func() { w.Spend(300_000) }); err != nil {
		t.Fatalf("as many cells as may be: %v", err)
	}
	err := halted(func() { w.Spend(1) })
	if class, ok := fault.ClassOf(err); !ok || class != fault.LimitCells {
		t.Errorf("one cell too many: %v", err)
	}
	w.Start(context.Background())
	if err := halted(func() { w.Spend(1) }); err != nil {
		t.Errorf("the next reading counts the last one's cells: %v", err)
	}
}

func TestSlabHandsOutZeroedRoomApart(t *testing.T) {
	t.Parallel()
	var s limit.Slab[int]
	for round := range 3 {
		var all [][]int
		for n := range 300 {
			part := s.Take(n)
			if len(part) != 0 || cap(part) != n {
				t.Fatalf("room for %d elements is %d of %d", n, len(part), cap(part))
			}
			part = part[:n]
			for i, v := range part {
				if v != 0 {
					t.Fatalf("round %d: element %d of %d is %d", round, i, n, v)
				}
				part[i] = n
			}
			all = append(all, part)
		}
		for n, part := range all {
			for _, v := range part {
				if v != n {
					t.Fatalf("round %d: two parts share their room", round)
				}
			}
		}
		s.Reset()
	}
}
