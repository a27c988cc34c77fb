package generate

import (
	"fmt"
	"html"
	"strings"
)

// look is how a piece of text differs from plain print, or what stands there instead.
type look int

const (
	struck   look = iota
	raised        // a note mark
	unseen        // not displayed, tiny, or in the colour of its ground
	control       // the value of a form control or content control
	pictured      // a picture of figures: what it shows stands nowhere
)

// A dressed piece of text stands between dressOpen + its look and way, and dressEnd: runes
// that no report has. Only layouts with looks can print it.
const (
	dressOpen = '\uE100'
	dressWays = 16
	dressEnd  = '\uE0FF'
)

// looksSeen says which layouts can print text that is not plain.
func looksSeen(l layoutKind) bool {
	switch l.layout {
	case HTMLClean, HTMLSite, HTMLIndex, HTMLGB, DOCX:
		return true
	}
	return false
}

// dress makes a piece of text look so, in a way drawn by the dice.
func dress(d *dice, l look, text string) string {
	return string(rune(dressOpen+int(l)*dressWays+d.n(dressWays))) + text + string(dressEnd)
}

// eachDressed calls plain for the plain pieces of a text and dressed for the others, in order;
// way is any number from 0 to 15.
func eachDressed(s string, plain func(string), dressed func(l look, way int, text string)) {
	for {
		i := strings.IndexFunc(s, func(r rune) bool { return r >= dressOpen && r < dressOpen+5*dressWays })
		if i < 0 {
			plain(s)
			return
		}
		plain(s[:i])
		open := []rune(s[i:])[0]
		inside, rest, _ := strings.Cut(s[i+len(string(open)):], string(dressEnd))
		dressed(look(open-dressOpen)/dressWays, int(open-dressOpen)%dressWays, inside)
		s = rest
	}
}

// pageWays are the ways of a page, by look; %s is the text.
func pageWays(l look) []string {
	return [...][]string{
		struck: {`<del>%s</del>`, `<s>%s</s>`, `<strike>%s</strike>`, `<span style="color:red;text-decoration:line-through">%s</span>`, `<b class="k-cut">%s</b>`},
		raised: {`<sup>%s</sup>`, `<sup><a href="#n">[%s]</a></sup>`, `<span style="vertical-align:super;font-size:70%%">%s</span>`, `<i class="k-note">%s</i>`},
		unseen: {
			`<span style="display:none">%s</span>`, `<span hidden>%s</span>`, `<i class="k-gone">%s</i>`, `<span class="k-reader">%s</span>`,
			`<span style="visibility:hidden">%s</span>`, `<span style="opacity:0">%s</span>`, `<span style="position:absolute;left:-9999px">%s</span>`,
			`<span style="font-size:0">%s</span>`, `<span style="font-size:1px">%s</span>`, `<span style="color:#fff">%s</span>`, `<font color="white">%s</font>`,
		},
		control:  {`<input type="text" value="%s" readonly>`, `<input value="%s">`, `<select><option>-</option><option selected>%s</option></select>`, `<textarea>%s</textarea>`},
		pictured: {`<img src="/images/n3.gif">%.0s`, `<svg width="20" height="12"><path d="M0 0h9"/></svg>%.0s`, `<canvas id="c"></canvas>%.0s`},
	}[l]
}

// pageSheet is the style sheet that the ways of a page need.
const pageSheet = "<style>td{padding:2px} .k-cut{text-decoration:line-through;font-weight:normal} td .k-note,p>.k-note{vertical-align:super;font-size:60%}" +
	" .k-gone{display:none} .k-reader{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}" +
	" @media print{td{display:none}}</style>\n"

// dressedPage escapes a text and prints its looks.
func dressedPage(s string) string {
	var b strings.Builder
	eachDressed(s, func(s string) { b.WriteString(html.EscapeString(s)) }, func(l look, way int, s string) {
		ways := pageWays(l)
		fmt.Fprintf(&b, ways[way%len(ways)], html.EscapeString(s))
	})
	return b.String()
}

