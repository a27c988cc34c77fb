package narrative

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// Reading is the prose of a report. It must not be copied: its parts point into it.
type Reading struct {
	// Parts are the preamble, if there is one, and the sections in the order found.
	Parts []Part
	// Step is called for each sentence that is read or looked at, to end long work by a
	// panic; nil is never called.
	Step func()
	// words, sentences and numbers are those of the parts, one behind the other.
	words     vocabulary
	sentences []Sentence
	numbers   []Number
}

// Part is the prose of the preamble (Section 0) or of one section.
type Part struct {
	Section int
	Heading Folded
	Folded
	// Sentences are in order and cover the text.
	Sentences []Sentence
	src       *report.Section
	long      bool        // it has a run of longDigits digits
	words     *vocabulary // shared by the parts of a reading
	piece     Pieces      // what the part is to the Bloom of the words
	divided   []int       // the paragraphs, once they have been asked for
	topical   bool        // the topics of the sentences are known
}

// Sentence is S[Start:End] of a part: the words up to and with an end mark, or up to
// a line break that ends a paragraph.
type Sentence struct {
	Start, End int
	// Numbers are the numbers in the sentence, in order.
	Numbers []Number
	topic   Topic // see Part.topicOf
}

// Read reads the prose of a report. It keeps the report's sections.
func Read(r *report.Report) *Reading {
	w := new(Reading)
	w.Read(r)
	return w
}

// Read reads the prose of a report in the place of that read before, whose parts are lost:
// their memory, 12 KB of a report of 7 KB, is used again.
func (w *Reading) Read(r *report.Report) {
	w.Clear()
	w.words.open()
	w.words.step = w.Step
	size := 0
	for i := range r.Sections {
		size += len(r.Sections[i].Text)
	}
	if r.Preamble != nil {
		size += len(r.Preamble.Text)
	}
	// a sentence has some 40 characters, and a number in every 25 words or so
	w.sentences, w.numbers = slices.Grow(w.sentences, size/100+8), slices.Grow(w.numbers, size/80+8)
	w.Parts = slices.Grow(w.Parts, len(r.Sections)+1)
	if r.Preamble != nil {
		w.Parts = append(w.Parts, w.part(r.Preamble))
	}
	for i := range r.Sections {
		w.Parts = append(w.Parts, w.part(&r.Sections[i]))
	}
	w.words.close()
}

// Clear lets go of the report read last, and keeps the memory.
func (w *Reading) Clear() {
	clear(w.Parts)
	clear(w.sentences)
	clear(w.numbers)
	w.Parts, w.sentences, w.numbers = w.Parts[:0], w.sentences[:0], w.numbers[:0]
}

// ReadText reads a text that is no part of a report.
func ReadText(s string) Part {
	w := new(Reading)
	p := w.part(&report.Section{Text: s})
	w.words.close()
	return p
}

func (w *Reading) part(s *report.Section) Part {
	p := Part{Section: s.Number, Heading: Fold(s.Heading), Folded: Fold(s.Text), src: s, words: &w.words, piece: partPiece(len(w.Parts))}
	w.split(&p)
	w.words.bloom.add(p.Heading.S, headings)
	w.words.bloom.add(p.S, p.piece)
	return p
}

// Quote returns the words of the document that S[start:end] was made from, and their
// places.
func (p *Part) Quote(start, end int) (string, []report.Place) {
	words, from, to := p.Source(start, end)
	if p.src == nil {
		return words, nil
	}
	return words, p.src.Place(from, to)
}

// Printed is the part as the document has it.
func (p *Part) Printed() *report.Section { return p.src }

// Words returns the folded words of a sentence.
func (p *Part) Words(s Sentence) string { return p.S[s.Start:s.End] }

// longestSentence is where a sentence without an end mark is cut, in bytes: ten times
// the longest seen, so that work on one sentence stays bounded.
const longestSentence = 6 << 10

// reach is how far from a number its words are looked for, in bytes. The longest sentence
// seen has 600; in one of 6 KiB with a thousand numbers every number would be judged by all
// the words before it.
const reach = 1 << 10

// near is the end of s that is within reach.
func near(s string) string {
	if len(s) <= reach {
		return s
	}
	s = s[len(s)-reach:]
	for s != "" && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	return s
}

