package wording

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/names"
	"github.com/gouji/gouji/stages/validate/rules/prose"
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
	names.CheckNamesOfDocument(p)
	names.CheckBodiesNames(p)
	checkWrongMeasures(p)
	names.CheckOwnArea(p)
	titlesNearlySame(p)
	places, lost, last := names.OwnPlaces(p), form.LostBesideFigures(p), form.LastSection(p.Report())
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		s.hits = s.finder.Find(part.S, s.hits[:0])
		end, cut := len(strings.TrimRight(part.S, " \n")), form.CutFrom(p, part)
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
			if !p.Full() && !names.InPlace(part.S, h.Start, h.End, places) && !prose.InBookTitle(part.S, h.Start) && !prose.OfTable(part, h.Start) && prose.OneParagraph(part, h.Start, h.End) {
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
	prose.EachPart(p, func(part *narrative.Part) {
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
	if form.LostBesideFigures(p) {
		return
	}
	checkYearsBefore(p)
	prose.EachPartWith(p, func(part *narrative.Part) {
		for at := 0; ; {
			i := part.IndexFrom("我", at)
			if i < 0 || p.Full() {
				return
			}
			p.Step()
			at = i + len("我")
			if i < 4 || !prose.HasPrefixAny(part.S[at:], "局", "县", "市", "区", "镇", "乡", "街", "办", "委", "厅") || i > 4 && prose.IsDigit(part.S[i-5]) {
				continue
			}
			if y := part.S[i-4 : i]; strings.HasPrefix(y, "20") && prose.IsDigit(y[2]) && prose.IsDigit(y[3]) {
				start, end := prose.Around(part.S, i-4, i, 6)
				d := prose.SpanDraft(part, start, end)
				prose.SaySlip(&d, "", y, y+"年")
				p.Find(d)
			}
		}
	}, "我")
}

// checkYearsBefore finds years that have lost their 年 before 度, the work or, at the beginning of a clause,
// the issuer's area: 2021度, 2023政务公开, 2024清河区. What is called 2024清河区…… elsewhere is an event.
func checkYearsBefore(p *rule.Pass) {
	places := slices.DeleteFunc(slices.Clone(names.OwnPlaces(p)), func(name string) bool { return !prose.HasSuffixAny(name, names.AreaEnds...) })
	prose.EachPart(p, func(part *narrative.Part) {
		s := part.S
		for at := 0; ; {
			i := strings.IndexByte(s[at:], '2')
			if i < 0 || p.Full() {
				return
			}
			i += at
			at = i + prose.Digits(s[i:])
			if at-i != 4 || s[i+1] != '0' || i > 0 && prose.IsDigit(s[i-1]) {
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
			if behind == "" && (i == 0 || part.BeginsLine(i) || prose.HasSuffixAny(s[:i], "。", "，", "；")) {
				for _, name := range places {
					if strings.HasPrefix(s[at:], name) {
						behind = name
					}
				}
			}
			if behind == "" || prose.InTitle(s, at) {
				continue
			}
			start, end := prose.Around(s, i, at+len(behind), 6)
			d := prose.SpanDraft(part, start, end)
			prose.SaySlip(&d, "", s[i:at]+behind, s[i:at]+"年"+behind)
			p.Find(d)
		}
	})
}

// checkMeasureWords finds numbers in a list that have lost their measure word, where the
// others have one and the sum holds with them.
func checkMeasureWords(p *rule.Pass) {
	prose.EachList(p, func(part *narrative.Part, l narrative.List) {
		parts, whole, ok := l.Sum()
		if !ok || parts == whole {
			return
		}
		for _, n := range l.Lost(parts, whole) {
			if measuredBehind(part.S[n.End:], l.Whole.Unit) {
				continue
			}
			start, end := prose.Around(part.S, n.Start, n.End, 8)
			d := prose.SpanDraft(part, start, end)
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
	if unit == "" || !prose.HasPrefixAny(s, "（", "(") {
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
		if !prose.Han(s[end:min(len(s), end+3)]) {
			return false
		}
	}
	return false
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
	start, end := prose.Around(part.S, h.Start, h.End, 6)
	d := prose.SpanDraft(part, start, end)
	prose.SaySlip(&d, "", h.Wrong, h.Right)
	// What is lost is a guess: of 26 such findings in 184 beginnings of reports that nobody here had seen, 20
	// were wrong, as the word was right and the lexicon did not have it. Since half of a word must be left
	// that is none by itself there are 5 of them, and all are right.
	if utf8.RuneCountInString(h.Right) > utf8.RuneCountInString(h.Wrong) && !strings.ContainsAny(h.Right, "0123456789") {
		d.Severity = report.Info
	}
	p.Find(d)
}

func headingSlip(p *rule.Pass, part *narrative.Part, h slip.Hit) {
	if form.HeadingCut(p, part) {
		return
	}
	s := part.Printed()
	d := rule.Draft{Section: part.Section, Quotes: []string{s.Heading}, At: form.Places(s.At)}
	prose.SaySlip(&d, "标题", h.Wrong, h.Right)
	p.Find(d)
}

// fewTraditional is how many Traditional characters a report in Simplified ones can have.
const fewTraditional = 8

// inTraditional reports whether a report is written in Traditional characters.
func inTraditional(p *rule.Pass) bool {
	n := 0
	prose.EachPart(p, func(part *narrative.Part) { n += part.Traditional })
	return n > fewTraditional
}
