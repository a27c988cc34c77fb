package names

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
	"github.com/gouji/gouji/stages/validate/slip"
)

// ownCounty is the county or district in the issuer's name, as 清河区; "" where the name has none. Zones that end
// with 区 as well lie inside of one.
func ownCounty(p *rule.Pass) string {
	for _, name := range slices.Backward(OwnPlaces(p)) {
		if !prose.HasSuffixAny(name, "区", "县", "旗") {
			continue
		}
		if prose.HasSuffixAny(name, "新区", "自治区", "地区", "开发区", "园区", "示范区", "实验区", "度假区", "保税区", "风景区", "管理区", "高新区", "经开区", "林区", "矿区", "特区", "合作区") || utf8.RuneCountInString(name) > 5 {
			return ""
		}
		return name
	}
	return ""
}

// governments are what follows the name of an area whose government or portal is spoken of.
var governments = []string{"人民政府门户网站", "政府门户网站", "人民政府网站", "政府网站", "人民政府办公室", "人民政府办公厅", "政府办公室", "政府办公厅"}

// eachGovernment calls see with where the name of an area ends that one of the governments follows, and how.
func eachGovernment(p *rule.Pass, part *narrative.Part, see func(i int, body string)) {
	prose.EachPlace(p, part, "政府", func(i int) {
		i -= len("人民")
		if i < 0 || !strings.HasPrefix(part.S[i:], "人民") {
			i += len("人民")
		}
		for _, g := range governments {
			if strings.HasPrefix(part.S[i:], g) && !prose.InTitle(part.S, i) {
				see(i, g)
				return
			}
		}
	})
}

// notOfNames are characters of words that stand before 区政府 and 县政府, and in no name of an area.
const notOfNames = "过在到于由从向各全本我该所与对按把将以了的级两个等经是用录陆访进入"

// areaBefore is what s ends with that has so many characters and may be the name of an area, "" for none.
func areaBefore(s string, characters int) string {
	n := 0
	for range characters {
		_, k := utf8.DecodeLastRuneInString(s[:len(s)-n])
		n += k
	}
	if words := s[len(s)-n:]; len(words) == characters*len("区") && prose.Han(words) && !strings.ContainsAny(words, notOfNames) {
		return words
	}
	return ""
}

// CheckOwnArea finds the issuer's area misspelt before its government, and a 办公厅, which only governments from the
// vice-provincial cities up have, of a county.
func CheckOwnArea(p *rule.Pass) {
	own := ownCounty(p)
	if own == "" {
		return
	}
	prose.EachPart(p, func(part *narrative.Part) {
		if !part.Has("政府") {
			return
		}
		eachGovernment(p, part, func(i int, body string) {
			end := i + len(body)
			if strings.HasSuffix(body, "办公厅") && strings.HasSuffix(part.S[:i], own) {
				right := own + strings.TrimSuffix(body, "厅") + "室"
				nameSlip(p, &spelling{part.S[i-len(own) : end], 1, part, i - len(own), end}, right)
				return
			}
			words := areaBefore(part.S[:i], utf8.RuneCountInString(own))
			if words == "" || words == own || words[len(words)-3:] != own[len(own)-3:] || utf8.RuneCountInString(own) > 3 && words[:3] != own[:3] || !slip.Nearly(own, words) {
				return
			}
			if strings.Count(part.S, words) > 1 || !beginsName(part.S[:i-len(words)]) {
				return
			}
			nameSlip(p, &spelling{words + body, 1, part, i - len(words), end}, own+body)
		})
	})
}

// beginsName reports whether a name of an area may begin behind s: behind a mark, a word for where or with whom, or
// the area above.
func beginsName(s string) bool {
	return s == "" || !prose.Han(prose.ClipEnd(s, 3)) || prose.HasSuffixAny(s, "市", "省", "州", "盟", "在", "到", "与", "由", "至", "向", "和", "经", "通过", "登录", "登陆", "访问", "依托", "于")
}

