package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// Find says where a document is. The check object is as it was published, of a dead document
// one that says why it was rejected, when, and by which dead letter; nil for one that is on
// its way or not known.
func Find(ctx context.Context, conn *pipeline.Conn, id string) (pipeline.State, json.RawMessage, error) {
	state, payload, err := pipeline.Lookup(ctx, conn, id)
	if err != nil || state != pipeline.StateDead {
		return state, payload, err
	}
	d, err := LetterOf(ctx, conn, id)
	if err != nil {
		return state, nil, err
	}
	out, err := json.Marshal(Rejected(d))
	return state, out, err
}

// Rejected is the check object of a document that ended as this dead letter.
func Rejected(d pipeline.Dead) report.Check {
	class := string(cmp.Or(d.Was, d.Class))
	src := sourceOf(d)
	return report.Check{
		Schema: report.CheckSchema, File: src.Filename, Outcome: report.Rejected,
		Rejection: &report.Rejection{
			Class: class, Message: strings.TrimPrefix(d.Reason, class+": "),
			At: d.Time.UTC().Format(time.RFC3339), Dead: d.ID, Producer: src.Producer,
		},
	}
}

// sourceOf is what is known of where the document came from: of a submission its subject and
// headers say it, of a later message what was read or judged.
func sourceOf(d pipeline.Dead) report.Source {
	if p, ok := strings.CutPrefix(d.Origin.Subject, "gouji.submit."); ok {
		return report.Source{Producer: p, Filename: d.Header["Gouji-Filename"]}
	}
	var hop struct {
		Payload struct {
			Source report.Source                  `json:"source"`
			Report struct{ Source report.Source } `json:"report"`
		} `json:"payload"`
	}
	if json.Unmarshal(d.Data, &hop) != nil { // above 64 KiB the payload is elsewhere
		return report.Source{}
	}
	return cmp.Or(hop.Payload.Source, hop.Payload.Report.Source)
}
