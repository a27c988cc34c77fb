package archive_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/archive"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// system is a rig with toys at work and a standing audit.
type system struct {
	*pipelinetest.Rig
	docs []string
	dead string
	stop func() error
	eye  *audit.Auditor
	file string
}

func silent(int, int) {}

// archived is a system whose documents, two published and one dead, are in an archive.
func archived(t *testing.T) (*system, archive.Index) {
	t.Helper()
	s := &system{Rig: pipelinetest.New(t, wire.Topology{Deletable: true}), file: filepath.Join(t.TempDir(), "2023.tar.zst")}
	var y pipelinetest.Toys
	y.OnValidate = pipelinetest.PoisonOn("poison")
	s.stop = s.Work(worker.Options{}, y.Stages()...)
	s.docs = []string{s.Submit("one"), s.Submit(pipelinetest.Large())}
	for _, doc := range s.docs {
		s.WaitState(doc, client.StatePublished)
	}
	s.dead = s.Submit("poison")
	s.WaitState(s.dead, client.StateDead)
	s.Idle(wire.Stages()...)
	s.eye = audit.NewAuditor(s.Conn, audit.AuditorOptions{Metrics: s.Metrics})
	s.green("before")
	x, err := archive.Write(s.Context(), s.Conn, s.file, archive.Order{Year: "2023", By: "somebody", At: time.Now(), Files: map[string][]byte{"decisions.json": []byte("[]")}, Told: silent})
	if err != nil {
		t.Fatal(err)
	}
	return s, x
}

// green fails the test where the standing audit or the full one finds anything.
func (s *system) green(when string) audit.Report {
	s.T.Helper()
	if err := s.eye.Once(s.Context()); err != nil {
		s.T.Fatal(err)
	}
	if f := s.eye.Faults(); len(f) > 0 {
		s.T.Errorf("%s: the standing audit tells %v", when, f)
	}
	lost, err := audit.Destroyed(s.Context(), s.Conn)
	if err != nil || len(lost) > 0 {
		s.T.Errorf("%s: destroyed %v, %v", when, lost, err)
	}
	r, err := audit.Audit(s.Context(), s.Conn, audit.Options{})
	if err != nil {
		s.T.Fatal(err)
	}
	if !r.Clean() {
		s.T.Errorf("%s: the audit found %+v", when, r)
	}
	return r
}

func (s *system) removal(after time.Duration) archive.Removal {
	return archive.Removal{By: "somebody", Now: func() time.Time { return time.Now().Add(after) }, Told: silent}
}

func (s *system) bytes(stream string) uint64 {
	s.T.Helper()
	h, err := s.Conn.JS.Stream(s.Context(), stream)
	if err != nil {
		s.T.Fatal(err)
	}
	return h.CachedInfo().State.Bytes
}

// answers is what every document is looked up as.
func (s *system) answers() map[string]string {
	s.T.Helper()
	out := map[string]string{}
	for _, doc := range append(s.docs, s.dead) {
		state, results, err := client.Lookup(s.Context(), s.Conn, doc)
		if err != nil {
			s.T.Fatal(err)
		}
		raw, err := client.RawDocument(s.Context(), s.Conn, doc)
		if err != nil {
			s.T.Fatal(err)
		}
		out[doc] = string(state) + string(results) + string(raw)
	}
	return out
}

