package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// LetterOf returns the newest dead letter of a document.
func LetterOf(ctx context.Context, conn *pipeline.Conn, doc string) (pipeline.Dead, error) {
	s, err := conn.JS.Stream(ctx, pipeline.DeadStream)
	if err != nil {
		return pipeline.Dead{}, fmt.Errorf("the dead letter of %s: %w", doc, err)
	}
	m, err := s.GetLastMsgForSubject(ctx, "gouji.dead.*.*.*.*."+doc)
	if err != nil {
		return pipeline.Dead{}, fmt.Errorf("the dead letter of %s: %w", doc, err)
	}
	at, err := pipeline.ParseDead(m.Subject)
	if err != nil {
		return pipeline.Dead{}, err
	}
	return pipeline.GetDead(ctx, conn, at.ID())
}

// OwnerOf returns the producer that submitted a document first, "" where nobody did: that of
// the accepted record, or of the dead letter where a document died before it had one.
func OwnerOf(ctx context.Context, conn *pipeline.Conn, doc string) (string, error) {
	rec, err := pipeline.Accepted(ctx, conn, doc)
	if err == nil || !errors.Is(err, jetstream.ErrMsgNotFound) {
		return rec.Producer, err
	}
	d, err := LetterOf(ctx, conn, doc)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return sourceOf(d).Producer, nil
}

// Rejection says why a document died, the same in every door.
type Rejection struct {
	// Class is one of the classes of package fault; of a letter that was dropped, the
	// class it had before.
	Class fault.Class `json:"class"`
	// Message is the reason in the words of the stage; MessageZH says the class in Chinese.
	Message   string    `json:"message"`
	MessageZH string    `json:"message_zh"`
	At        time.Time `json:"at"`
	// Dead is the id of the dead letter.
	Dead string `json:"dead"`
	// File and Producer are what the submission said; empty where it said nothing.
	File     string `json:"file,omitempty"`
	Producer string `json:"producer,omitempty"`
	// Notes say what was left out of what came with the document.
	Notes []string `json:"notes,omitempty"`
}

// RejectionOf is what a dead letter says about its document.
func RejectionOf(d pipeline.Dead) Rejection {
	class := d.Class
	if d.Was != "" {
		class = d.Was
	}
	src := sourceOf(d)
	_, _, notes := source("", d.Header)
	return Rejection{
		Class: class, Message: strings.TrimPrefix(d.Reason, string(class)+": "), MessageZH: export.Chinese().ClassName(class),
		At: d.Time, Dead: d.ID, File: src.Filename, Producer: src.Producer, Notes: notes,
	}
}

// sourceOf is what is known of where the document came from: of a submission its subject and
// headers say it, of a later message what was read or judged.
func sourceOf(d pipeline.Dead) report.Source {
	said := report.Source{Producer: d.Header["Gouji-Producer"], Filename: d.Header["Gouji-Filename"]}
	if token, ok := strings.CutPrefix(d.Origin.Subject, "gouji.submit."); ok {
		said.Producer = cmp.Or(said.Producer, token)
		return said
	}
	var of struct {
		Source report.Source `json:"source"`
		Report struct {
			Source report.Source `json:"source"`
		} `json:"report"`
	}
	env, err := pipeline.DecodeEnvelope(d.Data)
	if err != nil || codec.Peek(env.Payload, &of) != nil { // above 64 KiB the payload is elsewhere
		return said
	}
	return cmp.Or(of.Source, of.Report.Source, said)
}

// rejected is the check object of a document that died.
type rejected struct {
	Schema    string    `json:"schema"`
	Outcome   string    `json:"outcome"`
	Rejection Rejection `json:"rejection"`
}

// Look says where a document is, with its check object where it has ended. That of a dead
// document has the rejection in place of the report. A letter that has gone between two
// reads, because it is being replayed, leaves the object out.
func Look(ctx context.Context, conn *pipeline.Conn, id string) (pipeline.State, json.RawMessage, error) {
	state, payload, err := pipeline.Lookup(ctx, conn, id)
	if err != nil || state != pipeline.StateDead {
		return state, payload, err
	}
	d, err := LetterOf(ctx, conn, id)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return state, nil, nil
	}
	if err != nil {
		return state, nil, err
	}
	payload, err = json.Marshal(rejected{report.CheckSchema, report.Rejected, RejectionOf(d)})
	if err != nil {
		return state, nil, fmt.Errorf("writing the rejection of %s: %w", id, err)
	}
	return state, report.MaskJSON(payload), nil
}
