package about

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// inFull is what find finds, by its full name where the text gives it.
func (r *reader) inFull(find func() report.Text) func() report.Text {
	return func() report.Text {
		t := find()
		name := fold.String(t.S)
		if t.S == "" {
			return t
		}
		for _, p := range []*passage{r.preamble(), r.sectionOne()} {
			for _, where := range []func(f, name string) (from, to int){introduced, withArea} {
				if from, to := where(p.f, name); to > from {
					return p.quote(from, to)
				}
			}
		}
		return t
	}
}

// labelInFull is the issuer behind a label. A name without its area yields to one in the preamble that
// has it: 市政府办 to 某某市人民政府.
func (r *reader) labelInFull() report.Text {
	t := r.labelAgency()
	if isLocal(fold.String(t.S)) {
		if full := r.inFull(r.preambleAgency)(); full.S != "" && !isLocal(fold.String(full.S)) {
			return full
		}
	}
	return t
}

// introduced is the body that a folded text gives the short name: 某某市某某区税务局(以下简称某某区税务局).
func introduced(f, short string) (from, to int) {
	for at := 0; ; {
		i := strings.Index(f[at:], short)
		if i < 0 {
			return 0, 0
		}
		at += i
		to = strings.LastIndexByte(f[:at], '(')
		before := strings.TrimRight(f[:at], "“\"‘'")
		if to > 0 && to > strings.LastIndexByte(f[:at], ')') && strings.HasSuffix(before, "称") {
			if from = afterLead(f, hanBefore(f, to), to); isBody(f[from:to]) && !startsWithWord(f[from:to]) {
				return from, to
			}
		}
		at += len(short)
	}
}

// withArea is a body's name with that of its area, behind a word that only names of bodies follow:
// 请与清源市教育局联系 for 市教育局. Three characters name one area; a longer name has that of its province or
// city before it: 青州市清源区教育局.
func withArea(f, name string) (from, to int) {
	nowhere := isNowhere(name)
	if !isLocal(name) && !nowhere {
		return 0, 0
	}
	for at := 0; ; {
		i := strings.Index(f[at:], name)
		if i < 0 {
			return 0, 0
		}
		at += i
		to = at + len(name)
		for _, w := range [...]string{"请与", "可与", "请向", "可向", "请联系", "请咨询", "联系:", "可在", "由", "现将", "现公布", "特公布", "年,", "年", "《", "\""} {
			lead := strings.LastIndex(f[:at], w)
			if lead < 0 {
				continue
			}
			from = lead + len(w)
			if nowhere && !endsAnArea(f[from:at]) {
				continue
			}
			if n := utf8.RuneCountInString(f[from:at]); n >= 2 && hanBefore(f, at) <= from && (n <= 3 || n <= 8 && strings.ContainsAny(f[from+len("上"):at-len("宁")], "省市州")) && isBody(f[from:to]) && !startsWithWord(f[from:at]) {
				return from, to
			}
		}
		at = to
	}
}

// isNowhere reports the name of a body that names no area: 退役军人事务局.
func isNowhere(name string) bool {
	return strings.HasSuffix(name, "局") && !strings.ContainsAny(name, "省市县区州盟旗镇乡分总")
}

// endsAnArea reports whether a word ends as names of areas do: 清源区.
func endsAnArea(f string) bool {
	for _, w := range [...]string{"省", "市", "县", "区", "州", "盟", "旗"} {
		if strings.HasSuffix(f, w) && len(f) > len("清")+len(w) {
			return true
		}
	}
	return false
}

// startsWithWord reports a word of a sentence at the beginning, also one of one character.
func startsWithWord(f string) bool {
	has := func(w string) bool { return strings.HasPrefix(f, w) }
	return slices.ContainsFunc(verbs[:], has) || slices.ContainsFunc([]string{"年", "各", "当地", "所在", "本地", "上级"}, has)
}

// isLocal reports a name that says only what kind of area the body serves: 市教育局, 县政府办.
func isLocal(f string) bool {
	for _, w := range [...]string{"省", "市", "县", "区", "州"} {
		if rest, ok := strings.CutPrefix(f, w); ok && isOrgan(rest) {
			return !isPlace(rest)
		}
	}
	return false
}
