package door

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// submitted is the answer to a submission.
type submitted struct {
	ID        string `json:"id"`
	Duplicate bool   `json:"duplicate"`
	// First says of a duplicate what the first submission became.
	First *report.Brief `json:"first,omitempty"`
	// Added are the headers of a duplicate that are taken: the document is judged again with them.
	Added []string `json:"added,omitempty"`
	// Location is where to look, "" where another producer was first.
	Location string `json:"location,omitempty"`
	// Notes say what was left out of what came with the document.
	Notes []string `json:"notes,omitempty"`
}

// submit takes the documents of a request in, and answers with an object for one and a
// list for several. Where one fails, the request does: it can be sent again as it is,
// because what is in already is only a duplicate then.
func (d *Door) submit(w http.ResponseWriter, r *http.Request, c *caller, req *Request) answer {
	docs, done, err := d.receive(w, r, c, req)
	if err != nil {
		return refuse(err)
	}
	defer done()
	for _, doc := range docs {
		if len(doc.raw) == 0 {
			return refuse(refusef(fault.Empty, "文档 %q 没有内容；请提交文件本身", "the document %q has no bytes; submit the file itself", doc.meta[headerFilename]))
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), d.o.Limits.Hold)
	defer cancel()
	out := make([]submitted, len(docs))
	for i, doc := range docs {
		out[i].ID = report.DocumentID(doc.raw)
		handed, err := d.o.Submit.Submit(ctx, c.Producer, out[i].ID, doc.raw, doc.meta, doc.notes)
		if err != nil {
			d.o.Log.Warn().Err(err).Str("id", out[i].ID).Str("producer", c.Producer).Msg("a submission failed")
			return refuse(err)
		}
		out[i].Duplicate, out[i].Added = handed.Duplicate, handed.Added
		out[i].Location, out[i].Notes = reportsPath+out[i].ID, slices.Concat(doc.notes, handed.Notes)
		if out[i].Duplicate {
			out[i].First = d.first(ctx, out[i].ID)
			if who, err := d.reader(r, c); err == nil {
				if sees, err := d.sees(ctx, who, out[i].ID); err == nil && !sees {
					out[i].Location = "" // another producer was first; First is all there is to see
				}
			}
		}
	}
	if len(out) == 1 {
		return answer{status: http.StatusAccepted, body: out[0], location: out[0].Location}
	}
	return answer{status: http.StatusAccepted, body: out}
}

// first is what became of a document that was submitted before, nil where it cannot be
// looked up: the submission is in all the same.
func (d *Door) first(ctx context.Context, id string) *report.Brief {
	state, check, err := d.o.Find.Find(ctx, id)
	if err != nil || state == "" || state == "unknown" {
		return nil
	}
	b, err := report.BriefOf(state, report.MaskJSON(check))
	if err != nil {
		d.o.Log.Error().Err(err).Str("id", id).Msg("a stored check object cannot be read")
	}
	return &b
}

// receive reads the documents; done gives back the place that a large body takes.
func (d *Door) receive(w http.ResponseWriter, r *http.Request, c *caller, req *Request) (docs []document, done func(), err error) {
	u := d.upload(w, r, c)
	docs, err = d.documents(w, r, u)
	if err != nil {
		u.done()
		return nil, nil, err
	}
	c.bucket.charge(len(docs) - 1)
	for _, doc := range docs {
		req.Bytes += len(doc.raw)
	}
	return docs, u.done, nil
}

func noID(id string) *refusal {
	return refusef(fault.BadMetadata, "%.40q 不是文档编号；编号有 26 个字符，a-z 与 2-7", "%.40q is no document id; an id has 26 characters, a-z and 2-7", id)
}

// find answers where a document is, with its check object where there is one. The document of
// another producer is answered like one that nobody submitted.
func (d *Door) find(_ http.ResponseWriter, r *http.Request, c *caller, _ *Request) answer {
	id := r.PathValue("id")
	if !validID(id) {
		return refuse(noID(id))
	}
	ctx, cancel := context.WithTimeout(r.Context(), d.o.Limits.Hold)
	defer cancel()
	who, err := d.reader(r, c)
	if err != nil {
		return refuse(err)
	}
	sees, err := d.sees(ctx, who, id)
	var state string
	var check json.RawMessage
	if err == nil && sees {
		state, check, err = d.o.Find.Find(ctx, id)
	}
	if err != nil {
		d.o.Log.Warn().Err(err).Str("id", id).Msg("a document could not be looked up")
		return refuse(busy(againLater, "暂时查不到这份文档，请再问", "the document could not be looked up; ask again"))
	}
	if state == "" || state == "unknown" {
		return refuse(missing("这里没有编号为 %s 的文档", "no document with the id %s was submitted here", id))
	}
	body, err := withState(report.MaskJSON(check), id, state)
	if err != nil {
		d.o.Log.Error().Err(err).Str("id", id).Msg("a stored check object cannot be read")
		return refuse(busy(againLater, "核对结果读不出来，请再问", "the check object could not be read; ask again"))
	}
	return answer{status: http.StatusOK, body: body}
}

// withState is the check object with id and state as its first members; the others stay
// as they are stored, in their order and to the digit.
func withState(check json.RawMessage, id, state string) (json.RawMessage, error) {
	head, err := json.Marshal(struct {
		ID    string `json:"id"`
		State string `json:"state"`
	}{id, state})
	if err != nil {
		return nil, err
	}
	check = bytes.TrimSpace(check)
	if len(check) == 0 || bytes.Equal(check, []byte("null")) {
		return head, nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(check, &members); err != nil {
		return nil, fmt.Errorf("the check object: %w", err)
	}
	if _, ok := members["id"]; ok {
		return nil, errors.New(`the check object has an "id" of its own`)
	}
	if _, ok := members["state"]; ok {
		return nil, errors.New(`the check object has a "state" of its own`)
	}
	if len(members) == 0 {
		return head, nil
	}
	return append(append(head[:len(head)-1:len(head)-1], ','), check[1:]...), nil
}
