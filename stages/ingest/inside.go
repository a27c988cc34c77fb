package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/envelope"
	"github.com/gouji/gouji/stages/report"
)

// envelopeDepth is how many envelopes may lie in one another: a DOCX in a ZIP in a mail.
const envelopeDepth = 2

// step joins the paths of an envelope in an envelope.
const step = "!/"

// inner is a document that was read inside an envelope; Title is what that calls it.
type inner struct {
	In     string
	Title  report.Text
	Doc    report.Document
	Report bool
}

// refusedLeaf is a file inside an envelope that could not be read.
type refusedLeaf struct {
	In      string
	Refusal []byte // see refusal
}

// contents is what was found in an envelope.
type contents struct {
	Docs   []inner       // reports, and the first document that is none
	Others int           // documents that are no reports
	Failed []refusedLeaf // the first only
}

// mostPDFs is how many PDFs of an envelope are looked into.
const mostPDFs = 8

// leavesOf opens an archive or a mail.
func (r *Reader) leavesOf(ctx context.Context, k kind, data []byte) ([]envelope.Leaf, error) {
	switch k {
	case gzipKind:
		return envelope.Gzip(data, r.lim.Envelope)
	case mailKind:
		return envelope.Mail(data, r.lim.Envelope)
	}
	return envelope.ZIP(ctx, data, r.lim.Envelope)
}

