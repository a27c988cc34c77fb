package archive_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/archive"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// canary begins a text that stands nowhere else, so that whatever holds it is of the document.
const canary = "qzjxvkw"

// large is a text that goes into the object store.
func large() string { return canary + pipelinetest.TooLargeBeside(canary) }

// erasable is a system with a small, a large and a dead document of canaries, and one that stays.
func erasable(t *testing.T) (s *system, of map[string]string, stays string) {
	t.Helper()
	s = &system{Rig: pipelinetest.New(t, wire.Topology{Deletable: true})}
	var y pipelinetest.Toys
	y.OnValidate = pipelinetest.PoisonOn("poison")
	s.stop = s.Work(worker.Options{}, y.Stages()...)
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	of = map[string]string{s.Submit(canary + " small"): canary + " small", s.Submit(large()): large(), s.Submit(canary + " poison"): canary + " poison"}
	stays = s.Submit("one that stays")
	for doc, text := range of {
		want := client.StatePublished
		if strings.Contains(text, "poison") {
			want = client.StateDead
		}
		s.WaitState(doc, want)
	}
	s.WaitState(stays, client.StatePublished)
	s.Idle(wire.Stages()...)
	for doc := range of {
		s.told(doc)
	}
	s.eye = audit.NewAuditor(s.Conn, audit.AuditorOptions{Metrics: s.Metrics})
	s.green("before")
	return s, of, stays
}

// told writes what a producer is told of a document.
func (s *system) told(doc string) {
	s.T.Helper()
	if _, err := s.Conn.JS.Publish(s.Context(), "gouji.results.toys.published", []byte(`{"id":"`+doc+`","file":"`+canary+`"}`)); err != nil {
		s.T.Fatal(err)
	}
}

func erasure(doc string) archive.Erasure {
	return archive.Erasure{By: "somebody", Reason: wire.ReasonPersonal, Now: time.Now,
		Of:   func(string) bool { return false },
		Told: func(m []byte, _ []string) bool { return bytes.Contains(m, []byte(doc)) }}
}

