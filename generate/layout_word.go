package generate

import (
	"fmt"
	"html"
	"strings"
)

// renderHTMLWord is a page whose text was pasted from Word: every text in spans, words
// and numbers split over them, o:p and nbsp for blanks, heads broken into paragraphs.
func renderHTMLWord(d *dice, p *paper) []byte {
	w := &page{
		para: ` class="MsoNormal" style="margin:0pt;text-indent:32.0000pt;mso-char-indent-count:2.0000;"`,
		cell: ` valign="center" style="padding:0.7500pt;border:0.5000pt solid windowtext;"`,
	}
	w.text = func(s string) string { return wordSpans(d, s) }
	w.cellText = func(s string) string { return wordCell(d, s) }
	w.open(p, "utf-8")
	w.printf("<div class=\"TRS_Editor\">\n<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->\n")
	w.article(p)
	w.printf("</div>\n")
	return w.close()
}

const wordSpan = `<span style="font-family:仿宋_GB2312;font-size:16.0000pt;">`

// wordSpans cuts text into spans anywhere, as Word does after each correction.
func wordSpans(d *dice, s string) string {
	var b strings.Builder
	r := []rune(s)
	for len(r) > 0 {
		n := min(d.between(1, 40), len(r))
		font := wordSpan
		if d.chance(30) {
			font = `<span lang="EN-US" style="mso-spacerun:'yes';font-size:16.0000pt;">`
		}
		b.WriteString(font + html.EscapeString(string(r[:n])) + "</span>")
		r = r[n:]
	}
	return b.String() + "<o:p></o:p>"
}

// wordCell puts a nbsp before or after some values, one into empty cells, and heads of
// four characters on two paragraphs.
func wordCell(d *dice, s string) string {
	const open, end = `<p class="MsoNormal" style="text-align:center;">`, `</p>`
	if s == "" {
		return open + "<span>&nbsp;</span><o:p></o:p>" + end
	}
	r := []rune(s)
	if len(r) == 4 && r[0] > 0x2fff && d.chance(40) {
		return open + wordSpans(d, string(r[:2])) + end + open + wordSpans(d, string(r[2:])) + end
	}
	space := func(percent int) string {
		if d.chance(percent) {
			return "<span>&nbsp;</span>"
		}
		return ""
	}
	before := space(20)
	text := wordSpans(d, s)
	if len(r) > 1 && r[0] < 0x80 && d.chance(30) { // a number corrected in its middle
		text = fmt.Sprintf("<span>%s</span><span>%s</span>", html.EscapeString(string(r[:1])), html.EscapeString(string(r[1:])))
	}
	return open + before + text + space(10) + end
}
