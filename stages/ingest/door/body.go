package door

import (
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// document is one report of a request: its bytes and what its producer says of it.
type document struct {
	raw  []byte
	meta map[string]string
}

// documents reads the body: the one report it is, or the files of a multipart form. All
// are read and their headers checked before the first is submitted. Their number is at
// least 1; an empty body is one empty document.
func (d *Door) documents(w http.ResponseWriter, r *http.Request, u *upload) ([]document, error) {
	if c := r.Header.Get("Content-Encoding"); c != "" && !strings.EqualFold(c, "identity") {
		return nil, fault.Poisonf(fault.UnsupportedType, "Content-Encoding %.20q is not taken; send the file as it is", c)
	}
	if r.ContentLength > d.o.Limits.Body {
		return nil, d.tooLarge()
	}
	meta, err := metadata(r.Header)
	if err != nil {
		return nil, err
	}
	body := http.MaxBytesReader(w, io.NopCloser(u), d.o.Limits.Body)
	kind, params, _ := mime.ParseMediaType(meta[headerType])
	if !strings.HasPrefix(kind, "multipart/") {
		raw, err := io.ReadAll(body)
		if err != nil {
			return nil, d.readError(err)
		}
		return []document{{raw, meta}}, nil
	}
	if kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, fault.Poisonf(fault.BadHeader, "of multipart bodies only multipart/form-data with a boundary is taken")
	}
	delete(meta, headerType) // that of the form, not of its files
	return d.files(multipart.NewReader(body, params["boundary"]), meta)
}

// files reads the parts of a form. What a part's own headers say goes before what those
// of the request say of all.
func (d *Door) files(form *multipart.Reader, common map[string]string) ([]document, error) {
	var out []document
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, d.readError(err)
		}
		if len(out) == d.o.Limits.Parts {
			return nil, fault.Poisonf(fault.LimitParts, "the form has more than %d files; send them in several requests", d.o.Limits.Parts)
		}
		doc, err := d.file(part, common)
		if err != nil {
			return nil, err
		}
		out = append(out, doc)
	}
	if len(out) == 0 {
		return nil, fault.Poisonf(fault.Empty, "the form has no file")
	}
	return out, nil
}

func (d *Door) file(part *multipart.Part, common map[string]string) (document, error) {
	name := part.FileName()
	if name == "" {
		return document{}, fault.Poisonf(fault.BadMetadata, "the form field %.40q is not a file; send files only, and what is said of them in headers", part.FormName())
	}
	header := textproto.MIMEHeader{}
	maps.Copy(header, part.Header)
	if header.Get(headerFilename) == "" {
		header.Set(headerFilename, name)
	}
	own, err := metadata(header)
	if err != nil {
		return document{}, err
	}
	meta := maps.Clone(common)
	maps.Copy(meta, own)
	raw, err := io.ReadAll(part)
	if err != nil {
		return document{}, d.readError(err)
	}
	return document{raw, meta}, nil
}

func (d *Door) readError(err error) error {
	var refused *refusal
	if errors.As(err, &refused) {
		return refused
	}
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		return d.tooLarge()
	}
	return fault.Poisonf(fault.Malformed, "the body ended early or is no valid form; send it again")
}

func (d *Door) tooLarge() error {
	return fault.Poisonf(fault.TooLarge, "the body has more than %d bytes; submit the report without its attachments", d.o.Limits.Body)
}
