package ingest_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	prose = "政府信息公开工作年度报告\n\n一、总体情况\n2024年，本机关主动公开政府信息1,234条。\n"
	page  = "<!DOCTYPE html><html><head><meta charset=\"%s\"><title>年度报告</title></head><body><p>一、总体情况，主动公开政府信息</p>" +
		"<table><tr><td>规章</td><td>12</td></tr></table></body></html>"
	old = "政府信息公開工作年度報告，主動公開情況，申請處理結果，一、總體情況\n"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// packed makes a package of names and contents.
func packed(pairs ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		must(must(z.Create(pairs[i])).Write([]byte(pairs[i+1])))
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func docxOf(text string) []byte {
	return packed("word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>`+
		text+`</w:t></w:r></w:p></w:body></w:document>`)
}

func ole(stream string) []byte {
	b := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)
	for _, r := range stream {
		b = append(b, byte(r), 0)
	}
	return append(b, make([]byte, 600)...)
}

// smallPDF is a page with one line.
func smallPDF() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	content := "BT /F1 12 Tf 50 700 Td (2024 12 0) Tj ET"
	for i, o := range []string{
		"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content),
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	b.WriteString("xref\n0 5\n0000000000 65535 f \n")
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size 5 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", start)
	return b.Bytes()
}

// good is a document that is read, and as what.
type good struct {
	in      ingest.Input
	format  report.Format
	charset string
}

func formats() map[string]good {
	html := func(charset string) string { return fmt.Sprintf(page, charset) }
	return map[string]good{
		"text":                       {ingest.Input{Data: []byte(prose)}, report.FormatText, "utf-8"},
		"text with mark":             {ingest.Input{Data: []byte("\uFEFF" + prose)}, report.FormatText, "utf-8"},
		"text in gb18030":            {ingest.Input{Data: must(simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(prose)))}, report.FormatText, "gb18030"},
		"text in big5":               {ingest.Input{Data: must(traditionalchinese.Big5.NewEncoder().Bytes([]byte(old)))}, report.FormatText, "big5"},
		"text in utf-16":             {ingest.Input{Data: must(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(prose)))}, report.FormatText, "utf-16le"},
		"text called html":           {ingest.Input{Data: []byte(prose), ContentType: "text/html"}, report.FormatText, "utf-8"},
		"text that begins with <":    {ingest.Input{Data: []byte("<<条例>>\n" + prose)}, report.FormatText, "utf-8"},
		"text that begins with BM":   {ingest.Input{Data: []byte("BM 1\n" + prose)}, report.FormatText, "utf-8"},
		"markdown with a html table": {ingest.Input{Data: []byte("# 报告\n<table><tr><td>1</td></tr></table>\n")}, report.FormatText, "utf-8"},
		"page":                       {ingest.Input{Data: []byte(html("utf-8"))}, report.FormatHTML, "utf-8"},
		"page, says gb2312":          {ingest.Input{Data: []byte(html("gb2312")), ContentType: "text/html; charset=gbk"}, report.FormatHTML, "utf-8"},
		"page in gbk, says utf-8":    {ingest.Input{Data: must(simplifiedchinese.GBK.NewEncoder().Bytes([]byte(html("utf-8"))))}, report.FormatHTML, "gb18030"},
		"page in gbk, says nothing":  {ingest.Input{Data: must(simplifiedchinese.GBK.NewEncoder().Bytes([]byte("<p>" + prose)))}, report.FormatHTML, "gb18030"},
		"page in utf-16be":           {ingest.Input{Data: must(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(html("gbk"))))}, report.FormatHTML, "utf-16be"},
		"page called text":           {ingest.Input{Data: []byte(html("utf-8")), ContentType: "text/plain"}, report.FormatHTML, "utf-8"},
		"page as .pdf":               {ingest.Input{Data: []byte(html("utf-8")), Source: report.Source{Filename: "a.pdf"}}, report.FormatHTML, "utf-8"},
		"markdown with a comment":    {ingest.Input{Data: []byte("<!-- 1 -->\n<table><tr><td>1</td></tr></table>\n"), Source: report.Source{Filename: "年报.md"}}, report.FormatText, "utf-8"},
		"page named text":            {ingest.Input{Data: []byte("<!-- saved -->\n<HTML><body><p>1"), Source: report.Source{Filename: "a.txt"}}, report.FormatHTML, "utf-8"},
		"piece of a page":            {ingest.Input{Data: []byte("报告<br><p>一、总体情况</p>"), Source: report.Source{Filename: "a.HTM"}}, report.FormatHTML, "utf-8"},
		"docx":                       {ingest.Input{Data: docxOf("报告")}, report.FormatDOCX, ""},
		"docx without a name":        {ingest.Input{Data: docxOf("报告"), ContentType: "application/octet-stream"}, report.FormatDOCX, ""},
		"docx called text":           {ingest.Input{Data: docxOf("报告"), ContentType: "text/plain"}, report.FormatDOCX, ""},
		"pdf":                        {ingest.Input{Data: smallPDF(), Source: report.Source{Filename: "年报.pdf"}}, report.FormatPDF, ""},
		"zip called pdf":             {ingest.Input{Data: docxOf("x"), ContentType: "application/pdf"}, report.FormatDOCX, ""},
		"zip named pdf":              {ingest.Input{Data: docxOf("x"), Source: report.Source{Filename: "年报.PDF"}}, report.FormatDOCX, ""},
		"pdf named docx":             {ingest.Input{Data: smallPDF(), Source: report.Source{Filename: "年报.docx"}}, report.FormatPDF, ""},
		"rtf":                        {ingest.Input{Data: []byte("{\\rtf1\\ansi\\ansicpg936 \\'b1\\'a8\\u21578?12}")}, report.FormatRTF, ""},
		"pdf by curl":                {ingest.Input{Data: smallPDF(), ContentType: "application/x-www-form-urlencoded"}, report.FormatPDF, ""},
	}
}

