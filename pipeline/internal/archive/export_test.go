package archive

import (
	"bytes"
	"io"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Read reads an archive from bytes.
func Read(from io.Reader) (Index, error) { return read(from, wire.Reports(), nil) }

// Small is an archive of one document.
func Small() ([]byte, error) {
	var b bytes.Buffer
	x := Index{Schema: Schema, Year: "2023"}
	w, err := newWriter(&b, x.At)
	if err != nil {
		return nil, err
	}
	d := document{id: "d", messages: []line{{In: inLog, Subject: "gouji.p0.accepted.d", Sequence: 1, Data: []byte("{}")}}}
	if err := w.document(&x, d); err != nil {
		return nil, err
	}
	err = w.close(&x)
	return b.Bytes(), err
}
