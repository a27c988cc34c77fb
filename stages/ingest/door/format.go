package door

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/munnerz/goautoneg"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Draft is a document that was checked, for a Format.
type Draft struct {
	Check report.Check
	// Raw is the document, with what was said of it.
	Raw         []byte
	Source      report.Source
	ContentType string
	// Lang is the language that was asked for, "zh" or "en".
	Lang string
}

// Format is a way to write a check, beside the JSON that is the door's own.
type Format struct {
	// Name is what the parameter format has, Type the media type.
	Name, Type string
	// Policy is the Content-Security-Policy of the answer, "" for the door's own, under which
	// nothing is loaded and no script runs.
	Policy string
	// File is the name to save the answer under, "" for one that is shown.
	File string
	// Write writes the draft. It must return when ctx ends.
	Write func(ctx context.Context, w io.Writer, d Draft) error
}

// jsonFormat is the format of the door itself, without a function.
func jsonFormat() Format { return Format{Name: "json", Type: "application/json"} }

// formatOf is the format that a request asks for: by the parameter, else by Accept. A client
// that accepts none of them gets JSON.
func (d *Door) formatOf(r *http.Request) (Format, error) {
	all := append([]Format{jsonFormat()}, d.o.Formats...)
	name, kind := r.URL.Query().Get("format"), ""
	var names, kinds []string
	for _, f := range all {
		names, kinds = append(names, f.Name), append(kinds, f.Type)
	}
	if name == "" {
		if kind = goautoneg.Negotiate(r.Header.Get("Accept"), kinds); kind == "" {
			return all[0], nil
		}
	}
	for _, f := range all {
		if f.Name == name || name == "" && f.Type == kind {
			return f, nil
		}
	}
	return Format{}, refusef(fault.BadMetadata, "format 是 %.40q；请写 %s 之一", "format is %.40q; give one of %s", name, strings.Join(names, ", "))
}

// written is the answer with a draft in a format.
func (d *Door) written(ctx context.Context, f Format, status int, draft Draft) answer {
	var b bytes.Buffer
	if err := f.Write(ctx, &b, draft); err != nil {
		d.o.Log.Error().Err(err).Str("format", f.Name).Msg("a check cannot be written")
		return refuse(busy(againLater, "核对结果写不出来，请重新发送", "the check could not be written; send it again"))
	}
	return answer{status: status, data: b.Bytes(), format: f}
}
