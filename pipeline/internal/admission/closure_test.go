package admission_test

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

	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// handClock is a clock that a test moves on.
type handClock struct{ now time.Time }

func newHandClock() *handClock { return &handClock{time.Unix(1_800_000_000, 0)} }

func (c *handClock) read() time.Time { return c.now }

func (c *handClock) on(d time.Duration) { c.now = c.now.Add(d) }

// One --disk-path for each node of a cluster: as long as one of the disks is full nothing is
// taken, whatever the others see and whatever the clocks of their hosts say.
func TestGuardsOfTwoDisksDoNotUndoEachOther(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]time.Duration{"clocks agree": 0, "an hour behind": -time.Hour, "an hour ahead": time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			clock := newHandClock()
			var full, empty pipelinetest.FakeDisk
			full.Percent.Store(95)
			empty.Percent.Store(10)
			a := r.Guard(admission.Options{Disk: full.Use, Clock: func() time.Time { return clock.read().Add(wrong) }})
			b := r.Guard(admission.Options{Disk: empty.Use, Clock: clock.read})
			for i := range 50 { // longer than a closing lasts that nobody renews
				a.Once(r.Context())
				b.Once(r.Context())
				clock.on(time.Second)
				if i%10 == 0 && !r.Refused(fmt.Sprint("while full ", i)) {
					t.Fatalf("taken after %d s", i)
				}
			}
			if got := b.Refusing(); got != "disk 95 % full" {
				t.Errorf("the guard of the empty disk says %q", got)
			}
			full.Percent.Store(20)
			b.Once(r.Context())
			if !r.Refused("not by the other") {
				t.Error("the other guard opened what was not left")
			}
			a.Once(r.Context())
			b.Once(r.Context())
			if r.Refused("when there is room") || b.Refusing() != "" || r.ClosedInPlan() != "" {
				t.Errorf("still closed: %q", r.ClosedInPlan())
			}
		})
	}
}

// A second full disk is not forgotten when the first has room again.
func TestGuardClosesAfterTheOtherOpened(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var one, two pipelinetest.FakeDisk
	one.Percent.Store(95)
	two.Percent.Store(91)
	a, b := r.Guard(admission.Options{Disk: one.Use}), r.Guard(admission.Options{Disk: two.Use})
	a.Once(r.Context())
	b.Once(r.Context())
	one.Percent.Store(10)
	a.Once(r.Context())
	b.Once(r.Context())
	a.Once(r.Context())
	if refused, err := r.TrySubmit("x"); err != nil || refused == nil || refused.Reason != "disk 91 % full" {
		t.Errorf("%+v, %v", refused, err)
	}
}

// `gouji up --disk-limit 1`, then --disk-limit 0 or a disk that cannot be seen: what a guard
// left closed is opened by the next, though not before it is sure that nobody renews it, and
// until then all that can be asked says so.
func TestGuardOpensWhatNobodyWatchesAnyMore(t *testing.T) {
	t.Parallel()
	unknown := func(context.Context) (float64, error) { return 0, broker.ErrDiskUnknown }
	gone := func(context.Context) (float64, error) { return 0, errors.New("free space of /disk: no such file") }
	var roomy pipelinetest.FakeDisk
	for name, disk := range map[string]broker.DiskUse{"no watch": nil, "unknown": unknown, "gone": gone, "seen": roomy.Use} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			clock := newHandClock()
			r.Guard(admission.Options{Disk: func(context.Context) (float64, error) { return 0.9, nil }, Clock: clock.read}).Once(r.Context())
			if n := size(r); n != 1 {
				t.Fatalf("max_bytes %d", n)
			}
			clock.on(time.Hour) // the process was away
			g := r.Guard(admission.Options{Disk: disk, Clock: clock.read})
			for second := range admission.LeftAfter / time.Second {
				g.Once(r.Context())
				clock.on(time.Second)
				if second%10 != 0 {
					continue
				}
				if n := testutil.ToFloat64(r.Metrics.Refusing.WithLabelValues(topology.CauseDisk)); n != 1 || !r.Refused(fmt.Sprint(second)) {
					t.Fatalf("after %d s: gouji_refusing %v", second, n)
				}
				if got := r.ClosedInPlan(); !strings.HasPrefix(got, "disk 90 % full (") {
					t.Fatalf("the plan says %q", got)
				}
			}
			g.Once(r.Context())
			if n := testutil.ToFloat64(r.Metrics.Refusing.WithLabelValues(topology.CauseDisk)); n != 0 || r.Refused("at last") || r.ClosedInPlan() != "" {
				t.Errorf("after %s: gouji_refusing %v, plan %q", admission.LeftAfter, n, r.ClosedInPlan())
			}
			if n := size(r); n != -1 {
				t.Errorf("max_bytes %d", n)
			}
		})
	}
}

