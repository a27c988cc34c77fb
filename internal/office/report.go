package office

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/publish/viewer"
	"github.com/gouji/gouji/stages/report"
)

// reportPage is what the page of one report shows.
type reportPage struct {
	Row       sqlstore.Report
	Facts     []export.Fact
	Sums      []string
	Findings  []findingLine
	Confirmed int
	Versions  []sqlstore.Report
	Years     []comparison
	History   []historyLine
	Decisions []sqlstore.Decision
	Kinds     []string
	// HasFile says that the bytes as submitted are at hand.
	HasFile bool
	Current string // the document that counts, where it is another
}

// findingLine is a finding with what was decided on it.
type findingLine struct {
	Number                                   int
	Rule, Title, Source                      string
	Severity                                 report.Severity
	Message, Where, Want, Got, Evidence, Who string
	Quotes                                   []string
	// First says that no finding before it has the same rule and evidence.
	First    bool
	Decision *sqlstore.Decision
}

// row returns a document that the visitor may see.
func (f *Office) row(ctx context.Context, r *http.Request, v *visit) (sqlstore.Report, error) {
	row, err := f.o.Store.ReportOf(ctx, r.PathValue("doc"))
	if p := v.producer(); err == nil && p != "" && row.Producer != p {
		return row, sqlstore.ErrNotFound // whether there is one is nobody else's business
	}
	return row, err
}

// find is row with the document's newest check.
func (f *Office) find(ctx context.Context, r *http.Request, v *visit) (sqlstore.Report, report.Check, error) {
	row, err := f.row(ctx, r, v)
	if err != nil {
		return row, report.Check{}, err
	}
	c, err := f.check(ctx, row.Doc)
	return row, c, err
}

func (f *Office) check(ctx context.Context, doc string) (report.Check, error) {
	var c report.Check
	stored, err := f.o.Store.Get(ctx, doc)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(report.MaskJSON(stored.JSON), &c); err != nil {
		return c, fmt.Errorf("office: the check of %s: %w", doc, err)
	}
	if c.Report == nil {
		return c, fmt.Errorf("office: the check of %s has no report", doc)
	}
	return c, nil
}

func (f *Office) report(w http.ResponseWriter, r *http.Request, v *visit) error {
	ctx := r.Context()
	row, c, err := f.find(ctx, r, v)
	if err != nil {
		return err
	}
	words := exportWords(v.lang)
	p := reportPage{Row: row, Facts: words.Facts(c.Report), Sums: words.Sums(c), HasFile: f.o.Raw != nil,
		Kinds: []string{sqlstore.Confirmed, sqlstore.Dismissed, sqlstore.Returned}}
	if p.Decisions, err = f.o.Store.Decisions(ctx, row); err != nil {
		return err
	}
	p.Findings = f.findings(c, p.Decisions, v.lang)
	for _, l := range p.Findings {
		if l.Decision != nil && l.Decision.Kind != sqlstore.Dismissed {
			p.Confirmed++
		}
	}
	if err := f.around(ctx, &p, c, v); err != nil {
		return err
	}
	if p.History, err = f.history(ctx, row.Doc); err != nil {
		return err
	}
	return f.render(w, v, http.StatusOK, "report.html", title(row, words), p)
}

func title(row sqlstore.Report, words export.Words) string {
	switch {
	case row.Agency != nil && row.Year != nil:
		return fmt.Sprintf("%s %d", *row.Agency, *row.Year)
	case row.Title != nil:
		return *row.Title
	}
	return words.Unknown
}

// around finds versions and neighbouring years. Of another producer's document nothing is
// shown.
func (f *Office) around(ctx context.Context, p *reportPage, c report.Check, v *visit) error {
	versions, years, err := f.o.Store.Related(ctx, p.Row)
	if err != nil {
		return err
	}
	own := v.producer()
	for _, o := range versions {
		if own != "" && o.Producer != own {
			continue
		}
		if p.Versions = append(p.Versions, o); o.Current && o.Doc != p.Row.Doc {
			p.Current = o.Doc
		}
	}
	for _, o := range years {
		if p.Row.Year == nil || own != "" && o.Producer != own {
			continue
		}
		switch *o.Year - *p.Row.Year {
		case -1, 1:
			other, err := f.check(ctx, o.Doc)
			if err != nil {
				return err
			}
			if *o.Year < *p.Row.Year {
				p.Years = append(p.Years, compare(o, other.Report, p.Row, c.Report))
			} else {
				p.Years = append(p.Years, compare(p.Row, c.Report, o, other.Report))
			}
		}
	}
	return nil
}

