package odt

import (
	"context"
	"encoding/xml"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/report"
)

// Limits bound what a document may hold.
type Limits struct {
	Package packed.Limits
	Flow    flow.Limits
}

// Read returns the lines and grids of a packed document. The errors are poison, and the
// context's.
func Read(ctx context.Context, data []byte, lim Limits) ([]report.Block, error) {
	items, err := packedItems(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	return flow.Blocks(report.PlaceODT, items, lim.Flow)
}

// ReadFlat is Read for a flat document in UTF-8.
func ReadFlat(ctx context.Context, s string, lim Limits) ([]report.Block, error) {
	items, err := flatItems(ctx, s, lim)
	if err != nil {
		return nil, err
	}
	return flow.Blocks(report.PlaceODT, items, lim.Flow)
}

// NewRereader reads a packed document anew to find places in it; its errors are those of
// Read.
func NewRereader(ctx context.Context, data []byte, lim Limits) (*flow.Rereader, error) {
	items, err := packedItems(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	return flow.NewRereader(report.PlaceODT, items), nil
}

// NewFlatRereader is NewRereader for a flat document.
func NewFlatRereader(ctx context.Context, s string, lim Limits) (*flow.Rereader, error) {
	items, err := flatItems(ctx, s, lim)
	if err != nil {
		return nil, err
	}
	return flow.NewRereader(report.PlaceODT, items), nil
}

// IsFlat reports whether decoded text is a flat document.
func IsFlat(s string) bool {
	head := s[:min(len(s), 16<<10)]
	return strings.Contains(head, "<office:document") && strings.Contains(head, "urn:oasis:names:tc:opendocument:xmlns:office:1.0")
}

// Encrypted reports whether the manifest of a package says that its content is encrypted.
func encrypted(p *packed.Package) bool {
	b, err := p.Part("META-INF/manifest.xml")
	return err == nil && strings.Contains(string(b), "encryption-data")
}

func packedItems(ctx context.Context, data []byte, lim Limits) ([]flow.Item, error) {
	p, err := packed.Open(data, lim.Package)
	if err != nil {
		return nil, err
	}
	if encrypted(p) {
		return nil, fault.Poisonf(fault.Encrypted, "文档设有密码，请取消密码后另存再提交 · the document has a password; save it without one and submit it again")
	}
	r := reader{lim: lim, styles: styles{}}
	for _, name := range []string{"styles.xml", "content.xml"} {
		part, err := p.Part(name)
		if err != nil {
			return nil, err
		}
		if part == nil {
			continue
		}
		if err := r.part(ctx, part); err != nil {
			return nil, err
		}
	}
	return r.items, r.err()
}

func flatItems(ctx context.Context, s string, lim Limits) ([]flow.Item, error) {
	r := reader{lim: lim, styles: styles{}}
	if err := r.part(ctx, []byte(s)); err != nil {
		return nil, err
	}
	return r.items, r.err()
}

// reader reads the parts of a document.
type reader struct {
	lim    Limits
	s      *packed.Scanner
	styles styles
	items  []flow.Item
	body   bool // there is one that holds text
	other  string
	cells  int
	depth  int // of tables
}

// err refuses a document whose body is no text.
func (r *reader) err() error {
	switch {
	case r.body:
		return nil
	case r.other == "spreadsheet":
		return fault.Poisonf(fault.UnsupportedType, "文件是 ODS 表格，请用 WPS 或 LibreOffice 打开，另存为 .xlsx 再提交 · the file is an ODS spreadsheet; save it as .xlsx and submit that")
	case r.other != "":
		return fault.Poisonf(fault.UnsupportedType, "不能读取这种文件，请用 WPS 或 Word 打开，另存为 .docx 再提交 · the file is an OpenDocument %.40s; save the report as .docx and submit that", r.other)
	}
	return fault.Poisonf(fault.Malformed, "%s (there is no body)", packed.Damaged)
}

func (r *reader) part(ctx context.Context, part []byte) error {
	s, err := packed.NewScanner(ctx, part, r.lim.Package)
	if err != nil {
		return err
	}
	r.s = s
	if _, err := s.Root(); err != nil {
		return err
	}
	return s.Each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "styles", "automatic-styles":
			return r.styles.read(s)
		case "body":
			return s.Each(func(e xml.StartElement) error {
				if e.Name.Local != "text" {
					r.other = e.Name.Local
					return s.Skip()
				}
				r.body = true
				return r.flow(&r.items, properties{})
			}, nil)
		}
		return s.Skip()
	}, nil)
}

// flow reads what stands below one another in the element just begun. base is what holds of
// the characters in it.
func (r *reader) flow(to *[]flow.Item, base properties) error {
	return r.s.Each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "p", "h":
			return r.paragraph(e, to, base)
		case "table":
			return r.table(to, base)
		case "list", "list-item", "list-header", "section", "index-body", "index-title", "text-box", "frame", "numbered-paragraph", "g", "custom-shape",
			"rect", "table-of-content", "alphabetical-index", "user-index", "illustration-index", "table-index", "object-index", "bibliography":
			return r.flow(to, base)
		}
		return r.s.Skip() // tracked-changes, sequence-decls, forms, variable-decls
	}, nil)
}

// more counts a paragraph or cell.
func (r *reader) more() error {
	if r.cells++; r.cells > r.lim.Flow.Cells {
		return fault.Poisonf(fault.LimitCells, "the document has more than %d paragraphs and table cells; submit one report at a time", r.lim.Flow.Cells)
	}
	return nil
}
