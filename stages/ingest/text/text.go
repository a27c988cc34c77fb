// Package text reads plain text and Markdown: every line that is not blank becomes a
// block, verbatim, because the spaces and tabs of a table pasted as text are its layout.
// Tables whose cells the text itself delimits become grids: those drawn with characters
// (+---+, ┌───┐), those under lines of dashes, and HTML tables in Markdown.
package text

import (
	"context"
	"strings"
	"unicode"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Limits bound what a text may hold.
type Limits struct {
	// Line is the longest line in bytes; longer ones are refused as limit_token.
	Line int
	// Lines is how many lines that are not blank there may be, with the cells of tables in
	// HTML; more are refused as limit_cells.
	Lines int
	// Columns is how wide a table in HTML may be; wider ones are refused as limit_cells.
	Columns int
}

// Blocks returns the lines of s, which must be valid UTF-8, with their places as byte
// offsets into s. A line of one no-break space becomes one as well: it may be a blank cell.
// Where the whole text is quoted (>) or its lines are numbered, the lines are what stands behind.
// Lines end at LF, CR, CR LF, VT, U+2028 and U+2029, which belong to no
// block; a form feed begins a new page as well. Page is set only if s has form feeds.
// The errors are poison of class limit_token or limit_cells, and the context's.
func Blocks(ctx context.Context, s string, lim Limits) ([]report.Block, error) {
	if HasMarkup(s) {
		return markup(ctx, s, lim)
	}
	r := lines{lim: lim, margin: marginOf(s), blocks: make([]report.Block, 0, min(strings.Count(s, "\n")+1, lim.Lines, usualLines))}
	if strings.IndexByte(s, '\f') >= 0 {
		r.page = 1
	}
	start, ends := 0, 0
	for i := 0; i < len(s); {
		if c := s[i]; c > '\r' && c != 0xE2 || c < '\n' {
			i++
			continue
		}
		n, feed := lineEnd(s[i:])
		if n == 0 {
			i++
			continue
		}
		if ends%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		ends++
		if err := r.add(s, start, i, feed); err != nil {
			return nil, err
		}
		i += n
		start = i
		if feed {
			r.page++
		}
	}
	if err := r.add(s, start, len(s), true); err != nil {
		return nil, err
	}
	return drawn(s, r.blocks), nil
}

// usualLines is for how many lines memory is taken at once; more take it as they come. A real
// report has 100 to 400.
const usualLines = 512

// drawn puts grids in the place of the lines that draw a table.
func drawn(s string, blocks []report.Block) []report.Block {
	if !strings.Contains(s, "+-") && !strings.Contains(s, "+=") && !strings.Contains(s, "─") && !strings.Contains(s, "═") &&
		!strings.Contains(s, "━") && !strings.Contains(s, "- -") && !strings.Contains(s, "= =") {
		return blocks
	}
	out := blocks[:0:0]
	for i := 0; i < len(blocks); {
		b := &blocks[i]
		switch g, n := ruled(s, blocks[i:]); {
		case g != nil:
			out = append(out, report.Block{Grid: g, Gap: b.Gap, Page: b.Page})
			i += n
			continue
		case n > 0:
			out = append(out, blocks[i:i+n]...)
			i += n
			continue
		}
		if b.Grid == nil && isDashes(b.Line.S) {
			if g, first, n := dashed(s, blocks, i); n > 0 {
				out = append(out[:len(out)-(i-first)], report.Block{Grid: g, Gap: blocks[first].Gap, Page: b.Page})
				i = first + n
				continue
			}
		}
		out = append(out, *b)
		i++
	}
	return out
}

// lineEnd returns the length of the line end that s begins with, 0 if it is none, and
// whether it is a form feed.
func lineEnd(s string) (n int, feed bool) {
	switch s[0] {
	case '\n', '\v':
		return 1, false
	case '\f':
		return 1, true
	case '\r':
		if len(s) > 1 && s[1] == '\n' {
			return 2, false
		}
		return 1, false
	case 0xE2:
		if strings.HasPrefix(s, "\u2028") || strings.HasPrefix(s, "\u2029") {
			return 3, false
		}
	}
	return 0, false
}

type lines struct {
	lim    Limits
	margin margin
	blocks []report.Block
	gap    int
	page   int
}

// add takes the line s[start:end]. What stands before a form feed or the end of the text
// is no blank line when it is empty.
func (r *lines) add(s string, start, end int, feed bool) error {
	start += r.margin.width(s[start:end])
	line := s[start:end]
	if Blank(line) && !isCell(line) {
		if !feed || line != "" {
			r.gap++
		}
		return nil
	}
	if len(line) > r.lim.Line {
		return fault.Poisonf(fault.LimitToken,
			"the line at byte %d is %d bytes long, at most %d are read; break the text into lines", start, len(line), r.lim.Line)
	}
	if len(r.blocks) >= r.lim.Lines {
		return fault.Poisonf(fault.LimitCells, "the text has more than %d lines; submit one report at a time", r.lim.Lines)
	}
	r.blocks = append(r.blocks, report.Block{
		Line: report.Text{S: line, At: report.Place{Kind: report.PlaceText, Start: start, End: end}},
		Gap:  r.gap,
		Page: r.page,
	})
	r.gap = 0
	return nil
}

// isCell reports a line of one no-break space: browsers copy a blank cell so.
func isCell(line string) bool { return strings.Trim(line, " \r") == "\u00a0" }

// Blank reports whether nothing of s is visible: only white space, zero-width characters
// and NULs.
func Blank(s string) bool {
	return strings.IndexFunc(s, visible) < 0
}

func visible(r rune) bool {
	switch r {
	case 0, '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF':
		return false
	}
	return !unicode.IsSpace(r)
}
