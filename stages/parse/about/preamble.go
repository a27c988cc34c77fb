package about

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// preambleAgency is the body that the sentence about the report names: 现将某某局2023年政府
// 信息公开工作年度报告, 由某某局编制, 某某局编制了2021年政府信息公开年度报告.
func (r *reader) preambleAgency() report.Text {
	for _, p := range []*passage{r.preamble(), r.sectionOne()} {
		for _, find := range []func(string) (int, int){beforeYear, behindYear, compiler, byWhom, announcer, wanted, worker} {
			if from, to := find(p.f); to > from && isBody(p.f[from:to]) {
				if a, b := compiler(p.f); b > a && isPlace(p.f[from:to]) && strings.HasPrefix(p.f[a:b], p.f[from:to]) {
					from, to = a, b // the report on a whole county, made by its government's office
				}
				if n := bodyOf(p.f[from:to]); n > 0 {
					to = from + n
				}
				return p.quote(from, to)
			}
		}
	}
	return report.Text{}
}

// bodyOf is the length of the name of the body for which an office wrote the report, 0 where the name is
// taken as it is. Offices of governments have reports of their own, those that serve a town's party and
// its government have none.
func bodyOf(f string) int {
	if strings.Contains(f, "党政") {
		return withoutOffice(f)
	}
	return beforeDisclosure(f)
}

// beforeYear is the body before the year of the report; between them its short name may stand in
// brackets: 某某区发展和改革局(以下简称区发改局)2024年度.
func beforeYear(f string) (from, to int) {
	return atMention(f, func(n mention) (int, int) {
		to := beforeBrackets(f, n.name)
		return afterLead(f, hanBefore(f, to), to), to
	})
}

// atMention is the body that find sees at the first place where the text names the report by its year,
// or at a later one that calls it a report.
func atMention(f string, find func(mention) (from, to int)) (from, to int) {
	for at := 0; ; {
		n, ok := namedFrom(f, at)
		if !ok {
			return 0, 0
		}
		if at == 0 || n.named {
			if from, to = find(n); to > from && isBody(f[from:to]) {
				return from, to
			}
		}
		at = n.end
	}
}

// beforeBrackets is the end of what stands before the brackets with a short name that end at f[to], to
// itself where there are none.
func beforeBrackets(f string, to int) int {
	if open := strings.LastIndexByte(f[:to], '('); open > 0 && strings.IndexByte(f[open:], ')') == to-open-1 && strings.Contains(f[open:to], "称") {
		return open
	}
	return to
}

// behindYear is the body between the year and 政府信息公开.
func behindYear(f string) (from, to int) {
	return atMention(f, func(n mention) (int, int) {
		start := n.end + len(f[n.end:]) - len(strings.TrimPrefix(strings.TrimPrefix(f[n.end:], "度"), "的"))
		return start, start + beforeWords(f[start:hanBehind(f, start)])
	})
}

// beforeWords is where the first 政府信息公开 or 信息公开 of a folded run begins, 0 for none. 政府 is the
// body's behind 人民.
func beforeWords(run string) int {
	for _, w := range [...]string{"政府信息公开", "信息公开"} {
		if i := strings.Index(run, w); i >= 0 {
			if strings.HasSuffix(run[:i], "人民") {
				i += len("政府")
			}
			return i
		}
	}
	return 0
}

// wanted is the body whose report the text says it makes or tells of, without a year: 特编制某某局信息公开
// 年度报告.
func wanted(f string) (from, to int) {
	for _, w := range [...]string{"特编制", "现编制", "特公布", "现公布", "特发布", "现发布", "特公开", "现公开", "现将"} {
		i := strings.Index(f, w)
		if i < 0 {
			continue
		}
		from = i + len(w)
		run := f[from:hanBehind(f, from)]
		if n := beforeWords(run); n > 0 && isYearly(run[n:]) {
			return from, from + n
		}
		if n := strings.Index(run, "公开年度报告"); n > 0 {
			return from, from + n
		}
	}
	return 0, 0
}

// worker is the body of whose work the preamble speaks first: 为做好某某局政府信息公开工作.
func worker(f string) (from, to int) {
	for _, w := range [...]string{"为认真做好", "为切实做好", "为做好", "为进一步做好", "为规范", "为加强", "为推进"} {
		i := strings.Index(f, w)
		if i < 0 {
			continue
		}
		from = i + len(w)
		if k := strings.Index(f[from:hanBehind(f, from)], "政府信息公开"); k > 0 {
			return from, from + k
		}
	}
	return 0, 0
}

// compiler is the body before 编制, or that which its sentence names behind 由: 由某某局结合某某网站等
// 统计数据编制.
func compiler(f string) (from, to int) {
	for at := 0; ; {
		i := strings.Index(f[at:], "编制")
		if i < 0 {
			return 0, 0
		}
		at += i
		if inTitle(f, at) {
			at += len("编制")
			continue
		}
		sentence := strings.LastIndex(f[:at], "。") + 1
		if by := strings.LastIndex(f[sentence:at], "由"); by >= 0 {
			by += sentence + len("由")
			if n := bodyPrefix(f[by:]); n > 0 && by+n < at {
				return by, by + n
			}
		}
		end := beforeBrackets(f, at)
		start := hanBefore(f, end)
		if by := strings.LastIndex(f[start:end], "由"); by >= 0 {
			start += by + len("由")
		}
		if isBody(f[start:end]) {
			return start, end
		}
		if end < at {
			at += len("编制")
			continue
		}
		if n := bodyPrefix(f[start : at+len("编制")]); n > 0 {
			return start, start + n
		}
		at += len("编制")
	}
}

// byWhom is the body that made the report by what follows: 本报告由某某局根据《……》编制而成.
func byWhom(f string) (from, to int) {
	for _, w := range [...]string{"报告由", "年报由"} {
		if i := strings.Index(f, w); i >= 0 {
			from = i + len(w)
			if n := bodyPrefix(f[from:]); n > 0 {
				return from, from + n
			}
		}
	}
	return 0, 0
}

// announcer is the body that tells the public of the report: 某某局特向社会公布2024年度信息公开工作报告.
func announcer(f string) (from, to int) {
	for _, w := range [...]string{"特向社会", "现向社会", "特面向社会", "现面向社会"} {
		if to = strings.Index(f, w); to > 0 {
			return afterLead(f, hanBefore(f, to), to), to
		}
	}
	return 0, 0
}
