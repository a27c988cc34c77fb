package rules

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// shingle is how many characters are compared at once, enoughText from how many
// characters a similarity says anything, alike from which share texts count as the same.
const (
	shingle    = 5
	enoughText = 40
	alike      = 0.9
)

// hanText are the Han characters of the sections; numbers, marks and 年 are left out.
func hanText(r *report.Report, sections ...int) []byte {
	var out []byte
	for i := range r.Sections {
		if !slices.Contains(sections, r.Sections[i].Number) {
			continue
		}
		s := r.Sections[i].Text
		out = slices.Grow(out, len(s))
		for k := 0; k < len(s); {
			c, n := utf8.DecodeRuneInString(s[k:])
			if c >= 0x4E00 && c <= 0x9FFF && c != '年' {
				out = append(out, s[k:k+n]...)
			}
			k += n
		}
	}
	return out
}

// shingles are the hashes of all runs of five characters.
func shingles(text []byte) map[uint64]bool {
	out := make(map[uint64]bool, len(text)/3)
	for i := 0; i+3*shingle <= len(text); i += 3 {
		out[hash(text[i:i+3*shingle])] = true
	}
	return out
}

// hash is FNV-1a, inlined because it runs once a character.
func hash(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// similarity is the share of common shingles in all, by Jaccard; it is false where
// either text is too short to say. Texts whose lengths differ too much to be alike are
// not compared.
func similarity(a, b []byte) (float64, bool) {
	short, long := min(len(a), len(b)), max(len(a), len(b))
	if short < 3*enoughText {
		return 0, false
	}
	if float64(short) < (alike-0.1)*float64(long) {
		return 0, true
	}
	x, y := shingles(a), shingles(b)
	common := 0
	for k := range x {
		if y[k] {
			common++
		}
	}
	return float64(common) / float64(len(x)+len(y)-common), true
}

func checkSameText(p *rule.Pass) {
	compareText(p, 1, "第一、第五部分", "sections one and five are", 1, 5)
}

func checkSameProblems(p *rule.Pass) { compareText(p, 5, "第五部分", "section five is", 5) }

// compareText compares sections with last year's.
func compareText(p *rule.Pass, section int, zh, en string, sections ...int) {
	last := p.Last(1)
	if last == nil {
		return
	}
	share, ok := similarity(hanText(p.Report(), sections...), hanText(last, sections...))
	if !ok {
		return
	}
	p.Judged()
	if share < alike {
		return
	}
	d := rule.Draft{Section: section}
	if s := sectionNumbered(p.Report(), section); s != nil {
		d.Quotes, d.At = []string{s.Heading}, places(s.At)
	}
	d.ZH = fmt.Sprintf("%s与上年报告的文字相似度为 %.0f%%", zh, 100*share)
	d.EN = fmt.Sprintf("%s %.0f %% like last year's text", en, 100*share)
	p.Find(d)
}
