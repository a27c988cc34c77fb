// Package names has the rules on who and what is named: personal data, the issuer's own area and
// kind, bodies, addresses and names that are spelt in two ways.
package names

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// Rules look for personal data. What they find is never repeated: a finding
// quotes the words before it and the beginning of the number, and its message masks
// the rest.
func Rules() []rule.Rule {
	source := rule.Source{Document: form.Regulation, Clause: "第十五条；2018年政务公开工作要点（去标识化）"}
	list := rule.Source{Document: "参考：云南省2017年通知（13 类个人信息）"}
	needs := []string{"preamble", "sections"}
	return []rule.Rule{
		{
			ID:    "P-01",
			Title: rule.Text{ZH: "没有居民身份证号", EN: "no identity card number"},
			Doc: rule.Text{
				ZH: "18 位号码的地区、日期有效且校验码（GB 11643）正确的，就是身份证号；校验码不对的只作提醒。",
				EN: "18 digits with a valid region, date and check digit (GB 11643); a warning where the check digit is wrong.",
			},
			Severity: report.Error, Source: source, Needs: needs,
			Trip: "申请人身份证号 11010519491231002X", Pass: "统一社会信用代码 12620602MB1D858455",
			Check: checkIdentity,
		},
		{
			ID:    "P-02",
			Title: rule.Text{ZH: "没有 15 位旧身份证号", EN: "no old identity card number"},
			Doc: rule.Text{
				ZH: "15 位数字，地区与日期都有效。",
				EN: "15 digits with a valid region and date.",
			},
			Severity: report.Warning, Source: list, Needs: needs,
			Trip: "身份证号 110105491231002", Pass: "索引号 123456789012345",
			Check: checkOldIdentity,
		},
		{
			ID:    "P-03",
			Title: rule.Text{ZH: "没有未脱敏的手机号码", EN: "no mobile number in full"},
			Doc: rule.Text{
				ZH: "公开文件中的手机号应写成 138****1234。与申请人姓名同在一句的属于泄露，其余可能是工作手机，须人工核对。座机不在此列（条例第十二条）。",
				EN: "Mobile numbers are written 138****1234. In one sentence with an applicant's name it is a leak, else perhaps an office phone. Landlines are exempt (Article 12).",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: "参考：永安市2023年通知"}, Needs: needs,
			Trip: "联系电话 13812345678", Pass: "138****1234；0517-87222589",
			Check: checkMobile,
		},
		{
			ID:    "P-04",
			Title: rule.Text{ZH: "没有银行卡号", EN: "no bank card number"},
			Doc: rule.Text{
				ZH: "16 至 19 位数字、符合 Luhn 校验，且同句说到银行、账户或卡。",
				EN: "16 to 19 digits that pass the Luhn check in a sentence that speaks of a bank, account or card.",
			},
			Severity: report.Warning, Source: list, Needs: needs,
			Trip: "开户行账号 6222021234567890128", Pass: "统一社会信用代码、18 位索引号",
			Check: checkCard,
		},
		{
			ID:    "P-05",
			Title: rule.Text{ZH: "没有个人住址", EN: "no home address"},
			Doc: rule.Text{
				ZH: "申请人等个人的住址只写到乡镇、街道。机关办公地址不在此列。",
				EN: "Home addresses go no further than the township. Office addresses are exempt.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "参考：永安市2023年通知"}, Needs: needs,
			Trip: "申请人住某村3组12号", Pass: "地址：清河区人民路9号（机关）",
			Check: checkAddress,
		},
		{
			ID:    "P-06",
			Title: rule.Text{ZH: "没有申请人姓名", EN: "no applicant is named"},
			Doc: rule.Text{
				ZH: "申请人姓名不应出现在年度报告中。",
				EN: "The report does not name applicants.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Regulation, Clause: "第十五条、第二十九条"}, Needs: needs,
			Trip: "申请人张建国要求公开……", Pass: "申请人逾期不补正；申请人方便快捷地……",
			Check: func(p *rule.Pass) {
				checkNamedPerson(p, []string{"申请人", "原告", "复议申请人"}, "申请人")
			},
		},
		{
			ID:    "P-07",
			Title: rule.Text{ZH: "没有与姓名相连的健康、困难等信息", EN: "no health or hardship data with a name"},
			Doc: rule.Text{
				ZH: "病历、残疾、低保等信息与姓名同时出现，属于个人隐私。",
				EN: "Health, disability or welfare together with a name is private.",
			},
			Severity: report.Warning, Source: list, Needs: needs,
			Trip: "低保户李小明的补助情况", Pass: "公开低保对象和资金",
			Check: func(p *rule.Pass) {
				checkNamedPerson(p, []string{"低保户", "低保对象", "残疾人", "患者", "病人", "困难户", "贫困户", "特困人员"}, "困难或健康信息")
			},
		},
		{
			ID:    "P-08",
			Title: rule.Text{ZH: "联系人不附个人手机", EN: "no private mobile of a contact person"},
			Doc: rule.Text{
				ZH: "写出联系人姓名并附手机号码的，请确认是否为工作电话。",
				EN: "A named contact person with a mobile number: is it an office phone?",
			},
			Severity: report.Info, Source: form.Common, Needs: needs,
			Trip: "联系人：王小明，13812345678", Pass: "联系电话：0517-87222589",
			Check: checkContact,
		},
	}
}

// run is a run of digits in a part that is no part of a longer code.
type run struct {
	part       *narrative.Part
	s          narrative.Sentence
	start, end int
}

func (r run) text() string { return r.part.S[r.start:r.end] }

// runs are all runs of at least 11 digits, the last of which may be X.
func runs(p *rule.Pass) []run {
	return rule.Memo(p, "runs", func(p *rule.Pass) []run {
		var out []run
		prose.EachPart(p, func(part *narrative.Part) {
			if !part.Long() {
				return
			}
			for _, s := range part.Sentences {
				p.Step()
				for i := s.Start; i < s.End; {
					if !prose.IsDigit(part.S[i]) {
						i++
						continue
					}
					from := i
					for i < s.End && prose.IsDigit(part.S[i]) {
						i++
					}
					if i < s.End && (part.S[i] == 'X' || part.S[i] == 'x') {
						i++
					}
					if i-from >= 11 && !codeByte(part.S, from-1) && !codeByte(part.S, i) {
						out = append(out, run{part, s, from, i})
					}
				}
			}
		})
		return out
	})
}

// codeByte reports whether S[i] makes the run beside it part of a code, a URL or a
// masked number.
func codeByte(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '_' || c == '-' || c == '.' || c == '*' || c == '@' || c == '%'
}

// codeBefore reports whether the words before a run call it a code.
func (r run) codeBefore() bool {
	return prose.ContainsAny(prose.TailRunes(r.part.S[max(r.s.Start, r.start-30):r.start]), "信用代码", "索引号", "文号", "网址", "编号", "流水号", "登记号")
}

// draft begins a finding about a run that shows only its first digits.
func (r run) draft(show int, zh, en string) rule.Draft {
	from := r.start
	for n := 0; from > r.s.Start && n < 12; n++ {
		_, size := utf8.DecodeLastRuneInString(r.part.S[r.s.Start:from])
		from -= size
	}
	d := rule.Draft{Section: r.part.Section}
	q, at := r.part.Quote(from, r.start)
	begin, _ := r.part.Quote(r.start, r.start+show)
	d.Quotes, d.At = []string{begin}, at
	if strings.TrimSpace(q) != "" {
		d.Quotes = []string{q, begin}
	}
	masked := r.text()[:show] + strings.Repeat("*", r.end-r.start-show)
	d.ZH, d.EN = zh+"："+masked, en+": "+masked
	return d
}

func textSeen(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
	})
}

