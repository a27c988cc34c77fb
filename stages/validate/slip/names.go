package slip

import "strings"

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
