package generate

import "strings"

// renderGlued is what a crawler's textContent gives: a head of its own, then everything
// on one line with nothing between the cells, so that a row's last number runs into the
// ordinal of the next label. After some rows a space is left.
func renderGlued(d *dice, p *paper) []byte {
	var b strings.Builder
	if p.title != "" {
		b.WriteString("标题: " + p.title + "\n")
	}
	if p.published != "" {
		b.WriteString("发布时间: " + p.published + " 09:30\n")
	}
	b.WriteString("==================== 正文 ====================\n")
	for _, x := range p.blocks() {
		switch {
		case x.kind == blockHead:
		case x.kind == blockTitle:
			b.WriteString(x.line + " ")
		case x.table == nil:
			b.WriteString(x.line)
		default:
			for _, r := range x.table.rows {
				for _, c := range r.cells {
					b.WriteString(c.text)
				}
				if d.chance(15) {
					b.WriteString(" ")
				}
			}
		}
	}
	return []byte(b.String())
}
