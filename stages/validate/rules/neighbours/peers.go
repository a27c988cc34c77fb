package neighbours

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// peerRules hold a report against other documents: versions and copies of itself, and the
// reports of the other members of its region.
func peerRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "D-06",
			Title: rule.Text{ZH: "发布后数据没有变动", EN: "no number changed after publication"},
			Doc: rule.Text{
				ZH: "同一机关同一年度先后收到内容不同的文件，且来自同一网站（或来源不明）：发布后改过数。与排在它前面的一份比较；先后按发布日期，没有日期的在前，日期相同的按编号排，与收到的先后无关，所以日期相同时哪份在先须人工判断。只比较两份都清楚印出的数。",
				EN: "Two documents on one issuer and year from one site (or of unknown origin) have different numbers: they were changed after publication. A report is held against the one before it, by date of publication, those without one first, then by id, and not by arrival; of two with one date a person must say which was first. Only numbers that are clearly printed in both are compared.",
			},
			Severity: report.Warning, Source: rule.Source{Document: "参考：社科院政府透明度评估 2016", Clause: "四（二）发布后有变动"},
			Needs: []string{"versions", "disclosure.*", "applications.*.*", "proceedings.*.*"},
			Trip:  "1月发布的一份新收 50，3月发布的一份新收 55", Pass: "两份的数据逐格相同",
			Check: func(p *rule.Pass) { checkVersions(p, false) },
		},
		{
			ID:    "D-07",
			Title: rule.Text{ZH: "各处发布的同一报告数据一致", EN: "copies at several places have the same numbers"},
			Doc: rule.Text{
				ZH: "同一机关同一年度的报告在不同网站上数据不同。不同网站的副本同时存在，读者不知道哪一份对，所以与发布后变动（D-06）分开；同一网站上后一份取代前一份。",
				EN: "The report of one issuer and year has different numbers on different sites. Both copies stand, and no reader knows which is right; on one site the later takes the place of the earlier, which is D-06.",
			},
			Severity: report.Warning, Source: rule.Source{Document: "参考：社科院政府透明度评估 2016", Clause: "四（三）"},
			Needs: []string{"versions", "source.url", "disclosure.*", "applications.*.*", "proceedings.*.*"},
			Trip:  "本机关网站新收 50，市政府网站上的同一报告新收 55", Pass: "两个网站上的数据逐格相同",
			Check: func(p *rule.Pass) { checkVersions(p, true) },
		},
		{
			ID:    "D-08",
			Title: rule.Text{ZH: "名单上的机关都有报告", EN: "every organ on the list has a report"},
			Doc: rule.Text{
				ZH: "按成员名单，本地区应编制年度报告的机关中有没有收到报告的，列在本地区汇总报告之下；垂直管理机关除外。一份成员报告也没有收到时不作判断。`gouji members` 在汇总报告之前也能列出。",
				EN: "Organs on the list of members whose report has not been received are told under the region's own report; organs led from above are not missed. Where no member's report has come, nothing is judged. `gouji members` lists them before the region's report is there.",
			},
			Severity: report.Error, Source: rule.Source{Document: form.Regulation, Clause: "第四十九条"},
			Needs: []string{"members"},
			Trip:  "名单上 49 个机关，收到 48 份报告", Pass: "49 个机关都有报告",
			Check: checkListComplete,
		},
		{
			ID:    "X-07",
			Title: rule.Text{ZH: "文字与其他机关不雷同", EN: "not the text of another organ"},
			Doc: rule.Text{
				ZH: "去掉机关名称、年份和数字后，第一、第五部分（至少 400 字）与同一地区名单上另一机关同年的报告相似度约在九成以上。只与已收到的报告比较，后收到的到时再比。",
				EN: "Without names, years and numbers, sections one and five (400 characters and more) are nine tenths like those of another member of the region in the same year. Reports that arrive later are compared when they do.",
			},
			Severity: report.Warning, Source: rule.Source{Document: form.Notice30, Clause: "（四）明确责任：内容雷同", From: 2019},
			Needs: []string{"section 1", "section 5", "members"},
			Trip:  "只换了镇名", Pass: "各写各的",
			Forms: form.Modern, Check: checkCopied,
		},
		{
			ID:    "X-08",
			Title: rule.Text{ZH: "行文主体不是别的机关", EN: "the report speaks for its own issuer"},
			Doc: rule.Text{
				ZH: "乡镇（街道）的报告以名单上另一乡镇（街道）作主语叙述工作，是照搬他人文字的痕迹。只认名单上的名称、句首的主语和“认真、严格、坚持”之类叙述本机关工作的词；其他地名分不清是引用还是照搬，不判断。",
				EN: "A township's report that has another township of the list as the subject of its sentences was taken over from there. Only names of the list at the beginning of a sentence and words that tell of one's own work count; other names may be cited, and nothing is said of them.",
			},
			Severity: report.Warning, Source: rule.Source{Document: "参考：社科院政府透明度评估 2017", Clause: "跨区域抄袭"},
			Needs: []string{"agency", "sections", "members"},
			Trip:  "2023年，松岭镇认真贯彻《条例》……（柳塘镇的报告）", Pass: "在松岭镇召开现场会",
			Check: checkForeignSubject,
		},
	}
}

