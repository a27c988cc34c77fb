package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

// What a producer says of a replay counts for nothing, neither on its own subject nor, where
// nobody keeps it away, on that of the replays.
func TestForgedReplayHasNoEffect(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	y := toy{onIngest: poisonOn("doc")}
	r.work(WorkerOptions{}, y.stages()...)
	doc := r.submit("doc")
	r.waitState(doc, StateDead)
	id := r.dead()[0].ID
	for i := range 3 {
		m := nats.NewMsg("gouji.submit.evil")
		m.Data = []byte("doc")
		m.Header.Set(headerReplay, id)
		m.Header.Set(headerProducer, "other")
		m.Header.Set(headerAgain, id)
		if _, err := r.conn.JS.PublishMsg(r.ctx(), m); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a duplicate", func() bool { return r.count(StageIngest, metrics.OutcomeDuplicate) == i+1 })
	}
	if ds := r.dead(); len(ds) != 1 || ds[0].ID != id {
		t.Errorf("dead letters %+v", ds)
	}
	if n := y.ingested.Load(); n != 1 {
		t.Errorf("ingest ran %d times", n)
	}
	if _, err := Submit(r.ctx(), r.conn, ReplayProducer, doc, []byte("doc"), nil); classOf(err) != fault.BadSubjectToken {
		t.Errorf("a door submits for the producer %q: %v", ReplayProducer, err)
	}
	if _, err := r.conn.JS.Publish(r.ctx(), "gouji.submit."+ReplayProducer, []byte("nobody's")); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a second letter", func() bool { return len(r.dead()) == 2 })
	if d := r.dead()[1]; d.Class != fault.BadSubjectToken || d.Doc != "" {
		t.Errorf("a replay of nobody's: %+v", d)
	}
}

// A replayed submission stays its producer's, through every replay.
func TestReplayKeepsTheProducer(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var b broken
	y := toy{onIngest: b.hook}
	r.work(WorkerOptions{}, y.stages()...)
	m := nats.NewMsg("gouji.submit.crawler")
	m.Data = []byte("doc")
	m.Header.Set("Gouji-Year", "2023")
	if _, err := r.conn.JS.PublishMsg(r.ctx(), m); err != nil {
		t.Fatal(err)
	}
	doc := toyID(m.Data)
	last := ""
	for range 3 {
		eventually(t, "a new letter", func() bool { d, ok := findDead(r, doc); return ok && d.ID != last })
		d := deadOf(t, r, doc)
		if last = d.ID; d.Origin.Subject != "gouji.submit.crawler" || d.Header["Gouji-Year"] != "2023" || len(d.Header) != 1 {
			t.Errorf("origin %s, header %v", d.Origin.Subject, d.Header)
		}
		// The replay is interrupted before it removes the letter, and repeated.
		if err := PutBack(r.ctx(), r.conn, d); err != nil {
			t.Fatal(err)
		}
		if err := Replay(r.ctx(), r.conn, d.ID); err != nil && !errors.Is(err, ErrNoDead) {
			t.Fatal(err)
		}
	}
	eventually(t, "the last letter", func() bool { d, ok := findDead(r, doc); return ok && d.ID != last })
	r.idle(StageIngest)
	if n := len(r.dead()); n != 1 {
		t.Errorf("%d dead letters of one document", n)
	}
	b.mended.Store(true)
	if err := Replay(r.ctx(), r.conn, deadOf(t, r, doc).ID); err != nil {
		t.Fatal(err)
	}
	r.waitState(doc, StatePublished)
	rec, err := acceptedRecord(r.ctx(), r.conn, doc)
	if err != nil || rec.Producer != "crawler" || rec.Header["Gouji-Year"] != "2023" {
		t.Errorf("accepted %+v, %v", rec, err)
	}
	if s := r.status(); s.Accepted != 1 || s.Published != 1 {
		t.Errorf("status %+v", s)
	}
}

// letter is a dead letter as somebody writes it who may write under a subject.
func (r *rig) letter(subject string, d Dead) {
	r.t.Helper()
	data, err := json.Marshal(d)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.conn.JS.Publish(r.ctx(), subject, data); err != nil {
		r.t.Fatal(err)
	}
}

