package slip

import "strings"

// readBackward are words of the language, most of them without a meaning of their own, that are read backward
// by mistake, as they are typed: 加更规范. No word ends or begins inside of one where it is a slip.
var readBackward = words2("加更 新最 确正 当应 且而 是但 管尽 据根 至截 过通 其尤 且并 为因 为作 如例 载下 求需 求要 成完 续持 步逐 乎几 于关 于属 及涉 未尚 须必 需亟")

// firstBackward are those that are a slip only where they begin a part of a sentence: 有利于对外 is right.
var firstBackward = words2("于对 于由 照对 月每 年每 外此 外另 时同 前目 后今 先首 次其 中其 后最 别特 步下 来近")

// turned looks at text[i:i+2], which is no known word.
func (f *Finder) turned(i int) {
	if !f.known(i+1, i) {
		return
	}
	first := (i == 0 || f.pause(i-1)) && f.is(firstBackward, i)
	if !first && !f.is(readBackward, i) || f.common(i) || f.crosses(i) || f.crosses(i+2) || f.quoted(i) {
		return
	}
	if !first && !f.framed(i) && !f.pause(i+2) {
		return
	}
	if first && !f.wordBegins(i+2) && !f.pause(i+2) {
		return
	}
	f.twinSlip(i, change{Swapped, 0}, [2]rune{f.text[i+1], f.text[i]})
}

// ofBureau reports whether a character for a place stands before text[i], where the name of its bureau begins:
// 区司法局.
func (f *Finder) ofBureau(p *phrase, i int) bool {
	return len(p.text) == 3 && p.text[2] == '局' && i > 1 && strings.ContainsRune("省市县区旗盟州", f.text[i-1]) && han(f.text[i-2]) && !f.crosses(i)
}