// checkVersions compares with the last document before the report, from another site
// (apart) or not.
func checkVersions(p *rule.Pass, apart bool) {
	if len(p.Peers().Versions) == 0 {
		return
	}
	own := peer.Of(p.Report(), nil)
	var before []peer.Peer
	for _, v := range p.Peers().Versions {
		other := v.Host != "" && own.Host != "" && v.Host != own.Host
		if other == apart && v.Before(own) {
			before = append(before, v)
		}
	}
	last := peer.Last(before)
	if last == nil {
		return
	}
	cells, changes := changedCells(p, own, *last)
	if len(cells) == 0 {
		return
	}
	d := rule.Draft{Section: form.SectionOf(cells[0]), Cells: cells, Quotes: form.EachText(p.Report(), cells), Want: changes[0].was, Got: changes[0].is}
	list := changeList(changes)
	switch {
	case apart:
		d.ZH = fmt.Sprintf("%s 与 %s 上的同一报告数据不同（%s → %s）：%s", last.Host, own.Host, last.Doc, own.Doc, list)
		d.EN = fmt.Sprintf("the copies at %s (%s) and %s (%s) differ in %d cells", last.Host, last.Doc, own.Host, own.Doc, len(cells))
	case last.Published != own.Published:
		d.ZH = fmt.Sprintf("与前一份（%s，%s 发布）相比数据有变动（本份 %s）：%s", last.Doc, dated(last.Published), own.Doc, list)
		d.EN = fmt.Sprintf("%d cells differ from the version before (%s; this is %s)", len(cells), last.Doc, own.Doc)
	default:
		d.ZH = fmt.Sprintf("同一报告有数据不同的两份（%s → %s，先后不明）：%s", last.Doc, own.Doc, list)
		d.EN = fmt.Sprintf("two versions differ in %d cells (%s, %s), and it is not known which is the later", len(cells), last.Doc, own.Doc)
	}
	p.Find(d)
}

func dated(day string) string {
	if day == "" {
		return "未注明日期"
	}
	return day
}

type change struct{ path, was, is string }

// changedCells are the cells whose numbers differ. A cell that one of the two does not
// show clearly leaves the rule in doubt, unless another has changed.
func changedCells(p *rule.Pass, own, last peer.Peer) (cells []string, changes []change) {
	for i, path := range peer.Paths() {
		is, was := own.Figures.At(i), last.Figures.At(i)
		switch {
		case is.Value.Valid() && was.Value.Valid():
			p.Judged()
			if is.Value.Cmp(was.Value) != 0 {
				cells, changes = append(cells, path), append(changes, change{path, was.Value.String(), is.Value.String()})
			}
		case is.Unread && was.There(), was.Unread && is.There():
			p.Doubt()
		}
	}
	return cells, changes
}

func changeList(all []change) string {
	var parts []string
	for _, c := range all[:min(len(all), form.MostNamed)] {
		parts = append(parts, form.CellName(c.path)+" "+c.was+" → "+c.is)
	}
	out := strings.Join(parts, "；")
	if len(all) > form.MostNamed {
		out += fmt.Sprintf("；等 %d 处", len(all))
	}
	return out
}