// regions are the first two digits of the codes of the provinces.
const regions = " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 "

func validRegion(s string) bool { return strings.Contains(regions, " "+s[:2]+" ") }

// validDate reports whether s is YYYYMMDD of a person who may live.
func validDate(s string) bool {
	y, err1 := strconv.Atoi(s[:4])
	m, err2 := strconv.Atoi(s[4:6])
	d, err3 := strconv.Atoi(s[6:8])
	if err1 != nil || err2 != nil || err3 != nil || y < 1900 || y > 2030 || m < 1 || m > 12 || d < 1 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	last := days[m-1]
	if m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0) {
		last = 29
	}
	return d <= last
}

// checkDigit is the last character of an identity card number by GB 11643.
func checkDigit(s string) byte {
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}

func checkIdentity(p *rule.Pass) {
	textSeen(p)
	for _, r := range runs(p) {
		if p.Full() {
			return
		}
		p.Step()
		s := strings.ToUpper(r.text())
		if len(s) != 18 || !validRegion(s) || !validDate(s[6:14]) || r.codeBefore() {
			continue
		}
		d := r.draft(6, "正文含有居民身份证号", "an identity card number in the text")
		if checkDigit(s) != s[17] {
			d.Severity = report.Warning
			d.ZH, d.EN = "正文含有疑似身份证号（校验码不符）", "what looks like an identity card number (wrong check digit)"
		}
		p.Find(d)
	}
}

