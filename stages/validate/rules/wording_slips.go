package rules

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/slip"
)

// slips is a finder and its memory, kept from report to report.
type slips struct {
	finder *slip.Finder
	hits   []slip.Hit
}

// checkSlips looks for slips of the pen in the text and in the headings. A report in
// Traditional characters is not judged: the lexicon is in Simplified ones.
func checkSlips(p *rule.Pass) {
	if inTraditional(p) {
		checkYearWord(p)
		p.Doubt()
		return
	}
	s := rule.Spare[slips](p, "slips")
	if s.finder == nil {
		s.finder = slip.NewFinder(slip.Default())
	}
	s.finder.Step = func() { p.Step() }
	checkNamesOfDocument(p)
	checkBodiesNames(p)
	checkWrongMeasures(p)
	checkOwnArea(p)
	titlesNearlySame(p)
	places, lost, last := ownPlaces(p), lostBesideFigures(p), lastSection(p.Report())
	eachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		s.hits = s.finder.Find(part.S, s.hits[:0])
		end, cut := len(strings.TrimRight(part.S, " \n")), cutFrom(p, part)
		for _, h := range s.hits {
			p.Step()
			if h.End >= end && (h.Start >= cut || h.Kind == slip.Lost && part.Section == last) {
				continue // the word may have gone on in what is cut off
			}
			if (h.Kind == slip.Swapped || h.Kind == slip.Doubled) && brokenIn(part, h.Start, h.End) {
				continue // one line ends with 表, and 图 begins the next
			}
			if lost && strings.ContainsAny(part.S[h.Start:h.End], "0123456789") || inNumber(part.S, h) {
				continue
			}
			if !p.Full() && !inPlace(part.S, h.Start, h.End, places) && !inBookTitle(part.S, h.Start) && !ofTable(part, h.Start) && oneParagraph(part, h.Start, h.End) {
				textSlip(p, part, h)
			}
		}
		s.hits = s.finder.Find(part.Heading.S, s.hits[:0])
		for _, h := range s.hits {
			headingSlip(p, part, h)
		}
	})
	checkLostVerbs(p)
	checkLostVerbsOfTitles(p)
	checkLostPartners(p)
	eachPart(p, func(part *narrative.Part) {
		checkBareCounts(p, part)
		checkBrokenOff(p, part)
		checkRequestKind(p, part)
	})
	if !lost {
		checkYearsBefore(p)
		checkMeasureWords(p)
		checkLostPercents(p)
	}
}

// checkYearWord finds a year that has lost its 年 before the issuer or the work: 2021我局. It needs no
// lexicon, so that a report in Traditional characters is judged too.
func checkYearWord(p *rule.Pass) {
	if lostBesideFigures(p) {
		return
	}
	checkYearsBefore(p)
	eachPartWith(p, func(part *narrative.Part) {
		for at := 0; ; {
			i := part.IndexFrom("我", at)
			if i < 0 || p.Full() {
				return
			}
			p.Step()
			at = i + len("我")
			if i < 4 || !hasPrefixAny(part.S[at:], "局", "县", "市", "区", "镇", "乡", "街", "办", "委", "厅") || i > 4 && isDigit(part.S[i-5]) {
				continue
			}
			if y := part.S[i-4 : i]; strings.HasPrefix(y, "20") && isDigit(y[2]) && isDigit(y[3]) {
				start, end := around(part.S, i-4, i, 6)
				d := spanDraft(part, start, end)
				saySlip(&d, "", y, y+"年")
				p.Find(d)
			}
		}
	}, "我")
}

// checkYearsBefore finds years that have lost their 年 before 度, the work or, at the beginning of a clause,
// the issuer's area: 2021度, 2023政务公开, 2024清河区. What is called 2024清河区…… elsewhere is an event.
func checkYearsBefore(p *rule.Pass) {
	places := slices.DeleteFunc(slices.Clone(ownPlaces(p)), func(name string) bool { return !hasSuffixAny(name, areaEnds...) })
	eachPart(p, func(part *narrative.Part) {
		s := part.S
		for at := 0; ; {
			i := strings.IndexByte(s[at:], '2')
			if i < 0 || p.Full() {
				return
			}
			i += at
			at = i + digits(s[i:])
			if at-i != 4 || s[i+1] != '0' || i > 0 && isDigit(s[i-1]) {
				continue
			}
			p.Step()
			behind := ""
			for _, w := range [...]string{"度", "政务信息公开", "政务公开", "政府信息公开"} {
				if strings.HasPrefix(s[at:], w) {
					behind = w
					break
				}
			}
			if behind == "" && (i == 0 || part.BeginsLine(i) || hasSuffixAny(s[:i], "。", "，", "；")) {
				for _, name := range places {
					if strings.HasPrefix(s[at:], name) {
						behind = name
					}
				}
			}
			if behind == "" || inTitle(s, at) {
				continue
			}
			start, end := around(s, i, at+len(behind), 6)
			d := spanDraft(part, start, end)
			saySlip(&d, "", s[i:at]+behind, s[i:at]+"年"+behind)
			p.Find(d)
		}
	})
}

