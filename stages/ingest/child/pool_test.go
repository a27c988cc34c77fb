package child

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func limits() Limits { return Limits{Time: 20 * time.Second, Output: 1 << 20} }

// quick are limits for children that do not come to an end.
func quick() Limits { return Limits{Time: 300 * time.Millisecond, Output: 1 << 20} }

// pool is one whose children run the test binary in this mode. It starts none that nobody
// waits for, so that a test can count them.
func pool(t testing.TB, mode string, lim Limits) *Pool {
	p := NewPool([]string{os.Args[0], mode}, lim)
	p.spares = false
	t.Cleanup(func() {
		_ = p.Close()
		if left := children(t, os.Getpid()); len(left) != 0 {
			t.Errorf("children %v are left", left)
		}
	})
	return p
}

func (p *Pool) must(t testing.TB, request string) string {
	t.Helper()
	out, err := p.Ask(t.Context(), []byte(request))
	if err != nil {
		t.Fatalf("%.40s: %v", request, err)
	}
	return string(out)
}

func TestEcho(t *testing.T) {
	p := pool(t, "work", limits())
	for _, n := range []int{0, 1, pieceMost - 1, pieceMost, pieceMost + 1, 500_000} {
		want := bytes.Repeat([]byte("gouji "), n/6+1)[:n]
		got, err := p.Ask(t.Context(), []byte("echo "), want[:n/2], want[n/2:])
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: got %d, %v", n, len(got), err)
		}
	}
	if n := len(children(t, os.Getpid())); n != 1 {
		t.Errorf("%d children, want one for all", n)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, err := p.Ask(t.Context(), []byte("echo 1")); err == nil {
		t.Error("a request was answered after Close")
	}
}

// TestSpare loses a child to a request that breaks it: the next is answered by one that
// waited already. A few requests have none started beside their own.
func TestSpare(t *testing.T) {
	p := pool(t, "work", limits())
	p.spares = true
	var first string
	for range spareFrom {
		first = p.must(t, "pid")
	}
	p.spare.Wait()
	if left := children(t, os.Getpid()); len(left) != 1 {
		t.Fatalf("children %v after %d requests", left, spareFrom)
	}
	if again := p.must(t, "pid"); again != first {
		t.Errorf("%s answered, %s waited", again, first)
	}
	p.spare.Wait()
	waiting := children(t, os.Getpid())
	if len(waiting) != 2 {
		t.Fatalf("children %v after one more request, want two", waiting)
	}
	if _, err := p.Ask(t.Context(), []byte("panic")); err == nil {
		t.Error("no error")
	}
	next := p.must(t, "pid")
	if pid, _ := strconv.Atoi(next); next == first || !slices.Contains(waiting, pid) {
		t.Errorf("%s answered after the crash of %s, waiting were %v", next, first, waiting)
	}
}

// TestBroken has requests that break a child, in a new one and in one that served before:
// they cost nobody but themselves.
func TestBroken(t *testing.T) {
	isCrash := func(err error) bool { var c *Crash; return errors.As(err, &c) }
	isRefusal := func(err error) bool { var r *Refusal; return errors.As(err, &r) }
	for request, c := range map[string]struct {
		is   func(error) bool
		says string
	}{
		"refuse because": {isRefusal, "because"},
		"panic":          {isCrash, "exit status 2: panic: at the disco"},
		"deep":           {isCrash, "stack exceeds"},
		"grow":           {func(err error) bool { return err == ErrMemory }, ""},
	} {
		if underRace && request == "grow" {
			continue // no limit, see LimitSelf
		}
		t.Run(request, func(t *testing.T) {
			p := pool(t, "work", limits())
			for range 2 {
				if _, err := p.Ask(t.Context(), []byte(request)); !c.is(err) || !strings.Contains(err.Error(), c.says) {
					t.Errorf("got %v", err)
				}
				kept := 0
				if request == "refuse because" { // which is an answer
					kept = 1
				}
				if left := children(t, os.Getpid()); len(left) != kept {
					t.Errorf("%d children were kept, want %d", len(left), kept)
				}
				if got := p.must(t, "echo next"); got != "next" {
					t.Errorf("the next request: %q", got)
				}
			}
		})
	}
}

// TestNoAnswer has children and requests that come to no end, and children that misbehave.
// No answer and no complaint of a child that ended by itself is no verdict.
func TestNoAnswer(t *testing.T) {
	plain := func(err error) bool { return errors.Is(err, errAgain) }
	late := func(err error) bool { return err == ErrTime }
	long := strings.Repeat("x", 1<<20+1)
	for _, c := range []struct {
		mode, request string
		lim           Limits
		is            func(error) bool
	}{
		{"work", "hang", quick(), late},
		{"work", "stop", quick(), late},
		{"work", "spin", quick(), late},
		{"work", "kill", limits(), plain},
		{"work", "echo " + long, limits(), func(err error) bool { return err == ErrOutput }},
		{"hang", "x", quick(), late},
		{"hang", long, quick(), late},
		{"deaf", long, quick(), late},
		{"mute", "x", limits(), plain},
		{"mute", long, limits(), plain},
		{"silent", "x", limits(), plain},
		{"silent", long, limits(), plain},
		{"noise", "x", limits(), plain},
		{"torn", "x", limits(), plain},
		{"babble", "x", quick(), late},
		{"flood", "x", limits(), plain},
		{"flood", long, quick(), late}, // it takes no document
		{"pieces", "x", limits(), func(err error) bool { return err == ErrOutput }},
		{"crash", "x", limits(), func(err error) bool { var c *Crash; return errors.As(err, &c) && c.Line() == "fatal error: 1" }},
	} {
		t.Run(fmt.Sprintf("%s, %.6s of %d", c.mode, c.request, len(c.request)), func(t *testing.T) {
			p := pool(t, c.mode, c.lim)
			_, err := p.Ask(t.Context(), []byte(c.request))
			if !c.is(err) {
				t.Errorf("got %v", err)
			}
			if left := children(t, os.Getpid()); len(left) != 0 {
				t.Errorf("children %v are left", left)
			}
		})
	}
}

