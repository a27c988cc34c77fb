package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
)

// TestTheArchiveRoleErases one document with its own role, without one refusal; no other role
// does, and ingest, which may look at nothing but its own, lets the same bytes go.
func TestTheArchiveRoleErases(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	s.work("ingest", "parse", "validate", "publish")
	door := s.as("door")
	ends := s.ends(door)
	raw := []byte(strings.Repeat("to be erased ", 10_000)) // too large to be beside its record
	doc := s.submit(s.client("crawler"), "crawler", raw)
	s.next(ends, "receipt", doc)
	o := pipeline.Erasure{By: "somebody", Reason: "other", Now: time.Now}
	for _, other := range []string{"door", "replay", "deploy", "change", "monitor", "backup"} {
		if _, err := flow.Erase(within(t, 20*time.Second), s.as(other), doc, o); err == nil {
			t.Errorf("%s erases", other)
		}
	}
	ctx := within(t, 60*time.Second)
	out, err := flow.Erase(ctx, s.as("archive"), doc, o)
	if err != nil || out.Messages == 0 || out.Blobs != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	if state, _, err := pipeline.Lookup(ctx, door, doc); err != nil || state != pipeline.StateErased {
		t.Errorf("the door finds it %s, %v", state, err)
	}
	s.submit(s.client("crawler"), "crawler", raw)
	other := s.submit(s.client("crawler"), "crawler", []byte("one behind it"))
	s.next(ends, "receipt", other)
	if state, _, err := pipeline.Lookup(ctx, door, doc); err != nil || state != pipeline.StateErased {
		t.Errorf("submitted again, the door finds it %s, %v", state, err)
	}
	if r, err := pipeline.Audit(ctx, s.as("monitor"), pipeline.AuditOptions{}); err != nil || !r.Clean() || r.Erased != 1 {
		t.Errorf("audit %+v, %v", r, err)
	}
}
