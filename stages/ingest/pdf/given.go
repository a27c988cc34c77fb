package pdf

import (
	"context"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Word is a word that another reader found: text without white space, and its box in points
// with the origin at the top left of the page (x0, y0, x1, y1).
type Word struct {
	S   string
	Box [4]float64
}

// Words finds the words of a file of another format that has pages.
type Words interface {
	Words(ctx context.Context, data []byte) ([][]Word, error)
}

// ReadWords returns the lines of pages whose words another reader found, at places of the kind
// given, one of those on pages. The errors are those of the reader and poison of the classes
// no_text and limit_token.
func ReadWords(ctx context.Context, kind string, words Words, data []byte, lim Limits) ([]report.Block, error) {
	pages, err := words.Words(ctx, data)
	if err != nil {
		return nil, err
	}
	sheets := sheetsOf(pages)
	if !legible(sheets) {
		return nil, fault.Poisonf(fault.NoText, "文件没有可读的文字 · the %d pages have no text that can be read", len(pages))
	}
	c, err := assemble(sheets, lim)
	for i := range c.Blocks {
		b := &c.Blocks[i]
		if b.Grid == nil {
			b.Line.At.Kind = kind
			continue
		}
		for k := range b.Grid.Cells {
			b.Grid.Cells[k].Text.At.Kind = kind
		}
	}
	return c.Blocks, err
}

// NewWordsRereader returns a Rereader of pages whose words another reader found.
func NewWordsRereader(pages [][]Word) *Rereader {
	r := &Rereader{pages: make(map[int][]word)}
	for _, s := range sheetsOf(pages) {
		r.pages[s.page] = s.words
	}
	return r
}

func sheetsOf(pages [][]Word) []*sheet {
	var out []*sheet
	for i, page := range pages {
		s := &sheet{page: i + 1, words: make([]word, len(page))}
		for k, w := range page {
			s.words[k] = word{s: w.S, box: w.Box, base: w.Box[3], size: 0.75 * (w.Box[3] - w.Box[1])}
			s.width, s.height = max(s.width, w.Box[2]), max(s.height, w.Box[3])
		}
		s.free = s.words
		out = append(out, s)
	}
	return out
}
