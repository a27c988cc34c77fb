package audit_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/witness"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// submitLarge has a document go through whose raw bytes are a blob, and returns its name there.
func (w *watched) submitLarge(text string) string {
	w.T.Helper()
	raw := pipelinetest.TooLargeBeside(text)
	w.Submit(raw)
	w.Idle(wire.Stages()...)
	w.look()
	return wire.RefOf(wire.DigestOf([]byte(raw)))
}

// What was destroyed and accepted stays named and is no fault; what goes later is one, in the
// marks and by its name, and once that is accepted too all is sound again.
func TestAnAcceptedLossIsNamedAndNoFault(t *testing.T) {
	t.Parallel()
	w := watch(t, audit.AuditorOptions{}, wire.Topology{})
	first := w.submitLarge("first")
	w.sound("before")
	w.purge(blobStream)
	w.look()
	w.red("blobs_missing of " + blobStream)
	if a := auditOf(w.Rig); a.Clean() || !slices.Contains(a.Blobs.Missing, first) || len(a.Blobs.Accepted) > 0 {
		t.Fatalf("before the acceptance: %+v", a.Blobs)
	}
	accept(w)
	w.look()
	w.red()
	before := auditOf(w.Rig)
	if !before.Clean() || !slices.Contains(before.Blobs.Missing, first) || !slices.Equal(before.Blobs.Missing, before.Blobs.Accepted) {
		t.Fatalf("after the acceptance: %+v", before.Blobs)
	}

	second := w.submitLarge("second")
	w.sound("with another document")
	if a := auditOf(w.Rig); !a.Clean() {
		t.Fatalf("with another document: %+v", a.Blobs)
	}
	w.purge(blobStream)
	w.look()
	w.red("blobs_missing of " + blobStream)
	a := auditOf(w.Rig)
	if a.Clean() || !slices.Contains(a.Blobs.Missing, second) || slices.Contains(a.Blobs.Accepted, second) || !slices.Contains(a.Blobs.Accepted, first) {
		t.Fatalf("a new loss: %+v", a.Blobs)
	}
	if _, err := audit.AcceptLoss(w.Context(), w.Conn, "again", time.Now()); err != nil {
		t.Fatal(err)
	}
	w.look()
	w.red()
	if a := auditOf(w.Rig); !a.Clean() || !slices.Contains(a.Blobs.Accepted, second) {
		t.Errorf("after both: %+v", a.Blobs)
	}
}

// The same of messages of the log.
func TestAcceptedHolesOfTheLogAreNamedAndNoFault(t *testing.T) {
	t.Parallel()
	w := watch(t, audit.AuditorOptions{}, wire.Topology{})
	remove := func(subject string) {
		t.Helper()
		w.purge(logStream, jetstream.WithPurgeSubject(subject))
		w.look()
		w.red("messages_removed of " + logStream)
		if a := auditOf(w.Rig); a.Clean() {
			t.Fatalf("%s is gone and the audit finds nothing", subject)
		}
		if _, err := audit.AcceptLoss(w.Context(), w.Conn, "somebody", time.Now()); err != nil {
			t.Fatal(err)
		}
		w.look()
		w.red()
		a := auditOf(w.Rig)
		if !a.Clean() || len(a.Holes) == 0 || slices.ContainsFunc(a.Holes, func(h audit.Hole) bool { return !h.Accepted }) {
			t.Fatalf("after the acceptance: %+v", a.Holes)
		}
	}
	remove("gouji.p0.parsed.>")
	w.Submit("one more")
	w.Idle(wire.Stages()...)
	w.look()
	remove("gouji.p0.validated.>") // new holes among the old ones
	// Another log's sequences are others.
	w.delete(logStream)
	w.ensure()
	for _, text := range []string{"c", "d"} {
		w.Submit(text)
	}
	w.Idle(wire.StageIngest)
	w.truncate(logStream)
	if a := auditOf(w.Rig); slices.ContainsFunc(a.Holes, func(h audit.Hole) bool { return h.Accepted }) || len(a.Holes) == 0 {
		t.Errorf("of another log: %+v", a.Holes)
	}
}

// Where the marks are gone, as after a restore, an audit may name what they do not count. That
// can be accepted, once.
func TestWhatOnlyAnAuditNamesCanBeAccepted(t *testing.T) {
	t.Parallel()
	w := watch(t, audit.AuditorOptions{}, wire.Topology{})
	ref := w.submitLarge("document")
	w.purge(blobStream)
	w.delete(witnessStream)
	w.ensure()
	w.audit = audit.NewAuditor(w.Conn, audit.AuditorOptions{Metrics: w.Metrics})
	w.look()
	w.red()
	if a := auditOf(w.Rig); a.Clean() {
		t.Fatalf("%+v", a)
	}
	lost, err := audit.AcceptLoss(w.Context(), w.Conn, "somebody", time.Now())
	if err != nil || len(lost) != 1 || lost[0].Kind != witness.BlobsMissing || lost[0].Was <= lost[0].Is || lost[0].Message == "" {
		t.Fatalf("accepted %+v, %v", lost, err)
	}
	if a := auditOf(w.Rig); !a.Clean() || !slices.Contains(a.Blobs.Accepted, ref) {
		t.Errorf("%+v", a.Blobs)
	}
	if _, err := audit.AcceptLoss(w.Context(), w.Conn, "again", time.Now()); !errors.Is(err, witness.ErrNothingLost) {
		t.Errorf("accepted twice: %v", err)
	}
}