// checkMeasureWords finds numbers in a list that have lost their measure word, where the
// others have one and the sum holds with them.
func checkMeasureWords(p *rule.Pass) {
	eachList(p, func(part *narrative.Part, l narrative.List) {
		parts, whole, ok := l.Sum()
		if !ok || parts == whole {
			return
		}
		for _, n := range l.Lost(parts, whole) {
			if measuredBehind(part.S[n.End:], l.Whole.Unit) {
				continue
			}
			start, end := around(part.S, n.Start, n.End, 8)
			d := spanDraft(part, start, end)
			d.Want, d.Got = n.Value.String()+l.Whole.Unit, n.Value.String()
			d.ZH = "“" + d.Got + "”后漏写量词，应为“" + d.Want + "”"
			d.EN = "a measure word is missing behind " + d.Got
			p.Find(d)
		}
	})
}

// measuredBehind reports whether what follows a number is words in brackets and then its measure word:
// 决算3（45个单位在总表中公示）条.
func measuredBehind(s, unit string) bool {
	if unit == "" || !hasPrefixAny(s, "（", "(") {
		return false
	}
	for _, mark := range [...]string{"）", ")"} {
		if _, rest, ok := strings.Cut(s, mark); ok && strings.HasPrefix(rest, unit) {
			return true
		}
	}
	return false
}

// inNumber reports whether a slip of one or two characters stands in what a document number begins with, where
// offices are called by a character of their name each: （清政办发〔2023〕15号）.
func inNumber(s string, h slip.Hit) bool {
	if h.End-h.Start > 2*3 {
		return false
	}
	for end := h.End; end < len(s) && end-h.End <= 3*6; end += 3 {
		if strings.HasPrefix(s[end:], "〔") {
			return true
		}
		if !han(s[end:min(len(s), end+3)]) {
			return false
		}
	}
	return false
}

// oneParagraph reports whether S[start:end] stands in one paragraph: （二）信息管理 and 设专人负责 below
// it are no 管理设.
func oneParagraph(part *narrative.Part, start, end int) bool {
	return part.Paragraph(start) == part.Paragraph(end-1)
}

// brokenIn reports whether a line begins inside of a span of the text.
func brokenIn(part *narrative.Part, start, end int) bool {
	for i := start + 1; i < end; i++ {
		if part.BeginsLine(i) {
			return true
		}
	}
	return false
}

// textSlip reports a slip in the text, quoted with the words around it. Two that stand
// close together are two findings.
func textSlip(p *rule.Pass, part *narrative.Part, h slip.Hit) {
	start, end := around(part.S, h.Start, h.End, 6)
	d := spanDraft(part, start, end)
	saySlip(&d, "", h.Wrong, h.Right)
	// What is lost is a guess: of 26 such findings in 184 beginnings of reports that nobody here had seen, 20
	// were wrong, as the word was right and the lexicon did not have it. Since half of a word must be left
	// that is none by itself there are 5 of them, and all are right.
	if utf8.RuneCountInString(h.Right) > utf8.RuneCountInString(h.Wrong) && !strings.ContainsAny(h.Right, "0123456789") {
		d.Severity = report.Info
	}
	p.Find(d)
}

func headingSlip(p *rule.Pass, part *narrative.Part, h slip.Hit) {
	if headingCut(p, part) {
		return
	}
	s := part.Printed()
	d := rule.Draft{Section: part.Section, Quotes: []string{s.Heading}, At: places(s.At)}
	saySlip(&d, "标题", h.Wrong, h.Right)
	p.Find(d)
}

func saySlip(d *rule.Draft, where, wrong, right string) {
	d.Want, d.Got = right, wrong
	d.ZH = where + "疑似错别字：“" + wrong + "”应为“" + right + "”"
	d.EN = "a misprint: " + wrong + " for " + right
	if where != "" {
		d.EN = "a misprint in a heading: " + wrong + " for " + right
	}
}

// inBookTitle reports whether S[i] stands inside of 《》, whose words W-02 judges.
func inBookTitle(s string, i int) bool {
	s = s[max(0, i-longestTitleBytes):i]
	return strings.LastIndex(s, "《") > strings.LastIndex(s, "》")
}

// fewTraditional is how many Traditional characters a report in Simplified ones can have.
const fewTraditional = 8

// inTraditional reports whether a report is written in Traditional characters.
func inTraditional(p *rule.Pass) bool {
	n := 0
	eachPart(p, func(part *narrative.Part) { n += part.Traditional })
	return n > fewTraditional
}

func hasPrefixAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}
