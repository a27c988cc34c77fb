package law

import (
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// title is a title that reports cite and from how far another is taken for a misprint of
// it, in characters.
type title struct {
	name string
	off  int
}

// laws are the titles. How far a misprint may be off follows from what else is called
// nearly so: of the short statutes (行政复议法, 行政诉讼法) others are two characters away,
// of an opinion (意见) the local 实施意见 is. Notices are left out, for every year and place
// has its own. 政府信息公开条例 stands here in full only, see shortTitles.
var laws = []title{
	{"中华人民共和国政府信息公开条例", 3},
	{"中华人民共和国政府信息公开工作年度报告格式", 4},
	{"政府信息公开工作年度报告格式", 2},
	{"政府信息公开信息处理费管理办法", 3},
	{"公共企事业单位信息公开规定制定办法", 2},
	{"中华人民共和国保守国家秘密法", 2},
	{"中华人民共和国保守国家秘密法实施条例", 2},
	{"中华人民共和国个人信息保护法", 2},
	{"中华人民共和国行政复议法实施条例", 2},
	{"中华人民共和国未成年人保护法", 1},
	{"中华人民共和国行政复议法", 1},
	{"中华人民共和国行政诉讼法", 1},
	{"中华人民共和国行政许可法", 1},
	{"中华人民共和国行政处罚法", 1},
	{"中华人民共和国行政强制法", 1},
	{"中华人民共和国数据安全法", 1},
	{"中华人民共和国网络安全法", 1},
	{"中华人民共和国国家赔偿法", 1},
	{"中华人民共和国政府采购法", 1},
	{"中华人民共和国公务员法", 1},
	{"中华人民共和国档案法", 1},
	{"中华人民共和国民法典", 1},
	{"重大行政决策程序暂行条例", 1},
	{"党政机关公文处理工作条例", 1},
	{"政府网站与政务新媒体检查指标", 1},
	{"关于全面推进政务公开工作的意见", 1},
	{"国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见", 1},
}

// realTitles are the laws, and titles that are real and close to one of them.
var realTitles = func() map[string]bool {
	out := map[string]bool{}
	for _, l := range laws {
		out[l.name] = true
	}
	for _, s := range [...]string{
		"中华人民共和国行政监察法", "中华人民共和国审计法", "中华人民共和国统计法", "中华人民共和国立法法", "中华人民共和国预算法", "中华人民共和国监察法",
		"中华人民共和国保守国家秘密法实施办法", "中华人民共和国档案法实施条例", "中华人民共和国档案法实施办法", "中华人民共和国行政诉讼法解释", "中华人民共和国政府采购法实施条例",
		"国务院办公厅关于全面推进基层政务公开标准化规范化工作的实施意见", "重大行政决策程序条例",
	} {
		out[s] = true
	}
	return out
}()

// shortTitles are what most reports call the regulation and the laws; of so short a title only one
// exchanged character counts, or two that are swapped.
var shortTitles = [...]string{
	"政府信息公开条例", "保守国家秘密法", "个人信息保护法", "行政复议法", "行政诉讼法", "行政许可法", "行政处罚法", "行政强制法",
	"数据安全法", "网络安全法", "国家赔偿法", "政府采购法", "优化营商环境条例", "信访工作条例",
}

// distance is by how many characters two titles differ; two that are swapped are one.
func distance(a, b string) int {
	if x, y := []rune(a), []rune(b); len(x) == len(y) {
		for i := range x {
			if x[i] == y[i] {
				continue
			}
			if i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:]) {
				return 1
			}
			break
		}
	}
	return levenshtein.ComputeDistance(a, b)
}

// innerMarks are the marks of a title inside a title.
var innerMarks = strings.NewReplacer("〈", "", "〉", "", "<", "", ">", "")

// InsideTitle is where the title stands that is inside of another: 关于印发〈……格式〉的通知; 0 and 0 for none.
func InsideTitle(words string) (from, to int) {
	for _, m := range [...][2]string{{"〈", "〉"}, {"<", ">"}} {
		if i := strings.Index(words, m[0]); i >= 0 {
			i += len(m[0])
			if n := strings.Index(words[i:], m[1]); n > 0 {
				return i, i + n
			}
		}
	}
	return 0, 0
}

// Nearest returns the known title that a title is a misprint of and by how many
// characters, 0 if it is none. What is longer by a bracketed note or names a place of
// its own is no misprint.
func Nearest(words string) (known string, off int) {
	if prose.ContainsAny(words, "〈", "〉", "<", ">") {
		words = innerMarks.Replace(words)
	}
	if realTitles[words] || len(words) > 60*3 || strings.Contains(words, "（") || prose.HasSuffixAny(words, "通知", "年度报告", "年报") {
		return "", 0
	}
	n := utf8.RuneCountInString(words)
	for _, short := range shortTitles {
		if len(words) == len(short) && distance(words, short) == 1 {
			return short, 1
		}
	}
	if strings.HasPrefix(words, "政府信息") && strings.HasSuffix(words, "条例") && n < 15 && words != shortTitles[0] {
		return shortTitles[0], 3 // there is no other of the whole country
	}
	if n < 9 {
		return "", 0
	}
	for _, l := range laws {
		m := utf8.RuneCountInString(l.name)
		if shortened(words, l.name) {
			return "", 0
		}
		if n-m > l.off || m-n > l.off {
			continue
		}
		if d := distance(words, l.name); d <= l.off && (off == 0 || d < off) {
			known, off = l.name, d
		}
	}
	return known, off
}

// shortened reports whether a title is a law's without the words it begins with.
func shortened(title, law string) bool {
	head, ok := strings.CutSuffix(law, title)
	return ok && prose.HasSuffixAny(head, "共和国", "办公室", "办公厅")
}
