package dead_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// What a producer says of a replay counts for nothing, neither on its own subject nor, where
// nobody keeps it away, on that of the replays.
func TestForgedReplayHasNoEffect(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnIngest: pipelinetest.PoisonOn("doc")}
	r.Work(worker.Options{}, y.Stages()...)
	doc := r.Submit("doc")
	r.WaitState(doc, client.StateDead)
	id := r.Dead()[0].ID
	for i := range 3 {
		m := nats.NewMsg("gouji.submit.evil")
		m.Data = []byte("doc")
		m.Header.Set(wire.HeaderReplay, id)
		m.Header.Set(wire.HeaderProducer, "other")
		m.Header.Set(wire.HeaderAgain, id)
		if _, err := r.Conn.JS.PublishMsg(r.Context(), m); err != nil {
			t.Fatal(err)
		}
		pipelinetest.Eventually(t, "a duplicate", func() bool { return r.Count(wire.StageIngest, metrics.OutcomeDuplicate) == i+1 })
	}
	if ds := r.Dead(); len(ds) != 1 || ds[0].ID != id {
		t.Errorf("dead letters %+v", ds)
	}
	if n := y.Ingested.Load(); n != 1 {
		t.Errorf("ingest ran %d times", n)
	}
	if _, err := client.Submit(r.Context(), r.Conn, wire.ReplayProducer, doc, []byte("doc"), nil); pipelinetest.ClassOf(err) != fault.BadSubjectToken {
		t.Errorf("a door submits for the producer %q: %v", wire.ReplayProducer, err)
	}
	if _, err := r.Conn.JS.Publish(r.Context(), "gouji.submit."+wire.ReplayProducer, []byte("nobody's")); err != nil {
		t.Fatal(err)
	}
	pipelinetest.Eventually(t, "a second letter", func() bool { return len(r.Dead()) == 2 })
	if d := r.Dead()[1]; d.Class != fault.BadSubjectToken || d.Doc != "" {
		t.Errorf("a replay of nobody's: %+v", d)
	}
}

// A replayed submission stays its producer's, through every replay.
func TestReplayKeepsTheProducer(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var b pipelinetest.Broken
	y := pipelinetest.Toys{OnIngest: b.Hook}
	r.Work(worker.Options{}, y.Stages()...)
	m := nats.NewMsg("gouji.submit.crawler")
	m.Data = []byte("doc")
	m.Header.Set("Gouji-Year", "2023")
	if _, err := r.Conn.JS.PublishMsg(r.Context(), m); err != nil {
		t.Fatal(err)
	}
	doc := pipelinetest.ToyID(m.Data)
	last := ""
	for range 3 {
		pipelinetest.Eventually(t, "a new letter", func() bool { d, ok := pipelinetest.FindDead(r, doc); return ok && d.ID != last })
		d := pipelinetest.DeadOf(t, r, doc)
		if last = d.ID; d.Origin.Subject != "gouji.submit.crawler" || d.Header["Gouji-Year"] != "2023" || len(d.Header) != 1 {
			t.Errorf("origin %s, header %v", d.Origin.Subject, d.Header)
		}
		// The replay is interrupted before it removes the letter, and repeated.
		if err := dead.PutBack(r.Context(), r.Conn, d); err != nil {
			t.Fatal(err)
		}
		if err := dead.Replay(r.Context(), r.Conn, d.ID); err != nil && !errors.Is(err, dead.ErrNotFound) {
			t.Fatal(err)
		}
	}
	pipelinetest.Eventually(t, "the last letter", func() bool { d, ok := pipelinetest.FindDead(r, doc); return ok && d.ID != last })
	r.Idle(wire.StageIngest)
	if n := len(r.Dead()); n != 1 {
		t.Errorf("%d dead letters of one document", n)
	}
	b.Mended.Store(true)
	if err := dead.Replay(r.Context(), r.Conn, pipelinetest.DeadOf(t, r, doc).ID); err != nil {
		t.Fatal(err)
	}
	r.WaitState(doc, client.StatePublished)
	rec, err := client.AcceptedRecord(r.Context(), r.Conn, doc)
	if err != nil || rec.Producer != "crawler" || rec.Header["Gouji-Year"] != "2023" {
		t.Errorf("accepted %+v, %v", rec, err)
	}
	if s := r.Status(); s.Accepted != 1 || s.Published != 1 {
		t.Errorf("status %+v", s)
	}
}

// letter is a dead letter as somebody writes it who may write under a subject.
func letter(r *pipelinetest.Rig, subject string, d dead.Letter) {
	r.T.Helper()
	data, err := json.Marshal(d)
	if err != nil {
		r.T.Fatal(err)
	}
	if _, err := r.Conn.JS.Publish(r.Context(), subject, data); err != nil {
		r.T.Fatal(err)
	}
}