func checkOldIdentity(p *rule.Pass) {
	textSeen(p)
	for _, r := range runs(p) {
		if p.Full() {
			return
		}
		p.Step()
		if s := r.text(); len(s) == 15 && prose.IsDigit(s[14]) && validRegion(s) && validDate("19"+s[6:12]) && !r.codeBefore() {
			p.Find(r.draft(6, "正文含有疑似 15 位身份证号", "what looks like an old identity card number"))
		}
	}
}

// mobile reports whether a run is a mobile number.
func (r run) mobile() bool {
	s := r.text()
	return len(s) == 11 && s[0] == '1' && s[1] >= '3' && s[1] <= '9' && prose.IsDigit(s[10])
}

func checkMobile(p *rule.Pass) {
	textSeen(p)
	for _, r := range runs(p) {
		if p.Full() {
			return
		}
		p.Step()
		if !r.mobile() || r.codeBefore() {
			continue
		}
		d := r.draft(3, "正文含有未脱敏的手机号码", "a mobile number in full")
		words := r.part.Words(r.s)
		if i := strings.Index(words, "申请人"); i < 0 || !isName(words[i+len("申请人"):]) {
			d.Severity = report.Warning
		}
		p.Find(d)
	}
}

func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func checkCard(p *rule.Pass) {
	textSeen(p)
	for _, r := range runs(p) {
		if p.Full() {
			return
		}
		p.Step()
		s := r.text()
		if len(s) < 16 || len(s) > 19 || !prose.IsDigit(s[len(s)-1]) || r.codeBefore() || !luhn(s) || (len(s) == 18 && validRegion(s) && validDate(s[6:14])) {
			continue
		}
		if prose.ContainsAny(r.part.Words(r.s), "银行", "账户", "账号", "帐号", "卡号", "开户") {
			p.Find(r.draft(4, "正文含有疑似银行卡号", "what looks like a bank card number"))
		}
	}
}

// contactWithin is how many bytes before a number 联系人 stands at most.
const contactWithin = 89

func checkContact(p *rule.Pass) {
	textSeen(p)
	for _, r := range runs(p) {
		if p.Full() {
			return
		}
		p.Step()
		if r.mobile() && strings.Contains(r.part.S[max(r.s.Start, r.start-contactWithin):r.start], "联系人") {
			p.Find(r.draft(3, "联系人附有手机号码，请确认是否为工作电话", "a contact person with a mobile number"))
		}
	}
}

// homes are words that an address of a person follows.
var homes = []string{"申请人住", "家住", "住址", "户籍地址", "家庭地址"}

func checkAddress(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		if !part.Has(homes...) {
			return
		}
		for _, s := range part.Sentences {
			if p.Full() {
				return
			}
			p.Step()
			words := part.Words(s)
			i := prose.FirstIndex(words, homes...)
			if i < 0 || !prose.ContainsAny(words[i:], "村", "小区", "栋", "单元", "室", "组", "号") {
				continue
			}
			digits := false
			for _, n := range s.Numbers {
				digits = digits || n.Start >= s.Start+i
			}
			if !digits || prose.ContainsAny(words, "没有发现", "未发现", "等信息", "隐私") {
				continue
			}
			d := prose.SpanDraft(part, s.Start+max(0, i-30), s.Start+i+len("住址"))
			d.Quotes = []string{prose.Clip(words[i:], len("申请人住"))}
			d.ZH, d.EN = "正文含有疑似个人住址，只应写到乡镇、街道", "what looks like a home address"
			p.Find(d)
		}
	})
}
