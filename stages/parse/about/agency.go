package about

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// findAgency takes the issuer from the places that name it, most trusted first.
func (r *reader) findAgency() {
	for _, find := range []func() report.Text{
		r.titleAgency, r.signatureAgency, r.ownerAgency, r.labelInFull, r.inFull(r.preambleAgency), r.inFull(r.contactAgency), r.fieldAgency, r.inFull(r.subjectAgency),
	} {
		if t := find(); t.S != "" {
			r.out.Agency = t
			return
		}
	}
}

func (r *reader) titleAgency() report.Text {
	t := agencyOf(r.out.Title)
	if f := fold.String(t.S); isPronoun(f) && !(strings.HasPrefix(f, "全国") && isOrgan(f)) {
		return report.Text{}
	}
	return t
}

func (r *reader) signatureAgency() report.Text {
	if isPronoun(fold.String(r.signer.S)) {
		return report.Text{}
	}
	return r.signer
}

// ownerAgency is a body's name on a line of its own right under the title.
func (r *reader) ownerAgency() report.Text {
	for i := r.out.TitleEnd; r.out.TitleEnd > 0 && i < min(r.out.TitleEnd+2, r.Body); i++ {
		l := &r.Lines[i]
		f := l.Fold
		if at := strings.IndexByte(f, '('); at > 0 {
			if end := strings.IndexByte(f, ')'); end > at && isBody(f[:at]+f[end+1:]) && end+1 < len(f) && l.Plain {
				return part(*l.Text, fold.Fold(l.Text.S), 0, len(f)) // 某某经开区(滨江)管委会
			}
			f = f[:at]
		}
		if l.Plain && isBody(f) {
			return part(*l.Text, fold.Fold(l.Text.S), 0, len(f))
		}
	}
	return report.Text{}
}

// issuerLabels name the issuer in the fields of a page.
var issuerLabels = [...]string{"发布机构", "公开主体", "编制单位", "编制主体", "发文机关", "公开机构", "发布单位", "发文单位", "公开单位", "制发机关", "信息来源"}

func (r *reader) labelAgency() report.Text {
	for _, label := range issuerLabels {
		if t := r.labelled(label, func(f string) bool { return isOrgan(f) && !isPronoun(f) }); t.S != "" {
			return t
		}
	}
	return report.Text{}
}

func (r *reader) fieldAgency() report.Text {
	for _, name := range []string{"contentsource", "author"} {
		t := r.field(name)
		if f := fold.String(t.S); isOrgan(f) && !isPronoun(f) {
			return t
		}
	}
	return report.Text{}
}

// offices are parts of a body that answer questions for it.
var offices = [...]string{
	"党政综合办公室", "党政办公室", "党政综合办", "党政办", "综合办公室", "行政办公室", "政府办公室", "办公室", "政务公开办", "办公厅", "综合科", "综合股", "办",
}

// contactAgency is the body that the preamble says to ask.
func (r *reader) contactAgency() report.Text {
	for _, p := range []*passage{r.preamble(), r.sectionOne()} {
		for _, w := range [...]string{"请与", "请联系:", "请联系", "请向", "可与", "可向", "可联系", "直接与", "请致电", "请咨询"} {
			i := strings.Index(p.f, w)
			if i < 0 {
				continue
			}
			from := i + len(w)
			to := hanBehind(p.f, from)
			for _, verb := range [...]string{"联系", "咨询", "查询", "反馈", "反映", "了解"} {
				if at := strings.Index(p.f[from:to], verb); at >= 0 {
					to = from + at
				}
			}
			if n := withoutOffice(p.f[from:to]); n > 0 {
				return p.quote(from, from+n)
			}
		}
	}
	return report.Text{}
}

