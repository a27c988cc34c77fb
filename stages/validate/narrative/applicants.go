package narrative

import "strings"

// Applicants is a number of the text that counts the applications of one kind of applicants:
// 自然人40件, or their share of all: 自然人占80%.
type Applicants struct {
	// Columns are the columns of table three that it counts: those of 法人和其他组织 are five.
	Columns []string
	Number  Number
	// Of is what the sentence counts by applicants: Received, Answered, a result class, or
	// Unknown where it does not say.
	Of Kind
	// New says that it counts them among 新收, and not among all that was to be dealt with.
	New bool
	// Denied says that the text says of the applicants that none applied; it has no number then.
	Denied     bool
	Start, End int
	Sentence   int
	Office     bool
	Scope      Scope
}

// applicantWords are the words for applicants and their columns of table three.
var applicantWords = [...]struct {
	words   string
	columns []string
}{
	{"法人和其他组织", notNatural}, {"法人或其他组织", notNatural}, {"法人或者其他组织", notNatural}, {"法人及其他组织", notNatural}, {"法人、其他组织", notNatural},
	{"自然人", []string{"natural"}}, {"公民个人", []string{"natural"}}, {"商业企业", []string{"company"}}, {"科研机构", []string{"research"}},
	{"社会公益组织", []string{"ngo"}}, {"法律服务机构", []string{"legal"}}, {otherApplicants, []string{"other"}},
}

// otherApplicants are the last column of table three only in a row with columns of the others: 商业企业9件，其他组织1件.
const otherApplicants = "其他组织"

var notNatural = []string{"company", "research", "ngo", "legal", "other"}

// beforeApplicants are the words that may stand before the applicants in their clause, and nothing else.
var beforeApplicants = []string{
	"由", "以", "来自", "来自于", "属于", "其中", "从申请主体看", "从申请人看", "从申请人类别看", "按申请人类别", "申请人为", "申请主体为", "申请主体中", "收到", "受理", "新收", "共", "是", "为", "均", "有",
}

// behindApplicants are the words that may stand between the applicants and their number.
var behindApplicants = []string{"申请", "提出", "提交", "的", "共", "计", "数量", "为", "有", "公开", "信息", "政府", "依", "分别", "占", "约"}

// applicantCues are words of which a part has one that counts by applicants.
var applicantCues = []string{"自然人", "公民个人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他组织"}

// Applicants reads the numbers of applications by kinds of applicants.
func (p *Part) Applicants() []Applicants {
	if !p.In(p.words.applied) || !p.Has(applicantCues...) {
		return nil
	}
	var out []Applicants
	for i, s := range p.Sentences {
		p.words.stepOn()
		words := p.Words(s)
		if p.topicOf(i) != Applications && !p.HasIn(words, asked[anyApplication]...) && (!p.HasIn(words, "申请") || p.HasIn(words, elsewhere...)) {
			continue
		}
		for k := range s.Numbers {
			n := &s.Numbers[k]
			if a, ok := p.applicantsAt(s, n); ok {
				a.Sentence = i
				out = append(out, a)
			}
		}
		out = p.noApplicants(out, i)
	}
	return out
}

// applicantsAt reads the applicants that a number counts, from the words of its clause.
func (p *Part) applicantsAt(s Sentence, n *Number) (Applicants, bool) {
	if n.Approx || n.Unit != "%" && n.Unit != "件" && n.Unit != "份" && n.Unit != "条" {
		return Applicants{}, false
	}
	said := near(p.S[s.Start:n.Start])
	clause := applicantClause(said)
	if m := strings.TrimSuffix(said[:len(said)-len(clause)], "，"); hasAnySuffix(m, []string{"为主", "居多"}) && len(m) < len(said) {
		if subject := trimWords(clauseBefore(m), "为主", "居多"); trimWords("。"+clause, behindApplicants...) == "。" || strings.HasPrefix(clause, "占") {
			clause = subject[max(0, strings.LastIndex(subject, "以")):] + clause // 以自然人为主，共40件
		}
	}
	tail := trimWords(clause, behindApplicants...)
	for _, w := range applicantWords {
		head, ok := strings.CutSuffix(tail, w.words)
		if !ok && n.Unit == "%" {
			// 自然人占新收申请的80%
			before, share, found := strings.Cut(clause, "占")
			head, ok = strings.CutSuffix(trimWords(before, "申请", "提出", "提交", "的"), w.words)
			ok = ok && found && allApplications(share)
		}
		if ok && w.words == otherApplicants && !has(said, "商业企业", "科研机构", "法律服务机构", "社会公益组织") {
			continue
		}
		if !ok || CutSuffixes(head, beforeApplicants) != "" || p.words.ofPart(said) || p.words.compares(clause) || has(said, "复议", "诉讼", "上年", "去年", "结转") {
			continue
		}
		return Applicants{
			Columns: w.columns, Number: *n, Of: countedBy(said[:max(0, len(said)-len(clause))]), New: has(said, "新收"), Start: n.Start - len(clauseBefore(said)), End: n.UnitEnd,
			Office: p.words.office(said), Scope: p.words.scopeOf(said, clause),
		}, true
	}
	return Applicants{}, false
}