// A letter is put back only where the stage reads that wrote it.
func TestLetterThatNamesAnothersSubjectIsNotPutBack(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	data := []byte(`{"evil":true}`)
	victim := "gouji.p0.validated.r.1.2023.none.victim.0"
	for i, origin := range []dead.Origin{
		{Stream: "GOUJI_P0", Subject: victim, Sequence: 1},                         // another place than the letter's
		{Stream: wire.SubmitStream, Subject: victim, Sequence: 1},                  // the letter's place, another subject
		{Stream: wire.SubmitStream, Subject: "gouji.p0.accepted.x", Sequence: 1},   //
		{Stream: "GOUJI_DEAD", Subject: "gouji.dead.x", Sequence: 1},               //
		{Stream: "gouji_submit", Subject: "gouji.submit.test", Sequence: 1},        // no such stream
		{Stream: wire.SubmitStream, Subject: "gouji.submit.test", Sequence: 2 + 9}, // another id
	} {
		d := dead.Letter{Schema: dead.Schema, ID: "gouji_submit-1", Stage: wire.StageIngest, Class: wire.ClassParked, Origin: origin,
			Digest: wire.DigestOf(data), Size: int64(len(data)), Data: data}
		subject := "gouji.dead.ingest.parked.gouji_submit.1.none"
		if i > 0 {
			if m, err := r.Conn.Last(r.Context(), wire.DeadStream, subject); err != nil || dead.Remove(r.Context(), r.Conn, m.Sequence) != nil {
				t.Fatal(err)
			}
		}
		letter(r, subject, d)
		rel := dead.Releaser{Conn: r.Conn, Clock: time.Now}
		if n, err := rel.Once(r.Context()); n != 0 || pipelinetest.ClassOf(err) != fault.SchemaInvalid {
			t.Errorf("%+v: %d released, %v", origin, n, err)
		}
		if err := dead.Replay(r.Context(), r.Conn, "gouji_submit-1"); pipelinetest.ClassOf(err) != fault.SchemaInvalid {
			t.Errorf("%+v: replay: %v", origin, err)
		}
		if err := dead.Drop(r.Context(), r.Conn, "gouji_submit-1", time.Now()); pipelinetest.ClassOf(err) != fault.SchemaInvalid {
			t.Errorf("%+v: drop: %v", origin, err)
		}
	}
	if n := r.Messages("gouji.p0.>"); n != 0 {
		t.Errorf("%d messages were put into the log", n)
	}
}

// A letter's headers give the server no orders in the name of whoever puts it back.
func TestReplayTakesNoServersHeaderFromALetter(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	data := []byte(`{}`)
	letter(r, "gouji.dead.parse.malformed.gouji_p0.7.a", dead.Letter{Schema: dead.Schema, ID: "gouji_p0-7", Stage: wire.StageParse, Class: fault.Malformed, Doc: "a",
		Origin: dead.Origin{Stream: "GOUJI_P0", Subject: "gouji.p0.ingested.a", Sequence: 7}, Digest: wire.DigestOf(data), Size: int64(len(data)), Data: data,
		Header: map[string]string{"Nats-TTL": "1s", "Nats-Msg-Id": "x", wire.HeaderSubmitted: "2024-01-02T03:04:05Z"}})
	if err := dead.Replay(r.Context(), r.Conn, "gouji_p0-7"); err != nil {
		t.Fatal(err)
	}
	m, err := r.Conn.Last(r.Context(), "GOUJI_P0", "gouji.p0.ingested.a")
	if err != nil || m.Header.Get("Nats-TTL") != "" || m.Header.Get("Nats-Msg-Id") != "" || m.Header.Get(wire.HeaderSubmitted) == "" {
		t.Errorf("header %v, %v", m.Header, err)
	}
}

// What cannot be read among the dead letters stops nothing that has to do with the others.
func TestUnreadableLettersArePassedOver(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	for i, subject := range []string{"gouji.dead.parse.parked.gouji_p0.900.a", "gouji.dead.parse.not_a_report.gouji_p0.901.b", "gouji.dead.parse.x.y"} {
		if _, err := r.Conn.JS.Publish(r.Context(), subject, fmt.Appendf(nil, "no letter %d", i)); err != nil {
			t.Fatal(err)
		}
	}
	y := pipelinetest.Toys{OnParse: func(_ context.Context, text string) error {
		switch text {
		case "poison":
			return fault.Poisonf(fault.NotAReport, "no report")
		case "late":
			return fault.RetryAfter(time.Hour, errors.New("not yet"))
		}
		return nil
	}}
	r.Work(worker.Options{}, y.Stages()...)
	doc, late := r.Submit("poison"), r.Submit("late")
	r.WaitState(doc, client.StateDead)
	pipelinetest.Eventually(t, "parked", func() bool { return y.Parsed.Load() == 2 && r.Status().Stages[1].AckPending == 0 })

	var passed *dead.PassedOverError
	ds, err := dead.List(r.Context(), r.Conn, dead.Filter{})
	if len(ds) != 1 || ds[0].Doc != doc || !errors.As(err, &passed) || passed.Letters != 2 {
		t.Errorf("listed %d, %v", len(ds), err)
	}
	ids, err := dead.IDs(r.Context(), r.Conn, dead.Filter{})
	if len(ids) != 2 || !errors.As(err, &passed) || passed.Letters != 1 { // the subject of 901 can be read
		t.Errorf("ids %v, %v", ids, err)
	}
	rel := dead.Releaser{Conn: r.Conn, Clock: func() time.Time { return time.Now().Add(2 * time.Hour) }}
	n, err := rel.Once(r.Context())
	if n != 1 || !errors.As(err, &passed) || passed.Letters != 1 {
		t.Errorf("released %d, %v", n, err)
	}
	pipelinetest.Eventually(t, "tried again", func() bool { return y.Parsed.Load() == 3 })
	r.WaitState(late, client.StateInFlight)
}