// withoutOffice is the length of the name of the body whose office a folded name is, 0 if
// it names none.
func withoutOffice(f string) int {
	if n := beforeDisclosure(f); n > 0 {
		return n
	}
	if at := strings.Index(f, "办事处"); at > 0 && isBody(f[:at+len("办事处")]) {
		return at + len("办事处") // 某某街道办事处综合与经济发展办公室
	}
	for _, w := range offices {
		at := strings.LastIndex(f, w)
		if at <= 0 || !isDesk(f[at+len(w):]) {
			continue
		}
		end := at
		if w == "政府办公室" || w == "办公厅" && strings.HasSuffix(f[:at], "政府") {
			end = at + strings.Index(w+"办公厅", "办公")
		}
		for _, w := range [...]string{"单位", "本级", "机关"} {
			if s, ok := strings.CutSuffix(f[:end], w); ok && isBody(s) {
				return len(s) // 某某局单位办公室
			}
		}
		if isBody(f[:end]) {
			return withoutOffice(f[:end]) // an office may have offices
		}
	}
	if isBody(f) {
		return len(f)
	}
	return 0
}

// beforeDisclosure is the length of the name of the body whose office for disclosure a folded name is, 0
// for none: 某某市人民政府信息公开工作领导小组办公室 is that of the government.
func beforeDisclosure(f string) int {
	i := strings.Index(f, "政府信息公开")
	if i < 0 && strings.Contains(f, "领导小组") {
		i = max(strings.Index(f, "信息公开"), strings.Index(f, "政务公开"))
	}
	if i <= 0 || !hasOrganEnd(f) {
		return 0
	}
	if strings.HasSuffix(f[:i], "人民") {
		i += len("政府")
	}
	return withoutOffice(f[:i])
}

// isDesk reports what may follow the name of an office: nothing, or a part of it.
func isDesk(f string) bool {
	if strings.HasPrefix(f, "政府信息公开") || strings.HasPrefix(f, "政务公开") {
		return hasOrganEnd(f) || strings.HasSuffix(f, "室") || strings.HasSuffix(f, "科") || strings.HasSuffix(f, "股")
	}
	return f == "" || strings.HasSuffix(f, "科") || strings.HasSuffix(f, "股") || strings.HasSuffix(f, "室") || strings.HasSuffix(f, "组") || strings.HasSuffix(f, "处") && f != "事处"
}

// subjectAgency is the body that the first section's sentences speak of, or those above it: 2023年，官洲街道
// 办事处认真贯彻 …
func (r *reader) subjectAgency() report.Text {
	if t := r.subjectOf(r.sectionOne()); t.S != "" {
		return t
	}
	return r.subjectOf(r.preamble())
}

// subjectOf is the first body that is the subject of a clause.
func (r *reader) subjectOf(p *passage) report.Text {
	for from := 0; from < len(p.f); {
		end := len(p.f)
		if i := strings.IndexAny(p.f[from:], ",。;:、“”《》()"); i >= 0 {
			end = from + i
		}
		if i := sort.SearchInts(p.breaks, from+1); i < len(p.breaks) && p.breaks[i] < end {
			end = p.breaks[i]
		}
		clause := p.f[from:end]
		start := 0
		if _, at, to := yearIn(clause); at == 0 {
			start = to
			for _, w := range [...]string{"以来", "度", "的"} {
				start += len(clause[start:]) - len(strings.TrimPrefix(clause[start:], w))
			}
		}
		if end := hanBehind(clause, start); end > start {
			start = afterShortLead(clause, start, end) // 于苍南县政府网站公开
		}
		if n := bodyPrefix(clause[start:]); n > 0 && !strings.HasPrefix(clause[start:], "请") && !strings.HasPrefix(clause[start:], "可") && !inTitle(p.f, from) && !isSuperior(clause[start:start+n]) {
			return p.quote(from+start, from+start+n)
		}
		if from < end && slices.Contains(p.breaks, end) {
			from = end
			continue
		}
		_, size := utf8.DecodeRuneInString(p.f[end:]) // a mark, also one that begins a line
		from = end + max(size, 1)
	}
	return report.Text{}
}

