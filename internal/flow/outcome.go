package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// OutcomeSchema names the wire form of Outcome.
const OutcomeSchema = "gouji.outcome/v1"

// Outcome is what a producer is told when one of its documents ends. It stays far below 64
// KiB: what a producer says has at most 8 KiB, and a reason 2 KiB.
type Outcome struct {
	Schema string `json:"schema"`
	// ID is the document's, empty for a submission that died before it was known.
	ID       string `json:"id,omitempty"`
	Producer string `json:"producer"`
	// Source is the URL and File the name that its producer gave.
	Source string `json:"source,omitempty"`
	File   string `json:"file,omitempty"`
	report.Brief
	// Time is when it ended.
	Time time.Time `json:"time"`
	// Link is the path of the whole answer at the HTTP door.
	Link string `json:"link,omitempty"`
}

// Announcer tells producers what became of their documents.
func Announcer(conn *pipeline.Conn) *pipeline.Announcer {
	return &pipeline.Announcer{Conn: conn, Describe: func(ctx context.Context, e pipeline.End) (string, []byte, error) {
		o, err := outcomeOf(ctx, conn, e)
		if err != nil {
			return "", nil, err
		}
		b, err := json.Marshal(o)
		if err != nil {
			return "", nil, fmt.Errorf("telling of %s: %w", e.Doc, err)
		}
		return o.Producer, report.MaskJSON(b), nil
	}}
}

func outcomeOf(ctx context.Context, conn *pipeline.Conn, e pipeline.End) (Outcome, error) {
	o := Outcome{Schema: OutcomeSchema, ID: e.Doc, Time: e.Time.UTC()}
	if e.Doc != "" {
		o.Link = "/v1/reports/" + e.Doc
		rec, err := pipeline.Accepted(ctx, conn, e.Doc)
		if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) { // too large a submission has none
			return o, err
		}
		src, _, _ := source(rec.Producer, rec.Header)
		o.Producer, o.Source, o.File = src.Producer, src.URL, src.Filename
	}
	if e.State == pipeline.EndPublished {
		var r publish.Receipt
		if err := json.Unmarshal(e.Receipt, &r); err != nil {
			return o, fault.Poison(fault.SchemaInvalid, fmt.Errorf("the receipt of %s: %w", e.Doc, err))
		}
		o.Brief = report.Brief{State: e.State}
		if r.Brief != nil {
			o.Brief = *r.Brief
		}
		return o, nil
	}
	r := RejectionOf(e.Letter)
	o.Brief = report.Brief{State: e.State, Class: string(r.Class), Message: r.Message, MessageZH: r.MessageZH, Dead: r.Dead}
	src, _, _ := source(r.Producer, e.Letter.Header)
	o.Producer, o.Source, o.File = cmp.Or(o.Producer, src.Producer), cmp.Or(o.Source, src.URL), cmp.Or(o.File, r.File)
	return o, nil
}
