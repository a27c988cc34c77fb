package generate

import (
	"fmt"
	"strings"
)

// tellTables has sentences tell the figures of the tables in the words of their own labels, above the tables or
// below them: a reader may take them for rows, and a table with them for one that stands twice.
func tellTables(d *dice, p *paper, below bool) bool {
	told := false
	tell := func(section int, lines ...string) {
		part := &p.parts[section-1]
		to := &part.lines
		if below {
			to = &part.notes
		}
		for i, l := range lines {
			if l != "" {
				told = true
				*to = append(*to, p.style.words(pick(d, "", fmt.Sprintf("%d.", i+1))+l))
			}
		}
	}
	if permits := p.disclosed("licences") + p.disclosed("licences_decisions"); permits > 0 {
		tell(2, fmt.Sprintf("%d年，%s作出行政许可决定%d件，行政许可信息均已按规定公开。", p.year, p.issuer.we, permits))
	}
	tell(3, p.tellApplicants(d), p.tellReasons(d, "不予公开", "denied_"), p.tellReasons(d, "无法提供", "unable_"), p.tellReasons(d, "不予处理", "rejected_"))
	return told
}

// tellApplicants tells the new applications by their columns.
func (p *paper) tellApplicants(d *dice) string {
	r := p.row("new_received")
	names := []string{"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他组织"}
	var counts []int64
	for i := range names {
		if !r.cells[i].n.Valid() {
			return ""
		}
		counts = append(counts, r.cells[i].int())
	}
	if r.cells[6].int() == 0 {
		return ""
	}
	return fmt.Sprintf(pick(d, "申请人情况。新收的%d件申请中，%s。", "从申请人情况看，%d件新收申请中，%s。"), r.cells[6].int(), list(names, counts))
}

// tellReasons tells the rows of a group by their labels, if it has more than one that is not nought.
func (p *paper) tellReasons(d *dice, name, prefix string) string {
	var names []string
	var counts []int64
	all := int64(0)
	for _, r := range p.rows {
		if strings.HasPrefix(r.Key, prefix) && r.cells[6].n.Valid() {
			_, label, _ := strings.Cut(r.Label, ".")
			names, counts, all = append(names, label), append(counts, r.cells[6].int()), all+r.cells[6].int()
		}
	}
	if said := list(names, counts); strings.Contains(said, "、") {
		return fmt.Sprintf(pick(d, "%s的%d件中，%s。", "%s%d件，其中%s。"), name, all, said)
	}
	return ""
}
