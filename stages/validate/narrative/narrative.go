package narrative

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// Reading is the prose of a report.
type Reading struct {
	// Parts are the preamble, if there is one, and the sections in the order found.
	Parts []Part
}

// Part is the prose of the preamble (Section 0) or of one section.
type Part struct {
	Section int
	Heading Folded
	Folded
	// Sentences are in order and cover the text.
	Sentences []Sentence
	src       *report.Section
	long      bool     // it has a run of longDigits digits
	all       []Number // those of the sentences, one behind the other
	bloom     *Bloom   // shared by the parts of a reading, nil for a text alone
}

// Sentence is S[Start:End] of a part: the words up to and with an end mark, or up to
// a line break that ends a paragraph.
type Sentence struct {
	Start, End int
	// Numbers are the numbers in the sentence, in order.
	Numbers []Number
}

// Read reads the prose of a report. It keeps the report's sections.
func Read(r *report.Report) *Reading {
	out := &Reading{Parts: make([]Part, 0, len(r.Sections)+1)}
	bloom := new(Bloom)
	if r.Preamble != nil {
		out.Parts = append(out.Parts, readPart(r.Preamble))
	}
	for i := range r.Sections {
		out.Parts = append(out.Parts, readPart(&r.Sections[i]))
	}
	for i := range out.Parts {
		bloom.add(out.Parts[i].S)
		bloom.add(out.Parts[i].Heading.S)
		out.Parts[i].bloom = bloom
	}
	return out
}

// ReadText reads a text that is no part of a report.
func ReadText(s string) Part { return readPart(&report.Section{Text: s}) }

func readPart(s *report.Section) Part {
	p := Part{Section: s.Number, Heading: Fold(s.Heading), Folded: Fold(s.Text), src: s}
	p.split()
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

// split finds the sentences.
func (p *Part) split() {
	paragraphs := p.paragraphs()
	// a sentence has some 40 characters, and a number in every 25 words or so
	p.Sentences = make([]Sentence, 0, len(p.S)/100+2)
	p.all = make([]Number, 0, len(p.S)/90+2)
	start, next := 0, 0
	cut := func(end int) {
		if end > start {
			s := Sentence{Start: start, End: end}
			s.Numbers = p.numbers(start, end)
			p.Sentences = append(p.Sentences, s)
			start = end
		}
	}
	for i := 0; i < len(p.S); {
		if i-start >= longestSentence {
			cut(i)
		}
		for next < len(paragraphs) && paragraphs[next] <= i {
			cut(paragraphs[next])
			next++
		}
		n := endMark(p.S[i:])
		if n > 0 {
			cut(i + n)
			i += n
			continue
		}
		if p.S[i] < utf8.RuneSelf {
			i++
		} else {
			_, n := utf8.DecodeRuneInString(p.S[i:])
			i += n
		}
	}
	cut(len(p.S))
}

// endMark returns the length of the end mark that s begins with, 0 if it begins with
// none.
func endMark(s string) int {
	if s[0] != 0xE3 && s[0] != 0xEF {
		return 0
	}
	for _, m := range [...]string{"。", "！", "？"} {
		if strings.HasPrefix(s, m) {
			return len(m)
		}
	}
	return 0
}

// paragraphs are the line breaks that end a paragraph: in HTML and DOCX each one,
// elsewhere those after an end mark or before an ordinal, because lines of text and
// PDF are merely full.
func (p *Part) paragraphs() []int {
	if len(p.breaks) == 0 {
		return nil
	}
	hard := len(p.src.Lines) > 0 && (p.src.Lines[0].At.Kind == report.PlaceHTML || p.src.Lines[0].At.Kind == report.PlaceDOCX)
	out := make([]int, 0, len(p.breaks))
	for _, b := range p.breaks {
		if hard || ended(p.S[:b]) || Ordinal(p.S[b:]) > 0 {
			out = append(out, b)
		}
	}
	return out
}

func ended(s string) bool {
	for _, m := range [...]string{"。", "；", "！", "？", "："} {
		if strings.HasSuffix(s, m) {
			return true
		}
	}
	return s == ""
}

const chineseDigits = "一二三四五六七八九十"

// Ordinal returns the length of the ordinal that s begins with, such as （一） 一、 1.
// （1） 一是, and 0 if it begins with none.
func Ordinal(s string) int {
	body, open := strings.CutPrefix(s, "（")
	n := 0
	for n < len(body) && n < 9 {
		if digit(body[n]) {
			n++
		} else if r, k := utf8.DecodeRuneInString(body[n:]); strings.ContainsRune(chineseDigits, r) {
			n += k
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
