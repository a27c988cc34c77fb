package neighbours

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
)

// levelRules hold the report of a region against those of its members. They need the list
// of members.
func levelRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "G-01",
			Title: rule.Text{ZH: "汇总数等于各成员单位之和", EN: "a region's total is the sum of its members"},
			Doc: rule.Text{
				ZH: "本地区的报告汇总名单上全部机关的数据，垂直管理机关除外。全部成员的报告都收到之后才比较；任何一份在某一格读不清时，该格不比较。每个成员以最后发布的一份为准。",
				EN: "A region's report sums up all organs on the list but those led from above. It is compared once all their reports are there, and a cell only where each of them shows it clearly. Of several versions the last one counts.",
			},
			Severity: report.Warning, Source: rule.Source{Document: "参考：重庆市关于国办公开办函〔2019〕60号的通知", Clause: "汇总本行政区域全部编制主体", From: 2019},
			Needs: []string{"members", "disclosure.*", "applications.*.*", "proceedings.*.*"},
			Trip:  "全县新收 50，各成员合计 48", Pass: "全县新收 50，各成员合计 50",
			Forms: form.Tabular, Check: checkSumOfMembers,
		},
		{
			ID:    "G-02",
			Title: rule.Text{ZH: "汇总数不小于任一成员单位", EN: "a region's total is at least any member's"},
			Doc: rule.Text{
				ZH: "汇总各成员的数不会小于其中任何一个成员的数。收到一份成员报告就可以比较；表格有整行读不出时只作提醒。",
				EN: "A sum is no smaller than any of its parts, which can be told as soon as one member's report is there. Where rows of the table could not be read it is only a warning.",
			},
			Severity: report.Error, Source: form.Common,
			Needs: []string{"members", "disclosure.*", "applications.*.*", "proceedings.*.*"},
			Trip:  "全县行政处罚 3，某镇行政处罚 60", Pass: "淮安市 2024 年各格均不小于洪泽区",
			Forms: form.Tabular, Check: checkAtLeastMember,
		},
		{
			ID:    "G-03",
			Title: rule.Text{ZH: "与行政执法年度数据一致", EN: "agrees with the yearly enforcement figures"},
			Doc: rule.Text{
				ZH: "同一机关另行公布的行政执法年度数据写在成员名单里时，与表二的行政许可、行政处罚、行政强制比较。统计口径可能不同，仅供参考。",
				EN: "Where the list of members has the organ's yearly enforcement figures, table two is compared with them. They may be counted differently, so it is only an info.",
			},
			Severity: report.Info, Source: rule.Source{Document: "参考：行政执法年度数据公开（广东省司法厅等，每年1月31日前）", From: 2021},
			Needs: []string{"members", "disclosure.licences", "disclosure.penalties", "disclosure.coercions"},
			Trip:  "行政执法年度数据处罚 60，表二行政处罚 0", Pass: "两处都是 60",
			Forms: form.NewForm, Check: checkEnforcement,
		},
	}
}

// summed are the members whose reports the region's sums up, with the one that counts of
// each; complete says that none is missing.
func summed(region *peer.Region) (out []peer.Peer, complete bool) {
	complete = true
	for _, m := range region.Members {
		if m.Vertical {
			continue
		}
		last := peer.Last(m.Reports)
		if last == nil {
			complete = false
			continue
		}
		out = append(out, *last)
		out[len(out)-1].Name = m.Name
	}
	return out, complete
}

// signedCell reports whether a cell may be below nought, so that it cannot be summed or
// compared by size: 本年增/减.
func signedCell(path string) bool { return strings.HasSuffix(path, "_change") }

