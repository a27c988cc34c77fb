package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// readMeta fills in what the report says about itself.
func (r *reading) readMeta(title report.Text) {
	o := &r.out
	o.Schema, o.ID, o.Parser, o.Source, o.Head = report.Schema, r.doc.ID, Version, r.doc.Source, r.doc.Head
	if title.S != "" {
		s := title.S
		o.Title = &s
		r.evidence("title", title)
	}
	r.findPeriod()
	r.findPublished()
	r.findYear(title)
	r.findAgency(title)
}

func (r *reading) evidence(field string, t report.Text) {
	r.out.Evidence[field] = report.Quote{Text: t.S, At: t.At}
}

// longestTitle is the most bytes of a folded title.
const longestTitle = 240

// isTitle reports whether a folded line is the title of an annual report.
func isTitle(f string) bool {
	if len(f) > longestTitle || len(f) < 18 || strings.Contains(f, "。") || strings.ContainsAny(f, "|>") {
		return false
	}
	f = strings.TrimPrefix(f, "标题:")
	f = strings.Trim(f, "#*")
	return strings.Contains(f, "信息公开") && (strings.HasSuffix(f, "报告") || strings.HasSuffix(f, "年报")) &&
		!strings.HasPrefix(f, "当前位置") && !strings.HasPrefix(f, "根据")
}

// isOrgan reports whether a folded line is the name of a body, by its last word.
func isOrgan(f string) bool {
	if len(f) < 6 || len(f) > 120 || strings.ContainsAny(f, "。,;:()0123456789|") {
		return false
	}
	for _, w := range [...]string{
		"政府", "局", "委员会", "委", "办公室", "办公厅", "厅", "中心", "镇", "乡", "街道", "办事处", "处", "管委会", "院", "署", "站",
		"大队", "支队", "总队", "公司", "学校", "大学", "部", "会", "所", "市", "县", "区", "省",
	} {
		if strings.HasSuffix(f, w) {
			return true
		}
	}
	return false
}

func (r *reading) findYear(title report.Text) {
	set := func(y int, t report.Text) {
		r.out.Year = &y
		r.evidence("year", t)
	}
	if y, at, end := yearIn(fold.String(title.S)); at >= 0 {
		m := fold.Fold(title.S)
		from, to := m.Original(at, end)
		t := title.Slice(from, to)
		if title.At.Kind == report.PlaceText && title.At.End-title.At.Start != len(title.S) {
			t.At = title.At
		}
		set(y, t)
		return
	}
	if p := r.out.Period; p != nil {
		y := int(p.Start[0]-'0')*1000 + int(p.Start[1]-'0')*100 + int(p.Start[2]-'0')*10 + int(p.Start[3]-'0')
		q := r.out.Evidence["period"]
		set(y, report.Text{S: q.Text, At: q.At})
		return
	}
	for i := range r.us {
		r.mem.step()
		if r.table[i] || len(r.us[i].line.S) < 12 {
			continue
		}
		t := r.us[i].line
		m := fold.Fold(t.S)
		if y, at, end := yearIn(m.S); at >= 0 && (at == 0 || i > 3) && !strings.HasPrefix(m.S[end:], "度") {
			from, to := m.Original(at, end)
			if after := m.S[end:]; strings.HasPrefix(after, ",") || strings.HasPrefix(after, "我") || strings.HasPrefix(after, "以来") || at == 0 && !dateFollows(m.S) {
				set(y, t.Slice(from, to))
				return
			}
		}
	}
	if y := r.doc.Source.Year; y != 0 {
		r.out.Year = &y
	}
}

func dateFollows(f string) bool {
	_, ok := dateAt(f, 0, 0)
	return ok
}

// findAgency takes the issuer from the title, the signature, or the index table.
func (r *reading) findAgency(title report.Text) {
	if t := agencyOf(title); t.S != "" {
		r.setAgency(t)
		return
	}
	if r.signer.S != "" {
		r.setAgency(r.signer)
		return
	}
	if t := r.labelled("发布机构", "公开主体", "编制单位", "编制主体", "发文机关", "公开机构", "发布单位", "信息来源"); t.S != "" && isOrgan(fold.String(t.S)) {
		r.setAgency(t)
		return
	}
	for _, name := range []string{"contentsource", "author"} {
		if t := r.headField(name); t.S != "" && isOrgan(fold.String(t.S)) {
			r.setAgency(t)
			return
		}
	}
}

func (r *reading) setAgency(t report.Text) {
	s := t.S
	r.out.Agency = &s
	r.evidence("agency", t)
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
	if _, at, to := yearIn(f); at >= 0 {
		if strings.HasPrefix(f[to:], "度") {
			to += len("度")
		}
		if at == 0 {
			start = to
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
	f = f[start:end]
	for _, w := range [...]string{"关于"} {
		if strings.HasPrefix(f, w) {
			start += len(w)
			f = f[len(w):]
		}
	}
	for strings.HasSuffix(f, "关于") || strings.HasSuffix(f, "的") {
		_, n := utf8.DecodeLastRuneInString(f)
		if strings.HasSuffix(f, "关于") {
			n = len("关于")
		}
		f, end = f[:len(f)-n], end-n
	}
	if utf8.RuneCountInString(f) < 2 {
		return report.Text{}
	}
	from, to := m.Original(start, end)
	if title.At.Kind == report.PlaceText && title.At.End-title.At.Start != len(title.S) {
		return report.Text{S: strings.TrimSpace(title.S[from:to]), At: title.At}
	}
	return trim(title.Slice(from, to))
}