// applicantClause is the clause before a number; 法人、其他组织 is one.
func applicantClause(s string) string {
	clause := clauseBefore(s)
	if rest, ok := strings.CutSuffix(s[:len(s)-len(clause)], "法人、"); ok && strings.HasPrefix(clause, "其他组织") {
		return clauseBefore(rest) + s[len(rest):]
	}
	return clause
}

// CutSuffixes takes the words from the end of s until none is left there, also where nothing else is left.
func CutSuffixes(s string, words []string) string {
	for again := s != ""; again; {
		again = false
		for _, w := range words {
			if t, ok := strings.CutSuffix(s, w); ok {
				s, again = t, t != ""
			}
		}
	}
	return s
}

// allApplications reports whether a share is one of all applications: 占新收申请总数的.
func allApplications(share string) bool {
	share = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(share, "比"), "的"), "约")
	share = trimWords(strings.TrimPrefix(share, "全部"), "总数", "总量", "数量", "件数")
	switch share {
	case "", "总数", "总量", "申请", "新收申请", "政府信息公开申请", "信息公开申请", "新收政府信息公开申请", "收到申请", "依申请公开":
		return true
	}
	return false
}

// askers are further words for applicants, of whom table three has no column of the same name.
var askers = []string{"企业", "公民", "个人", "法人", "组织"}

// ofApplicant reports whether what stands behind the last semicolon is told of one kind of applicants:
// 自然人的19件，予以公开8件.
func ofApplicant(said string) bool {
	said = said[max(0, strings.LastIndex(said, "；")):]
	for of := said; ; {
		i := Index(of, "的")
		if i < 0 {
			return false
		}
		before, rest := trimWords(of[:i], "申请", "提出", "提交"), of[i+len("的"):]
		if of = rest; rest == "" || rest[0] < '0' || rest[0] > '9' {
			continue
		}
		if hasAnySuffix(before, askers) {
			return true
		}
		for _, w := range applicantWords {
			if strings.HasSuffix(before, w.words) {
				return true
			}
		}
	}
}

// countedBy is what the words before say that the numbers behind them count.
func countedBy(said string) Kind {
	kind, last := Unknown, -1
	if i := strings.LastIndex(said, "；"); i >= 0 && ofApplicant(said[:i]) {
		said = said[i:] // 其他组织的2件，均予以公开；法律服务机构的1件
	}
	for _, c := range classes {
		if i := lastIndex(said, c.words); i > last {
			kind, last = c.kind, i
		}
	}
	for _, w := range [...]string{"办结", "答复", "办理结果"} {
		if i := lastIndex(said, w); i > last {
			kind, last = Answered, i
		}
	}
	for _, w := range incoming {
		if i := lastIndex(said, w); i > last {
			kind, last = Received, i
		}
	}
	return kind
}

// noApplicants reads 没有收到科研机构、社会公益组织提出的申请.
func (p *Part) noApplicants(out []Applicants, i int) []Applicants {
	s := p.Sentences[i]
	words := p.Words(s)
	for from := 0; from < len(words); {
		clause := upTo(words[from:], "，", "；", "。", "：")
		at := from
		from += len(clause) + len("，")
		for _, no := range [...]string{"没有收到", "未收到", "没有接到", "未接到"} {
			k := Index(clause, no)
			if k < 0 {
				continue
			}
			rest := trimWords(clause[k+len(no):], "申请", "政府信息公开", "提出", "提交", "的", "公开", "信息", "政府")
			for more := true; more && rest != ""; {
				more = false
				for _, w := range applicantWords {
					head, ok := strings.CutSuffix(rest, w.words)
					if !ok || w.words == otherApplicants || head != "" && !hasAnySuffix(head, []string{"、", "和", "及", "或", "与"}) {
						continue
					}
					said := near(words[:at+k])
					out = append(out, Applicants{
						Columns: w.columns, Of: Received, Denied: true, Start: s.Start + at, End: s.Start + at + len(clause), Sentence: i,
						Office: p.words.office(said), Scope: p.words.scopeOf(said, clause[:k+len(no)]),
					})
					rest, more = strings.TrimRight(head, "、和及或与"), true
					break
				}
			}
		}
	}
	return out
}