func checkSumOfMembers(p *rule.Pass) {
	region := p.Peers().Region
	if region == nil {
		return
	}
	members, complete := summed(region)
	if !complete || len(members) == 0 {
		p.Doubt()
		return
	}
	own := peer.FiguresOf(p.Report())
	var cells []string
	var differ []string
	for i, path := range peer.Paths() {
		sum, ok := sumOf(members, i)
		switch is := own.At(i); {
		case !is.There() || signedCell(path):
		case !ok || is.Unread:
			p.Doubt()
		default:
			p.Judged()
			if is.Value.Cmp(sum) != 0 {
				cells, differ = append(cells, path), append(differ, form.CellName(path)+" "+is.Value.String()+"，成员合计 "+sum.String())
			}
		}
	}
	if len(cells) == 0 {
		return
	}
	d := rule.Draft{Section: form.SectionOf(cells[0]), Cells: cells, Quotes: form.EachText(p.Report(), cells)}
	d.ZH = fmt.Sprintf("%d 处与名单上 %d 个成员的合计不同：%s", len(cells), len(members), strings.Join(differ[:min(len(differ), form.MostNamed)], "；"))
	d.EN = fmt.Sprintf("%d cells are not the sums of the %d members (%s)", len(cells), len(members), cells[0])
	p.Find(d)
}

// sumOf adds cell i of the members; false where one does not show it. Fees have decimals.
func sumOf(members []peer.Peer, i int) (report.Number, bool) {
	var whole int64
	var parts *big.Rat
	for _, m := range members {
		f := m.Figures.At(i)
		if !f.Value.Valid() {
			return report.Number{}, false
		}
		if n, ok := f.Value.Int(); ok {
			whole += n
			continue
		}
		if parts == nil {
			parts = new(big.Rat)
		}
		n, _ := new(big.Rat).SetString(f.Value.String()) // a Number is written in plain digits
		parts.Add(parts, n)
	}
	if parts == nil {
		return report.IntNumber(whole), true
	}
	parts.Add(parts, new(big.Rat).SetInt64(whole))
	digits, _ := parts.FloatPrec()
	sum, err := report.ParseNumber(parts.FloatString(digits))
	return sum, err == nil
}

func checkAtLeastMember(p *rule.Pass) {
	region := p.Peers().Region
	if region == nil {
		return
	}
	members, _ := summed(region)
	own := peer.FiguresOf(p.Report())
	for _, m := range members {
		var cells, over []string
		for i, path := range peer.Paths() {
			is, part := own.At(i), m.Figures.At(i)
			if signedCell(path) || !is.There() || !part.There() {
				continue
			}
			if is.Unread || part.Unread {
				p.Doubt()
				continue
			}
			p.Judged()
			if is.Value.Cmp(part.Value) < 0 {
				cells, over = append(cells, path), append(over, fmt.Sprintf("%s %s，该成员 %s", form.CellName(path), is.Value, part.Value))
			}
		}
		if len(cells) == 0 {
			continue
		}
		d := rule.Draft{Section: form.SectionOf(cells[0]), Cells: cells, Quotes: form.EachText(p.Report(), cells)}
		if g := p.Grid(); g != nil && g.Torn() {
			d.Severity = report.Warning
		}
		d.ZH = "小于成员" + m.Name + "的数：" + strings.Join(over[:min(len(over), form.MostNamed)], "；")
		d.EN = fmt.Sprintf("%d cells are below those of a member (%s, %s)", len(cells), m.Doc, cells[0])
		p.Find(d)
	}
}

func checkEnforcement(p *rule.Pass) {
	e := p.Peers().Enforcement
	if e == nil {
		return
	}
	var cells, differ []string
	for _, c := range []struct {
		path string
		want int64
	}{{"disclosure.licences", e.Licences}, {"disclosure.penalties", e.Penalties}, {"disclosure.coercions", e.Coercions}} {
		if c.want < 0 {
			continue
		}
		n, ok := p.Count(c.path)
		if !ok {
			continue
		}
		p.Judged()
		if n != c.want {
			cells, differ = append(cells, c.path), append(differ, fmt.Sprintf("%s %d，行政执法年度数据 %d", form.CellName(c.path), n, c.want))
		}
	}
	if len(cells) == 0 {
		return
	}
	d := rule.Draft{Section: 2, Cells: cells, Quotes: form.EachText(p.Report(), cells)}
	d.ZH = "与行政执法年度数据不同，请核对口径：" + strings.Join(differ, "；")
	d.EN = "differs from the yearly enforcement figures (" + strings.Join(cells, ", ") + ")"
	p.Find(d)
}
