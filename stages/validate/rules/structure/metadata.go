package structure

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// metadataRules judge issuer, title and text as such.
func metadataRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "M-01",
			Title: rule.Text{ZH: "写明编制机关、标题和年度", EN: "issuer, title and year are given"},
			Doc: rule.Text{
				ZH: "缺少这些信息的报告难以归档和汇总。",
				EN: "A report without them is hard to file and to add up.",
			},
			Severity: report.Info, Source: form.Common,
			Needs: []string{"agency", "title", "year"},
			Trip:  "正文只称“我办”，没有机关名称", Pass: "清河区人民政府2023年政府信息公开工作年度报告",
			Forms: form.Modern, Check: checkNamed,
		},
		{
			ID:    "M-02",
			Title: rule.Text{ZH: "标题中的机关与编制机关一致", EN: "the issuer in the title is the issuer"},
			Doc: rule.Text{
				ZH: "标题与落款或正文的机关不同，可能套用了别处的文字。全称与简称视为相同。",
				EN: "A title that names another body than the signature or text may come from elsewhere. Full and short names count as one.",
			},
			Severity: report.Warning, Source: form.Common,
			Needs: []string{"agency", "title"},
			Trip:  "标题为甲县统计局，编制机关为乙县统计局", Pass: "洪泽区人民政府与淮安市洪泽区人民政府",
			Forms: form.Modern, Check: checkIssuer,
		},
		{
			ID:    "M-03",
			Title: rule.Text{ZH: "文件完整，文字和表格可读", EN: "the file is whole and can be read"},
			Doc: rule.Text{
				ZH: "扫描件、图片表格、中途断开的文本无法核对。问题在文件，不在报告：有关规则一律“无法判定”，由本条一次说明。",
				EN: "Scans, tables as pictures and texts that are cut off cannot be checked. The file is at fault and not the report: the rules concerned are inconclusive, and this one says so once.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "参考：社科院政府透明度评估 2016（可获取性）"},
			Needs:    []string{"sections", "observations"},
			Trip:     "全文为一张图片", Pass: "正文文字可以复制",
			Check: checkReadable,
		},
	}
}

// checkNamed asks for a title only where issuer or year are missing too: pages and copies of
// them keep the title elsewhere, and with issuer and year a report can be filed.
func checkNamed(p *rule.Pass) {
	p.Judged()
	r := p.Report()
	if r.Agency != nil && r.Year != nil {
		return
	}
	var zh, en []string
	for _, f := range [...]struct {
		there  bool
		zh, en string
	}{{r.Agency != nil, "编制机关", "issuer"}, {r.Title != nil, "标题", "title"}, {r.Year != nil, "年度", "year"}} {
		if !f.there {
			zh, en = append(zh, f.zh), append(en, f.en)
		}
	}
	if len(zh) > 0 {
		p.Find(rule.Draft{ZH: "没有找到：" + strings.Join(zh, "、"), EN: "not found: " + strings.Join(en, ", ")})
	}
}

func checkIssuer(p *rule.Pass) {
	r := p.Report()
	if r.Agency == nil || r.Title == nil {
		return
	}
	agency, title := narrative.Fold(*r.Agency).S, narrative.Fold(*r.Title).S
	end := prose.FirstIndex(title, "20", "政府信息公开")
	if end <= 0 {
		return
	}
	named := strings.TrimSuffix(title[:end], "关于")
	if utf8.RuneCountInString(named) < 4 {
		return
	}
	p.Judged()
	if strings.Contains(agency, named) || strings.Contains(named, agency) || sharesTail(agency, named, 5) || strings.HasPrefix(agency, firstRunes(named, 3)) {
		return
	}
	d := rule.Say("标题中的机关是“%s”，编制机关是“%s”", "the title names %s, the issuer is %s", named, *r.Agency)
	q1, a1 := form.Evidence(r, "title")
	q2, a2 := form.Evidence(r, "agency")
	d.Quotes, d.At = append(q1, q2...), append(a1, a2...)
	p.Find(d)
}

