package sqlstore

import (
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// maxSearched bounds the characters of a document that can be searched for: a report with
// many findings has some 3,000 in names, messages and quotes.
const maxSearched = 8_000

// Chinese is searched by pairs of characters. The trigrams of FTS5 and pg_trgm do not find
// words of two characters, as most are (鼓楼), and pg_trgm drops what is not ASCII in a
// database of the C locale. A run of Han 甲乙丙 is the words 甲乙 乙丙 丙; one character is
// looked for as the beginning of a pair.

// searched is what can be looked for of a document.
func searched(d document, findings []report.Finding) []string {
	var b strings.Builder
	for _, s := range []string{said(d.agency), said(d.title), d.region, d.file, d.producer} {
		b.WriteString(s + "\n")
	}
	for _, f := range findings {
		b.WriteString(f.Message + "\n" + strings.Join(f.Quotes, "\n") + "\n")
		if b.Len() > 4*maxSearched {
			break
		}
	}
	var out []string
	for _, r := range runs(clean(b.String())) {
		out = append(out, r.words()...)
		if len(out) > maxSearched {
			break
		}
	}
	return out
}

// run is letters and digits of one kind in a row.
type run struct {
	chars []rune
	han   bool
}

func runs(s string) []run {
	var out []run
	for _, part := range strings.Fields(s) { // folding drops white space
		out = append(out, runsOf(strings.ToLower(fold.String(part)))...)
	}
	return out
}

func runsOf(s string) []run {
	var out []run
	last := ' '
	for _, c := range s {
		han := c >= 0x2e80
		switch {
		case !unicode.IsLetter(c) && !unicode.IsDigit(c):
			last = ' '
			continue
		case last == ' ' || (last >= 0x2e80) != han:
			out = append(out, run{han: han})
		}
		last = c
		out[len(out)-1].chars = append(out[len(out)-1].chars, c)
	}
	return out
}

func (r run) words() []string {
	if !r.han {
		return []string{string(r.chars[:min(len(r.chars), 40)])}
	}
	var out []string
	for i := range r.chars {
		out = append(out, string(r.chars[i:min(i+2, len(r.chars))]))
	}
	return out
}

// phrases are the words that a searcher's text asks for: those of one phrase stand behind
// each other, the last one of open may go on.
type phrase struct {
	words []string
	open  bool
}

func phrases(query string) []phrase {
	var out []phrase
	for _, r := range runs(clean(query)) {
		p := phrase{words: r.words(), open: !r.han || len(r.chars) == 1}
		if r.han && len(p.words) > 1 {
			p.words = p.words[:len(p.words)-1] // the last character alone is of the end of a text
		}
		if out = append(out, p); len(out) == 8 {
			break
		}
	}
	return out
}

// matchFTS5 and matchTSQuery are the phrases in the languages of SQLite and PostgreSQL. The
// words are letters and digits alone, so there is nothing to quote.
func matchFTS5(list []phrase) string {
	var parts []string
	for _, p := range list {
		s := `"` + strings.Join(p.words, " ") + `"`
		if p.open {
			s += "*"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " AND ")
}

func matchTSQuery(list []phrase) string {
	var parts []string
	for _, p := range list {
		s := "'" + strings.Join(p.words, "' <-> '") + "'"
		if p.open {
			s += ":*"
		}
		parts = append(parts, "("+s+")")
	}
	return strings.Join(parts, " & ")
}

// tsvector writes words with their positions, of which PostgreSQL keeps 16,383.
func tsvector(words []string) string {
	var b strings.Builder
	for i, w := range words {
		b.WriteString("'" + w + "':" + itoa(min(i+1, 16_383)) + " ")
	}
	return b.String()
}
