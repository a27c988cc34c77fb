package sqlstore

import (
	"hash/fnv"
	"strconv"
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
// database of the C locale. A run of Han 甲乙丙 is the words 甲乙 乙丙 丙. Behind the text each
// character stands once by itself: to look one up as the beginning of a pair would merge the
// lists of all pairs that begin with it. Facets stand last.

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
	var out, singles []string
	known := map[rune]bool{}
	for _, r := range runs(clean(b.String())) {
		out = append(out, r.words()...)
		for _, c := range r.chars {
			if r.han && !known[c] {
				known[c] = true
				singles = append(singles, string(c))
			}
		}
		if len(out) > maxSearched {
			break
		}
	}
	return append(append(out, singles...), facets(d)...)
}

// facets are words for what lists are filtered by, so that the index of words finds the few
// reports of a region that have a word which all reports have. Nobody can type them, as they
// begin with a character for private use.
func facets(d document) []string {
	out := []string{facet("region", clean(d.region)), facet("producer", clean(d.producer))}
	if d.year != nil {
		out = append(out, facet("year", strconv.Itoa(*d.year)))
	}
	for _, r := range d.rules {
		out = append(out, facet("rule", r.rule))
	}
	return out
}

// facet is a sum, which may be that of another value too: a list asks for the value besides.
func facet(column, value string) string {
	h := fnv.New64a()
	h.Write([]byte(column + " " + value))
	return "\ue000" + strconv.FormatUint(h.Sum64(), 16)
}

// run is letters and digits of one kind in a row. One that is joined stands right behind the
// one before.
type run struct {
	chars       []rune
	han, joined bool
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
			out = append(out, run{han: han, joined: last != ' '})
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

// phrase is words that stand behind each other; the last one of an open phrase may go on:
// letters or digits, two of them at least, as every tenth number begins with 3.
type phrase struct {
	words []string
	open  bool
}

// phrases are the words that a filter asks for.
func phrases(f ReportFilter) []phrase {
	var out []phrase
	list := runs(clean(f.Search))
	for i, r := range list[:min(len(list), 16)] {
		words, goesOn := r.words(), i+1 < len(list) && list[i+1].joined
		if r.han && len(words) > 1 && !goesOn {
			words = words[:len(words)-1] // the last character alone is of the end of a text
		}
		// A character behind digits, 37号, is the beginning of a pair. It is looked for by itself.
		if !r.joined || r.han && len(r.chars) == 1 && !goesOn {
			out = append(out, phrase{})
		}
		p := &out[len(out)-1]
		p.words, p.open = append(p.words, words...), !r.han && !goesOn && len(r.chars) > 1
	}
	if len(out) == 0 {
		return nil // nothing but signs
	}
	add := func(column, value string) {
		if value != "" {
			out = append(out, phrase{words: []string{facet(column, value)}})
		}
	}
	if f.Year != 0 {
		add("year", strconv.Itoa(f.Year))
	}
	add("region", valid(f.Region))
	add("producer", valid(f.Producer))
	add("rule", valid(f.Rule))
	return out
}

// matchFTS5 and matchTSQuery are the phrases in the languages of SQLite and PostgreSQL. The
// words are letters, digits and facets alone, so there is nothing to quote.
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
