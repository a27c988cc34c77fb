package generate

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// renderRTF writes Rich Text Format as Word and WPS do: characters as \u with a substitute
// or as two bytes of GBK, merged cells by wider cells or by marks.
func renderRTF(d *dice, p *paper) []byte {
	w := &rtf{d: d}
	w.b.WriteString(`{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\froman\fcharset0 Times New Roman;}}` +
		`{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}{\stylesheet{\s0 Normal;}}{\info{\title 1234}}` + "\n" + `{\header\pard 99\par}` + "\n")
	for _, x := range p.blocks() {
		if x.kind == blockTable {
			w.table(x.table)
			continue
		}
		w.b.WriteString(`\pard\plain `)
		w.words(x.line)
		w.b.WriteString(`\par` + "\n")
	}
	w.b.WriteString("}")
	return []byte(w.b.String())
}

type rtf struct {
	b strings.Builder
	d *dice
}

// words writes text in groups, each in one of the two ways.
func (w *rtf) words(s string) {
	r := []rune(s)
	for len(r) > 0 {
		n := min(w.d.between(1, 30), len(r))
		w.b.WriteString(pick(w.d, `{\f0\fs32 `, `{\loch\f1\hich\f1\dbch\f0 `, `{\f0\b `))
		bytes := w.d.chance(40)
		for _, c := range r[:n] {
			w.character(c, bytes)
		}
		w.b.WriteString("}")
		r = r[n:]
	}
}

func (w *rtf) character(c rune, bytes bool) {
	switch {
	case c == '\\' || c == '{' || c == '}':
		w.b.WriteString(`\` + string(c))
		return
	case c < 0x80:
		w.b.WriteRune(c)
		return
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(c)))
	if bytes && err == nil && len(gbk) == 2 {
		fmt.Fprintf(&w.b, `{\f0\'%02x\'%02x}`, gbk[0], gbk[1])
		return
	}
	if c > 0xFFFF {
		c -= 0x10000
		fmt.Fprintf(&w.b, `\uc1\u%d?\u%d?`, int16(0xD800+c>>10), int16(0xDC00+c&0x3FF))
		return
	}
	fmt.Fprintf(&w.b, `\uc1\u%d?`, int16(c))
}

func (w *rtf) table(s *sheet) {
	marks := w.d.chance(30)
	for _, line := range s.squares() {
		def := `\trowd\trgaph108\trleft-108`
		var cells []string
		for _, q := range line {
			c := q.cell
			down := ""
			switch {
			case q.above:
				down = `\clvmrg`
			case c.rowspan > 1:
				down = `\clvmgf`
			}
			edge := func(col int) string { return fmt.Sprintf(`\cellx%d`, 900*col+w.d.between(-9, 9)) }
			text := c.text
			if q.above {
				text = ""
			}
			if marks && c.colspan > 1 {
				def += down + `\clmgf` + edge(c.col+1)
				cells = append(cells, text)
				for i := 2; i <= c.colspan; i++ {
					def += down + `\clmrg` + edge(c.col+i)
					cells = append(cells, "")
				}
				continue
			}
			def += down + edge(c.col+c.colspan)
			cells = append(cells, text)
		}
		w.b.WriteString(def + "\n")
		for _, text := range cells {
			w.b.WriteString(`\pard\intbl `)
			w.words(text)
			w.b.WriteString(`\cell` + "\n")
		}
		w.b.WriteString(`\row` + "\n")
	}
	w.b.WriteString(`\pard\plain` + "\n")
}
