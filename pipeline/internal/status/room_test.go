package status_test

import (
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/internal/status"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// TestForecast: a log that took three days to come to what it is fills three times its size in
// nine more. Of less than a day nothing is foretold, nor where nobody knows the room.
func TestForecast(t *testing.T) {
	t.Parallel()
	c := system(t)
	fill(t, c, 50, 0)
	look := func(later time.Duration) status.Report {
		r, err := status.Look(t.Context(), c, time.Now().Add(later))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := look(time.Hour); r.Room.PerDay != nil || r.Room.Full != nil {
		t.Errorf("within an hour it says %+v", r.Room)
	}
	r := look(72 * time.Hour)
	if r.Room.PerDay == nil || r.Room.Full != nil {
		t.Fatalf("after three days it says %+v", r.Room)
	}
	total := uint64(0)
	for _, s := range r.Streams {
		total += s.Bytes
	}
	free := 3 * total
	if r.Foresee(&free, 0); r.Room.Full == nil || r.Room.Full.Sub(r.At).Round(time.Hour) != 9*24*time.Hour {
		t.Errorf("full at %v, asked at %v", r.Room.Full, r.At)
	}
	if r.Foresee(&free, 2*total); r.Room.Full == nil || r.Room.Full.Sub(r.At).Round(time.Hour) != 3*24*time.Hour {
		t.Errorf("with a store of twice the streams it is full at %v, asked at %v", r.Room.Full, r.At)
	}
	far := free * 10_000
	if r.Foresee(&far, 0); r.Room.Full != nil {
		t.Errorf("it foretells %v", r.Room.Full)
	}
	if late := look(30 * 24 * time.Hour); late.Room.PerDay == nil || *late.Room.PerDay != 0 || late.Room.Full != nil {
		t.Errorf("where nothing came for weeks it says %+v", late.Room)
	}
}

// TestWhatWouldMakeRoom is named while submissions are refused for want of room, and not else.
func TestWhatWouldMakeRoom(t *testing.T) {
	t.Parallel()
	c := system(t)
	fill(t, c, 50, 0)
	now := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC) // the documents are of 2023
	look := func() []status.YearRoom {
		r, err := status.Look(t.Context(), c, now)
		if err != nil {
			t.Fatal(err)
		}
		return r.Room.Archive
	}
	if got := look(); got != nil {
		t.Errorf("nobody is refused, and it names %v", got)
	}
	s, err := c.JS.Stream(t.Context(), wire.SubmitStream)
	if err != nil {
		t.Fatal(err)
	}
	cfg := s.CachedInfo().Config
	topology.Closure{Reason: "disk 90 % full", Cause: topology.CauseDisk, By: "a"}.Close(&cfg)
	if _, err := c.JS.UpdateStream(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	got := look()
	if len(got) != 1 || got[0].Year != "2023" || got[0].Receipts != 55 || got[0].Bytes == 0 {
		t.Errorf("it names %+v", got)
	}
}
