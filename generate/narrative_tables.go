package generate

import "fmt"

// sayApplications speaks of tables three and four; with a quiet plan of nothing but the
// new applications, so that a fault in a table contradicts no sentence.
func (p *paper) sayApplications(d *dice, pl plan) string {
	received, carried := p.total("new_received"), p.total("carried_in")
	if received+carried == 0 {
		p.mark("received", fmt.Sprintf("%d年未收到政府信息公开申请", p.year))
		return p.marks["received"] + "。" + p.sayProceedings(d, pl)
	}
	p.mark("received", fmt.Sprintf("%s共收到政府信息公开申请%d件", p.issuer.scope, received))
	say := fmt.Sprintf("%d年，", p.year) + p.marks["received"]
	if pl.quiet {
		return say + "，均严格按照《条例》规定的程序办理。"
	}
	if organs := received - p.row("new_received").cells[0].int(); organs > 0 && organs < received && d.chance(60) {
		say += fmt.Sprintf("，其中自然人申请%d件、法人或其他组织申请%d件", received-organs, organs)
	}
	if carried > 0 {
		say += pick(d, "，", "；") + fmt.Sprintf("上年结转%d件", carried)
	}
	answered, out := p.total("result_total"), p.total("carried_out")
	say += "；" + p.mark("answered", fmt.Sprintf("本年度共办结%d件", answered))
	if out > 0 {
		say += "，" + p.mark("carried", fmt.Sprintf("结转下年度继续办理%d件", out))
	} else if d.chance(60) {
		say += "，均在法定期限内答复"
	}
	return say + "。" + p.sayResults(d, answered) + p.sayProceedings(d, pl)
}

// sayResults lists what became of the applications; the list is always exhaustive.
func (p *paper) sayResults(d *dice, answered int64) string {
	if answered == 0 || !d.chance(65) {
		return ""
	}
	names := []string{"予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理"}
	counts := []int64{
		p.total("granted"), p.total("partial"),
		p.total("denied_state_secret", "denied_law", "denied_safety", "denied_third_party", "denied_internal",
			"denied_process", "denied_enforcement_file", "denied_inquiry"),
		p.total("unable_not_held", "unable_needs_creation", "unable_unclear"),
		p.total("rejected_petition", "rejected_duplicate", "rejected_publication", "rejected_mass", "rejected_reconfirm"),
		p.total("other", "other_overdue_correction", "other_overdue_fee", "other_misc"),
	}
	return "办结的申请中，" + p.mark("results", list(names, counts)) + "。"
}

func (p *paper) sayProceedings(d *dice, pl plan) string {
	if pl.quiet {
		return ""
	}
	sum := func(g int) int64 { return p.proceedings[g][4].int() }
	reviews, suits := sum(0), sum(1)+sum(2)
	if reviews+suits == 0 {
		return p.mark("none", fmt.Sprintf("%d年未发生因政府信息公开引起的行政复议和行政诉讼", p.year)) + "。"
	}
	say := ""
	if reviews > 0 {
		var c []int64
		for _, v := range p.proceedings[0][:4] {
			c = append(c, v.int())
		}
		p.mark("reviews", fmt.Sprintf("因政府信息公开引起行政复议%d件", reviews))
		say += p.marks["reviews"] + "，其中" + list([]string{"结果维持", "结果纠正", "其他结果", "尚未审结"}, c) + "。"
	}
	if suits > 0 {
		p.mark("suits", fmt.Sprintf("因政府信息公开引起行政诉讼%d件", suits))
		say += p.marks["suits"] + "，其中" + list([]string{"未经复议直接起诉", "复议后起诉"}, []int64{sum(1), sum(2)}) + "。"
	}
	if d.chance(50) {
		say += "有关案件均依法应诉、按时举证。"
	}
	return say
}