func (f *Office) findings(c report.Check, decisions []sqlstore.Decision, lang string) []findingLine {
	words := exportWords(lang)
	about := f.about(lang)
	last := map[string]*sqlstore.Decision{}
	for i := range decisions {
		if d := &decisions[i]; d.Last {
			last[d.Rule+" "+d.Evidence] = d
		}
	}
	var out []findingLine
	seen := map[string]bool{}
	for i, d := range viewer.ByWeight(c.Findings) {
		l := findingLine{Number: i + 1, Rule: d.Rule, Severity: d.Severity, Message: words.MessageOf(d), Where: words.WhereOf(d), Want: d.Want, Got: d.Got,
			Quotes: d.Quotes, Evidence: sqlstore.Evidence(d)}
		l.Title, l.Source = about(d.Rule)
		key := d.Rule + " " + l.Evidence
		l.Decision, l.First = last[key], !seen[key]
		seen[key] = true
		out = append(out, l)
	}
	return out
}

// original serves the viewer's page: what the document holds beside what was read of it.
func (f *Office) original(w http.ResponseWriter, r *http.Request, v *visit) error {
	row, c, err := f.find(r.Context(), r, v)
	if err != nil {
		return err
	}
	in := viewer.Input{Check: c}
	if f.o.Raw != nil {
		raw, err := f.o.Raw(r.Context(), row.Doc)
		if err != nil {
			f.o.Log.Warn().Err(err).Str("doc", row.Doc).Msg("the bytes of a document cannot be fetched")
		} else if err := f.show(r.Context(), &in, raw, c.Report.Source); err != nil {
			return err
		}
	}
	return f.view(w, in, v.lang, "/reports/"+row.Doc)
}

// show puts the original into the viewer's input: the bytes as ingest reads them, with personal
// numbers masked, and the pictures of a PDF's pages where they can be drawn. What cannot be read
// or drawn any more is left out.
func (f *Office) show(ctx context.Context, in *viewer.Input, raw []byte, src report.Source) error {
	doc, err := f.o.Checker.Document(ctx, ingest.Input{Data: raw, Source: src})
	if errors.Is(err, context.Canceled) {
		return err
	}
	if err != nil {
		return nil
	}
	shown, err := report.Masked(doc)
	if err != nil {
		return err
	}
	in.Document = &shown
	if f.o.Pages == nil || doc.Format != report.FormatPDF {
		return nil
	}
	select {
	case f.drawing <- struct{}{}:
		defer func() { <-f.drawing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if in.Images, err = f.o.Pages(ctx, raw, &doc, &shown); err != nil {
		f.o.Log.Debug().Err(err).Msg("the pages of a PDF are shown without pictures")
	}
	return nil
}

// view writes the viewer's page, which has a script of its own and a policy for it. Its heading
// leads to home, "" for a page that is saved.
func (f *Office) view(w http.ResponseWriter, in viewer.Input, lang, home string) error {
	var b bytes.Buffer
	out, err := viewer.New(&b, viewer.Options{Lang: lang, About: f.about(lang), Home: home})
	if err == nil {
		err = out.Write(in)
	}
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Security-Policy", viewer.Policy()+"; frame-ancestors 'none'")
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	_, err = w.Write(b.Bytes())
	return err
}

// file hands out the bytes as submitted. A browser must save them: a page of somebody else's
// would else run as one of this site.
func (f *Office) file(w http.ResponseWriter, r *http.Request, v *visit) error {
	row, err := f.row(r.Context(), r, v)
	if err != nil {
		return err
	}
	if f.o.Raw == nil {
		return refused(http.StatusNotFound, "refuse.file")
	}
	raw, err := f.o.Raw(r.Context(), row.Doc)
	if err != nil {
		f.o.Log.Warn().Err(err).Str("doc", row.Doc).Msg("the bytes of a document cannot be fetched")
		return refused(http.StatusNotFound, "refuse.file")
	}
	attach(w, "gouji-"+row.Doc+extension(row.File))
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err = w.Write(raw)
	return err
}

// extension is the end of a file's name where it is short and plain.
func extension(name string) string {
	e := strings.ToLower(path.Ext(name))
	if len(e) < 2 || len(e) > 6 || strings.Trim(e[1:], "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return ""
	}
	return e
}