// A letter is put back only where the stage reads that wrote it.
func TestLetterThatNamesAnothersSubjectIsNotPutBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	data := []byte(`{"evil":true}`)
	victim := "gouji.p0.validated.r.1.2023.none.victim.0"
	for i, origin := range []Origin{
		{Stream: "GOUJI_P0", Subject: victim, Sequence: 1},                    // another place than the letter's
		{Stream: SubmitStream, Subject: victim, Sequence: 1},                  // the letter's place, another subject
		{Stream: SubmitStream, Subject: "gouji.p0.accepted.x", Sequence: 1},   //
		{Stream: "GOUJI_DEAD", Subject: "gouji.dead.x", Sequence: 1},          //
		{Stream: "gouji_submit", Subject: "gouji.submit.test", Sequence: 1},   // no such stream
		{Stream: SubmitStream, Subject: "gouji.submit.test", Sequence: 2 + 9}, // another id
	} {
		d := Dead{Schema: DeadSchema, ID: "gouji_submit-1", Stage: StageIngest, Class: ClassParked, Origin: origin,
			Digest: digestOf(data), Size: int64(len(data)), Data: data}
		subject := "gouji.dead.ingest.parked.gouji_submit.1.none"
		if i > 0 {
			if m, err := r.conn.last(r.ctx(), DeadStream, subject); err != nil || Remove(r.ctx(), r.conn, m.Sequence) != nil {
				t.Fatal(err)
			}
		}
		r.letter(subject, d)
		rel := Releaser{Conn: r.conn, Clock: time.Now}
		if n, err := rel.Once(r.ctx()); n != 0 || classOf(err) != fault.SchemaInvalid {
			t.Errorf("%+v: %d released, %v", origin, n, err)
		}
		if err := Replay(r.ctx(), r.conn, "gouji_submit-1"); classOf(err) != fault.SchemaInvalid {
			t.Errorf("%+v: replay: %v", origin, err)
		}
		if err := Drop(r.ctx(), r.conn, "gouji_submit-1", time.Now()); classOf(err) != fault.SchemaInvalid {
			t.Errorf("%+v: drop: %v", origin, err)
		}
	}
	if n := r.messages("gouji.p0.>"); n != 0 {
		t.Errorf("%d messages were put into the log", n)
	}
}

// A letter's headers give the server no orders in the name of whoever puts it back.
func TestReplayTakesNoServersHeaderFromALetter(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	data := []byte(`{}`)
	r.letter("gouji.dead.parse.malformed.gouji_p0.7.a", Dead{Schema: DeadSchema, ID: "gouji_p0-7", Stage: StageParse, Class: fault.Malformed, Doc: "a",
		Origin: Origin{Stream: "GOUJI_P0", Subject: "gouji.p0.ingested.a", Sequence: 7}, Digest: digestOf(data), Size: int64(len(data)), Data: data,
		Header: map[string]string{"Nats-TTL": "1s", "Nats-Msg-Id": "x", headerSubmitted: "2024-01-02T03:04:05Z"}})
	if err := Replay(r.ctx(), r.conn, "gouji_p0-7"); err != nil {
		t.Fatal(err)
	}
	m, err := r.conn.last(r.ctx(), "GOUJI_P0", "gouji.p0.ingested.a")
	if err != nil || m.Header.Get("Nats-TTL") != "" || m.Header.Get("Nats-Msg-Id") != "" || m.Header.Get(headerSubmitted) == "" {
		t.Errorf("header %v, %v", m.Header, err)
	}
}

// What cannot be read among the dead letters stops nothing that has to do with the others.
func TestUnreadableLettersArePassedOver(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	for i, subject := range []string{"gouji.dead.parse.parked.gouji_p0.900.a", "gouji.dead.parse.not_a_report.gouji_p0.901.b", "gouji.dead.parse.x.y"} {
		if _, err := r.conn.JS.Publish(r.ctx(), subject, fmt.Appendf(nil, "no letter %d", i)); err != nil {
			t.Fatal(err)
		}
	}
	y := toy{onParse: func(_ context.Context, text string) error {
		switch text {
		case "poison":
			return fault.Poisonf(fault.NotAReport, "no report")
		case "late":
			return fault.RetryAfter(time.Hour, errors.New("not yet"))
		}
		return nil
	}}
	r.work(WorkerOptions{}, y.stages()...)
	doc, late := r.submit("poison"), r.submit("late")
	r.waitState(doc, StateDead)
	eventually(t, "parked", func() bool { return y.parsed.Load() == 2 && r.status().Stages[1].AckPending == 0 })

	var passed *PassedOverError
	ds, err := ListDead(r.ctx(), r.conn, DeadFilter{})
	if len(ds) != 1 || ds[0].Doc != doc || !errors.As(err, &passed) || passed.Letters != 2 {
		t.Errorf("listed %d, %v", len(ds), err)
	}
	ids, err := DeadIDs(r.ctx(), r.conn, DeadFilter{})
	if len(ids) != 2 || !errors.As(err, &passed) || passed.Letters != 1 { // the subject of 901 can be read
		t.Errorf("ids %v, %v", ids, err)
	}
	rel := Releaser{Conn: r.conn, Clock: func() time.Time { return time.Now().Add(2 * time.Hour) }}
	n, err := rel.Once(r.ctx())
	if n != 1 || !errors.As(err, &passed) || passed.Letters != 1 {
		t.Errorf("released %d, %v", n, err)
	}
	eventually(t, "tried again", func() bool { return y.parsed.Load() == 3 })
	r.waitState(late, StateInFlight)
}