// isSuperior reports the short name of a body above the issuer: 区委, 县政府, 省政府办公厅.
func isSuperior(f string) bool {
	f = strings.TrimSuffix(strings.TrimSuffix(f, "办公室"), "办公厅")
	n := utf8.RuneCountInString(f)
	return n <= 3 && (strings.HasSuffix(f, "委") || strings.HasSuffix(f, "政府") || strings.HasSuffix(f, "府")) || strings.HasPrefix(f, "国务院") || n < 3
}

// agencyOf is the issuer that a title names: what is left of it without the year, from
// its beginning to 政府信息公开.
func agencyOf(title report.Text) report.Text {
	if title.S == "" {
		return title
	}
	m := fold.Fold(title.S)
	f := m.S
	start, end := 0, len(f)
	if _, at, to := titleYear(f); at >= 0 {
		if strings.HasPrefix(f[to:], "度") {
			to += len("度")
		}
		lead := strings.TrimPrefix(f[:at], "关于")
		if announceVerb(lead) || lead == "" {
			start = to
		} else if rest := bodyBehind(f, to); rest > 0 && isPlace(lead) {
			name := part(title, m, to, rest)
			if strings.HasPrefix(f[to:rest], lead) {
				return name
			}
			return joined(part(title, m, at-len(lead), at), name)
		} else {
			end = at
		}
	}
	for _, w := range [...]string{"政府信息公开", "信息公开", "政务公开", "政务信息"} {
		if i := strings.Index(f[start:end], w); i >= 0 {
			end = start + i
			if w == "政府信息公开" && strings.HasSuffix(f[start:end], "人民") {
				end += len("政府")
			}
			break
		}
	}
	start, end = trimAgency(f, start, end)
	if rest := strings.TrimLeft(f[start:end], "0123456789"); end-start-len(rest) == len("2025") {
		start = end - len(rest) // 2025清源县2025年度: a year that has lost its 年
	}
	if strings.HasSuffix(f[start:end], "海关关区") {
		end -= len("关区") // the area that a customs house serves
	}
	if utf8.RuneCountInString(f[start:end]) < 2 {
		return report.Text{}
	}
	return part(title, m, start, end)
}

// bodyBehind is where the name of a body ends that stands between the year and 政府信息公开, 0 for
// none: 清源县2022年水务局政府信息公开工作年度报告 is that of 清源县水务局.
func bodyBehind(f string, from int) int {
	i := strings.Index(f[from:], "信息公开")
	if i < 0 {
		return 0
	}
	end := from + i
	if rest := f[from:end]; strings.HasSuffix(rest, "政府") && !strings.HasSuffix(rest, "人民政府") {
		end -= len("政府")
	}
	if !isOrgan(f[from:end]) {
		return 0
	}
	return end
}

// isPlace reports a name that ends as that of an area does, and not as that of a body.
func isPlace(f string) bool {
	for _, w := range [...]string{"省", "市", "县", "区", "州", "盟", "旗", "镇", "乡", "街道"} {
		if strings.HasSuffix(f, w) {
			return true
		}
	}
	return false
}

func announceVerb(f string) bool {
	switch f {
	case "公布", "发布", "公开", "报送", "上报", "印发":
		return true
	}
	return false
}

// trimAgency cuts the words around the issuer's name off: 关于公布 before it or behind it,
// the possessive 的.
func trimAgency(f string, start, end int) (int, int) {
	for changed := true; changed; {
		changed = false
		for _, w := range [...]string{"关于", "公布", "发布", "公开", "报送", "印发", "的", "《", "》", "("} {
			if strings.HasPrefix(f[start:end], w) {
				start, changed = start+len(w), true
			}
			if strings.HasSuffix(f[start:end], w) {
				end, changed = end-len(w), true
			}
		}
	}
	return start, end
}