// size is the limit of the stream of submissions.
func size(r *pipelinetest.Rig) int64 {
	r.T.Helper()
	s, err := r.Conn.JS.Stream(r.Context(), wire.SubmitStream)
	if err != nil {
		r.T.Fatal(err)
	}
	return s.CachedInfo().Config.MaxBytes
}

// A disk that this guard saw full and then sees no more keeps the stream closed for
// blindLooks looks, and one look that sees it counts from the beginning.
func TestGuardThatGoesBlindOpensInTheEnd(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{SubmitMaxBytes: 1 << 30})
	used, err := 0.9, error(nil)
	g := r.Guard(admission.Options{Disk: func(context.Context) (float64, error) { return used, err }})
	looks := func(n int) {
		for range n {
			g.Once(r.Context())
		}
	}
	looks(1)
	err = errors.New("stale file handle")
	looks(admission.BlindLooks - 1)
	err = nil
	looks(1)
	err = errors.New("stale file handle")
	looks(admission.BlindLooks - 1)
	if !r.Refused("blind for a while") {
		t.Error("opened too early")
	}
	looks(1)
	if r.Refused("blind for good") || size(r) != 1<<30 {
		t.Errorf("still closed, max_bytes %d", size(r))
	}
	if n := testutil.ToFloat64(r.Metrics.DiskUsed); !math.IsNaN(n) {
		t.Errorf("gouji_disk_used_ratio %v of a disk that nobody sees", n)
	}
	err, used = nil, 0.95
	looks(1)
	if !r.Refused("seen again") {
		t.Error("taken with a full disk")
	}
}

// What was closed for a disk and is closed for a backlog later says so.
func TestGuardTellsTheCauseOfToday(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var disk pipelinetest.FakeDisk
	g := r.Guard(admission.Options{Disk: disk.Use, MaxLag: 2})
	for i := range 4 {
		r.Submit(fmt.Sprint(i))
	}
	disk.Percent.Store(90)
	g.Once(r.Context())
	disk.Percent.Store(10)
	g.Once(r.Context())
	refused, err := r.TrySubmit("x")
	if err != nil || refused == nil || refused.Reason != "ingest is 4 messages behind" {
		t.Errorf("%+v, %v", refused, err)
	}
	disks, lags := testutil.ToFloat64(r.Metrics.Refusing.WithLabelValues(topology.CauseDisk)), testutil.ToFloat64(r.Metrics.Refusing.WithLabelValues(topology.CauseLag))
	if disks != 0 || lags != 1 {
		t.Errorf("gouji_refusing: disk %v, lag %v", disks, lags)
	}
}

// A closing of an older version, which names no guard, is opened like one that was left.
func TestGuardOpensWhatAnOlderVersionClosed(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	r.EditStream(wire.SubmitStream, func(c *jetstream.StreamConfig) {
		c.MaxBytes = 1
		c.Metadata = map[string]string{"gouji-refusal": "disk 99 % full", "gouji-refusal-cause": topology.CauseDisk, "gouji-open-bytes": "-1"}
	})
	if got := r.ClosedInPlan(); got != "disk 99 % full" {
		t.Errorf("the plan says %q", got)
	}
	clock := newHandClock()
	g := r.Guard(admission.Options{Clock: clock.read})
	g.Once(r.Context())
	clock.on(admission.LeftAfter - time.Second)
	g.Once(r.Context())
	if !r.Refused("too early") {
		t.Error("opened too early")
	}
	clock.on(time.Second)
	g.Once(r.Context())
	if r.Refused("in the end") {
		t.Error("still closed")
	}
}
