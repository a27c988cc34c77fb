package office

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/publish/viewer"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rules"
)

const (
	// maxDraft bounds the body of a draft: the 20 MB that ingest reads, and the form around.
	maxDraft = 20<<20 + 64<<10
	// draftTime is the longest a draft may take.
	draftTime = 30 * time.Second
)

func (f *Office) draftPage(w http.ResponseWriter, _ *http.Request, v *visit) error {
	return f.render(w, v, http.StatusOK, "draft.html", word(v.lang, "draft.title"), nil)
}

// draft checks a file or a text at once. Nothing of it is kept: the body is read into memory,
// and the answer is all that is made of it.
func (f *Office) draft(w http.ResponseWriter, r *http.Request, v *visit) error {
	select {
	case f.drafts <- struct{}{}:
		defer func() { <-f.drafts }()
	default:
		return refused(http.StatusServiceUnavailable, "refuse.busy")
	}
	ctx, cancel := context.WithTimeout(r.Context(), draftTime)
	defer cancel()
	in, form, err := readDraft(http.MaxBytesReader(w, r.Body, maxDraft), r)
	if err != nil {
		return err
	}
	c, err := f.judge(ctx, in, form.draft)
	if errors.Is(err, context.DeadlineExceeded) {
		return refused(http.StatusUnprocessableEntity, "refuse.slow")
	}
	if err != nil {
		return err
	}
	if form.as == "xlsx" {
		var b bytes.Buffer
		out, err := export.New("xlsx", &b, export.Options{Lang: v.lang, About: f.about(v.lang)})
		if err == nil {
			err = errors.Join(out.Write(c), out.Close())
		}
		if err != nil {
			return err
		}
		attach(w, "gouji-draft.xlsx")
		_, err = w.Write(b.Bytes())
		return err
	}
	page := viewer.Input{Check: c}
	if c.Outcome == report.Checked {
		if err := f.show(ctx, &page, in.Data, in.Source); err != nil {
			return err
		}
	}
	home := "/draft"
	if form.as == "html" {
		home = ""
		attach(w, "gouji-draft.html")
	}
	return f.view(w, page, v.lang, home)
}

// draftForm is what is asked for beside the draft.
type draftForm struct {
	as    string // "", "html" or "xlsx"
	draft bool   // no date of publication, deadline or signature is asked for
}

// readDraft reads the parts of the form in memory; the standard library's own reader would
// put large files on the disk.
func readDraft(body io.Reader, r *http.Request) (ingest.Input, draftForm, error) {
	var in ingest.Input
	var form draftForm
	bad := refused(http.StatusBadRequest, "refuse.form")
	r.Body = io.NopCloser(body)
	parts, err := r.MultipartReader()
	if err != nil {
		return in, form, bad
	}
	for range 16 {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return in, form, bad
		}
		data, err := io.ReadAll(p)
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &large):
			return in, form, refused(http.StatusRequestEntityTooLarge, "refuse.large")
		case err != nil:
			return in, form, bad
		case p.FormName() == "as":
			form.as = string(data)
		case p.FormName() == "draft":
			form.draft = len(data) > 0
		case p.FormName() == "file" && len(data) > 0:
			in.Data, in.Source.Filename = data, path.Base(strings.ReplaceAll(p.FileName(), `\`, "/"))
		case p.FormName() == "text" && len(bytes.TrimSpace(data)) > 0 && in.Data == nil:
			in.Data = data
		}
	}
	if len(in.Data) == 0 {
		return in, form, refused(http.StatusBadRequest, "refuse.empty")
	}
	return in, form, nil
}

// judge is check.Checker.Check with the rules for drafts where they are asked for.
func (f *Office) judge(ctx context.Context, in ingest.Input, draft bool) (report.Check, error) {
	c := f.o.Checker
	read, err := c.Read(ctx, in, in.Source.Filename)
	if err != nil {
		return report.Check{}, fmt.Errorf("office: the draft: %w", err)
	}
	near := neighbour.NewMemoryLedger(c.Members()).Neighbours()
	if read.Report == nil {
		return report.Masked(read.Rejected)
	}
	book := c.Rules.Now()
	if draft {
		if book, err = book.Without(rules.NotForDrafts()...); err != nil {
			return report.Check{}, fmt.Errorf("office: the rules for drafts: %w", err)
		}
	}
	with, err := check.Input(ctx, near, read.Report)
	if err != nil {
		return report.Check{}, err
	}
	verdict, err := book.Compare(ctx, with)
	if err != nil {
		return report.Check{}, err
	}
	return report.Masked(publish.Check(verdict))
}