// holding are the files of the server and the messages of its streams that have the canary.
func (s *system) holding() (files, messages []string) {
	s.T.Helper()
	err := filepath.WalkDir(s.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(canary)) {
			files = append(files, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.T.Fatal(err)
	}
	names := s.Conn.JS.StreamNames(s.Context())
	for name := range names.Name() {
		h, err := s.Conn.JS.Stream(s.Context(), name)
		if err != nil {
			s.T.Fatal(err)
		}
		for seq := uint64(1); seq <= h.CachedInfo().State.LastSeq; seq++ {
			m, err := h.GetMsg(s.Context(), seq)
			if err != nil {
				continue
			}
			data := m.Data
			if env, err := wire.DecodeEnvelope(data); err == nil {
				data = slices.Concat(env.Payload, env.Beside)
			}
			if bytes.Contains(data, []byte(canary)) {
				messages = append(messages, m.Subject)
			}
		}
	}
	if err := names.Err(); err != nil {
		s.T.Fatal(err)
	}
	return files, messages
}

// TestErase: nothing of the documents is left in any stream, the other one is whole, every door
// says what happened, and the audits are green.
func TestErase(t *testing.T) {
	t.Parallel()
	s, of, stays := erasable(t)
	files, messages := s.holding()
	if len(files) == 0 || len(messages) < 3*len(of) {
		t.Fatalf("the canary stands in %v and %v", files, messages)
	}
	for doc, text := range of {
		out, err := archive.Erase(s.Context(), s.Conn, doc, erasure(doc))
		if err != nil || out.Messages == 0 || out.Results != 1 || out.Again ||
			(out.Letters == 1) != strings.Contains(text, "poison") || (out.Blobs > 0) != (text == large()) {
			t.Errorf("%.30q: erased %+v, %v", text, out, err)
		}
		if state, _, err := client.Lookup(s.Context(), s.Conn, doc); err != nil || state != client.StateErased {
			t.Errorf("%.30q is %s, %v", text, state, err)
		}
		again, err := archive.Erase(s.Context(), s.Conn, doc, erasure(doc))
		if err != nil || !again.Again || again.Messages+again.Letters+again.Results+again.Blobs != 0 {
			t.Errorf("%.30q once more: %+v, %v", text, again, err)
		}
	}
	if r := s.green("after"); r.Erased != len(of) || r.Archived != 0 || r.Accepted != 1 || r.Published != 1 || len(r.Blobs.Orphans) != 0 {
		t.Errorf("the audit says %+v", r)
	}
	if got := s.Status(); got.Erased != len(of) || got.Unaccounted != 0 {
		t.Errorf("status %+v", got)
	}
	if state, _, err := client.Lookup(s.Context(), s.Conn, stays); err != nil || state != client.StatePublished {
		t.Errorf("the other one is %s, %v", state, err)
	}
	files, messages = s.holding()
	// The server frees the room of submissions when it likes, which nobody can ask it for.
	files = slices.DeleteFunc(files, func(f string) bool { return strings.Contains(f, "GOUJI_SUBMIT") })
	if len(files)+len(messages) != 0 {
		t.Errorf("the canary stands in %v and %v", files, messages)
	}
}

// TestErasedBytesAreNotTakenInAgain, at the client or past it; nothing is kept of them.
func TestErasedBytesAreNotTakenInAgain(t *testing.T) {
	t.Parallel()
	s, of, _ := erasable(t)
	n := 0
	for doc, text := range of {
		if _, err := archive.Erase(s.Context(), s.Conn, doc, erasure(doc)); err != nil {
			t.Fatal(err)
		}
		_, err := client.Submit(s.Context(), s.Conn, "toys", doc, []byte(text), nil)
		if class, _ := fault.ClassOf(err); class != fault.Erased {
			t.Errorf("%.30q: %v", text, err)
		}
		m := nats.NewMsg("gouji.submit.past")
		m.Data = []byte(text)
		if _, err := s.Conn.JS.PublishMsg(s.Context(), m); err != nil {
			t.Fatal(err)
		}
		n++
		pipelinetest.Eventually(t, "it is let go", func() bool { return s.Count("ingest", metrics.OutcomeSkipped) == n })
	}
	s.Idle(wire.Stages()...)
	if _, messages := s.holding(); len(messages) != 0 {
		t.Errorf("the canary stands in %v", messages)
	}
	if r := s.green("after"); r.Erased != len(of) || r.Accepted != 1 {
		t.Errorf("the audit says %+v", r)
	}
}

// TestErasedAndRestored: an archive brings a document back, says so, and it can be erased again.
func TestErasedAndRestored(t *testing.T) {
	t.Parallel()
	s, of, _ := erasable(t)
	file := filepath.Join(t.TempDir(), "year")
	if _, err := archive.Write(s.Context(), s.Conn, file, archive.Order{Year: "2023", At: time.Now(), Told: silent}); err != nil {
		t.Fatal(err)
	}
	for doc := range of {
		if _, err := archive.Erase(s.Context(), s.Conn, doc, erasure(doc)); err != nil {
			t.Fatal(err)
		}
	}
	back, err := archive.Restore(s.Context(), s.Conn, file, silent)
	if err != nil || len(back.Erased) != len(of) || len(back.Differs) != 0 {
		t.Fatalf("restored %+v, %v", back, err)
	}
	s.Idle(wire.Stages()...)
	if r := s.green("restored"); r.Erased != 0 || r.Accepted != len(of)+1 {
		t.Errorf("the audit says %+v", r)
	}
	for doc := range of {
		if out, err := archive.Erase(s.Context(), s.Conn, doc, erasure(doc)); err != nil || out.Messages == 0 || !out.Again {
			t.Errorf("%+v, %v", out, err)
		}
	}
	if r := s.green("erased again"); r.Erased != len(of) || r.Accepted != 1 {
		t.Errorf("the audit says %+v", r)
	}
	if _, messages := s.holding(); len(messages) != 0 {
		t.Errorf("the canary stands in %v", messages)
	}
}

// TestWhatCannotBeErased is refused before anything is touched.
func TestWhatCannotBeErased(t *testing.T) {
	t.Parallel()
	kept := pipelinetest.New(t, wire.Topology{})
	doc := kept.Submit("nobody deletes")
	if _, err := archive.Erase(kept.Context(), kept.Conn, doc, erasure(doc)); !errors.Is(err, archive.ErrUndeletable) {
		t.Errorf("a log from which nobody can delete: %v", err)
	}
	s := &system{Rig: pipelinetest.New(t, wire.Topology{Deletable: true})}
	doc = s.Submit("on its way")
	if _, err := archive.Erase(s.Context(), s.Conn, doc, erasure(doc)); !errors.Is(err, archive.ErrMoving) {
		t.Errorf("a document on its way: %v", err)
	}
	for _, nobody := range []string{"none", "no.token", pipelinetest.ToyID([]byte("nobody"))} {
		if _, err := archive.Erase(s.Context(), s.Conn, nobody, erasure(nobody)); !errors.Is(err, archive.ErrUnknown) {
			t.Errorf("%s: %v", nobody, err)
		}
	}
	known := erasure("")
	known.Known, known.Told = true, func([]byte, []string) bool { return false }
	only := pipelinetest.ToyID([]byte("the store has it"))
	if _, err := archive.Erase(s.Context(), s.Conn, only, known); err != nil {
		t.Error(err)
	}
	if state, _, err := client.Lookup(s.Context(), s.Conn, only); err != nil || state != client.StateErased {
		t.Errorf("what only the store had is %s, %v", state, err)
	}
	if state, _, err := client.Lookup(s.Context(), s.Conn, doc); err != nil || state != client.StateInFlight {
		t.Errorf("what is on its way is %s, %v", state, err)
	}
}

// TestAnErasureThatWasInterrupted is green where it stopped, and another one completes it, the
// blobs too that no message names any more.
func TestAnErasureThatWasInterrupted(t *testing.T) {
	t.Parallel()
	s, of, _ := erasable(t)
	for doc, text := range of {
		log, err := s.Conn.JS.Stream(s.Context(), "GOUJI_P0")
		if err != nil {
			t.Fatal(err)
		}
		rec := wire.Archived{Erased: wire.ReasonOther, By: "somebody", At: time.Now(), Blobs: []string{wire.RefOf(wire.DigestOf([]byte(text)))}}
		for seq := uint64(1); seq <= log.CachedInfo().State.LastSeq; seq++ {
			m, err := log.GetMsg(s.Context(), seq)
			if err != nil {
				continue
			}
			if hop, err := wire.ParseHop(m.Subject); err == nil && hop.Doc == doc {
				rec.Removed = append(rec.Removed, seq)
				if slices.Contains(append(wire.Reports().Lasting(), wire.KindAccepted), hop.Kind) {
					rec.Kept++
				}
			}
		}
		m, err := wire.ArchivedMessage(s.Context(), s.Topology.WithDefaults(), doc, rec)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Conn.JS.PublishMsg(s.Context(), m); err != nil {
			t.Fatal(err)
		}
		for _, seq := range rec.Removed[:len(rec.Removed)-1] {
			if err := log.DeleteMsg(s.Context(), seq); err != nil {
				t.Fatal(err)
			}
		}
		out, err := archive.Erase(s.Context(), s.Conn, doc, erasure(doc))
		if err != nil || !out.Again || out.Messages != 1 || (out.Blobs > 0) != (text == large()) {
			t.Errorf("%.30q: %+v, %v", text, out, err)
		}
	}
	if r := s.green("completed"); r.Erased != len(of) || r.Accepted != 1 {
		t.Errorf("the audit says %+v", r)
	}
	if _, messages := s.holding(); len(messages) != 0 {
		t.Errorf("the canary stands in %v", messages)
	}
}
