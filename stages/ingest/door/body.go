package door

import (
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// document is one report of a request: its bytes and what its producer says of it.
type document struct {
	raw []byte
	said
}

// documents reads the body: the one report it is, or the files of a multipart form. All
// are read and their headers checked before the first is submitted. Their number is at
// least 1; an empty body is one empty document.
func (d *Door) documents(w http.ResponseWriter, r *http.Request, u *upload) ([]document, error) {
	if c := r.Header.Get("Content-Encoding"); c != "" && !strings.EqualFold(c, "identity") {
		return nil, refusef(fault.UnsupportedType, "不接收 Content-Encoding %.20q，请原样发送文件", "Content-Encoding %.20q is not taken; send the file as it is", c)
	}
	if r.ContentLength > d.o.Limits.Body {
		return nil, d.tooLarge()
	}
	all, err := metadata(r.Header)
	if err != nil {
		return nil, err
	}
	body := http.MaxBytesReader(w, io.NopCloser(u), d.o.Limits.Body)
	kind, params, _ := mime.ParseMediaType(r.Header.Get(headerType))
	if !strings.HasPrefix(kind, "multipart/") {
		raw, err := io.ReadAll(body)
		if err != nil {
			return nil, d.readError(err)
		}
		return []document{{raw, all}}, nil
	}
	if kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, refusef(fault.BadHeader, "multipart 请求体只接收带 boundary 的 multipart/form-data", "of multipart bodies only multipart/form-data with a boundary is taken")
	}
	delete(all.meta, headerType) // that of the form, not of its files
	return d.files(multipart.NewReader(body, params["boundary"]), all)
}

// maxFields is the most fields of a form that are no files.
const maxFields = 16

// files reads the parts of a form. What a part's own headers say goes before what a field of
// the form says of all its files, and that before the headers of the request.
func (d *Door) files(form *multipart.Reader, all said) ([]document, error) {
	var out []document
	fields := map[string][]string{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, d.readError(err)
		}
		if part.FileName() == "" {
			if err := d.field(part, fields); err != nil {
				return nil, err
			}
			continue
		}
		if len(out) == d.o.Limits.Parts {
			return nil, refusef(fault.LimitParts, "表单超过 %d 个文件，请分几次发送", "the form has more than %d files; send them in several requests", d.o.Limits.Parts)
		}
		doc, err := d.file(part)
		if err != nil {
			return nil, err
		}
		out = append(out, doc)
	}
	if len(out) == 0 {
		return nil, refusef(fault.Empty, "表单里没有文件", "the form has no file")
	}
	field, err := metadata(fields)
	if err != nil {
		return nil, err
	}
	delete(field.meta, headerType)
	for i := range out {
		meta := maps.Clone(all.meta)
		maps.Copy(meta, field.meta)
		maps.Copy(meta, out[i].meta)
		out[i].said = said{meta, slices.Concat(all.notes, field.notes, out[i].notes)}
	}
	return out, nil
}

// field reads a field of a form: year is the header Gouji-Year, and so on.
func (d *Door) field(part *multipart.Part, fields map[string][]string) error {
	name := part.FormName()
	if name == "" {
		return refusef(fault.Malformed, "表单有一部分没有名字；请发送文件，以及 year、agency 这样的字段", "a part of the form has no name; send files, and fields such as year and agency")
	}
	if len(fields) == maxFields {
		return refusef(fault.LimitParts, "表单中文件以外的字段超过 %d 个", "the form has more than %d fields that are no files", maxFields)
	}
	value, err := io.ReadAll(io.LimitReader(part, 4<<10))
	if err != nil {
		return d.readError(err)
	}
	key := textproto.CanonicalMIMEHeaderKey(name)
	if !strings.HasPrefix(key, "Gouji-") {
		key = textproto.CanonicalMIMEHeaderKey("Gouji-" + name)
	}
	fields[key] = append(fields[key], string(value))
	return nil
}

func (d *Door) file(part *multipart.Part) (document, error) {
	header := textproto.MIMEHeader{}
	maps.Copy(header, part.Header)
	if header.Get(headerFilename) == "" {
		header.Set(headerFilename, part.FileName())
	}
	own, err := metadata(header)
	if err != nil {
		return document{}, err
	}
	raw, err := io.ReadAll(part)
	if err != nil {
		return document{}, d.readError(err)
	}
	return document{raw, own}, nil
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
	return refusef(fault.Malformed, "请求体没有发完，或不是有效的表单；请重新发送", "the body ended early or is no valid form; send it again")
}

func (d *Door) tooLarge() error {
	return refusef(fault.TooLarge, "请求体超过 %d 字节；请只提交报告，不带附件", "the body has more than %d bytes; submit the report without its attachments", d.o.Limits.Body)
}
