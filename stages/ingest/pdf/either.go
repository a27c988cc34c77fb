package pdf

import (
	"context"
	"io"
	"strings"
	"unicode"

	"github.com/gouji/gouji/pipeline/fault"
)

// Either finds words with First, and with Second where First finds none that can be read.
// pdftotext without the tables of the package poppler-data knows no character of a font with
// a predefined CMap such as UniGB-UCS2-H, says so on standard error only, and leaves those
// characters out; Second is the built-in reader, which has the CMaps for Chinese in it.
type Either struct {
	First  Command
	Second Words
}

// Words returns what First found, unless it lacks tables, found no Han character or mostly
// characters without meaning: then what Second found, if that is more.
// See Read for the errors.
func (e *Either) Words(ctx context.Context, data []byte) ([][]Word, error) {
	pages, said, err := e.First.find(ctx, data)
	if err != nil {
		return nil, err
	}
	first := weigh(pages)
	if first.han > 0 && first.legible() && !lacksTables(said) {
		return pages, nil
	}
	others, err := e.Second.Words(ctx, data)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if second := weigh(others); err == nil && second.legible() && (!first.legible() || second.readable > first.readable) {
		return others, nil
	}
	if _, poison := fault.ClassOf(err); err != nil && !poison && !first.legible() {
		return nil, err // of the machine: with it, nothing is known about the document
	}
	return pages, nil
}

// Close closes Second, if it can be closed.
func (e *Either) Close() error {
	if c, ok := e.Second.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// lacksTables reports that pdftotext says it has no tables for a font.
func lacksTables(said string) bool {
	for _, s := range [...]string{"Missing language pack", "CMap file for", "Unknown character collection"} {
		if strings.Contains(said, s) {
			return true
		}
	}
	return false
}

// weight counts characters: all, those that have a meaning outside their font, and those
// of these that are Han.
type weight struct{ all, readable, han int }

func weigh(pages [][]Word) (w weight) {
	for _, page := range pages {
		for i := range page {
			w.add(page[i].S)
		}
	}
	return w
}

func (w *weight) add(s string) {
	for _, r := range s {
		if r == ' ' {
			continue
		}
		w.all++
		switch {
		case r == unicode.ReplacementChar:
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsPunct(r), unicode.IsSymbol(r):
			w.readable++
			if unicode.Is(unicode.Han, r) {
				w.han++
			}
		}
	}
}

// legible reports that there are characters, and most of them have a meaning.
func (w weight) legible() bool { return w.readable*2 > w.all }
