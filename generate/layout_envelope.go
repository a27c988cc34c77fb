package generate

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"mime/quotedprintable"
	"strings"
)

// renderZIP is an archive with the report as a Word document and a letter, their names in
// GBK as Chinese programs write them without saying so.
func renderZIP(d *dice, p *paper) []byte {
	name := pick(d, "\xc4\xea\xb1\xa8/\xc4\xea\xb6\xc8\xb1\xa8\xb8\xe6.docx", "年度报告.docx", "report.docx")
	return store([][2]string{{"\xcb\xb5\xc3\xf7.txt", "请审核附件，联系电话见公函。\n"}, {name, string(renderDOCX(d, p))}})
}

// renderMail is a mail with a letter and the report attached.
func renderMail(d *dice, p *paper) []byte {
	var b bytes.Buffer
	b.WriteString("From: a@example.com\r\nTo: b@example.com\r\nSubject: =?gb2312?B?xOqxqA==?=\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=\"==b==\"\r\n\r\n--==b==\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n" +
		"--inner\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines64("见附件，请审核。") +
		"--inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines64("<p>见附件，请审核。</p>") + "--inner--\r\n")
	inner, name := renderDOCX(d, p), "=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte("年度报告.docx"))+"?="
	if d.chance(30) {
		inner, name = renderODT(d, p), "report.odt"
	}
	fmt.Fprintf(&b, "--==b==\r\nContent-Type: application/octet-stream; name=\"%s\"\r\nContent-Disposition: attachment; filename=\"%s\"\r\n"+
		"Content-Transfer-Encoding: base64\r\n\r\n%s--==b==--\r\n", name, name, lines64(string(inner)))
	return b.Bytes()
}

func lines64(s string) string {
	var b strings.Builder
	for c := base64.StdEncoding.EncodeToString([]byte(s)); c != ""; {
		n := min(76, len(c))
		b.WriteString(c[:n] + "\r\n")
		c = c[n:]
	}
	return b.String()
}

// renderMHT is a page as browsers save it in one file.
func renderMHT(d *dice, p *paper) []byte {
	var b bytes.Buffer
	b.WriteString("From: <Saved by Blink>\r\nSubject: 1\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b----\"\r\n\r\n" +
		"------b----\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://www.example.gov.cn/1.html\r\n\r\n")
	q := quotedprintable.NewWriter(&b)
	if _, err := q.Write(renderHTMLClean(d, p)); err != nil { // a bytes.Buffer takes everything
		panic("generate: " + err.Error())
	}
	if err := q.Close(); err != nil {
		panic("generate: " + err.Error())
	}
	b.WriteString("\r\n------b----\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------b------\r\n")
	return b.Bytes()
}

// renderJSON is what the programming interface of a site answers.
func renderJSON(d *dice, p *paper) []byte {
	article := map[string]any{"id": 7, "title": p.fullTitle, "content": string(renderHTMLClean(d, p)), "source": "某某政府网"}
	return marshalled(map[string]any{"code": 200, "data": pick(d, any(article), any([]any{article}))})
}

func marshalled(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil { // maps of strings always have a JSON
		panic("generate: " + err.Error())
	}
	return b
}

// renderScript is a page that a script builds, or that keeps the report in a form field or
// as escaped markup.
func renderScript(d *dice, p *paper) []byte {
	inner := string(renderHTMLClean(d, p))
	const open = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>年报</title></head><body>"
	var body string
	switch d.n(4) {
	case 0:
		body = `<div id="app"></div><script>var a = {"n": 1, "content": ` + string(marshalled(inner)) + `};</script>`
	case 1:
		body = `<textarea style="display:none">` + html.EscapeString(inner) + `</textarea>`
	case 2:
		body = `<div>` + html.EscapeString(inner) + `</div>`
	default:
		body = `<div>` + html.EscapeString(html.EscapeString(inner)) + `</div>`
	}
	return []byte(open + body + "</body></html>")
}
