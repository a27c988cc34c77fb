package flow

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
)

// Limits bound what a document may hold.
type Limits struct {
	// Cells is how many paragraphs and table cells there may be together, Columns how wide
	// a table may be; more are refused as limit_cells.
	Cells, Columns int
	// Depth is how deep tables may be nested; deeper ones are refused as limit_depth.
	Depth int
	// Text is the longest paragraph or cell in bytes; longer ones are refused as
	// limit_token.
	Text int
}

// Blocks returns the lines and grids of the items with places of the kind. Its errors are
// poison of the limit classes.
func Blocks(kind string, items []Item, lim Limits) ([]report.Block, error) {
	w := writer{kind: kind, lim: lim}
	w.items(items, "")
	return w.blocks, w.err
}

// Rereader finds places in a document again.
type Rereader struct {
	kind  string
	texts map[string]string
}

// NewRereader prepares the items of a document, read anew, for re-reading.
func NewRereader(kind string, items []Item) *Rereader {
	r := &Rereader{kind: kind, texts: make(map[string]string)}
	r.items(items, "")
	return r
}

func (r *Rereader) items(items []Item, path string) {
	walk(items, path, func(i *Item, path string) {
		if i.Table == nil {
			r.texts[path] = i.Text.S
			return
		}
		for y := range i.Table.Rows {
			var row []string
			for x := range i.Table.Rows[y].Cells {
				c, path := &i.Table.Rows[y].Cells[x], cellPath(path, y, x)
				row = append(row, c.text().S)
				r.texts[path] = row[x]
				r.items(c.Items, path)
			}
			// A row is no place of its own; it is shown around the place of a cell.
			r.texts[path+"/tr["+strconv.Itoa(y+1)+"]"] = strings.Join(row, "\n")
		}
	})
}

// Text returns the bytes at the place. The error says that the path leads nowhere or the
// offsets lie outside the text.
func (r *Rereader) Text(at report.Place) (string, error) {
	s, ok := r.texts[at.Path]
	if !ok || at.Kind != r.kind {
		return "", fmt.Errorf("flow: nothing of kind %q at %.200s", at.Kind, at.Path)
	}
	if at.Start < 0 || at.Start > at.End || at.End > len(s) {
		return "", fmt.Errorf("flow: the text at %s has %d bytes, not %d to %d", at.Path, len(s), at.Start, at.End)
	}
	return s[at.Start:at.End], nil
}

// walk calls each for every item with its path.
func walk(items []Item, path string, each func(i *Item, path string)) {
	paragraphs, tables := 0, 0
	for n := range items {
		if items[n].Table != nil {
			tables++
			each(&items[n], path+"/tbl["+strconv.Itoa(tables)+"]")
			continue
		}
		paragraphs++
		each(&items[n], path+"/p["+strconv.Itoa(paragraphs)+"]")
	}
}

func cellPath(path string, y, x int) string {
	return path + "/tr[" + strconv.Itoa(y+1) + "]/tc[" + strconv.Itoa(x+1) + "]"
}

type writer struct {
	kind   string
	lim    Limits
	cells  int
	depth  int
	blocks []report.Block
	err    error
}

func (w *writer) items(items []Item, path string) {
	walk(items, path, func(i *Item, path string) {
		switch {
		case w.err != nil:
		case i.Table != nil:
			w.depth++
			w.table(i.Table, path)
			w.depth--
		case w.more(len(i.Text.S)):
			w.lines(&i.Text, path)
		}
	})
}

// more counts a paragraph or cell of so many bytes and reports whether the limits allow it.
func (w *writer) more(size int) bool {
	w.cells++
	switch {
	case w.err != nil:
	case w.cells > w.lim.Cells:
		w.err = fault.Poisonf(fault.LimitCells, "the document has more than %d paragraphs and table cells; submit one report at a time", w.lim.Cells)
	case size > w.lim.Text:
		w.err = fault.Poisonf(fault.LimitToken, "a paragraph or cell of the document has %d bytes, at most %d are read", size, w.lim.Text)
	}
	return w.err == nil
}

// lines makes a block of every line of the paragraph that is not blank or has an object.
func (w *writer) lines(t *report.Text, path string) {
	whole := *t
	whole.At = report.Place{Kind: w.kind, Path: path, End: len(t.S)}
	start := 0
	for line := range strings.SplitSeq(t.S, "\n") {
		if piece := whole.Slice(start, start+len(line)); !text.Blank(line) || len(piece.Objects) > 0 {
			w.blocks = append(w.blocks, report.Block{Line: piece})
		}
		start += len(line) + 1
	}
}

func (w *writer) table(t *Table, path string) {
	if w.depth > w.lim.Depth {
		w.err = fault.Poisonf(fault.LimitDepth, "the document nests tables deeper than %d; copy its text into a new document", w.lim.Depth)
		return
	}
	if !t.data() {
		for y := range t.Rows {
			for x := range t.Rows[y].Cells {
				w.items(t.Rows[y].Cells[x].Items, cellPath(path, y, x))
			}
		}
		return
	}
	g, ok := t.grid(w.lim.Columns, func(y, x int) report.Text {
		out := t.Rows[y].Cells[x].text()
		if w.more(len(out.S)) {
			out.At = report.Place{Kind: w.kind, Path: cellPath(path, y, x), End: len(out.S)}
		}
		return out
	})
	switch {
	case w.err != nil:
	case !ok:
		w.err = fault.Poisonf(fault.LimitCells, "a table of the document is wider than %d columns; submit one report at a time", w.lim.Columns)
	default:
		w.blocks = append(w.blocks, report.Block{Grid: g})
	}
}
