package access_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline"
)

// TestTheArchiveRoleRemovesAndRestores a year with its own role, without one refusal; no other
// role removes what the file holds.
func TestTheArchiveRoleRemovesAndRestores(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	s.work("ingest", "parse", "validate", "publish")
	door := s.as("door")
	ends := s.ends(door)
	doc := s.submit(s.client("crawler"), "crawler", []byte(strings.Repeat("archived ", 10_000))) // too large to be beside its record
	s.next(ends, "receipt", doc)
	ctx, role, file := within(t, 60*time.Second), s.as("archive"), filepath.Join(t.TempDir(), "year")
	years := map[string]bool{}
	for _, year := range []string{"2023", "none", "0"} {
		x, err := pipeline.WriteArchive(ctx, role, file, pipeline.ArchiveOrder{Year: year, At: time.Now(), Told: func(int, int) {}})
		if err == nil && len(x.Documents) == 1 {
			years[year] = true
			break
		}
	}
	if len(years) != 1 {
		t.Fatal("the document is in no archive")
	}
	removal := pipeline.ArchiveRemoval{By: "somebody", Now: func() time.Time { return time.Now().Add(2 * time.Hour) }, Told: func(int, int) {}}
	for _, other := range []string{"door", "replay", "deploy", "change", "monitor", "backup"} {
		if _, err := pipeline.RemoveArchived(within(t, 20*time.Second), s.as(other), file, removal); err == nil {
			t.Errorf("%s removes what an archive holds", other)
		}
	}
	out, err := pipeline.RemoveArchived(ctx, role, file, removal)
	if err != nil || out.Documents != 1 || out.Messages == 0 || out.Blobs != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	if state, _, err := pipeline.Lookup(ctx, door, doc); err != nil || state != pipeline.StateArchived {
		t.Errorf("the door finds it %s, %v", state, err)
	}
	if r, err := pipeline.Audit(ctx, s.as("monitor"), pipeline.AuditOptions{}); err != nil || !r.Clean() || r.Archived != 1 {
		t.Errorf("audit %+v, %v", r, err)
	}
	if back, err := pipeline.RestoreArchive(ctx, role, file, func(int, int) {}); err != nil || back.Documents != 1 || len(back.Differs) != 0 {
		t.Fatalf("%+v, %v", back, err)
	}
	if state, _, err := pipeline.Lookup(ctx, door, doc); err != nil || state != pipeline.StatePublished {
		t.Errorf("the door finds it %s, %v", state, err)
	}
}
