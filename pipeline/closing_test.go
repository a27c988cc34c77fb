package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// handClock is a clock that a test moves on.
type handClock struct{ now time.Time }

func newHandClock() *handClock          { return &handClock{time.Unix(1_800_000_000, 0)} }
func (c *handClock) read() time.Time    { return c.now }
func (c *handClock) on(d time.Duration) { c.now = c.now.Add(d) }

func (r *rig) refused(text string) bool {
	r.t.Helper()
	refused, err := r.trySubmit(text)
	if err != nil {
		r.t.Fatal(err)
	}
	return refused != nil
}

// closedInPlan is what the plan says of the stream of submissions.
func (r *rig) closedInPlan() string {
	r.t.Helper()
	p, err := PlanTopology(r.ctx(), r.conn, r.topo)
	if err != nil || p.Differs() {
		r.t.Fatalf("plan %v, %v", actions(p, ActionSame), err)
	}
	return p.Items[0].Closed
}

// One --disk-path for each node of a cluster: as long as one of the disks is full nothing is
// taken, whatever the others see and whatever the clocks of their hosts say.
func TestGuardsOfTwoDisksDoNotUndoEachOther(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]time.Duration{"clocks agree": 0, "an hour behind": -time.Hour, "an hour ahead": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, Topology{})
			clock := newHandClock()
			var full, empty fakeDisk
			full.percent.Store(95)
			empty.percent.Store(10)
			a := r.guard(GuardOptions{Disk: full.use, Clock: func() time.Time { return clock.read().Add(wrong) }})
			b := r.guard(GuardOptions{Disk: empty.use, Clock: clock.read})
			for i := range 50 { // longer than a closing lasts that nobody renews
				a.Once(r.ctx())
				b.Once(r.ctx())
				clock.on(time.Second)
				if i%10 == 0 && !r.refused(fmt.Sprint("while full ", i)) {
					t.Fatalf("taken after %d s", i)
				}
			}
			if got := b.Refusing(); got != "disk 95 % full" {
				t.Errorf("the guard of the empty disk says %q", got)
			}
			full.percent.Store(20)
			b.Once(r.ctx())
			if !r.refused("not by the other") {
				t.Error("the other guard opened what was not left")
			}
			a.Once(r.ctx())
			b.Once(r.ctx())
			if r.refused("when there is room") || b.Refusing() != "" || r.closedInPlan() != "" {
				t.Errorf("still closed: %q", r.closedInPlan())
			}
		})
	}
}

// A second full disk is not forgotten when the first has room again.
func TestGuardClosesAfterTheOtherOpened(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var one, two fakeDisk
	one.percent.Store(95)
	two.percent.Store(91)
	a, b := r.guard(GuardOptions{Disk: one.use}), r.guard(GuardOptions{Disk: two.use})
	a.Once(r.ctx())
	b.Once(r.ctx())
	one.percent.Store(10)
	a.Once(r.ctx())
	b.Once(r.ctx())
	a.Once(r.ctx())
	if refused, err := r.trySubmit("x"); err != nil || refused == nil || refused.Reason != "disk 91 % full" {
		t.Errorf("%+v, %v", refused, err)
	}
}

// `gouji up --disk-limit 1`, then --disk-limit 0 or a disk that cannot be seen: what a guard
// left closed is opened by the next, though not before it is sure that nobody renews it, and
// until then all that can be asked says so.
func TestGuardOpensWhatNobodyWatchesAnyMore(t *testing.T) {
	t.Parallel()
	unknown := func(context.Context) (float64, error) { return 0, ErrDiskUnknown }
	gone := func(context.Context) (float64, error) { return 0, errors.New("free space of /disk: no such file") }
	var roomy fakeDisk
	for name, disk := range map[string]DiskUse{"no watch": nil, "unknown": unknown, "gone": gone, "seen": roomy.use} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, Topology{})
			clock := newHandClock()
			r.guard(GuardOptions{Disk: func(context.Context) (float64, error) { return 0.9, nil }, Clock: clock.read}).Once(r.ctx())
			if n := r.size(); n != 1 {
				t.Fatalf("max_bytes %d", n)
			}
			clock.on(time.Hour) // the process was away
			g := r.guard(GuardOptions{Disk: disk, Clock: clock.read})
			for second := range LeftAfter / time.Second {
				g.Once(r.ctx())
				clock.on(time.Second)
				if second%10 != 0 {
					continue
				}
				if n := testutil.ToFloat64(r.m.Refusing.WithLabelValues(causeDisk)); n != 1 || !r.refused(fmt.Sprint(second)) {
					t.Fatalf("after %d s: gouji_refusing %v", second, n)
				}
				if got := r.closedInPlan(); !strings.HasPrefix(got, "disk 90 % full (") {
					t.Fatalf("the plan says %q", got)
				}
			}
			g.Once(r.ctx())
			if n := testutil.ToFloat64(r.m.Refusing.WithLabelValues(causeDisk)); n != 0 || r.refused("at last") || r.closedInPlan() != "" {
				t.Errorf("after %s: gouji_refusing %v, plan %q", LeftAfter, n, r.closedInPlan())
			}
			if n := r.size(); n != -1 {
				t.Errorf("max_bytes %d", n)
			}
		})
	}
}

