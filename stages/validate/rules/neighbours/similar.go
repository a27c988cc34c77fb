package neighbours

import (
	"fmt"

	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
)

// enoughText is from how many
// characters a similarity says anything, alike from which share texts count as the same.
const (
	enoughText = 40
	alike      = 0.9
)

// shingles are the hashes of all runs of five characters.
func shingles(p *rule.Pass, text []byte) map[uint64]bool {
	out := make(map[uint64]bool, len(text)/3)
	for i := 0; i+3*peer.Shingle <= len(text); i += 3 {
		p.Step()
		out[peer.Hash(text[i:i+3*peer.Shingle])] = true
	}
	return out
}

// similarity is the share of common shingles in all, by Jaccard; it is false where
// either text is too short to say. Texts whose lengths differ too much to be alike are
// not compared.
func similarity(p *rule.Pass, a, b []byte) (float64, bool) {
	short, long := min(len(a), len(b)), max(len(a), len(b))
	if short < 3*enoughText {
		return 0, false
	}
	if float64(short) < (alike-0.1)*float64(long) {
		return 0, true
	}
	x, y := shingles(p, a), shingles(p, b)
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
	share, ok := similarity(p, peer.HanText(p.Report(), sections...), peer.HanText(last, sections...))
	if !ok {
		return
	}
	p.Judged()
	if share < alike {
		return
	}
	d := rule.Draft{Section: section}
	if s := form.SectionNumbered(p.Report(), section); s != nil {
		d.Quotes, d.At = []string{s.Heading}, form.Places(s.At)
	}
	d.ZH = fmt.Sprintf("%s与上年报告的文字相似度为 %.0f%%", zh, 100*share)
	d.EN = fmt.Sprintf("%s %.0f %% like last year's text", en, 100*share)
	p.Find(d)
}