func checkListComplete(p *rule.Pass) {
	region := p.Peers().Region
	if region == nil {
		return
	}
	var missing []string
	some := false
	due := 0
	for _, m := range region.Members {
		some = some || len(m.Reports) > 0
		if m.Vertical {
			continue
		}
		due++
		if len(m.Reports) == 0 {
			missing = append(missing, m.Name)
		}
	}
	switch {
	case due == 0:
		return
	case !some:
		p.Doubt()
		return
	}
	p.Judged()
	if len(missing) == 0 {
		return
	}
	d := rule.Draft{Want: prose.Itoa(int64(due)), Got: prose.Itoa(int64(due - len(missing)))}
	d.ZH = fmt.Sprintf("%s名单上 %d 个机关，未收到 %d 个机关的报告：%s", region.Name, due, len(missing), nameList(missing))
	d.EN = fmt.Sprintf("the reports of %d of the %d organs on the list have not been received", len(missing), due)
	p.Find(d)
}

func nameList(names []string) string {
	if len(names) > 3*form.MostNamed {
		return strings.Join(names[:3*form.MostNamed], "、") + fmt.Sprintf("等 %d 个", len(names))
	}
	return strings.Join(names, "、")
}

func checkCopied(p *rule.Pass) {
	if !p.Peers().Sketched {
		return
	}
	p.Judged()
	alike := slices.Clone(p.Peers().Alike)
	if len(alike) == 0 {
		return
	}
	slices.SortFunc(alike, func(a, b peer.Likeness) int { return strings.Compare(a.Doc, b.Doc) })
	var names []string
	for _, a := range alike {
		name := a.Name
		if name == "" {
			name = a.Doc
		}
		names = append(names, fmt.Sprintf("%s（约 %.0f%%）", name, 100*a.Share))
	}
	d := rule.Draft{Section: 1}
	if s := form.SectionNumbered(p.Report(), 1); s != nil {
		d.Quotes, d.At = []string{s.Heading}, form.Places(s.At)
	}
	d.ZH = "第一、第五部分与同年其他机关的报告雷同：" + nameList(names)
	d.EN = fmt.Sprintf("sections one and five are like those of %d other organs of the region (%s)", len(alike), alike[0].Doc)
	p.Find(d)
}

// ownWork are words that tell of the subject's own work.
var ownWork = []string{"认真", "严格", "坚持", "高度重视", "深入", "扎实", "全面", "积极", "持续", "切实", "主动公开", "共收到", "未收到", "共主动", "政府信息公开工作", "人民政府认真", "人民政府严格", "人民政府高度", "办事处认真", "办事处严格", "党委", "进一步"}

func checkForeignSubject(p *rule.Pass) {
	if !p.Agency().Town || len(p.Peers().Siblings) == 0 {
		return
	}
	p.Judged()
	own := *p.Report().Agency
	for _, sibling := range p.Peers().Siblings {
		short := townOf(sibling)
		if short == "" || strings.Contains(own, short) || strings.Contains(short, townOf(own)) {
			continue
		}
		prose.EachPart(p, func(part *narrative.Part) {
			for at := 0; ; {
				p.Step()
				i := part.IndexFrom(short, at)
				if i < 0 || p.Full() {
					return
				}
				at = i + len(short)
				if !subjectBegins(part.S[:i]) || !prose.HasPrefixAny(part.S[at:], ownWork...) {
					continue
				}
				start, end := prose.Around(part.S, i, at, 8)
				d := prose.SpanDraft(part, start, end)
				d.Want, d.Got = own, short
				d.ZH = "以“" + short + "”为主语叙述工作，本报告的编制机关是" + own + "，可能照搬了别处的文字"
				d.EN = "the text speaks of another organ of the list as its own"
				p.Find(d)
			}
		})
	}
}

// townOf is a township's name without 人民政府 and the places above it, "" for what is none.
func townOf(name string) string {
	for _, tail := range [...]string{"人民政府", "政府", "办事处"} {
		name = strings.TrimSuffix(name, tail)
	}
	if !prose.HasSuffixAny(name, "镇", "乡", "街道") {
		return ""
	}
	for _, unit := range [...]string{"县", "区", "市", "旗"} {
		if i := strings.LastIndex(name, unit); i > 0 && len(name)-i-len(unit) >= len("松岭镇") {
			name = name[i+len(unit):]
		}
	}
	if len(name) < len("松岭镇") {
		return ""
	}
	return name
}

// subjectBegins reports whether a subject can begin behind s: at the beginning, behind the
// end of a sentence, or behind a year and its comma.
func subjectBegins(s string) bool {
	return s == "" || prose.HasSuffixAny(s, "。", "；", "：", "年，", "年度，", "来，")
}
