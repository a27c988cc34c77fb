package worker_test

import (
	"fmt"
	"testing"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// blobs is how many messages the object store has.
func blobs(r *pipelinetest.Rig) uint64 {
	r.T.Helper()
	s, err := r.Conn.JS.Stream(r.Context(), wire.Reports().BlobStream())
	if err != nil {
		r.T.Fatal(err)
	}
	return s.CachedInfo().State.Msgs
}

// readsRaw says that the bytes of a document can be read, and that nothing is missing.
func readsRaw(r *pipelinetest.Rig, text string) {
	r.T.Helper()
	raw, err := client.RawDocument(r.Context(), r.Conn, pipelinetest.ToyID([]byte(text)))
	if err != nil || string(raw) != text {
		r.T.Errorf("%d bytes of %d, %v", len(raw), len(text), err)
	}
	a, err := audit.Audit(r.Context(), r.Conn, audit.Options{})
	if err != nil || !a.Clean() || len(a.Blobs.Orphans) > 0 {
		r.T.Errorf("audit %+v, %v", a, err)
	}
	auditor := audit.NewAuditor(r.Conn, audit.AuditorOptions{Metrics: r.Metrics})
	if err := auditor.Once(r.Context()); err != nil || len(auditor.Faults()) > 0 {
		r.T.Errorf("the witness tells %v, %v", auditor.Faults(), err)
	}
}

// TestDocumentTravelsBesideItsRecord: up to the limit a document takes no message of its own,
// whether a door has written its record or ingest. Beyond it there are two, as ever.
func TestDocumentTravelsBesideItsRecord(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		most uint64
	}{
		"nothing":     {"", 0},
		"short":       {"short", 0},
		"at limit":    {string(make([]byte, wire.BesideLimit)), 0},
		"beyond it":   {string(make([]byte, wire.BesideLimit+1)), 2},
		"and by much": {pipelinetest.TooLargeBeside("much"), 2},
	} {
		for _, door := range []bool{true, false} {
			t.Run(fmt.Sprint(name, " door ", door), func(t *testing.T) {
				t.Parallel()
				r := pipelinetest.New(t, wire.Topology{})
				var y pipelinetest.Toys
				r.Work(worker.Options{}, y.Stages()...)
				doc := pipelinetest.ToyID([]byte(c.text))
				if door {
					r.Submit(c.text)
				} else if _, err := r.Conn.JS.Publish(r.Context(), "gouji.submit.crawler", []byte(c.text)); err != nil {
					t.Fatal(err)
				}
				r.WaitState(doc, client.StatePublished)
				if n := blobs(r); n != c.most {
					t.Errorf("%d messages of the object store, want %d", n, c.most)
				}
				readsRaw(r, c.text)
			})
		}
	}
}

// TestRecordWithoutItsDocument: a door of an earlier version writes the record alone, and
// somebody may make one up. Ingest stores the bytes then where readers look for them.
func TestRecordWithoutItsDocument(t *testing.T) {
	t.Parallel()
	const text = "a document"
	cause := wire.Cause{Subject: "gouji.submit.crawler", Stream: wire.SubmitStream, Sequence: 1}
	right := wire.DigestOf([]byte(text))
	for name, c := range map[string]struct {
		rec  wire.Accepted
		raw  []byte // beside it, nil for none
		says string // what the header says is beside it
		fit  bool   // the record is one that readers take
	}{
		"of an earlier version":   {wire.Accepted{Digest: right, Size: 10, Producer: "crawler"}, nil, "", true},
		"that says otherwise":     {wire.Accepted{Digest: right, Size: 10, Producer: "crawler"}, nil, right, true},
		"of another document":     {wire.Accepted{Digest: wire.DigestOf([]byte("x")), Size: 1, Producer: "crawler"}, []byte("x"), "", false},
		"with another beside it":  {wire.Accepted{Digest: right, Size: 10, Producer: "crawler"}, []byte("x"), "", false},
		"that is none of records": {wire.Accepted{}, nil, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			doc := pipelinetest.ToyID([]byte(text))
			large := make([]byte, wire.BesideLimit+1)
			m, err := wire.AcceptedMessage(r.Context(), r.Conn.Topology(), doc, cause, c.rec, large)
			if c.raw != nil {
				m, err = wire.AcceptedMessage(r.Context(), r.Conn.Topology(), doc, cause, c.rec, c.raw)
			}
			if err != nil {
				t.Fatal(err)
			}
			if c.says != "" {
				m.Header.Set(wire.HeaderBeside, c.says)
			}
			if _, err := r.Conn.JS.PublishMsg(r.Context(), m); err != nil {
				t.Fatal(err)
			}
			if _, err := r.Conn.JS.Publish(r.Context(), "gouji.submit.crawler", []byte(text)); err != nil {
				t.Fatal(err)
			}
			var y pipelinetest.Toys
			r.Work(worker.Options{}, y.Stages()...)
			r.WaitState(doc, client.StatePublished)
			if got, err := r.Conn.Blobs.Get(r.Context(), wire.RefOf(right)); err != nil || string(got) != text {
				t.Errorf("stored %q, %v", got, err)
			}
			if c.fit {
				readsRaw(r, text)
			}
		})
	}
}

// TestReplayKeepsTheDocumentBesideItsRecord: a replay points the record to the new submission
// and takes along what travels beside it.
func TestReplayKeepsTheDocumentBesideItsRecord(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnIngest: pipelinetest.PoisonOn("poison")}
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(r.Submit("poison"), client.StateDead)
	if err := dead.Replay(r.Context(), r.Conn, r.Dead()[0].ID); err != nil {
		t.Fatal(err)
	}
	r.Idle(wire.StageIngest)
	if n := r.Messages("gouji.p0.accepted.>"); n != 2 {
		t.Errorf("%d records", n)
	}
	if n := blobs(r); n != 0 {
		t.Errorf("%d messages of the object store", n)
	}
	readsRaw(r, "poison")
}
