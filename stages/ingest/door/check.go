package door

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// check checks one document and keeps nothing. A full door refuses at once: a writer who
// waits for the answer is better told so than held. The slot is taken when the document
// is there, so that slow uploads cannot hold the few there are.
func (d *Door) check(w http.ResponseWriter, r *http.Request, c *caller, req *Request) answer {
	docs, done, err := d.receive(w, r, c, req)
	if err != nil {
		return refuse(err)
	}
	defer done()
	if len(docs) != 1 {
		return refuse(fault.Poisonf(fault.BadMetadata, "the form has %d files; one is checked at a time", len(docs)))
	}
	select {
	case d.checks <- struct{}{}:
		defer func() { <-d.checks }()
	default:
		return refuse(busy(againSoon, fmt.Sprintf("%d checks are under way already; send it again", cap(d.checks))))
	}
	ctx, cancel := context.WithTimeout(r.Context(), d.o.Limits.CheckTime)
	defer cancel()
	doc := docs[0]
	result := d.o.Check.Check(ctx, doc.raw, sourceOf(doc.meta, c.Producer), doc.meta[headerType])
	if result.Schema == "" {
		result.Schema = report.CheckSchema
	}
	if result.File == "" {
		result.File = doc.meta[headerFilename]
	}
	if result.Outcome != report.Checked {
		return answer{status: http.StatusUnprocessableEntity, body: result}
	}
	if result.Findings == nil {
		result.Findings = []report.Finding{} // the contract has the list always
	}
	body, err := json.Marshal(result)
	if err != nil {
		d.o.Log.Error().Err(err).Msg("a check cannot be written")
		return refuse(busy(againLater, "the check could not be written; send it again"))
	}
	return answer{status: http.StatusOK, body: json.RawMessage(report.MaskJSON(body))}
}
