package ingest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// article is a page that is a report by its words.
const article = "<html><head><title>年报</title></head><body><p>某局2023年政府信息公开工作年度报告</p><p>一、总体情况</p><p>二、主动公开政府信息情况</p>" +
	"<table><tr><td>信息内容</td><td>本年制发件数</td></tr><tr><td>规范性文件</td><td>3</td></tr><tr><td>行政许可</td><td>12</td></tr><tr><td>行政处罚</td><td>7</td></tr></table>" +
	"<p>三、收到和处理政府信息公开申请情况</p><table><tr><td>本年新收政府信息公开申请数量</td><td>5</td></tr><tr><td>予以公开</td><td>4</td></tr><tr><td>部分公开</td><td>1</td></tr></table>" +
	"<p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题</p><p>六、其他需要报告的事项</p></body></html>"

const letter = "请审核附件中的政府信息公开工作年度报告。"

// other is another report: another year.
func other() string { return strings.ReplaceAll(article, "2023", "2022") }

func docxArticle() string {
	return string(docxOf(strings.NewReplacer("<", "&lt;").Replace(strings.Join(strings.FieldsFunc(article, func(r rune) bool { return r < 0x80 }), " "))))
}

func mailOf(parts ...string) []byte {
	s := "From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	for i := 0; i < len(parts); i += 2 {
		s += "--b\r\nContent-Disposition: attachment; filename=\"" + parts[i] + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString([]byte(parts[i+1])) + "\r\n"
	}
	return []byte(s + "--b--\r\n")
}