// ofOthersWork are words of a sentence that may tell of another area's government.
var ofOthersWork = []string{"学习", "考察", "借鉴", "交流", "协作", "对口", "帮扶", "合作", "调研", "参观", "经验", "联合", "对标", "转载", "来访", "毗邻", "周边"}

// shortArea is how many characters most names of counties and districts have.
const shortArea = 3

// CheckForeignPortals finds the portal of the government of another county: 宿城区人民政府门户网站 in a report of 清河区.
func CheckForeignPortals(p *rule.Pass, part *narrative.Part) {
	own := ownCounty(p)
	if own == "" || !part.Has("政府门户网站", "政府网站") {
		return
	}
	eachGovernment(p, part, func(i int, body string) {
		if !strings.HasPrefix(body, "人民") || !strings.HasSuffix(body, "网站") || strings.HasSuffix(part.S[:i], own) || p.Full() {
			return
		}
		words := areaBefore(part.S[:i], shortArea)
		if words == "" || !prose.HasSuffixAny(words, "区", "县", "旗") || !beginsName(part.S[:i-len(words)]) || strings.HasSuffix(own, words) || slip.Nearly(own, words) {
			return
		}
		if strings.ContainsAny(words, "和及") || prose.HasPrefixAny(words, verbsBefore...) || prose.ContainsAny(words, "自治", "新区", "开发", "实验", "示范", "园区") || prose.ContainsAny(prose.ClauseOf(part, i), ofOthersWork...) || part.Index(words) != i-len(words) && strings.Count(part.S, words) > 2 {
			return
		}
		d := prose.SpanDraft(part, i-len(words), i+len(body))
		d.ZH, d.EN = "编制机关在"+own+"，却写作“"+words+body+"”，可能照搬了别处的文字", "the issuer is of "+own+", the portal that of "+words
		p.Find(d)
	})
}

// verbsBefore are verbs that stand before 县人民政府网站 and look like the name of a county.
var verbsBefore = []string{"丰富", "完善", "优化", "规范", "提升", "打造", "推进", "推动", "做好", "办好", "整合", "明确", "加强", "建设", "改版", "升级", "维护", "强化", "健全", "充实", "更新", "改造", "运用", "运行", "管理", "使用", "利用", "借助",
	"围绕", "关注", "监测", "检查", "抽查", "督促", "指导", "要求", "负责", "组织", "协助", "配合", "联系", "关闭", "迁移", "归并", "整改", "自查", "重点", "主要", "充分", "及时", "继续", "持续", "积极", "不断", "切实", "全面", "同时", "按时", "定期", "统一", "依法", "构建", "加大",
	"加快", "拓展", "深化", "抓好", "对照", "根据", "发挥", "其中", "包括", "涉及", "公布", "发布", "公开", "报送", "开展", "实现", "保障", "确保", "落实"}

// signers are words in the names of bodies that sign a government's report for it.
var signers = []string{"政务", "数据", "审批", "信息", "网信", "行政服务", "营商", "智慧"}

// CheckForeignSignature finds a report that another body has signed: behind the last words of a government's report
// stands the name of one of its departments and a date.
func CheckForeignSignature(p *rule.Pass, part *narrative.Part) {
	agency := p.Report().Agency
	if agency == nil || len(part.Sentences) == 0 || part.Section != form.LastOfSix {
		return
	}
	name := narrative.Fold(*agency).S
	last := part.Sentences[len(part.Sentences)-1]
	words := part.Words(last)
	end := strings.Index(words, "20")
	if end < 3*5 || end > 3*24 || !prose.Han(words[:end]) || !strings.HasSuffix(words, "日") || prose.Digits(words[end:]) != 4 || !strings.HasPrefix(words[end+4:], "年") {
		return
	}
	body := words[:end]
	own := ownCounty(p)
	if !prose.HasSuffixAny(name, "人民政府", "人民政府办公室") || own == "" || !strings.HasPrefix(body, own) || !prose.HasSuffixAny(body, "局", "委员会") || prose.ContainsAny(body, signers...) {
		return
	}
	d := prose.SpanDraft(part, last.Start, last.End)
	d.Want, d.Got = name, body
	d.ZH, d.EN = "编制机关是"+name+"，落款却是“"+body+"”", "the issuer is "+name+", signed by "+body
	p.Find(d)
}

