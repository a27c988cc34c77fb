package docx

import (
	"context"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
)

// writer turns paragraphs and tables into blocks.
type writer struct {
	lim    Limits
	blocks []report.Block
}

func (w *writer) items(items []item) error {
	for _, i := range items {
		w.blocks = append(w.blocks, i.blocks...)
		if i.table != nil {
			if err := w.table(i.table); err != nil {
				return err
			}
		}
		if i.para != nil {
			w.lines(i.para)
			if err := w.items(i.para.boxes); err != nil {
				return err
			}
		}
	}
	return nil
}

// lines makes a block of every line of the paragraph that is not blank and has something
// displayed.
func (w *writer) lines(p *paragraph) {
	start := 0
	for line := range strings.SplitSeq(p.text.S, "\n") {
		t := p.text.Slice(start, start+len(line))
		if (len(t.Objects) > 0 || !text.Blank(line)) && !text.Unseen(&t) {
			w.blocks = append(w.blocks, report.Block{Line: t})
		}
		start += len(line) + 1
	}
}

func (w *writer) table(t *table) error {
	if t.data() {
		g, ok := t.grid(w.lim.Columns)
		if !ok {
			return fault.Poisonf(fault.LimitCells, "a table of the document is wider than %d columns; submit one report at a time", w.lim.Columns)
		}
		w.blocks = append(w.blocks, report.Block{Grid: g})
		return nil
	}
	for _, r := range t.rows {
		for _, c := range r.cells {
			if err := w.items(c.items); err != nil {
				return err
			}
		}
	}
	return nil
}

// properties reads what the package says about itself. Names of persons are left out: a
// report carries them nowhere else.
func (a *archive) properties(ctx context.Context) ([]report.Field, error) {
	name, err := a.target("core-properties", "docProps/core.xml")
	if err != nil {
		return nil, err
	}
	part, ok, err := a.part(name)
	if err != nil || !ok {
		return nil, err
	}
	s, err := newScanner(ctx, part, a.lim)
	if err != nil {
		return nil, err
	}
	e, err := s.Root()
	if err != nil {
		return nil, err
	}
	var top frame
	root := top.child(e)
	var head []report.Field
	seen := make(map[string]bool)
	err = s.each(&root, func(f *frame) error {
		prefix := map[string]string{"title": "dc", "created": "dcterms", "modified": "dcterms"}[f.Name.Local]
		if prefix == "" || seen[f.Name.Local] {
			return s.Skip()
		}
		seen[f.Name.Local] = true
		t, err := s.Text()
		if t != "" && len(t) <= a.lim.Text {
			head = append(head, report.Field{Name: f.Name.Local, Text: report.Text{S: t, At: report.Place{
				Kind: report.PlaceDOCX, Path: "/cp:coreProperties/" + prefix + ":" + f.Name.Local, End: len(t)}}})
		}
		return err
	})
	return head, err
}
