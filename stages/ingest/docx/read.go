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
	blocks, err := a.blocks(ctx, false)
	if err != nil {
		return nil, nil, err
	}
	head, err := a.properties(ctx)
	return head, blocks, err
}

// blocks reads the lines and grids of the main part; inside says that the package is itself
// a part of another.
func (a *archive) blocks(ctx context.Context, inside bool) ([]report.Block, error) {
	name, part, err := a.main()
	if err != nil {
		return nil, err
	}
	s, err := newScanner(ctx, part, a.lim)
	if err != nil {
		return nil, err
	}
	d := document{scanner: s, archive: a, inside: inside}
	if err := d.prepare(ctx, name); err != nil {
		return nil, err
	}
	items, err := d.read()
	if err != nil {
		return nil, err
	}
	w := writer{lim: a.lim}
	err = w.items(items)
	return w.blocks, err
}

// main inflates the main part and returns its name.
func (a *archive) main() (string, []byte, error) {
	name, err := a.target("officeDocument", "word/document.xml")
	if err != nil {
		return "", nil, err
	}
	part, ok, err := a.part(name)
	if err != nil {
		return "", nil, err
	}
	if !ok || strings.HasPrefix(name, "xl/") || strings.HasPrefix(name, "ppt/") {
		return "", nil, fault.Poisonf(fault.UnsupportedType, "the file is %s; submit the report as HTML, DOCX, PDF with text, or plain text", a.what())
	}
	return name, part, nil
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

// document is the main part while it is read.
type document struct {
	*scanner
	*archive
	inside bool
	styles *styles
	lists  *lists
	links  map[string]*relationship
	chunks int64 // bytes of the parts that were taken in
	// ground is the colour behind the text where the table or cell says it; styled is set
	// in a table with a style, which may say another.
	ground ink
	styled bool
	// placeholder is set inside of a content control that shows what to fill in.
	placeholder bool
}

// prepare reads the parts that the main part refers to.
func (d *document) prepare(ctx context.Context, name string) error {
	list, err := d.relationships(name)
	if err != nil {
		return err
	}
	styles, numbers := "word/styles.xml", "word/numbering.xml"
	d.links = make(map[string]*relationship, len(list))
	for i := range list {
		r := &list[i]
		d.links[r.ID] = r
		switch r.kind() {
		case "styles":
			styles = r.Target
		case "numbering":
			numbers = r.Target
		}
	}
	if d.styles, err = d.readStyles(ctx, styles); err != nil {
		return err
	}
	d.lists, err = d.readLists(ctx, numbers)
	return err
}

// item is a paragraph, a table, or what another file in the document holds.
type item struct {
	para   *paragraph
	table  *table
	blocks []report.Block
}

// read reads the main part.
func (d *document) read() ([]item, error) {
	e, err := d.Root()
	if err != nil {
		return nil, err
	}
	var top frame
	root := top.child(e)
	if root.kind != "document" {
		return nil, fault.Poisonf(fault.UnsupportedType, "the main part of the file is %.40q and no text document; submit the report as DOCX", e.Name.Local)
	}
	var items []item
	err = d.each(&root, func(f *frame) error {
		if f.kind != "body" {
			return d.Skip()
		}
		return d.flow(f, &items)
	})
	return items, err
}

// flow reads a sequence of paragraphs and tables.
func (d *document) flow(f *frame, items *[]item) error {
	return d.each(f, func(c *frame) error { return d.flowElement(c, items) })
}

// flowElement reads a paragraph, a table or what is wrapped around them.
func (d *document) flowElement(f *frame, items *[]item) error {
	switch f.kind {
	case "p":
		p, err := d.paragraph(f)
		if err == nil {
			*items = append(*items, item{para: p})
		}
		return err
	case "tbl":
		t, err := d.table(f)
		*items = append(*items, item{table: t})
		return err
	case "altChunk":
		return d.chunk(f, items)
	}
	return d.wrapped(f, func(c *frame) error { return d.flow(c, items) })
}

// wrapped calls read for what is inside of an element that only wraps paragraphs, rows or
// cells, and skips any other element.
func (d *document) wrapped(f *frame, read func(*frame) error) error {
	switch f.kind {
	case "customXml", "ins", "moveTo", "smartTag":
		return read(f)
	case "sdt":
		return d.control(f, read)
	case "mc:AlternateContent":
		return d.choice(f, read)
	}
	return d.Skip()
}

// choice reads the first mc:Choice whose namespaces are known, and otherwise mc:Fallback.
func (d *document) choice(f *frame, read func(*frame) error) error {
	done := false
	return d.each(f, func(c *frame) error {
		if done || c.kind != "mc:Fallback" && !(c.kind == "mc:Choice" && d.prefixes.understood(attribute(c, "Requires"))) {
			return d.Skip()
		}
		done = true
		return read(c)
	})
}

// control reads a content control.
func (d *document) control(f *frame, read func(*frame) error) error {
	outer := d.placeholder
	err := d.each(f, func(c *frame) error {
		switch c.kind {
		case "sdtPr":
			return d.each(c, func(c *frame) error {
				d.placeholder = d.placeholder || c.kind == "showingPlcHdr" && on(c.StartElement)
				return d.Skip()
			})
		case "sdtContent":
			return read(c)
		}
		return d.Skip()
	})
	d.placeholder = outer
	return err
}
