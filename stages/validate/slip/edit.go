package slip

import "strings"

// Kind is what happened to a word.
type Kind uint8

// The kinds of edits.
const (
	None      Kind = iota
	Exchanged      // one character stands for one that sounds or looks alike
	Lost           // a character is missing
	Doubled        // a character stands twice
	Swapped        // two neighbours have changed places
	Stray          // a character too many stands inside of it
)

// change is an edit of a phrase: what happened to which of its characters.
type change struct {
	kind Kind
	at   int // index in the phrase
}

// size is how many characters a phrase of n has after a change.
func (c change) size(n int) int {
	switch c.kind {
	case Lost:
		return n - 1
	case Doubled, Stray:
		return n + 1
	}
	return n
}

// forward compares a phrase with the text that begins at text[i], whose first characters
// are equal. It returns the change that makes the phrase the text, and false where no
// single change does. None is an exact match.
func (l *Lexicon) forward(ph *phrase, text []rune, i int) (change, bool) {
	p := ph.text
	t := text[i:]
	k := 0
	for k < len(p) && k < len(t) && t[k] == p[k] {
		k++
	}
	if k == len(p) {
		return change{}, true
	}
	if k == 0 || len(p)-k > 1 && !inward(p[k], p[k+1], t, k, 1) {
		return change{}, false
	}
	rest := p[k+1:]
	switch {
	case hasPrefix(t[min(k+1, len(t)):], rest) && k < len(t) && l.mistaken(p, k, t[k]):
		return change{Exchanged, k}, true
	case k < len(t) && t[k] == p[k-1] && hasPrefix(t[k+1:], p[k:]):
		return change{Doubled, k - 1}, true
	case k+1 < len(p) && k+1 < len(t) && t[k] == p[k+1] && t[k+1] == p[k] && hasPrefix(t[k+2:], p[k+2:]):
		return change{Swapped, k}, true
	case hasPrefix(t[k:], rest) && p[k] != p[k-1]:
		return change{Lost, k}, true
	case len(p) >= long && k > 1 && k < len(t) && hasPrefix(t[k+1:], p[k:]) && stray(t[k]):
		return change{Stray, k}, true
	case ph.core && len(p) >= least && k < len(t) && hasPrefix(t[k+1:], rest) && han(t[k]) && !choice(p[k], t[k]):
		return change{Exchanged, k}, true
	}
	return change{}, false
}

// inward reports whether the text, which differs from a phrase at text[k], may be equal to it
// behind one change: a and b are the phrase's characters there and one further, in the
// direction of step. It tells nearly all phrases that do not stand there.
func inward(a, b rune, text []rune, k, step int) bool {
	if k < 0 || k >= len(text) {
		return false
	}
	if text[k] == b { // one is lost, or two are swapped
		return true
	}
	k += step // one is exchanged, doubled or too many
	return k >= 0 && k < len(text) && (text[k] == b || text[k] == a)
}

// backward is forward from the end: the phrase is compared with the text before text[:end].
func (l *Lexicon) backward(ph *phrase, text []rune, end int) (change, bool) {
	p := ph.text
	t := text[:end]
	n, m := len(p), len(t)
	k := 0
	for k < n && k < m && t[m-1-k] == p[n-1-k] {
		k++
	}
	if k == n {
		return change{}, true
	}
	at := n - 1 - k // of the phrase
	if k == 0 || at > 0 && !inward(p[at], p[at-1], t, m-1-k, -1) {
		return change{}, false
	}
	rest := p[:at]
	switch {
	case k < m && hasSuffix(t[:m-1-k], rest) && l.mistaken(p, at, t[m-1-k]):
		return change{Exchanged, at}, true
	case k < m && t[m-1-k] == p[at+1] && hasSuffix(t[:m-1-k], p[:at+1]):
		return change{Doubled, at + 1}, true
	case at > 0 && k+1 < m && t[m-1-k] == p[at-1] && t[m-2-k] == p[at] && hasSuffix(t[:m-2-k], p[:at-1]):
		return change{Swapped, at - 1}, true
	case hasSuffix(t[:m-k], rest):
		return change{Lost, at}, true
	case n >= long && k > 1 && k < m && hasSuffix(t[:m-1-k], p[:at+1]) && stray(t[m-1-k]):
		return change{Stray, at + 1}, true
	case ph.core && n >= least && k < m && hasSuffix(t[:m-1-k], rest) && han(t[m-1-k]) && !choice(p[at], t[m-1-k]):
		return change{Exchanged, at}, true
	}
	return change{}, false
}