// TestKilled has somebody else end a child in the middle of a request, and one that waits.
func TestKilled(t *testing.T) {
	p := pool(t, "work", limits())
	waiting, _ := strconv.Atoi(p.must(t, "pid"))
	_ = unix.Kill(waiting, unix.SIGKILL)
	if got := p.must(t, "echo 1"); got != "1" {
		t.Errorf("after a waiting child was killed: %q", got)
	}
	_ = p.Close()
	for name, served := range map[string]int{"a new child": 0, "one that served": 1} {
		p := pool(t, "work", limits())
		for range served {
			p.must(t, "echo 1")
		}
		done := make(chan error)
		go func() {
			_, err := p.Ask(t.Context(), []byte("hang"))
			done <- err
		}()
		first := awaitChild(t, 0)
		_ = unix.Kill(first, unix.SIGKILL)
		_ = unix.Kill(awaitChild(t, first), unix.SIGKILL) // the one that was to decide
		if err := <-done; !errors.Is(err, errAgain) {
			t.Errorf("%s: got %v, want no verdict", name, err)
		}
		_ = p.Close()
	}
}

// TestProcessorTime has a child that has used what it may before the time is over.
func TestProcessorTime(t *testing.T) {
	for _, said := range []string{"SIGXCPU: CPU limit exceeded", "fatal error: runtime: out of memory"} {
		end := exitError(t)
		err := (&Pool{argv: []string{"x"}}).judge(&words{said: said}, end, true)
		if time := strings.Contains(said, "CPU"); time != (err == ErrTime) || time == errors.Is(err, errAgain) {
			t.Errorf("%s, in a used child: %v", said, err)
		}
	}
}

func exitError(t *testing.T) error {
	p := pool(t, "crash", limits())
	c, err := startProcess(p.argv, new(apart))
	if err != nil {
		t.Fatal(err)
	}
	_ = lastWords('x', c.buf)
	return c.stop()
}

// TestSlow has a child whose request takes longer than its patience: its priority is lowered,
// its answer taken, and it is not kept.
func TestSlow(t *testing.T) {
	p := pool(t, "work", limits())
	p.patience = 50 * time.Millisecond
	if got := p.must(t, "low"); got != "" {
		t.Errorf("got %q", got)
	}
	if prio, _ := unix.Getpriority(unix.PRIO_PROCESS, 0); prio > 20-lowered { // the tests themselves may run with nice
		if left := children(t, os.Getpid()); len(left) != 0 {
			t.Error("a child of low priority was kept")
		}
	}
}

// TestPatience has a request that takes longer than the patience, without a processor: as
// where all wait for one. The child is not to blame, and is kept.
func TestPatience(t *testing.T) {
	p := pool(t, "work", limits())
	p.lim.Time = 50 * time.Millisecond * watchTicks // two ticks are less than it waits
	p.patience = 100 * time.Millisecond
	p.must(t, "pid") // its start takes a processor
	if got := len(p.must(t, "late")); got != 500_000 {
		t.Errorf("got %d bytes", got)
	}
	if left := children(t, os.Getpid()); len(left) != 1 {
		t.Errorf("children %v wait, want the one that answered", left)
	}
}

func TestManyRequests(t *testing.T) {
	p := pool(t, "work", limits())
	first := p.must(t, "pid")
	for range servedMost - 1 {
		if again := p.must(t, "pid"); again != first {
			t.Fatal("the child was ended early")
		}
	}
	if again := p.must(t, "pid"); again == first {
		t.Error("the child was kept for too many requests")
	}
	if got := p.must(t, "procs"); got != "2 [LC_ALL=C.UTF-8 GOMAXPROCS=2]" {
		t.Errorf("a child has %s", got)
	}
	if got, err := os.ReadFile("/proc/" + p.must(t, "pid") + "/oom_score_adj"); err != nil || string(got) != "1000\n" {
		t.Errorf("the score of a child for want of memory is %q, %v", got, err)
	}
}

func TestConcurrent(t *testing.T) {
	p := pool(t, "work", limits())
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			for n := range 10 {
				want := fmt.Sprint(i, n)
				if got, err := p.Ask(t.Context(), []byte("echo "+want)); err != nil || string(got) != want {
					t.Errorf("got %q, %v", got, err)
				}
				if _, err := p.Ask(t.Context(), []byte("refuse x")); err == nil {
					t.Error("not refused")
				}
			}
		})
	}
	all.Wait()
}

func TestContextEndsChild(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := pool(t, "work", limits())
	done := make(chan error)
	go func() {
		_, err := p.Ask(ctx, []byte("hang"))
		done <- err
	}()
	awaitChild(t, 0)
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	if _, err := p.Ask(ctx, []byte("echo 1")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestNoProgram(t *testing.T) {
	p := NewPool([]string{"/nonexistent/reader"}, limits())
	if _, err := p.Ask(t.Context(), []byte("x")); err == nil || errors.Is(err, errAgain) {
		t.Errorf("got %v", err)
	}
}