// zipFormat is the format of a package by the names in it, "" for an archive.
func (r *Reader) zipFormat(data []byte) report.Format {
	names := envelope.Names(data, r.lim.Envelope)
	if names == nil {
		return report.FormatDOCX // its reader says what is wrong
	}
	var found report.Format
	for _, n := range names {
		switch strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(n, `\`, "/"), "/")) {
		case "word/document.xml":
			return report.FormatDOCX
		case "ofd.xml":
			return report.FormatOFD
		case "xl/workbook.xml":
			return report.FormatXLSX
		case "content.xml":
			found = report.FormatODT
		case "[content_types].xml":
			found = report.FormatDOCX
		}
	}
	return found
}

// collect reads the leaves of an envelope at the depth.
func (r *Reader) collect(ctx context.Context, leaves []envelope.Leaf, depth int) (contents, error) {
	var c contents
	if err := fewPDFs(leaves); err != nil {
		return c, err
	}
	if depth >= envelopeDepth {
		return c, fault.Poisonf(fault.LimitDepth, "压缩包或邮件嵌套过深，请只提交年度报告本身 · envelopes are nested deeper than %d; submit the report alone", envelopeDepth)
	}
	for i, l := range leaves {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		if repeated(leaves[:i], l) {
			continue
		}
		if err := r.openLeaf(ctx, l, depth+1, &c); err != nil {
			return c, err
		}
	}
	return c, nil
}

// repeated reports whether the same bytes were met before.
func repeated(before []envelope.Leaf, l envelope.Leaf) bool {
	for _, b := range before {
		if bytes.Equal(b.Data, l.Data) {
			return true
		}
	}
	return false
}

// openLeaf reads one leaf into c. Its errors are those that say nothing about the leaf.
func (r *Reader) openLeaf(ctx context.Context, l envelope.Leaf, depth int, c *contents) error {
	doc, err := r.readAt(ctx, leafInput(l), depth)
	if err != nil {
		if _, poison := fault.ClassOf(err); !poison {
			return err
		}
		c.refuse(l.In, err)
		return nil
	}
	d := inner{In: l.In, Doc: doc, Report: r.recogniser.isReport(&doc)}
	if l.Title != "" {
		d.Title = report.Text{S: l.Title, At: report.Place{Kind: report.PlaceText, In: l.TitleIn, End: len(l.Title)}}
	}
	c.add(d)
	return nil
}

func leafInput(l envelope.Leaf) Input {
	return Input{Data: l.Data, ContentType: l.ContentType, Source: report.Source{Filename: l.Name}}
}

func (c *contents) add(d inner) {
	if d.Report {
		c.Docs = append(c.Docs, d)
		return
	}
	if c.Others++; c.Others == 1 {
		c.Docs = append(c.Docs, d)
	}
}

// refuse keeps the first failure, but rather one of a report's own format than that of a
// file that cannot be a report at all.
func (c *contents) refuse(in string, err error) {
	f := refusedLeaf{In: in, Refusal: refusal(err)}
	class, _ := fault.ClassOf(err)
	minor := func(class fault.Class) bool {
		return class == fault.UnsupportedType || class == fault.Empty || class == fault.EmptyDocument || class == fault.CharsetUnknown
	}
	if len(c.Failed) == 0 {
		c.Failed = append(c.Failed, f)
		return
	}
	if was, _ := fault.ClassOf(fromRefusal(c.Failed[0].Refusal)); minor(was) && !minor(class) {
		c.Failed[0] = f
	}
}

// fewPDFs refuses an envelope with more PDFs than are looked into.
func fewPDFs(leaves []envelope.Leaf) error {
	n := 0
	for _, l := range leaves {
		if pdfMark(l.Data[:min(len(l.Data), 1024)]) {
			n++
		}
	}
	if n > mostPDFs {
		return fault.Poisonf(fault.LimitParts, "包内 PDF 文件过多，请只提交年度报告本身 · the envelope holds more than %d PDF files; submit the report alone", mostPDFs)
	}
	return nil
}

// choose returns the one report, or the one document where none is a report: that it is no
// report is for parse to say.
func (c *contents) choose() (report.Document, error) {
	var names []string
	var one, other *inner
	for i := range c.Docs {
		d := &c.Docs[i]
		if d.Report {
			one = d
			names = append(names, joined(d.In, d.Doc.In))
		} else {
			other = d
		}
	}
	switch {
	case len(names) == 1:
		return one.document(), nil
	case len(names) > 1:
		return report.Document{}, fault.Poisonf(fault.AmbiguousPackage, "包内有 %d 份年度报告（%s），请分别提交 · %d reports are in one envelope; submit each alone",
			len(names), strings.Join(names[:min(len(names), 8)], "、"), len(names))
	case c.Others == 1:
		return other.document(), nil
	case c.Others > 1:
		return report.Document{}, fault.Poisonf(fault.NotAReport, "包内的 %d 份文件都不是政府信息公开工作年度报告 · none of %d documents in the envelope is an annual report", c.Others, c.Others)
	case len(c.Failed) > 0:
		err := fromRefusal(c.Failed[0].Refusal)
		var p *fault.PoisonError
		if !errors.As(err, &p) {
			return report.Document{}, err
		}
		return report.Document{}, fault.Poison(p.Class, fmt.Errorf("%.200s: %w", c.Failed[0].In, p.Err))
	}
	return report.Document{}, fault.Poisonf(fault.UnsupportedType, "包内没有可读的文件，请只提交年度报告本身 · the envelope holds no file that can be read; submit the report alone")
}

// document is the inner document with its places in the envelope.
func (d *inner) document() report.Document {
	out := d.Doc
	if d.In == "" {
		return out
	}
	out.In = joined(d.In, out.In)
	for i := range out.Head {
		inside(&out.Head[i].Text, d.In)
	}
	for _, blocks := range [][]report.Block{out.Blocks, out.Lines} {
		for i := range blocks {
			inside(&blocks[i].Line, d.In)
			if g := blocks[i].Grid; g != nil {
				for n := range g.Cells {
					inside(&g.Cells[n].Text, d.In)
				}
			}
		}
	}
	if d.Title.S != "" {
		out.Head = append(out.Head, report.Field{Name: "title", Text: d.Title})
	}
	return out
}

func inside(t *report.Text, in string) {
	if !t.At.IsZero() {
		t.At.In = joined(in, t.At.In)
	}
}

// joined is the path of what lies at inner in the leaf in.
func joined(in, inner string) string {
	if inner == "" {
		return in
	}
	return in + step + inner
}

// unwrap looks for a report that a page or text holds and does not show as its own: in a
// script, a form field, a frame, in JSON or as escaped markup. doc and err are what reading
// s as it is came to; they stand where no report is found.
func (r *Reader) unwrap(ctx context.Context, s string, doc report.Document, err error, depth int) (report.Document, error) {
	if depth >= envelopeDepth || err == nil && r.shows(&doc, s) || !worthUnwrapping(s, err) {
		return doc, err
	}
	leaves, leafErr := r.hiddenLeaves(s, doc.Format)
	if leafErr != nil || len(leaves) == 0 {
		return doc, err
	}
	all, leafErr := r.collect(ctx, leaves, depth)
	if leafErr != nil {
		return doc, errors.Join(err, leafErr)
	}
	var c contents
	for _, d := range all.Docs {
		if d.Report {
			c.add(d)
		}
	}
	if len(c.Docs) == 0 {
		return doc, err
	}
	if err == nil {
		c.add(inner{Doc: doc})
	}
	return c.choose()
}

// shows reports whether the document of a page or text s is a report by itself.
func (r *Reader) shows(doc *report.Document, s string) bool {
	return (r.recogniser.isReport(doc) || isHeaded(doc)) && !showsTags(doc) && !(doc.Format == report.FormatText && envelope.LooksJSON(s))
}

// worthUnwrapping is false for what broke a limit, and for what speaks of no report in any
// spelling.
func worthUnwrapping(s string, err error) bool {
	if err != nil {
		if class, ok := fault.ClassOf(err); !ok || class != fault.LimitToken {
			return false
		}
	}
	return strings.Contains(s, "政府信息公开") || strings.Contains(s, "政府信息公開") || strings.Contains(s, `\u653f\u5e9c`) || strings.Contains(s, `\u653F\u5E9C`) ||
		strings.Contains(s, "&#") || strings.Contains(s, "base64,")
}

// hiddenLeaves are what a page or text holds and does not show.
func (r *Reader) hiddenLeaves(s string, f report.Format) ([]envelope.Leaf, error) {
	switch {
	case f == report.FormatHTML:
		return envelope.Page(s, r.lim.Envelope)
	case envelope.LooksJSON(s):
		return envelope.JSON(s, r.lim.Envelope)
	}
	return envelope.Escaped(s, r.lim.Envelope)
}

// showsTags reports whether the text of the document is markup that was escaped.
func showsTags(doc *report.Document) bool {
	n := 0
	for i := range doc.Blocks {
		s := doc.Blocks[i].Line.S
		n += strings.Count(s, "</p>") + strings.Count(s, "</td>") + strings.Count(s, "&lt;/td") + strings.Count(s, "&lt;/p")
	}
	return n >= 3 && doc.Format == report.FormatHTML || n >= 3 && strings.HasPrefix(strings.TrimSpace(doc.Blocks[0].Line.S), "&lt;")
}