// long is from how many characters a phrase is told by the others, whichever one of its
// inner characters is exchanged.
const long = 8

// least is how many characters a phrase has at least of which one may be exchanged for any other,
// see stranger.
const least = 4

// joining and pointing are the characters that writers choose between or leave out.
const (
	joining  = "、及和与或的之并等在了中"
	pointing = "本该此这各其"
)

// leading are prepositions and adverbs of one character, which a sentence may put into a phrase:
// 政府信息公开被责任追究, 公开内容还不够丰富, 结转至下年度继续办理.
const leading = "被把对向从由以为将因按让使应还仍尚也较更太很已未均再至到于又只就才曾正要能会可所有无是给同跟"

// denying are the characters without which a phrase says the opposite, and may mean to.
const denying = "不未无没非"

// choice reports whether writers choose between two characters.
func choice(a, b rune) bool {
	return strings.ContainsRune(joining, a) && strings.ContainsRune(joining, b) ||
		strings.ContainsRune(pointing, a) && strings.ContainsRune(pointing, b)
}

// mistaken reports whether a character stands by mistake for the one at p[k].
func (l *Lexicon) mistaken(p []rune, k int, wrong rune) bool {
	if l.alike(p[k], wrong) || k > 0 && k < len(p)-1 && l.seldom(wrong) {
		return true
	}
	return len(p) >= long && k > 1 && k < len(p)-2 && han(wrong) && !choice(p[k], wrong)
}

// stray reports whether a character inside of a long phrase is one too many.
func stray(r rune) bool {
	return han(r) && !strings.ContainsRune(joining+pointing+leading+"各等类性化度年", r)
}

// seldom reports whether a character is so rare that nobody types it: it stands for any inside of a phrase.
func (l *Lexicon) seldom(r rune) bool { return han(r) && l.id(r) == 0 }

// alike reports whether one character is easily written for the other.
func (l *Lexicon) alike(right, wrong rune) bool {
	return han(wrong) && (l.soundAlike(right, wrong) || l.flag(right, hasShapes) && l.mixed.has(right, wrong))
}

func hasPrefix(s, p []rune) bool { return len(s) >= len(p) && equal(s[:len(p)], p) }
func hasSuffix(s, p []rune) bool { return len(s) >= len(p) && equal(s[len(s)-len(p):], p) }

func equal(a, b []rune) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// longName is from how many characters a name may be two characters off.
const longName = 10

// tellingApart are characters by which names differ that are not the same: bodies of two
// levels, numbers, sides, and words that make a name of another thing.
const tellingApart = "省市区县镇乡旗州盟村街道一二三四五六七八九十0123456789东南西北中上下新老总分副前后内外局厅院所科处站办党团"

// Nearly reports whether two names of a document are two spellings of one: they differ by
// one character, or by two if they are long, and by none that tells names apart.
func Nearly(right, wrong string) bool {
	a, b := []rune(right), []rune(wrong)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if string(a)+string(b) == "人民" {
		return false // 县政府办公室 is what 县人民政府办公室 is called as well
	}
	most := 1
	if len([]rune(right)) >= longName {
		most = 2
	}
	if max(len(a), len(b)) == 0 || len(a) > most || len(b) > most {
		return len(a) == 3 && len(b) == 3 && most == 2 && a[1] == b[1] && !strings.ContainsAny(string(a)+string(b), "省市区县镇乡")
	}
	for _, r := range append(a, b...) {
		if strings.ContainsRune(tellingApart, r) {
			return false
		}
	}
	return true
}

// parties are characters that stand for one of two: two of them side by side are a short name for both,
// 税企微信群, 警民, 医患.
const parties = "政税银校企民警医患军地党干群社农商院村央"

// twoParties reports whether text[i:i+2] is such a name.
func (f *Finder) twoParties(i int) bool {
	return strings.ContainsRune(parties, f.text[i]) && strings.ContainsRune(parties, f.text[i+1])
}

// ofBureau reports whether a character for a place stands before text[i], where the name of its bureau begins:
// 区司法局.
func (f *Finder) ofBureau(p *phrase, i int) bool {
	return len(p.text) == 3 && p.text[2] == '局' && i > 1 && strings.ContainsRune("省市县区旗盟州", f.text[i-1]) && han(f.text[i-2]) && !f.crosses(i)
}
