package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/stages/ingest/child"
	"github.com/gouji/gouji/stages/report"
)

// ServeMain is the whole work of a process of its own: it answers the questions of an
// Isolated from stdin on stdout until stdin ends, see child.Serve. It returns the exit code
// if it cannot go on. It keeps nothing from one document for the next.
func ServeMain(stdin io.Reader, stdout io.Writer) int {
	r := New(Options{})
	return child.Serve(stdin, stdout, func(request []byte, w io.Writer) []byte {
		if err := r.answer(request, w); err != nil {
			return refusal(err)
		}
		return nil
	})
}

// question is what a child is asked: to read a document or, with Texts, whether they stand
// there. The bytes of the document follow it.
type question struct {
	Source report.Source
	Notes  []string
	// ContentType is bytes because it need not be UTF-8.
	ContentType []byte
	Texts       []report.Text
}

// head is the question as JSON behind its length in four bytes (big endian).
func (q question) head() ([]byte, error) {
	b, err := json.Marshal(q)
	if err != nil {
		return nil, fmt.Errorf("ingest: the question to a child: %w", err)
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...), nil
}

var errQuestion = errors.New("ingest: what came is no question")

func parseQuestion(request []byte) (question, Input, error) {
	var q question
	if len(request) < 4 {
		return q, Input{}, errQuestion
	}
	n, rest := binary.BigEndian.Uint32(request), request[4:]
	if uint64(n) > uint64(len(rest)) || json.Unmarshal(rest[:n], &q) != nil {
		return q, Input{}, errQuestion
	}
	return q, Input{Data: rest[n:], Source: q.Source, ContentType: string(q.ContentType), notes: q.Notes}, nil
}

func (r *Reader) answer(request []byte, w io.Writer) error {
	q, in, err := parseQuestion(request)
	if err != nil {
		return err
	}
	ctx := context.Background() // whoever does not want to wait any longer ends the process
	if q.Texts != nil {
		held, err := r.holds(ctx, in, q.Texts)
		if err != nil {
			return err
		}
		return json.NewEncoder(w).Encode(held)
	}
	doc, err := r.Read(ctx, in)
	if err != nil {
		return err
	}
	return writeDocument(w, doc)
}

// writeDocument writes a document as package codec does, block by block: one of 20 MB would be
// held twice while it grows.
func writeDocument(w io.Writer, doc report.Document) error {
	lists := []codec.List{{Name: "blocks", Len: len(doc.Blocks), At: func(i int) any { return &doc.Blocks[i] }}}
	if len(doc.Lines) > 0 {
		lists = append(lists, codec.List{Name: "lines", Len: len(doc.Lines), At: func(i int) any { return &doc.Lines[i] }})
	}
	// The members of the outer struct hide those of the same name.
	return codec.WriteLists(w, struct {
		report.Document
		Blocks struct{} `json:"blocks,omitzero"`
		Lines  struct{} `json:"lines,omitzero"`
	}{Document: doc}, lists...)
}

// Encode writes a document as an Isolated returns it.
func Encode(doc report.Document) ([]byte, error) {
	var b bytes.Buffer
	if err := writeDocument(&b, doc); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