// size is the limit of the stream of submissions.
func (r *rig) size() int64 {
	r.t.Helper()
	s, err := r.conn.JS.Stream(r.ctx(), SubmitStream)
	if err != nil {
		r.t.Fatal(err)
	}
	return s.CachedInfo().Config.MaxBytes
}

// A disk that this guard saw full and then sees no more keeps the stream closed for
// blindLooks looks, and one look that sees it counts from the beginning.
func TestGuardThatGoesBlindOpensInTheEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{SubmitMaxBytes: 1 << 30})
	used, err := 0.9, error(nil)
	g := r.guard(GuardOptions{Disk: func(context.Context) (float64, error) { return used, err }})
	looks := func(n int) {
		for range n {
			g.Once(r.ctx())
		}
	}
	looks(1)
	err = errors.New("stale file handle")
	looks(BlindLooks - 1)
	err = nil
	looks(1)
	err = errors.New("stale file handle")
	looks(BlindLooks - 1)
	if !r.refused("blind for a while") {
		t.Error("opened too early")
	}
	looks(1)
	if r.refused("blind for good") || r.size() != 1<<30 {
		t.Errorf("still closed, max_bytes %d", r.size())
	}
	if n := testutil.ToFloat64(r.m.DiskUsed); !math.IsNaN(n) {
		t.Errorf("gouji_disk_used_ratio %v of a disk that nobody sees", n)
	}
	err, used = nil, 0.95
	looks(1)
	if !r.refused("seen again") {
		t.Error("taken with a full disk")
	}
}

// What was closed for a disk and is closed for a backlog later says so.
func TestGuardTellsTheCauseOfToday(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var disk fakeDisk
	g := r.guard(GuardOptions{Disk: disk.use, MaxLag: 2})
	for i := range 4 {
		r.submit(fmt.Sprint(i))
	}
	disk.percent.Store(90)
	g.Once(r.ctx())
	disk.percent.Store(10)
	g.Once(r.ctx())
	refused, err := r.trySubmit("x")
	if err != nil || refused == nil || refused.Reason != "ingest is 4 messages behind" {
		t.Errorf("%+v, %v", refused, err)
	}
	disks, lags := testutil.ToFloat64(r.m.Refusing.WithLabelValues(causeDisk)), testutil.ToFloat64(r.m.Refusing.WithLabelValues(causeLag))
	if disks != 0 || lags != 1 {
		t.Errorf("gouji_refusing: disk %v, lag %v", disks, lags)
	}
}

// A closing of an older version, which names no guard, is opened like one that was left.
func TestGuardOpensWhatAnOlderVersionClosed(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	r.editStream(SubmitStream, func(c *jetstream.StreamConfig) {
		c.MaxBytes = 1
		c.Metadata = map[string]string{"gouji-refusal": "disk 99 % full", "gouji-refusal-cause": causeDisk, "gouji-open-bytes": "-1"}
	})
	if got := r.closedInPlan(); got != "disk 99 % full" {
		t.Errorf("the plan says %q", got)
	}
	clock := newHandClock()
	g := r.guard(GuardOptions{Clock: clock.read})
	g.Once(r.ctx())
	clock.on(LeftAfter - time.Second)
	g.Once(r.ctx())
	if !r.refused("too early") {
		t.Error("opened too early")
	}
	clock.on(time.Second)
	g.Once(r.ctx())
	if r.refused("in the end") {
		t.Error("still closed")
	}
}
