package docx

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/charset"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/html"
	"github.com/gouji/gouji/stages/ingest/rtf"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
)

// chunk reads a part that the document takes in whole (w:altChunk, 17.17.2): a page, a web
// archive, RTF, plain text or another document. Of any other kind it is noticed that it is
// there.
func (d *document) chunk(f *frame, items *[]item) error {
	path, err := d.place(f)
	if err != nil {
		return err
	}
	blocks, err := d.chunkBlocks(attribute(f, "id"))
	if err != nil {
		return err
	}
	if blocks == nil {
		blocks = []report.Block{{Line: report.Text{At: report.Place{Kind: report.PlaceDOCX, Path: path}, Objects: []report.Object{{Thing: report.Embedded}}}}}
	} else {
		for i := range blocks {
			within(&blocks[i], path)
		}
	}
	d.places += len(blocks)
	*items = append(*items, item{blocks: blocks})
	return d.Skip()
}

// chunkBlocks reads the part of a relationship; nil if it is of no kind that is read here.
func (d *document) chunkBlocks(id string) ([]report.Block, error) {
	data, err := d.chunkPart(d.links[id])
	if data == nil || err != nil || d.inside {
		return nil, err
	}
	if d.chunks += int64(len(data)); d.chunks > d.archive.lim.Inflate {
		return nil, fault.Poisonf(fault.LimitInflate, "the parts that the document takes in have more than %d bytes; submit one report at a time", d.archive.lim.Inflate)
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		a, err := open(data, d.archive.lim)
		if err != nil {
			return nil, err
		}
		return a.blocks(d.ctx, true)
	}
	if rtf.Is(data) {
		return rtf.Read(d.ctx, data, d.archive.lim.flow())
	}
	if page, ok := pageOf(data); ok {
		_, blocks, err := html.Read(d.ctx, page, d.archive.lim.HTML)
		return blocks, err
	}
	if s, ok := plainOf(d.links[id], data); ok {
		blocks, err := text.Blocks(d.ctx, s, text.Limits{Line: d.archive.lim.Text, Lines: d.archive.lim.Cells, Columns: d.archive.lim.Columns})
		for i := range blocks {
			onPlain(&blocks[i])
		}
		return blocks, err
	}
	return nil, nil
}

// flow are the limits of a part in RTF.
func (l Limits) flow() flow.Limits {
	const depth = 16
	return flow.Limits{Cells: l.Cells, Columns: l.Columns, Depth: depth, Text: l.Text}
}

// plainPath is the step to the text of a part in plain text.
const plainPath = "/text()"

// onPlain puts the places of a block behind the step to the text of its part.
func onPlain(b *report.Block) {
	move := func(t *report.Text) {
		if t.At.Kind == report.PlaceText {
			t.At.Path = plainPath
		}
	}
	move(&b.Line)
	if b.Grid != nil {
		for i := range b.Grid.Cells {
			move(&b.Grid.Cells[i].Text)
		}
	}
}

// plainOf returns the text of a part that its name says is plain text.
func plainOf(r *relationship, data []byte) (string, bool) {
	if !strings.HasSuffix(strings.ToLower(r.Target), ".txt") {
		return "", false
	}
	s, _, err := charset.Decode(data)
	return s, err == nil && !strings.Contains(s, "\x00")
}

// chunkPart inflates the part of a relationship, nil if there is none.
func (a *archive) chunkPart(r *relationship) ([]byte, error) {
	if r == nil || r.external() || r.kind() != "aFChunk" {
		return nil, nil
	}
	data, _, err := a.part(r.Target)
	return data, err
}

// within puts the places of a block of another file behind the path of its w:altChunk.
func within(b *report.Block, path string) {
	move := func(t *report.Text) {
		if !t.At.IsZero() {
			t.At.Kind, t.At.Path = report.PlaceDOCX, path+t.At.Path
		}
	}
	move(&b.Line)
	if b.Grid != nil {
		for i := range b.Grid.Cells {
			move(&b.Grid.Cells[i].Text)
		}
	}
}

// pageOf returns the page in a part that is HTML, or a web archive (RFC 2557) of one page; it
// is false for anything else.
func pageOf(data []byte) (string, bool) {
	if !begins(data, "<") && !bytes.Contains(data[:min(len(data), sniffed)], []byte("\x00<")) {
		part, name, ok := archived(data)
		if !ok {
			return "", false
		}
		s, _, err := charset.Decode(part, name)
		return s, err == nil
	}
	s, _, err := charset.Decode(data)
	return s, err == nil && strings.Contains(strings.ToLower(s[:min(len(s), sniffed)]), "<")
}

// sniffed is how many bytes are looked at to tell what a part is.
const sniffed = 1024

// begins reports whether the text begins with s, behind white space and a byte order mark.
func begins(data []byte, s string) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data, "\xEF\xBB\xBF \t\r\n"), []byte(s))
}

// archived returns the first page of a web archive, decoded, with the name of its encoding.
func archived(data []byte) (page []byte, name string, ok bool) {
	m, err := mail.ReadMessage(bytes.NewReader(bytes.TrimLeft(data, "\r\n")))
	if err != nil {
		return nil, "", false
	}
	return firstPage(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, 0)
}

// maxMultipart is how deep parts of a web archive are nested.
const maxMultipart = 4

func firstPage(kind, coding string, body io.Reader, depth int) ([]byte, string, bool) {
	media, params, err := mime.ParseMediaType(kind)
	switch {
	case err != nil || depth > maxMultipart:
		return nil, "", false
	case media == "text/html" || media == "application/xhtml+xml":
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		}
		page, err := io.ReadAll(body)
		return page, params["charset"], err == nil || errors.Is(err, io.ErrUnexpectedEOF)
	case !strings.HasPrefix(media, "multipart/"):
		return nil, "", false
	}
	r := multipart.NewReader(body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err != nil {
			return nil, "", false
		}
		if page, name, ok := firstPage(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, depth+1); ok {
			return page, name, true
		}
	}
}

// rereader finds places in what a w:altChunk takes in.
type rereader interface {
	Text(at report.Place) (string, error)
}

// open prepares the part of a relationship for re-reading.
func (r *Rereader) open(ctx context.Context, id string) (rereader, error) {
	data, err := r.archive.chunkPart(r.links[id])
	if data == nil || err != nil {
		return nil, err
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return NewRereader(ctx, data, r.archive.lim)
	}
	if rtf.Is(data) {
		inner, err := rtf.NewRereader(ctx, data, r.archive.lim.flow())
		return rtfRereader{inner}, err
	}
	if page, ok := pageOf(data); ok {
		return html.NewRereader(ctx, page, r.archive.lim.HTML)
	}
	if s, ok := plainOf(r.links[id], data); ok {
		return plainRereader(s), nil
	}
	return nil, nil
}

// rtfRereader finds places in a part in RTF by what is left of their paths.
type rtfRereader struct{ inner rereader }

// Text returns the bytes at the place.
func (r rtfRereader) Text(at report.Place) (string, error) {
	at.Kind = report.PlaceRTF
	return r.inner.Text(at)
}

// plainRereader finds places in a part in plain text.
type plainRereader string

// Text returns the bytes at the place.
func (r plainRereader) Text(at report.Place) (string, error) {
	if at.Path != plainPath || at.Start < 0 || at.Start > at.End || at.End > len(r) {
		return "", fmt.Errorf("docx: the text has %d bytes, not %d to %d of %.200s", len(r), at.Start, at.End, at.Path)
	}
	return string(r[at.Start:at.End]), nil
}
