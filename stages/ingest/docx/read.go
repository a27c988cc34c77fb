package docx

import (
	"context"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Read returns what the package says about itself (title, created, modified) and the
// lines and grids of its main part. The errors are poison of the limit classes,
// unsupported_type, malformed, encrypted and ambiguous_package, and the context's.
func Read(ctx context.Context, data []byte, lim Limits) ([]report.Field, []report.Block, error) {
	a, err := open(data, lim)
	if err != nil {
		return nil, nil, err
	}
	part, err := a.main()
	if err != nil {
		return nil, nil, err
	}
	s, err := newScanner(ctx, part, lim)
	if err != nil {
		return nil, nil, err
	}
	items, err := s.document()
	if err != nil {
		return nil, nil, err
	}
	w := writer{lim: lim}
	if err := w.items(items); err != nil {
		return nil, nil, err
	}
	head, err := a.properties(ctx)
	return head, w.blocks, err
}

// main inflates the main part.
func (a *archive) main() ([]byte, error) {
	name, err := a.target("officeDocument", "word/document.xml")
	if err != nil {
		return nil, err
	}
	part, ok, err := a.part(name)
	if err != nil {
		return nil, err
	}
	if !ok || strings.HasPrefix(name, "xl/") || strings.HasPrefix(name, "ppt/") {
		return nil, fault.Poisonf(fault.UnsupportedType, "the file is %s; submit the report as HTML, DOCX, PDF with text, or plain text", a.what())
	}
	return part, nil
}

// what names packages that are not read.
func (a *archive) what() string {
	for name, kind := range map[string]string{
		"xl/workbook.xml": "a spreadsheet", "ppt/presentation.xml": "a presentation", "ofd.xml": "an OFD document",
		"content.xml": "an OpenDocument file", "meta-inf/manifest.mf": "a program",
	} {
		if a.files[name] != nil {
			return kind
		}
	}
	return "a ZIP archive"
}

// paragraph is a paragraph with the text boxes it anchors.
type paragraph struct {
	path  string
	text  string
	boxes []item
}

// item is a paragraph or a table.
type item struct {
	para  *paragraph
	table *table
}

// document reads the main part.
func (s *scanner) document() ([]item, error) {
	e, err := s.root()
	if err != nil {
		return nil, err
	}
	var top frame
	root := top.child(e)
	if root.kind != "document" {
		return nil, fault.Poisonf(fault.UnsupportedType, "the main part of the file is %.40q and no text document; submit the report as DOCX", e.Name.Local)
	}
	var items []item
	err = s.each(&root, func(f *frame) error {
		if f.kind != "body" {
			return s.skip()
		}
		return s.flow(f, &items)
	})
	return items, err
}

// flow reads a sequence of paragraphs and tables.
func (s *scanner) flow(f *frame, items *[]item) error {
	return s.each(f, func(c *frame) error { return s.flowElement(c, items) })
}

// flowElement reads a paragraph, a table or what is wrapped around them.
func (s *scanner) flowElement(f *frame, items *[]item) error {
	switch f.kind {
	case "p":
		p, err := s.paragraph(f)
		if err == nil {
			*items = append(*items, item{para: p})
		}
		return err
	case "tbl":
		t, err := s.table(f)
		*items = append(*items, item{table: t})
		return err
	case "sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag":
		return s.flow(f, items)
	case "mc:AlternateContent":
		return s.choice(f, func(c *frame) error { return s.flow(c, items) })
	}
	return s.skip()
}

// choice reads the first mc:Choice, and mc:Fallback only where there is none.
func (s *scanner) choice(f *frame, read func(*frame) error) error {
	done := false
	return s.each(f, func(c *frame) error {
		if done || c.kind != "mc:Choice" && c.kind != "mc:Fallback" {
			return s.skip()
		}
		done = true
		return read(c)
	})
}

func (s *scanner) paragraph(f *frame) (*paragraph, error) {
	path, err := s.place(f)
	if err != nil {
		return nil, err
	}
	r := runs{s: s, p: &paragraph{path: path}}
	err = r.inline(f)
	r.p.text = r.text.String()
	if err == nil && len(r.p.text) > s.lim.Text {
		err = fault.Poisonf(fault.LimitToken, "the paragraph %s is %d bytes long, at most %d are read", r.p.path, len(r.p.text), s.lim.Text)
	}
	return r.p, err
}

// runs reads the inside of one paragraph.
type runs struct {
	s    *scanner
	p    *paragraph
	text strings.Builder
}

func (r *runs) inline(f *frame) error { return r.s.each(f, r.element) }

func (r *runs) element(f *frame) error {
	switch f.kind {
	case "t", "m:t":
		t, err := r.s.text()
		r.text.WriteString(t)
		return err
	case "tab", "ptab":
		r.text.WriteByte('\t')
	case "br", "cr":
		r.text.WriteByte('\n')
	case "noBreakHyphen":
		r.text.WriteByte('-')
	case "r":
		return r.run(f)
	case "mc:AlternateContent":
		return r.s.choice(f, r.inline)
	case "txbxContent":
		return r.s.flow(f, &r.p.boxes)
	case "pPr", "rPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "delText", "instrText", "delInstrText", "rt":
	default:
		return r.inline(f)
	}
	return r.s.skip()
}

// run reads a run, of which nothing counts if it is hidden.
func (r *runs) run(f *frame) error {
	hidden := false
	return r.s.each(f, func(c *frame) error {
		if c.kind == "rPr" {
			return r.s.each(c, func(c *frame) error {
				hidden = hidden || c.kind == "vanish" && on(c.StartElement)
				return r.s.skip()
			})
		}
		if hidden {
			return r.s.skip()
		}
		return r.element(c)
	})
}