// split finds the sentences.
func (w *Reading) split(p *Part) {
	paragraphs := p.paragraphs()
	first, start, next, digits := len(w.sentences), 0, 0, false
	stop := 0 // no sentence is cut for its length or a paragraph before
	cut := func(end int) {
		if end > start {
			w.words.stepOn()
			s := Sentence{Start: start, End: end}
			if digits {
				s.Numbers = w.find(p, start, end)
			}
			w.sentences = append(w.sentences, s)
			start, digits = end, false
		}
	}
	for i := 0; i < len(p.S); {
		if i >= stop {
			if i-start >= longestSentence {
				cut(i)
			}
			for next < len(paragraphs) && paragraphs[next] <= i {
				cut(paragraphs[next])
				next++
			}
			stop = start + longestSentence
			if next < len(paragraphs) {
				stop = min(stop, paragraphs[next])
			}
		}
		if c := p.S[i]; c >= 0xE4 && c <= 0xE9 && i+3 <= len(p.S) { // a Han character
			i += 3
			continue
		}
		n := runeLength(p.S, i)
		digits = digits || n == 1 && digit(p.S[i])
		if n == 3 && endMark(p.S[i:i+3]) {
			cut(i + 3)
		}
		i += n
	}
	cut(len(p.S))
	p.Sentences = w.sentences[first:len(w.sentences):len(w.sentences)]
}

// runeLength is the length of the character at s[i].
func runeLength(s string, i int) int {
	switch c := s[i]; {
	case c < utf8.RuneSelf:
		return 1
	case c >= 0xE1 && c <= 0xEC && i+3 <= len(s) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80:
		return 3
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return n
}

// endMark reports whether a character of three bytes ends a sentence.
func endMark(s string) bool {
	return (s[0] == 0xE3 || s[0] == 0xEF) && (s == "。" || s == "！" || s == "？")
}

// paragraphs are the line breaks that end a paragraph: in HTML, DOCX and the like each one,
// elsewhere those after an end mark, before an ordinal or behind a heading, because lines of
// text and PDF are merely full.
func (p *Part) paragraphs() []int {
	if len(p.breaks) == 0 || p.divided != nil {
		return p.divided
	}
	hard := len(p.src.Lines) > 0 && p.src.Lines[0].At.Structured()
	out := make([]int, 0, len(p.breaks))
	line := 0
	for _, b := range p.breaks {
		if hard || ended(p.S[:b]) || Ordinal(p.S[b:]) > 0 || heading(p.S[line:b]) {
			out = append(out, b)
		}
		line = b
	}
	p.divided = out // each finding asks again
	return out
}

// Paragraph returns which paragraph of the part S[at] stands in, from 1.
func (p *Part) Paragraph(at int) int {
	n := 1
	for _, b := range p.paragraphs() {
		if b > at {
			break
		}
		if b > 0 {
			n++
		}
	}
	return n
}

// LastParagraph is where the last paragraph of the part begins in S.
func (p *Part) LastParagraph() int {
	all := p.paragraphs()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i] < len(p.S) {
			return all[i]
		}
	}
	return 0
}

// BeginsLine reports whether a line of the source begins with S[at].
func (p *Part) BeginsLine(at int) bool {
	_, found := slices.BinarySearch(p.breaks, at)
	return at == 0 || found
}

// EachLine calls see with where each line of the source begins in S, those aside that begin
// behind its end.
func (p *Part) EachLine(see func(at int)) {
	last := -1
	for _, at := range p.breaks {
		if at != last && at <= len(p.S) {
			see(at)
		}
		last = at
	}
}

// longestHeading is how many bytes the words of a heading have behind their ordinal at most: a
// full line of print has 26 characters.
const longestHeading = 3 * 18

// heading reports whether a line is a heading that the next does not go on: an ordinal and a few
// words without a mark, as （三）平台建设情况.
func heading(line string) bool {
	n := Ordinal(line)
	if n == 0 || len(line)-n > longestHeading || strings.HasSuffix(line[:n], "是") {
		return false
	}
	for i := n; i < len(line); i++ {
		if ClauseMark(line, i) {
			return false
		}
	}
	return len(line) > n
}

func ended(s string) bool {
	for _, m := range [...]string{"。", "；", "！", "？", "："} {
		if strings.HasSuffix(s, m) {
			return true
		}
	}
	return s == ""
}

// chineseDigit reports whether a character is one of the numerals of ordinals.
func chineseDigit(s string) bool {
	switch s {
	case "一", "二", "三", "四", "五", "六", "七", "八", "九", "十":
		return true
	}
	return false
}

// Ordinal returns the length of the ordinal that s begins with, such as （一） 一、 1.
// （1） 一是, and 0 if it begins with none.
func Ordinal(s string) int {
	body, open := strings.CutPrefix(s, "（")
	n := 0
	for n < len(body) && n < 9 {
		if digit(body[n]) {
			n++
		} else if n+3 <= len(body) && chineseDigit(body[n:n+3]) {
			n += 3
		} else {
			break
		}
	}
	if n == 0 {
		return 0
	}
	rest := body[n:]
	if open {
		if strings.HasPrefix(rest, "）") {
			return len("（") + n + len("）")
		}
		return 0
	}
	for _, m := range [...]string{"、", "是", "．", "."} {
		if strings.HasPrefix(rest, m) && !(m == "." && len(rest) > 1 && digit(rest[1])) && !(m == "是" && digit(body[0])) {
			return n + len(m)
		}
	}
	return 0
}
