package door

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// submitted is the answer to a submission.
type submitted struct {
	ID        string `json:"id"`
	Duplicate bool   `json:"duplicate"`
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
			return refuse(fault.Poisonf(fault.Empty, "the document %q has no bytes; submit the file itself", doc.meta[headerFilename]))
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), d.o.Limits.Hold)
	defer cancel()
	out := make([]submitted, len(docs))
	for i, doc := range docs {
		out[i].ID = report.DocumentID(doc.raw)
		out[i].Duplicate, err = d.o.Submit.Submit(ctx, c.Producer, out[i].ID, doc.raw, doc.meta)
		if err != nil {
			d.o.Log.Warn().Err(err).Str("id", out[i].ID).Str("producer", c.Producer).Msg("a submission failed")
			return refuse(err)
		}
	}
	if len(out) == 1 {
		return answer{status: http.StatusAccepted, body: out[0]}
	}
	return answer{status: http.StatusAccepted, body: out}
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

// find answers where a document is, with its check object where there is one.
func (d *Door) find(r *http.Request, id string) answer {
	if !validID(id) {
		return refuse(fault.Poisonf(fault.BadMetadata, "%.40q is no document id; an id has 26 characters, a-z and 2-7", id))
	}
	ctx, cancel := context.WithTimeout(r.Context(), d.o.Limits.Hold)
	defer cancel()
	state, check, err := d.o.Find.Find(ctx, id)
	if err != nil {
		d.o.Log.Warn().Err(err).Str("id", id).Msg("a document could not be looked up")
		return refuse(busy(againLater, "the document could not be looked up; ask again"))
	}
	if state == "" || state == "unknown" {
		return refuse(&refusal{status: http.StatusNotFound, class: notFound, message: "no document with the id " + id + " was submitted here"})
	}
	body, err := withState(report.MaskJSON(check), id, state)
	if err != nil {
		d.o.Log.Error().Err(err).Str("id", id).Msg("a stored check object cannot be read")
		return refuse(busy(againLater, "the check object could not be read; ask again"))
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
