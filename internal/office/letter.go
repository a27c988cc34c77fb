package office

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// letter writes the notice to mend a report (整改通知): the findings that were confirmed or
// returned, each with its place in words.
func (f *Office) letter(w http.ResponseWriter, r *http.Request, v *visit) error {
	row, c, err := f.find(r.Context(), r, v)
	if err != nil {
		return err
	}
	decisions, err := f.o.Store.Decisions(r.Context(), row)
	if err != nil {
		return err
	}
	var list []findingLine
	for _, l := range f.findings(c, decisions, "zh") {
		if l.Decision != nil && l.Decision.Kind != sqlstore.Dismissed {
			list = append(list, l)
		}
	}
	if len(list) == 0 {
		return refused(http.StatusConflict, "refuse.letter")
	}
	now := f.o.Clock()
	var b bytes.Buffer
	if err := writeDOCX(&b, letterText(row, list, fmt.Sprintf("%d年%d月%d日", now.Year(), now.Month(), now.Day()))); err != nil {
		return err
	}
	attach(w, "gouji-letter-"+row.Doc+".docx")
	_, err = w.Write(b.Bytes())
	return err
}

// paragraph is a paragraph of the letter.
type paragraph struct {
	Text  string
	Style string // "title", "head", "right" or ""
}

func letterText(row sqlstore.Report, list []findingLine, date string) []paragraph {
	agency, year := "（未载明机关）", ""
	if row.Agency != nil {
		agency = *row.Agency
	}
	if row.Year != nil {
		year = strconv.Itoa(*row.Year) + "年"
	}
	out := []paragraph{
		{"政府信息公开工作年度报告整改通知", "title"},
		{agency + "：", ""},
		{fmt.Sprintf("经核对，你单位%s政府信息公开工作年度报告存在以下 %d 处问题，请核实更正后重新公布并报送。", year, len(list)), ""},
	}
	for i, l := range list {
		out = append(out, paragraph{fmt.Sprintf("%d. %s", i+1, l.Message), "head"})
		add := func(name, value string) {
			if value != "" {
				out = append(out, paragraph{name + "：" + value, ""})
			}
		}
		add("位置", l.Where)
		add("原文", strings.Join(l.Quotes, "；"))
		if l.Want != "" && l.Got != "" {
			add("应为", l.Want+"；实为："+l.Got)
		}
		label, source := export.Chinese().Basis(l.Source)
		add(label, source)
		if l.Decision != nil {
			add("意见", l.Decision.Reason)
		}
	}
	return append(out, paragraph{"（发文机关）", "right"}, paragraph{date, "right"})
}

// writeDOCX writes paragraphs as the least package that Word and WPS open (ECMA-376 part 1).
func writeDOCX(w io.Writer, text []paragraph) error {
	z := zip.NewWriter(w)
	var body bytes.Buffer
	for _, p := range text {
		format, run := `<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>`, `<w:sz w:val="32"/>`
		switch p.Style {
		case "title":
			format, run = `<w:spacing w:after="480"/><w:jc w:val="center"/>`, `<w:b/><w:sz w:val="40"/>`
		case "head":
			run = `<w:b/><w:sz w:val="32"/>`
		case "right":
			format = `<w:spacing w:before="240"/><w:jc w:val="right"/>`
		}
		fmt.Fprintf(&body, `<w:p><w:pPr>%s</w:pPr><w:r><w:rPr><w:rFonts w:eastAsia="仿宋"/>%s</w:rPr>`, format, run)
		for i, line := range strings.Split(export.Safe(p.Text), "\n") {
			if i > 0 {
				body.WriteString("<w:br/>")
			}
			body.WriteString(`<w:t xml:space="preserve">`)
			if err := xml.EscapeText(&body, []byte(line)); err != nil {
				return fmt.Errorf("office: the letter: %w", err)
			}
			body.WriteString("</w:t>")
		}
		body.WriteString("</w:r></w:p>")
	}
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() +
			`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>`},
	} {
		f, err := z.Create(part.name)
		if err == nil {
			_, err = io.WriteString(f, head+part.content)
		}
		if err != nil {
			return fmt.Errorf("office: the letter: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("office: the letter: %w", err)
	}
	return nil
}
