package xlsx

import (
	"cmp"
	"context"
	"encoding/xml"
	"path"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/report"
)

// Limits bound what a workbook may hold.
type Limits struct {
	Package packed.Limits
	Sheet   sheet.Limits
}

// Read returns the lines and grids of the workbook. The errors are poison, and the
// context's.
func Read(ctx context.Context, data []byte, lim Limits) ([]report.Block, error) {
	sheets, err := sheets(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	var out []report.Block
	for i := range sheets {
		blocks, err := sheets[i].Blocks(lim.Sheet)
		if err != nil {
			return nil, err
		}
		out = append(out, blocks...)
	}
	return out, nil
}

// NewRereader reads the workbook anew to find places in it; its errors are those of Read.
func NewRereader(ctx context.Context, data []byte, lim Limits) (*sheet.Rereader, error) {
	sheets, err := sheets(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	return sheet.NewRereader(report.PlaceXLSX, sheets), nil
}

func sheets(ctx context.Context, data []byte, lim Limits) ([]sheet.Sheet, error) {
	p, err := packed.Open(data, lim.Package)
	if err != nil {
		return nil, err
	}
	b := &book{ctx: ctx, p: p, lim: lim}
	if err := b.read(); err != nil {
		return nil, err
	}
	return b.sheets, nil
}

// book is a workbook in the making.
type book struct {
	ctx    context.Context
	p      *packed.Package
	lim    Limits
	styles styles
	shared []report.Text
	date   bool // days are counted from 1904
	cells  int
	sheets []sheet.Sheet
}

// scan returns a scanner within the root element of a part, nil if there is no such part.
func (b *book) scan(name string) (*packed.Scanner, error) {
	part, err := b.p.Part(name)
	if part == nil || err != nil {
		return nil, err
	}
	s, err := packed.NewScanner(b.ctx, part, b.lim.Package)
	if err != nil {
		return nil, err
	}
	_, err = s.Root()
	return s, err
}

func (b *book) read() error {
	main, err := b.target("_rels/.rels", "", "officeDocument", "xl/workbook.xml")
	if err != nil {
		return err
	}
	dir := path.Dir(main)
	rels, err := b.relations(path.Join(dir, "_rels", path.Base(main)+".rels"))
	if err != nil {
		return err
	}
	of := func(kind, usual string) string {
		for _, r := range rels {
			if r.kind == kind {
				return resolve(dir, r.target)
			}
		}
		return path.Join(dir, usual)
	}
	if err := b.readStyles(of("styles", "styles.xml")); err != nil {
		return err
	}
	if err := b.readShared(of("sharedStrings", "sharedStrings.xml")); err != nil {
		return err
	}
	return b.workbook(main, dir, rels)
}

// relation is an entry of a .rels part.
type relation struct{ id, kind, target string }

func (b *book) relations(name string) ([]relation, error) {
	s, err := b.scan(name)
	if s == nil || err != nil {
		return nil, err
	}
	var out []relation
	err = s.Each(func(e xml.StartElement) error {
		if packed.Attr(e, "TargetMode") != "External" {
			out = append(out, relation{packed.Attr(e, "Id"), path.Base(packed.Attr(e, "Type")), packed.Attr(e, "Target")})
		}
		return s.Skip()
	}, nil)
	return out, err
}

func (b *book) target(rels, dir, kind, usual string) (string, error) {
	all, err := b.relations(rels)
	for _, r := range all {
		if r.kind == kind {
			return resolve(dir, r.target), nil
		}
	}
	return usual, err
}

func resolve(dir, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return strings.TrimPrefix(path.Join("/", dir, target), "/")
}

// workbook reads the list of sheets, and each that shows.
func (b *book) workbook(main, dir string, rels []relation) error {
	s, err := b.scan(main)
	if err != nil {
		return err
	}
	if s == nil {
		return fault.Poisonf(fault.Malformed, "%s (the workbook has no part %.80q)", packed.Damaged, main)
	}
	type listed struct {
		id     string
		hidden bool
	}
	var list []listed
	err = s.Each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v := packed.Attr(e, "date1904")
			b.date = v == "1" || v == "true"
		case "sheets":
			return s.Each(func(e xml.StartElement) error {
				id := ""
				for _, a := range e.Attr {
					if a.Name.Local == "id" {
						id = a.Value
					}
				}
				state := packed.Attr(e, "state")
				list = append(list, listed{id, state == "hidden" || state == "veryHidden"})
				return s.Skip()
			}, nil)
		}
		return s.Skip()
	}, nil)
	if err != nil {
		return err
	}
	for n, l := range list {
		for _, r := range rels {
			if r.id != l.id || r.kind != "worksheet" || l.hidden {
				continue
			}
			if err := b.sheet(resolve(dir, r.target), n+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// readShared reads the texts that cells share.
func (b *book) readShared(name string) error {
	s, err := b.scan(name)
	if s == nil || err != nil {
		return err
	}
	return s.Each(func(e xml.StartElement) error {
		if e.Name.Local != "si" {
			return s.Skip()
		}
		var t flow.Text
		if err := rich(s, &t, flow.Style{}); err != nil {
			return err
		}
		b.shared = append(b.shared, t.Take())
		return nil
	}, nil)
}

// rich reads a text with runs (CT_Rst). base is the style of the cell.
func rich(s *packed.Scanner, t *flow.Text, base flow.Style) error {
	return s.Each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "t":
			words, err := s.Text()
			t.Write(words, base.Look())
			return err
		case "r":
			own := base
			return s.Each(func(e xml.StartElement) error {
				switch e.Name.Local {
				case "rPr":
					own = flow.Style{}
					return font(s, &own)
				case "t":
					words, err := s.Text()
					t.Write(words, own.Look())
					return err
				}
				return s.Skip()
			}, nil)
		}
		return s.Skip() // rPh: how to pronounce it
	}, nil)
}

func orGeneral(code string) string { return cmp.Or(code, sheet.General) }