// bad is a document that is refused, and the class.
type bad struct {
	in   ingest.Input
	want fault.Class
}

func refused() map[string]bad {
	many := strings.Repeat
	return map[string]bad{
		"no bytes":            {ingest.Input{}, fault.Empty},
		"white space":         {ingest.Input{Data: []byte(" \n\u3000\t\uFEFF\n")}, fault.EmptyDocument},
		"a page without text": {ingest.Input{Data: []byte("<html><body><img src=x><script>1</script>&nbsp;</body></html>")}, fault.EmptyDocument},
		"docx without text":   {ingest.Input{Data: docxOf("")}, fault.EmptyDocument},
		"too large":           {ingest.Input{Data: []byte(many("x", 20_000_001))}, fault.TooLarge},
		"20 MB in one line":   {ingest.Input{Data: []byte(many("x", 20_000_000))}, fault.LimitToken},
		"ten million lines":   {ingest.Input{Data: []byte(many("1\n", 9_000_000))}, fault.LimitCells},
		"two million rows":    {ingest.Input{Data: []byte("<table>" + many("<tr><td>1", 2_000_000))}, fault.LimitCells},
		"deep page":           {ingest.Input{Data: []byte(many("<div>", 100_000) + "x")}, fault.LimitDepth},
		"attributes":          {ingest.Input{Data: []byte("<p " + many("a b c d e f g h i j ", 50_000) + ">x" + many("<p a b c d e f g h i j>", 50_000))}, fault.LimitAttributes},
		"a bomb":              {ingest.Input{Data: docxOf(many("0", 30_000_000))}, fault.LimitInflate},
		"entities":            {ingest.Input{Data: packed("word/document.xml", `<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>`)}, fault.Malformed},
		"two documents":       {ingest.Input{Data: packed("word/document.xml", "<a/>", "word/document.xml", "<b/>")}, fault.AmbiguousPackage},
		"docx with password":  {ingest.Input{Data: ole("EncryptedPackage")}, fault.Encrypted},
		"old doc":             {ingest.Input{Data: ole("WordDocument"), Source: report.Source{Filename: "年报.doc"}}, fault.Malformed},
		"old doc as docx":     {ingest.Input{Data: ole("WordDocument"), Source: report.Source{Filename: "年报.docx"}}, fault.Malformed},
		"old spreadsheet":     {ingest.Input{Data: ole("Workbook")}, fault.Malformed},
		"old slides":          {ingest.Input{Data: ole("PowerPoint Document")}, fault.UnsupportedType},
		"picture":             {ingest.Input{Data: []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")}, fault.UnsupportedType},
		"rar":                 {ingest.Input{Data: []byte("Rar!\x1a\x07\x00")}, fault.UnsupportedType},
		"program":             {ingest.Input{Data: []byte("MZ\x90\x00\x03\x00\x00\x00")}, fault.UnsupportedType},
		"word xml":            {ingest.Input{Data: []byte(`<?xml version="1.0"?><w:wordDocument xmlns:w="x"/>`)}, fault.UnsupportedType},
		"zeros":               {ingest.Input{Data: make([]byte, 5000)}, fault.UnsupportedType},
		"control characters":  {ingest.Input{Data: []byte(many("a\x01\x02\x03", 300))}, fault.UnsupportedType},
		"noise":               {ingest.Input{Data: []byte(many("\xFF\x80\xFE\x81\xC0\x20", 300))}, fault.CharsetUnknown},
		"producer":            {ingest.Input{Data: []byte("x"), Source: report.Source{Producer: "a\r\nb"}}, fault.BadMetadata},
		"broken pdf":          {ingest.Input{Data: []byte("%PDF-1.4\n" + many("x", 500))}, fault.Malformed},
	}
}