// TestArchiveDeleteRestore is the drill on the transport: the room is free, the audits stay
// green, and afterwards every document has the answer that it had.
func TestArchiveDeleteRestore(t *testing.T) {
	t.Parallel()
	s, x := archived(t)
	before, log, blobs := s.answers(), s.bytes("GOUJI_P0"), s.bytes("OBJ_gouji-blobs")
	if len(x.Documents) != 3 || x.Left != 0 || x.Digest == "" {
		t.Errorf("index %+v", x)
	}
	out, err := archive.Remove(s.Context(), s.Conn, s.file, s.removal(2*time.Hour))
	if err != nil || out.Documents != 3 || len(out.Kept) != 0 || out.Letters != 1 || out.Messages < 14 || out.Blobs == 0 || out.Young != 0 {
		t.Fatalf("removed %+v, %v", out, err)
	}
	if r := s.green("after the removal"); r.Archived != 3 || r.Accepted != 0 || r.Blobs.Stored != 0 {
		t.Errorf("after the removal: %+v", r)
	}
	if now := s.bytes("GOUJI_P0"); now*2 > log {
		t.Errorf("the log has %d bytes of %d", now, log)
	}
	if now := s.bytes("OBJ_gouji-blobs"); now*2 > blobs {
		t.Errorf("the blobs have %d bytes of %d", now, blobs)
	}
	for _, doc := range append(s.docs, s.dead) {
		if state, _, err := client.Lookup(s.Context(), s.Conn, doc); err != nil || state != client.StateArchived {
			t.Errorf("%s is %s, %v", doc, state, err)
		}
	}
	again, err := archive.Remove(s.Context(), s.Conn, s.file, s.removal(2*time.Hour))
	if err != nil || again.Documents != 3 || again.Messages+again.Letters+again.Blobs != 0 {
		t.Errorf("a second removal: %+v, %v", again, err)
	}

	back, err := archive.Restore(s.Context(), s.Conn, s.file, silent)
	if err != nil || back.Documents != 3 || back.Letters != 1 || len(back.Differs) != 0 {
		t.Fatalf("restored %+v, %v", back, err)
	}
	s.Idle(wire.Stages()...)
	for doc, want := range before {
		if got := s.answers()[doc]; got != want {
			t.Errorf("%s answers %.200q, and before %.200q", doc, got, want)
		}
	}
	if r := s.green("after the restore"); r.Archived != 0 || r.Published != 2 || r.Dead != 1 {
		t.Errorf("after the restore: %+v", r)
	}
	if back, err = archive.Restore(s.Context(), s.Conn, s.file, silent); err != nil || back.Messages+back.Letters != 0 || back.There == 0 {
		t.Errorf("a second restore: %+v, %v", back, err)
	}
	// And once more, from what came back.
	second := filepath.Join(t.TempDir(), "again")
	if _, err := archive.Write(s.Context(), s.Conn, second, archive.Order{Year: "2023", At: time.Now(), Told: silent}); err != nil {
		t.Fatal(err)
	}
	if out, err = archive.Remove(s.Context(), s.Conn, second, s.removal(2*time.Hour)); err != nil || out.Documents != 3 {
		t.Fatalf("removed again %+v, %v", out, err)
	}
	s.green("after the second removal")
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// TestDeletedWithoutARecord: what leaves the log past an archive is told as before, and so is
// what leaves it beside one.
func TestDeletedWithoutARecord(t *testing.T) {
	t.Parallel()
	s, _ := archived(t)
	other := s.Submit("poison beside the archive")
	s.WaitState(other, client.StateDead)
	s.green("before")
	if _, err := archive.Remove(s.Context(), s.Conn, s.file, s.removal(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.green("after the removal")
	log, err := s.Conn.JS.Stream(s.Context(), "GOUJI_P0")
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := s.Conn.Last(s.Context(), "GOUJI_P0", "gouji.p0.accepted."+other)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.DeleteMsg(s.Context(), accepted.Sequence); err != nil {
		t.Fatal(err)
	}
	if err := s.eye.Once(s.Context()); err != nil {
		t.Fatal(err)
	}
	if f := s.eye.Faults(); len(f) != 1 || f[0].What != "GOUJI_P0" || f[0].Was-f[0].Is != 1 {
		t.Errorf("the standing audit tells %v", f)
	}
	r, err := audit.Audit(s.Context(), s.Conn, audit.Options{})
	if err != nil || len(r.Holes) != 1 || r.Holes[0].First != accepted.Sequence || r.Holes[0].Last != accepted.Sequence {
		t.Errorf("holes %v, %v", r.Holes, err)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// TestWhatIsNotInTheArchiveStays: a document that has changed since is left whole.
func TestWhatIsNotInTheArchiveStays(t *testing.T) {
	t.Parallel()
	s, _ := archived(t)
	m, err := s.Conn.Last(s.Context(), "GOUJI_P0", "gouji.p0.parsed.*.*.*."+s.docs[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Conn.JS.Publish(s.Context(), m.Subject, m.Data); err != nil {
		t.Fatal(err)
	}
	s.Idle(wire.Stages()...)
	out, err := archive.Remove(s.Context(), s.Conn, s.file, s.removal(2*time.Hour))
	if err != nil || out.Documents != 2 || len(out.Kept) != 1 || out.Kept[0] != s.docs[0] {
		t.Fatalf("removed %+v, %v", out, err)
	}
	if state, _, err := client.Lookup(s.Context(), s.Conn, s.docs[0]); err != nil || state != client.StatePublished {
		t.Errorf("it is %s, %v", state, err)
	}
	s.green("after")
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// TestADamagedArchiveRemovesNothing, at whatever byte it is cut off or changed.
func TestADamagedArchiveRemovesNothing(t *testing.T) {
	t.Parallel()
	s, x := archived(t)
	if got, err := archive.Verify(s.file, wire.Reports()); err != nil || got.Digest != x.Digest || got.Size != x.Size || string(got.Files["decisions.json"]) != "[]" {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := archive.Write(s.Context(), s.Conn, s.file, archive.Order{Year: "2023", Told: silent}); !errors.Is(err, archive.ErrExists) {
		t.Errorf("it was written over: %v", err)
	}
	if _, err := archive.Write(s.Context(), s.Conn, s.file+"2", archive.Order{Year: "1999", Told: silent}); !errors.Is(err, archive.ErrNothing) {
		t.Errorf("a year of nothing: %v", err)
	}
	whole, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	log := s.bytes("GOUJI_P0")
	bad := filepath.Join(t.TempDir(), "bad")
	for _, data := range [][]byte{whole[:len(whole)/2], whole[:len(whole)-1], flipped(whole, len(whole)/3), flipped(whole, 2*len(whole)/3), {}} {
		if err := os.WriteFile(bad, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Remove(s.Context(), s.Conn, bad, s.removal(0)); !errors.Is(err, archive.ErrDamaged) {
			t.Errorf("%d bytes: %v", len(data), err)
		}
		if _, err := archive.Restore(s.Context(), s.Conn, bad, silent); !errors.Is(err, archive.ErrDamaged) {
			t.Errorf("%d bytes: %v", len(data), err)
		}
	}
	if now := s.bytes("GOUJI_P0"); now != log {
		t.Errorf("the log has %d bytes of %d", now, log)
	}
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

func flipped(data []byte, at int) []byte {
	out := append([]byte(nil), data...)
	out[at] ^= 0x40
	return out
}

// TestARemovalThatWasInterrupted is green where it stopped, is completed by another one, and
// is undone by a restore.
func TestARemovalThatWasInterrupted(t *testing.T) {
	t.Parallel()
	for name, finish := range map[string]func(*testing.T, *system){
		"completed": func(t *testing.T, s *system) {
			if out, err := archive.Remove(s.Context(), s.Conn, s.file, s.removal(2*time.Hour)); err != nil || out.Documents != 3 {
				t.Errorf("%+v, %v", out, err)
			}
			if r := s.green("completed"); r.Archived != 3 || r.Accepted != 0 {
				t.Errorf("%+v", r)
			}
		},
		"undone": func(t *testing.T, s *system) {
			if _, err := archive.Restore(s.Context(), s.Conn, s.file, silent); err != nil {
				t.Error(err)
			}
			s.Idle(wire.Stages()...)
			if r := s.green("undone"); r.Archived != 0 || r.Published != 2 || r.Dead != 1 {
				t.Errorf("%+v", r)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := archived(t)
			ctx, cancel := context.WithCancel(s.Context())
			broken := s.removal(2 * time.Hour)
			broken.Told = func(int, int) { cancel() }
			if _, err := archive.Remove(ctx, s.Conn, s.file, broken); err == nil {
				t.Fatal("it was not interrupted")
			}
			// And in the middle of a document, whose record is written first.
			s.halfRemoved(s.docs[1])
			s.green("interrupted")
			finish(t, s)
			if err := s.stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

// halfRemoved leaves a document as a removal that was killed between two of its messages.
func (s *system) halfRemoved(doc string) {
	s.T.Helper()
	accepted, err := s.Conn.LastIfAny(s.Context(), "GOUJI_P0", "gouji.p0.accepted."+doc)
	if err != nil {
		s.T.Fatal(err)
	}
	if accepted == nil {
		return // it was the first one
	}
	log, err := s.Conn.JS.Stream(s.Context(), "GOUJI_P0")
	if err != nil {
		s.T.Fatal(err)
	}
	rec := wire.Archived{Archive: "a", Year: "2023", By: "somebody", At: time.Now(), Kept: 3}
	for seq := uint64(1); seq <= log.CachedInfo().State.LastSeq; seq++ {
		m, err := log.GetMsg(s.Context(), seq)
		if err != nil {
			continue
		}
		if hop, err := wire.ParseHop(m.Subject); err == nil && hop.Doc == doc {
			rec.Removed = append(rec.Removed, seq)
		}
	}
	m, err := wire.ArchivedMessage(s.Context(), s.Topology.WithDefaults(), doc, rec)
	if err != nil {
		s.T.Fatal(err)
	}
	if _, err := s.Conn.JS.PublishMsg(s.Context(), m); err != nil {
		s.T.Fatal(err)
	}
	for _, seq := range rec.Removed[1:3] {
		if err := log.DeleteMsg(s.Context(), seq); err != nil {
			s.T.Fatal(err)
		}
	}
}