// wordWays are the properties of a run, by look.
func wordWays(l look) []string {
	return [...][]string{
		struck: {`<w:strike/>`, `<w:dstrike/>`, `<w:rStyle w:val="KCut"/>`},
		raised: {`<w:vertAlign w:val="superscript"/>`, `<w:position w:val="12"/>`, `<w:rStyle w:val="KNote"/>`},
		unseen: {`<w:vanish/>`, `<w:rStyle w:val="KGone"/>`, `<w:color w:val="FFFFFF"/>`, `<w:sz w:val="2"/>`},
	}[l]
}

// wordThings stand in a paragraph instead of figures.
func wordThings() []string {
	return []string{
		`<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"/></a:graphic></wp:inline></w:drawing></w:r>`,
		`<w:r><w:sym w:font="Wingdings" w:char="F08C"/></w:r>`,
		`<w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Embed"/></w:object></w:r>`,
	}
}

// wordStyles is the part with the styles that the ways of a document need; KNote and KGone
// have what they say from the style they are based on.
const wordStyles = `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` +
	`<w:style w:type="character" w:styleId="KCut"><w:name w:val="KCut"/><w:rPr><w:strike/></w:rPr></w:style>` +
	`<w:style w:type="character" w:styleId="KBase"><w:name w:val="KBase"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>` +
	`<w:style w:type="character" w:styleId="KNote"><w:name w:val="KNote"/><w:basedOn w:val="KBase"/></w:style>` +
	`<w:style w:type="character" w:styleId="KGone"><w:name w:val="KGone"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>`

// dressed writes a piece of a paragraph that is not plain.
func (w *docx) dressed(l look, way int, text string) {
	switch l {
	case control:
		w.b.WriteString(`<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:value="` + text + `"/></w:dropDownList></w:sdtPr><w:sdtContent>`)
		w.run(text, "")
		w.b.WriteString(`</w:sdtContent></w:sdt>`)
	case pictured:
		things := wordThings()
		w.b.WriteString(things[way%len(things)])
	default:
		ways := wordWays(l)
		w.run(text, ways[way%len(ways)])
	}
}

// onDigits puts a dressed figure before or behind the digits of a few cells.
func onDigits(l look) func(d *dice, p *paper) bool {
	return func(d *dice, p *paper) bool {
		p.dressed = true
		return p.someCells(d, func(v *value) {
			extra := dress(d, l, num(d.between(1, 99)))
			if l == raised || d.chance(50) {
				v.drawn = v.shown + extra
			} else {
				v.drawn = extra + v.shown
			}
		})
	}
}

// inControls shows a few cells as form controls.
func inControls(d *dice, p *paper) bool {
	p.dressed = true
	return p.someCells(d, func(v *value) { v.drawn = dress(d, control, v.shown) })
}

// someCells changes how up to six cells with plain figures are drawn; there must be one.
func (p *paper) someCells(d *dice, draw func(v *value)) bool {
	var cells []*value
	p.eachCell(func(_ string, v *value) {
		if v.n.Valid() && strings.Trim(v.shown, "0123456789.") == "" {
			cells = append(cells, v)
		}
	})
	for _, v := range some(d, d.between(2, 6), cells) {
		draw(v)
	}
	return len(cells) > 0
}

// pictureCells puts pictures into a few cells: what they show cannot be read.
func pictureCells(d *dice, p *paper) bool {
	left := d.between(2, 4)
	for _, i := range shuffled(d, indexes(len(p.rows))) {
		// As with blank cells, the outer columns stay whole.
		if c := d.between(1, 4); left > 0 && p.idle(p.rows[i]) {
			p.rows[i].cells[c] = value{drawn: dress(d, pictured, "")}
			left--
		}
	}
	return left == 0
}

// dressedProse says in section one how many applications came, with a struck figure before
// the number and a note mark behind it.
func dressedProse(d *dice, p *paper) bool {
	total := p.cellAt("applications.new_received.total")
	if len(p.parts) == 0 || p.parts[0].number != 1 || total == nil || !total.n.Valid() {
		return false
	}
	p.dressed = true
	p.parts[0].lines = append(p.parts[0].lines, p.style.words(fmt.Sprintf("%d年，新收政府信息公开申请", p.year))+
		dress(d, pick(d, struck, unseen), num(d.between(1, 9)))+total.n.String()+"件"+dress(d, raised, num(d.between(1, 9)))+"。")
	return true
}