// contact is an address or a telephone number of the report, with where it stands.
type contact struct {
	part       *narrative.Part
	name, no   string // a street and its number, or an area code and the number behind it
	start, end int
}

// checkContactsTwice finds an address of the same street with another number, and a telephone number of which two
// neighbouring digits are swapped.
func checkContactsTwice(p *rule.Pass) {
	var streets, phones []contact
	prose.EachPartWith(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			if len(streets)+len(phones) > prose.MostClauses {
				return
			}
			words := part.Words(s)
			if part.HasIn(words, "路", "街", "道") && part.HasIn(words, "地址", "寄", "来函", "来信") && prose.ContainsAny(words, "办公室", "本机关", "我局") && !prose.ContainsAny(words, "中心", "馆", "大厅", "窗口", "分局", "街道办事处") {
				streets = append(streets, streetsIn(part, s)...)
			}
			if part.HasIn(words, "电话", "联系") {
				phones = append(phones, phonesIn(part, s)...)
			}
		}
	}, "路", "街", "道", "电话", "联系")
	contactsDiffer(p, streets, func(a, b string) bool { return a != b }, "同一条路的门牌号前后不一：", "two numbers of one street: ")
	contactsDiffer(p, phones, swapped, "电话号码前后不一：", "a telephone number in two ways: ")
}

func contactsDiffer(p *rule.Pass, all []contact, differ func(a, b string) bool, zh, en string) {
	for i := 1; i < len(all); i++ {
		for k := range i {
			a, b := all[k], all[i]
			if p.Full() || a.name != b.name || !differ(a.no, b.no) {
				continue
			}
			d := prose.SpanDraft(b.part, b.start, b.end)
			f := prose.SpanDraft(a.part, a.start, a.end)
			d.Quotes, d.At = append(f.Quotes, d.Quotes...), append(f.At, d.At...)
			d.Want, d.Got = a.no, b.no
			d.ZH, d.EN = zh+a.no+" 与 "+b.no, en+a.no+" and "+b.no
			p.Find(d)
			return
		}
	}
}

// streetsIn are the streets of a sentence with a number behind them: 人民路9号.
func streetsIn(part *narrative.Part, s narrative.Sentence) (out []contact) {
	for _, n := range s.Numbers {
		if n.Unit != "号" || !prose.HasSuffixAny(part.S[s.Start:n.Start], "路", "街", "大道") || n.Approx {
			continue
		}
		name := prose.ClipEnd(part.S[s.Start:n.Start], 3*3)
		if prose.Han(name) {
			out = append(out, contact{part, name, part.S[n.Start:n.End], n.Start - len(name), n.UnitEnd})
		}
	}
	return out
}

// phonesIn are the telephone numbers of a sentence with an area code: 0517-87222589.
func phonesIn(part *narrative.Part, s narrative.Sentence) (out []contact) {
	words := part.Words(s)
	for at := 0; ; {
		i := strings.Index(words[at:], "-")
		if i < 0 {
			return out
		}
		i += at
		at = i + 1
		from := prose.DigitsBefore(words, i)
		n := prose.Digits(words[at:])
		if i-from >= 3 && i-from <= 4 && words[from] == '0' && (n == 7 || n == 8) {
			out = append(out, contact{part, words[from:i], words[at : at+n], s.Start + from, s.Start + at + n})
		}
	}
}

// swapped reports whether two numbers are the same but for two neighbouring digits, or two digits that stand near
// each other, in the other order.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	var off []int
	for i := range len(a) {
		if a[i] != b[i] {
			off = append(off, i)
		}
	}
	return len(off) == 2 && a[off[0]] == b[off[1]] && a[off[1]] == b[off[0]] && off[1]-off[0] <= 3 && off[1] < len(a)-1
}