// sharesTail reports whether the names end alike: a short name leaves words out in
// front, and a changed one keeps its last words.
func sharesTail(a, b string, runes int) bool {
	x, y := []rune(a), []rune(b)
	same := 0
	for same < min(len(x), len(y)) && x[len(x)-1-same] == y[len(y)-1-same] {
		same++
	}
	return same >= runes
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// checkReadable says what the file keeps from a reader, or from gouji: the report is not
// blamed for it, and the rules that need what is missing are inconclusive.
func checkReadable(p *rule.Pass) {
	p.Judged()
	cutText(p)
	unreadCells(p)
	tablesWithoutText(p)
	form.SaySomeLost(p)
	n := 0
	prose.EachPart(p, func(part *narrative.Part) { n += len(part.S) })
	t := p.Report().Tables
	if n > 3*form.MinimumWords || t.Disclosure != nil || t.Applications != nil || t.Proceedings != nil {
		return
	}
	p.Find(rule.Draft{File: true, ZH: "几乎没有可读的文字，可能是扫描件或图片", EN: "hardly any text to read; perhaps a scan or an image"})
}

// cutText says once that the text ends in the middle.
func cutText(p *rule.Pass) {
	for _, o := range p.Report().Observations {
		if o.Kind == report.SeenCutOff {
			p.Find(rule.Draft{
				File: true, Severity: report.Warning, Quotes: form.Quoted(o.Quote), At: form.Places(o.Quote.At), Section: form.LastSection(p.Report()),
				ZH: "文本在中途断开，其后的内容没有收到，未作判断", EN: "the text is cut off; what follows was not received and is not judged",
			})
			return
		}
	}
}

// unreadCells says, once for each table, how many cells are there and could not be read. It is
// a hint where digits stand that can be divided in several ways: the report is not at fault,
// and a reader of the original sees them. Where a picture or a control stands instead of a
// digit it is a warning: nobody can copy what is not text. So it is where nothing of a table was
// read: without a word, a report of which nothing was checked would look like a clean one.
func unreadCells(p *rule.Pass) {
	for _, t := range form.TableForms {
		odd, _ := form.OddCellsOf(p, t.Key)
		var cells []string
		why := ""
		for i := range odd {
			if odd[i].State == report.Unread {
				cells = append(cells, odd[i].Path)
				if c, _ := rule.Cell(p.Report(), odd[i].Path); why == "" {
					why = c.Why
				}
			}
		}
		rows, quote := unreadRows(p.Report(), t.Key)
		if len(cells) == 0 && len(rows) == 0 {
			continue
		}
		reason := reasonOf(why)
		d := rule.Draft{File: true, Severity: report.Info, Section: t.Section, Cells: cells, Quotes: form.Quoted(quote), At: form.Places(quote.At)}
		if reason.noText || wholeUnread(p.Report(), t.Key) {
			d.Severity = report.Warning
		}
		d.ZH, d.EN = t.ZH+"有"+prose.Itoa(int64(len(cells)))+"格未能从文件中可靠读出", t.EN+": "+prose.Itoa(int64(len(cells)))+" cells could not be read from the file with certainty"
		if len(cells) == 0 {
			d.ZH, d.EN = t.ZH+"未能从文件中可靠读出："+strings.Join(rows, "、"), t.EN+" could not be read from the file with certainty"
		}
		d.ZH += "，有关规则无法判定，请核对原件" + reason.zh
		d.EN += "; the rules that need them are inconclusive, check the original"
		if why != "" {
			d.EN += " (" + why + ")"
		}
		p.Find(d)
	}
}

// wholeUnread reports that no cell of a table could be read.
func wholeUnread(r *report.Report, table string) bool {
	return slices.ContainsFunc(r.Observations, func(o report.Observation) bool {
		return o.Kind == report.SeenUnread && o.Table == table && o.Key == ""
	})
}

// reason is why cells are unread.
type reason struct {
	word string // by which the reason of a cell is known
	zh   string
	// noText says that something else than text stands there, which nobody can copy.
	noText bool
}

// reasonOf is the reason that a cell states, the zero value for one that is not known here.
func reasonOf(why string) reason {
	for _, k := range [...]reason{
		{"glued", "（数字连写，分不清单元格）", false}, {"split", "（数字连写，分不清单元格）", false}, {"division", "（数字连写，分不清单元格）", false},
		{"ambiguous", "（有不止一种读法）", false}, {"picture", "（单元格里是图片）", true}, {"control", "（单元格里是控件）", true}, {"differ", "（两种读法结果不同）", false},
	} {
		if strings.Contains(why, k.word) {
			return k
		}
	}
	return reason{}
}

// unreadRows are the rows, or the tables, that parse saw and could not read.
func unreadRows(r *report.Report, table string) (rows []string, quote report.Quote) {
	for _, o := range r.Observations {
		if o.Kind == report.SeenUnread && o.Table == table {
			name := form.RowName(o)
			if o.Key == "" {
				name = "整张表"
			}
			if rows = append(rows, name); len(rows) == 1 {
				quote = o.Quote
			}
		}
	}
	return rows, quote
}

// things are what can stand where a table belongs, by report.Thing.
var things = map[string]rule.Text{
	string(report.Picture): {ZH: "图片", EN: "a picture"}, string(report.Frame): {ZH: "嵌入的另一个页面", EN: "a frame"},
	string(report.Embedded): {ZH: "嵌入的对象", EN: "an embedded object"}, string(report.Attachment): {ZH: "附件", EN: "an attachment"},
	string(report.Script): {ZH: "由脚本生成的内容", EN: "content that a script makes"},
}

// tablesWithoutText says once which tables the file shows as something without text.
func tablesWithoutText(p *rule.Pass) {
	d := rule.Draft{File: true, Severity: report.Warning}
	var zh, en []string
	thing := report.Thing("")
	for _, t := range form.TableForms {
		if p.Report().HasTable(t.Key) {
			continue
		}
		as, q := form.InsteadOf(p, t)
		if as == "" {
			continue
		}
		thing, zh, en = as, append(zh, t.ZH), append(en, t.EN)
		d.Quotes, d.At = append(d.Quotes, form.Quoted(q)...), append(d.At, form.Places(q.At)...)
		d.Section = cmp.Or(d.Section, t.Section)
	}
	if len(zh) == 0 {
		return
	}
	name, ok := things[string(thing)]
	if !ok {
		name = rule.Text{ZH: "没有文字的内容", EN: "content without text"}
	}
	d.ZH = "文件中的表格是" + name.ZH + "，没有可核对的数字：" + strings.Join(zh, "、") + "；请报送含表格文字的文件"
	d.EN = "the file has " + name.EN + " in the place of: " + strings.Join(en, ", ") + "; send a file with the tables as text"
	p.Find(d)
}
