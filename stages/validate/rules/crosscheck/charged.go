package crosscheck

import (
	"math/big"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// charged is the line of table two for what was charged, which its form gives in units of 10,000 yuan.
const charged, chargedCell = "行政事业性收费", "disclosure.fees_10k_yuan"

// beforeCharged are the words that may stand before it, and behindCharged those between it and the amount.
var (
	beforeCharged = []string{"全年", "本年度", "本年", "年内", "全区", "全县", "全市", "全镇", "我区", "我县", "我市", "我局", "共", "收取", "收缴", "征收", "年", "的", "累计"}
	behindCharged = []string{"收费", "金额", "总额", "总金额", "收入", "共", "计", "全年", "合计", "为", "达", "了"}
)

// notTaken are words by which charges were not taken, or given back.
var notTaken = []string{"免", "减", "退", "返", "缓", "停", "取消", "降低", "未"}

// checkCharged compares the amount charged that the text gives with table two.
func checkCharged(p *rule.Pass) {
	c, there := rule.Cell(p.Report(), chargedCell)
	if !there {
		return
	}
	see := func(part *narrative.Part, i int) {
		for _, s := range part.Sentences {
			if i < s.Start || i >= s.End {
				continue
			}
			for _, n := range s.Numbers {
				if n.Start < i {
					continue
				}
				factor := yuanOf(n.Unit)
				clause := part.S[prose.ClauseStart(part.S, n.Start):n.Start]
				head, tail, ok := strings.Cut(clause, charged)
				head = strings.TrimLeft(head, "0123456789")
				named := strings.HasSuffix(head, "费等") && !prose.ContainsAny(head, notTaken...)
				if n.Approx || n.Scale != 1 || factor == 0 || !ok || !named && narrative.CutSuffixes(head, beforeCharged) != "" || narrative.CutSuffixes(tail, behindCharged) != "" {
					return
				}
				if named && n.Value.Cmp(c.Value) != 0 {
					return // 登记费等行政事业性收费 may be some of them, but not with the same figures
				}
				if !c.Value.Valid() {
					p.Doubt()
					return
				}
				judgeCharged(p, part, n, factor, c.Value)
				return
			}
		}
	}
	prose.EachPartWith(p, func(part *narrative.Part) {
		prose.EachPlace(p, part, charged, func(i int) { see(part, i) })
	}, charged)
}

// yuanOf is how many yuan a unit of money is, 0 if it is none.
func yuanOf(unit string) int64 {
	switch unit {
	case "元":
		return 1
	case "万元":
		return 10_000
	case "亿元":
		return 100_000_000
	}
	return 0
}

func judgeCharged(p *rule.Pass, part *narrative.Part, n narrative.Number, factor int64, table report.Number) {
	p.Judged()
	yuan := func(v string, factor int64) *big.Rat {
		r, _ := new(big.Rat).SetString(v)
		return r.Mul(r, new(big.Rat).SetInt64(factor))
	}
	got, want := yuan(n.Value.String(), factor), yuan(table.String(), 10_000)
	_, frac, _ := strings.Cut(n.Value.String(), ".")
	unit := yuan("1", factor) // of the last digit shown
	for range frac {
		unit.Quo(unit, big.NewRat(10, 1))
	}
	if off := new(big.Rat).Sub(got, want); off.Abs(off).Cmp(unit) < 0 {
		return
	}
	d := prose.SpanDraft(part, prose.ClauseStart(part.S, n.Start), n.UnitEnd)
	d.Cells = []string{chargedCell}
	d.Want, d.Got = table.String()+"万元", n.Value.String()+n.Unit
	d.ZH = "正文说行政事业性收费 " + d.Got + "，表格为 " + d.Want
	d.EN = "the text gives what was charged as " + d.Got + ", the table as " + d.Want
	p.Find(d)
}
