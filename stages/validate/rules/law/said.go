package law

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// CheckLaw compares what a part says of the law with what the law says.
func CheckLaw(p *rule.Pass, part *narrative.Part, said *SaidOfLaw) {
	checkWrongTitles(p, part)
	if p.Year() == 0 {
		return
	}
	checkKnown(p, part, said)
	checkArticles(p, part)
	if part.In(said.Limits) {
		checkLimits(p, part)
	}
	if p.Year() >= lawOf2019 {
		checkOldDecree(p, part)
		checkStatements(p, part, said)
		checkDayOfReports(p, part)
	}
}

// SaidOfLaw says in which pieces of a report the words can stand by which it speaks of the law.
type SaidOfLaw struct {
	Limits     narrative.Pieces
	Known      [len(knownDocuments)]narrative.Pieces
	Statements [len(statements)]narrative.Pieces
}

// Look searches the whole text for the phrases that say something of the law.
func (l *SaidOfLaw) Look(text *narrative.Reading) {
	l.Limits = text.Pieces("工作日", "日内", "天内", "个月内")
	for k := range knownDocuments {
		l.Known[k] = text.Pieces(knownDocuments[k].name)
	}
	for k := range statements {
		if l.Statements[k] = text.Pieces(statements[k].groups[0]...); l.Statements[k] != 0 {
			l.Statements[k] &= text.Pieces(statements[k].groups[len(statements[k].groups)-1]...)
		}
	}
}

// lawDraft begins a warning about S[start:end], where a report says something else than the law.
func lawDraft(part *narrative.Part, start, end int, want, got string) rule.Draft {
	d := prose.SpanDraft(part, start, end)
	d.Severity = report.Warning
	d.Want, d.Got = want, got
	return d
}

// checkWrongTitles finds titles that no law has: 《中华人民共和国保密法》.
func checkWrongTitles(p *rule.Pass, part *narrative.Part) {
	const state = "《中华人民共和国"
	for at := 0; !p.Full(); {
		p.Step()
		i := part.IndexFrom(state, at)
		if i < 0 {
			return
		}
		at = i + len(state)
		for _, w := range wrongTitles {
			if strings.HasPrefix(part.S[at:], w.short+"》") {
				d := lawDraft(part, i, at+len(w.short+"》"), "中华人民共和国"+w.full, "中华人民共和国"+w.short)
				d.ZH, d.EN = "名称不准确，应为《"+d.Want+"》", "an inexact title: "+d.Want
				p.Find(d)
			}
		}
	}
}

// behindName is what stands behind a title and the marks and words that shut it: 》的通知》. A title that is not shut has
// more words.
func behindName(s string) (rest string, shut bool) {
	for rest = s; ; shut = true {
		switch {
		case prose.HasPrefixAny(rest, "》", "〉"):
			rest = rest[len("》"):]
		case shut && strings.HasPrefix(rest, "的通知"):
			rest = rest[len("的通知"):]
		default:
			return rest, shut
		}
	}
}

// checkKnown compares the number and the day of a known document with those that stand behind its title.
func checkKnown(p *rule.Pass, part *narrative.Part, said *SaidOfLaw) {
	for k := range knownDocuments {
		if !part.In(said.Known[k]) {
			continue
		}
		w := &knownDocuments[k]
		for at := 0; !p.Full(); {
			p.Step()
			i := part.IndexFrom(w.name, at)
			if i < 0 {
				break
			}
			at = i + len(w.name)
			rest, shut := behindName(part.S[at:])
			if !shut {
				continue
			}
			knownNumber(p, part, w, len(part.S)-len(rest))
			if opened := prose.InTitle(part.S, i); opened && prose.HasSuffixAny(part.S[:i], "《", "中华人民共和国") {
				knownDay(p, part, w, len(part.S)-len(rest))
			}
		}
	}
}

// numberIn is the number of a document that s begins with, in the marks that belong to it, and its
// length: [2020]第53号 is 〔2020〕53号.
func numberIn(s string) (number string, length int) {
	_, open := utf8.DecodeRuneInString(s)
	if !prose.HasPrefixAny(s, "〔", "[", "（", "【") {
		return "", 0
	}
	rest := s[open:]
	year := prose.Digits(rest)
	if year != 4 || !prose.HasPrefixAny(rest, "19", "20") {
		return "", 0
	}
	y := rest[:year]
	rest = strings.TrimPrefix(rest[year:], "年")
	if !prose.HasPrefixAny(rest, "〕", "]", "）", "】") {
		return "", 0
	}
	_, shut := utf8.DecodeRuneInString(rest)
	rest = strings.TrimPrefix(rest[shut:], "第")
	n := prose.Digits(rest)
	if n == 0 || n > 5 || !strings.HasPrefix(rest[n:], "号") {
		return "", 0
	}
	return "〔" + y + "〕" + rest[:n] + "号", len(s) - len(rest) + n + len("号")
}

// knownNumber judges the number at S[at:] of a known document: （国办函〔2020〕190号）. One with another
// issuer is that of a document of its own.
func knownNumber(p *rule.Pass, part *narrative.Part, w *known, at int) {
	head := "（" + w.issuer
	if w.number == "" || !strings.HasPrefix(part.S[at:], head) {
		return
	}
	start := at + len("（")
	got, n := numberIn(part.S[at+len(head):])
	if got == "" || got == w.number {
		return
	}
	d := lawDraft(part, start, at+len(head)+n, w.issuer+w.number, w.issuer+got)
	d.Severity = report.Error
	d.ZH, d.EN = "文号有误，《"+w.name+"》的文号是"+d.Want, "the document's number is "+d.Want
	p.Find(d)
}

// knownDay judges the day of coming into force that stands behind a title: 自2020年1月1日起施行.
func knownDay(p *rule.Pass, part *narrative.Part, w *known, at int) {
	if w.since == nil {
		return
	}
	s := part.S[at:min(len(part.S), at+150)]
	if strings.HasPrefix(s, "（") {
		if _, rest, ok := strings.Cut(s, "）"); ok {
			s = rest
		}
	}
	for _, m := range [...]string{"，", "已经", "已", "将", "正式", "自", "于", "从"} {
		s = strings.TrimPrefix(s, m)
	}
	day, n := dayIn(s)
	if n == 0 {
		return
	}
	behind := s[n:]
	for _, m := range [...]string{"起", "开始", "正式"} {
		behind = strings.TrimPrefix(behind, m)
	}
	if !prose.HasPrefixAny(behind, "施行", "实施", "生效") {
		return
	}
	last := w.since[len(w.since)-1]
	for _, d := range w.since {
		if d == day {
			return
		}
	}
	start := at + strings.Index(part.S[at:], s[:n])
	d := lawDraft(part, start, start+n, last, day)
	if day < last {
		d.Severity = report.Error // no later revision can be meant
	}
	d.ZH, d.EN = "施行日期有误，《"+w.name+"》自"+last+"起施行", "it came into force on "+last
	p.Find(d)
}

// dayIn is the full date that s begins with, as 2024-01-31, and its length.
func dayIn(s string) (day string, n int) {
	var v [3]int
	for i, u := range [...]string{"年", "月", "日"} {
		k := prose.Digits(s[n:])
		if k == 0 || k > 4 || !strings.HasPrefix(s[n+k:], u) {
			return "", 0
		}
		v[i], _ = strconv.Atoi(s[n : n+k])
		n += k + len(u)
	}
	if v[0] < 1900 || !prose.OnCalendar(v[0], v[1], v[2]) {
		return "", 0
	}
	return prose.IsoDay(v[0], v[1], v[2]), n
}
