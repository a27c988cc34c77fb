package door

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// check checks one document and keeps nothing. A full door refuses at once: a writer who
// waits for the answer is better told so than held. The slot is taken when the document
// is there, so that slow uploads cannot hold the few there are.
func (d *Door) check(w http.ResponseWriter, r *http.Request, c *caller, req *Request) answer {
	format, err := d.formatOf(r)
	if err != nil {
		return refuse(err)
	}
	docs, done, err := d.receive(w, r, c, req)
	if err != nil {
		return refuse(err)
	}
	defer done()
	if len(docs) != 1 {
		return refuse(refusef(fault.BadMetadata, "表单有 %d 个文件；一次只核对一个", "the form has %d files; one is checked at a time", len(docs)))
	}
	select {
	case d.checks <- struct{}{}:
		defer func() { <-d.checks }()
	default:
		return refuse(busy(againSoon, "已有 %d 份在核对，请重新发送", "%d checks are under way already; send it again", cap(d.checks)))
	}
	ctx, cancel := context.WithTimeout(r.Context(), d.o.Limits.CheckTime)
	defer cancel()
	doc := docs[0]
	result := d.o.Check.Check(ctx, doc.raw, doc.source(c.Producer), doc.meta[headerType])
	if result.Schema == "" {
		result.Schema = report.CheckSchema
	}
	if result.File == "" {
		result.File = doc.meta[headerFilename]
	}
	status := http.StatusOK
	if result.Outcome != report.Checked {
		status = http.StatusUnprocessableEntity
	} else if result.Findings == nil {
		result.Findings = []report.Finding{} // the contract has the list always
	}
	if format.Write == nil {
		format.Write = writeJSON
	}
	return d.written(ctx, format, status, Draft{Check: result, Raw: doc.raw, Source: doc.source(c.Producer), ContentType: doc.meta[headerType], Lang: languageOf(r)})
}

// writeJSON writes the check object on a line.
func writeJSON(_ context.Context, w io.Writer, d Draft) error {
	body, err := json.Marshal(d.Check)
	if err != nil {
		return err
	}
	return encode(w, json.RawMessage(report.MaskJSON(body)))
}