func gzipped(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	must(w.Write([]byte(s)))
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func quoted(s string) string { return string(must(json.Marshal(s))) }

// pdfArticle is a PDF that is a report by its words; the fonts of smallPDF have no Han
// characters, so it says too little.
func pdfArticle() string { return string(smallPDF()) }

// envelopes are envelopes with one report, and where it is.
func envelopes() map[string]struct {
	data   []byte
	in     string
	format report.Format
} {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
	return map[string]struct {
		data   []byte
		in     string
		format report.Format
	}{
		"zip":                     {packed("说明.txt", letter, "附件/年报.html", article), "附件/年报.html", report.FormatHTML},
		"zip with GBK name":       {packed("\xc4\xea\xb1\xa8.docx", docxArticle()), "年报.docx", report.FormatDOCX},
		"zip of one that is none": {packed("a.txt", "x"), "a.txt", report.FormatText},
		"zip twice the same":      {packed("a.html", article, "b.html", article), "a.html", report.FormatHTML},
		"gzip":                    {gzipped(article), "gzip", report.FormatHTML},
		"mail":                    {mailOf("x.txt", letter, "a.docx", docxArticle()), "a.docx", report.FormatDOCX},
		"zip in a mail":           {mailOf("x.txt", letter, "a.zip", string(packed("b/c.html", article))), "a.zip!/b/c.html", report.FormatHTML},
		"page in JSON":            {[]byte(`{"data":{"title":"某局报告","content":` + quoted(article) + `}}`), "/data/content", report.FormatHTML},
		"escaped page in JSON":    {[]byte(`{"data":[` + quoted(escape.Replace(article)) + `]}`), "/data/0!/escaped", report.FormatHTML},
		"script":                  {[]byte("<html><body><div id=a></div><script>var x=" + quoted(article) + "</script></body></html>"), "script[1]/string[1]", report.FormatHTML},
		"textarea":                {[]byte("<html><body><textarea>" + escape.Replace(article) + "</textarea></body></html>"), "textarea[1]", report.FormatHTML},
		"escaped":                 {[]byte("<html><body><div>" + escape.Replace(article) + "</div></body></html>"), "escaped", report.FormatHTML},
		"escaped text":            {[]byte(escape.Replace(article)), "escaped", report.FormatHTML},
		"frame":                   {[]byte(`<html><body><iframe srcdoc="` + escape.Replace(article) + `"></iframe></body></html>`), "iframe[1]", report.FormatHTML},
		"page itself":             {[]byte(article + "<script>var x=" + quoted(other()) + "</script>"), "", report.FormatHTML},
		"PDF in a zip":            {packed("a.pdf", pdfArticle()), "a.pdf", report.FormatPDF},
		"PDF beside the report":   {packed("a.pdf", pdfArticle(), "b.html", article), "b.html", report.FormatHTML},
		"PDF in a frame":          {[]byte("<html><body><p>政府信息公开</p><p>年报</p></body></html>"), "", report.FormatHTML},
	}
}

func TestEnvelopes(t *testing.T) {
	t.Parallel()
	for name, c := range envelopes() {
		in := ingest.Input{Data: c.data}
		doc, err := reader().Read(t.Context(), in)
		if err != nil || doc.In != c.in || doc.Format != c.format {
			t.Errorf("%s: got %s at %q, %v; want %s at %q", name, doc.Format, doc.In, err, c.format, c.in)
			continue
		}
		again := must(reader().NewRereader(t.Context(), in))
		texts(doc, func(x report.Text) {
			if !again.Holds(x.S, x.At) {
				got, err := again.Text(x.At)
				t.Errorf("%s: %+v reads %q, %v; want %q", name, x.At, got, err, x.S)
			}
		})
		if doc.ID != report.DocumentID(c.data) {
			t.Errorf("%s: the id is not that of the whole", name)
		}
	}
}

// TestIsolatedEnvelopes reads the same in children, which leave PDFs to their parent, and
// finds the places again.
func TestIsolatedEnvelopes(t *testing.T) {
	i := isolated(t, "extract", ingest.Limits{})
	for name, c := range envelopes() {
		in := ingest.Input{Data: c.data}
		alike(t, i, name, in)
		doc, err := reader().Read(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		var all []report.Text
		texts(doc, func(x report.Text) { all = append(all, x) })
		all = append(all, report.Text{S: "nowhere", At: report.Place{Kind: report.PlaceText, In: "no/such", End: 7}})
		held, err := i.Holds(t.Context(), in, all)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for n, h := range held {
			if h != (n < len(all)-1) {
				t.Errorf("%s: %+v holds %q: %v", name, all[n].At, all[n].S, h)
			}
		}
	}
	for name, c := range refusedEnvelopes() {
		alike(t, i, name, ingest.Input{Data: c.data})
	}
}

func refusedEnvelopes() map[string]struct {
	data []byte
	want fault.Class
	says string
} {
	nest := string(packed("a.html", article))
	return map[string]struct {
		data []byte
		want fault.Class
		says string
	}{
		"two reports":         {packed("甲.html", article, "乙.html", other()), fault.AmbiguousPackage, "甲.html、乙.html"},
		"two in two archives": {packed("甲.zip", nest, "乙.html", other()), fault.AmbiguousPackage, "甲.zip!/a.html、乙.html"},
		"two in a mail":       {mailOf("1.docx", docxArticle(), "2.html", article), fault.AmbiguousPackage, "1.docx"},
		"two in JSON":         {[]byte("[" + quoted(article) + "," + quoted(other()) + "]"), fault.AmbiguousPackage, "/0、/1"},
		"no report":           {packed("a.txt", letter, "b.txt", "x"), fault.NotAReport, "2"},
		"nothing readable":    {packed("a.jpg", "x"), fault.UnsupportedType, ""},
		"a broken report":     {packed("a.png", "\x89PNG\r\n\x1a\n\x00", "年报.docx", "PK\x03\x04"), fault.Malformed, "年报.docx"},
		"three deep":          {packed("a.zip", string(packed("b.zip", nest))), fault.LimitDepth, ""},
		"a bomb inside":       {packed("a.docx", string(docxOf(strings.Repeat("0", 30_000_000)))), fault.LimitInflate, ""},
		"an empty file":       {packed("a.txt", ""), fault.Empty, "a.txt"},
		"itself":              {gzipped(string(gzipped(string(gzipped(article))))), fault.LimitDepth, ""},
		"many PDFs":           {packed(manyPDFs(9)...), fault.LimitParts, ""},
	}
}

func manyPDFs(n int) []string {
	var out []string
	for i := range n {
		out = append(out, string(rune('a'+i))+".pdf", strings.Replace(pdfArticle(), "2024", "202"+string(rune('0'+i)), 1))
	}
	return out
}

func TestRefusedEnvelopes(t *testing.T) {
	t.Parallel()
	for name, c := range refusedEnvelopes() {
		_, err := reader().Read(t.Context(), ingest.Input{Data: c.data})
		if got, _ := fault.ClassOf(err); got != c.want || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want class %s", name, err, c.want)
		}
	}
}

// TestAPageWithTheReportsHeadingsIsTheReport: tables that scripts write are no report of their
// own beside the page that has the headings and the prose.
func TestAPageWithTheReportsHeadingsIsTheReport(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("<html><body><h1>青石县统计局2023年政府信息公开工作年度报告</h1>")
	table := `<table><tr><td>信息内容<td>规范性文件<td>行政许可<td>行政处罚</tr><tr><td>申请人情况<td>本年新收政府信息公开申请数量<td>上年结转政府信息公开申请数量<td>予以公开</tr>` +
		`<tr><td>部分公开<td>不予公开<td>无法提供<td>结转下年度继续办理</tr><tr><td>政府信息公开<td>结果维持<td>尚未审结<td>收费</tr></table>`
	for _, h := range []string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"} {
		b.WriteString("<h3>" + h + "</h3><p>依法办理。</p><script>document.write(" + strconv.Quote(strings.Repeat(table, 3)) + ")</script>")
	}
	doc, err := reader().Read(t.Context(), ingest.Input{Data: []byte(b.String() + "</body></html>")})
	if err != nil {
		t.Fatal(err)
	}
	if doc.In != "" || !strings.Contains(doc.Blocks[0].Line.S, "青石县统计局") {
		t.Errorf("a script was read in place of the page: in %q, %q", doc.In, doc.Blocks[0].Line.S)
	}
}
