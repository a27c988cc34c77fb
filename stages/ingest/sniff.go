package ingest

import (
	"bytes"
	"mime"
	"path"
	"slices"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/envelope"
	"github.com/gouji/gouji/stages/ingest/ole"
	"github.com/gouji/gouji/stages/ingest/rtf"
)

// kind is what the first bytes say a document is.
type kind int

const (
	plainKind kind = iota // text or HTML
	pdfKind
	zipKind
	oleKind
	gzipKind
	mailKind
	rtfKind
)

// sniff tells the kind of the bytes and refuses what cannot be a report. What the producer
// says of the kind decides nothing: a .doc may be a page, a PDF or a DOCX.
func sniff(in Input) (kind, error) {
	head := in.Data[:min(len(in.Data), 1024)]
	k := plainKind
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		k = zipKind
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		k = oleKind
	case pdfMark(head):
		k = pdfKind
	case bytes.HasPrefix(head, []byte("\x1F\x8B\x08")):
		k = gzipKind
	case rtf.Is(head):
		k = rtfKind
	case envelope.LooksMail(in.Data[:min(len(in.Data), 64<<10)]):
		k = mailKind
	default:
		if name := foreignKind(head); name != "" {
			return 0, fault.Poisonf(fault.UnsupportedType,
				"不能读取这种文件，"+SaveAsDOCX+" · the file is %s; submit the report as HTML, DOCX, PDF with text, or plain text", name)
		}
	}
	if k == oleKind {
		if err := refuseOLE(in.Data); err != nil {
			return 0, err
		}
	}
	return k, nil
}

// pdfMark reports whether a PDF header stands in the first 1024 bytes, as readers of PDF
// accept it, with nothing before it but bytes that are no text of their own.
func pdfMark(head []byte) bool {
	i := bytes.Index(head, []byte("%PDF-"))
	return i == 0 || i > 0 && len(bytes.TrimLeft(head[:i], " \t\r\n\x00\xEF\xBB\xBF")) == 0
}

// foreignKind names files that are known and not read, "" for all others.
func foreignKind(head []byte) string {
	for _, m := range []struct{ magic, name string }{
		{"\xFF\xD8\xFF", "a JPEG picture"}, {"\x89PNG\r\n", "a PNG picture"}, {"GIF8", "a GIF picture"},
		{"BM", "a BMP picture"}, {"II*\x00", "a TIFF picture"}, {"MM\x00*", "a TIFF picture"}, {"RIFF", "a media file"},
		{"Rar!\x1A\x07", "a RAR archive"}, {"7z\xBC\xAF\x27\x1C", "a 7z archive"},
		{"BZh", "a bzip2 archive"}, {"\xFD7zXZ\x00", "an xz archive"}, {"\x7FELF", "a program"}, {"MZ", "a program"},
		{"\xCA\xFE\xBA\xBE", "a program"}, {"%!PS", "PostScript"}, {"SQLite format 3\x00", "a database"},
	} {
		if bytes.HasPrefix(head, []byte(m.magic)) && (len(m.magic) > 3 || unprintable(head)) {
			return m.name
		}
	}
	return ""
}

// unprintable reports whether the bytes hold control characters that text has not; short marks
// such as BM may begin a text as well.
func unprintable(head []byte) bool {
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' {
			return true
		}
	}
	return false
}

// controlShare is how many control characters in a thousand a text may have; binary files
// have some ninety.
const controlShare = 10

// checkText refuses decoded bytes that are no text, or Word's own XML, whose text would lose
// its tables.
func checkText(s string) error {
	if head := s[:min(len(s), 4096)]; strings.Contains(head, "<w:wordDocument") || strings.Contains(head, "<pkg:package") {
		return fault.Poisonf(fault.UnsupportedType, "文件是 Word XML，"+SaveAsDOCX+" · the file is Word XML; open it in WPS or Word, save it as .docx and submit that")
	}
	n := 0
	for i := range len(s) {
		if c := s[i]; c < ' ' && (c < '\t' || c > '\r') || c == 0x7F {
			n++
		}
	}
	if n > 8 && n*1000 > controlShare*len(s) {
		return fault.Poisonf(fault.UnsupportedType,
			"文件不是文本，"+SaveAsDOCX+" · the file is no text (%d control characters in %d bytes); submit the report as HTML, DOCX, PDF with text, or plain text", n, len(s))
	}
	return nil
}

// looksHTML reports whether decoded text is HTML: it begins with a tag, or it is declared
// as HTML and has one. Markdown may begin with a comment or a table in HTML and is text
// all the same, so what is declared as text must begin as a whole page does.
func looksHTML(s string, in Input) bool {
	s = strings.TrimLeft(s, " \t\r\n\f\x00\uFEFF")
	head := strings.ToLower(s[:min(len(s), 16)])
	begins := func(tags ...string) bool {
		return slices.ContainsFunc(tags, func(t string) bool { return strings.HasPrefix(head, t) })
	}
	holds := func(tags ...string) bool {
		start := strings.ToLower(s[:min(len(s), 64<<10)])
		return slices.ContainsFunc(tags, func(t string) bool { return strings.Contains(start, t) })
	}
	switch tag := len(head) > 1 && head[0] == '<' && (head[1] == '!' || head[1] == '?' || head[1] >= 'a' && head[1] <= 'z'); declaredMarkup(in) {
	case "text":
		return begins("<!doctype html", "<html", "<head", "<body", "<meta") || begins("<?xml", "<!--") && holds("<html", "<body")
	case "html":
		return tag || holds("<p", "<div", "<table", "<br", "<span", "<html", "<body", "<td")
	default:
		return tag && !(looksMarkdown(s) && !holds("<!doctype", "<html", "<body", "<head"))
	}
}

// looksMarkdown reports a text with a heading or a table as Markdown writes them at the
// beginning of a line, which a piece of HTML has not.
func looksMarkdown(s string) bool {
	start := s[:min(len(s), 64<<10)]
	for {
		i := strings.IndexByte(start, '\n')
		if i < 0 {
			return false
		}
		start = start[i+1:]
		if start == "" || strings.IndexByte("#|:", start[0]) < 0 {
			continue // nearly always
		}
		for _, w := range [...]string{"# ", "## ", "### ", "|--", "| --", "|:-", "::: "} {
			if strings.HasPrefix(start, w) {
				return true
			}
		}
	}
}

// declaredMarkup is "html" or "text" where the file name or, without a known one, the
// media type says so.
func declaredMarkup(in Input) string {
	switch strings.ToLower(path.Ext(in.Source.Filename)) {
	case ".html", ".htm", ".shtml", ".xhtml":
		return "html"
	case ".txt", ".md", ".markdown":
		return "text"
	}
	switch media, _, _ := mime.ParseMediaType(in.ContentType); media {
	case "text/html", "application/xhtml+xml":
		return "html"
	case "text/plain", "text/markdown":
		return "text"
	}
	return ""
}

// declaredCharsets are the encodings named by the media type and by the page itself.
func declaredCharsets(in Input) []string {
	var names []string
	if _, params, err := mime.ParseMediaType(in.ContentType); err == nil && params["charset"] != "" {
		names = append(names, params["charset"])
	}
	head := in.Data[:min(len(in.Data), 4096)]
	for _, word := range []string{"charset", "CHARSET", "Charset"} {
		if _, rest, ok := bytes.Cut(head, []byte(word)); ok {
			rest = bytes.TrimLeft(rest, " =\t\r\n\"'")
			end := bytes.IndexFunc(rest, func(r rune) bool { return r != '-' && r != '_' && (r < '0' || r > 'z') })
			names = append(names, string(rest[:max(end, 0)]))
		}
	}
	return names
}

// refuseOLE refuses compound files that are no Word document or workbook.
func refuseOLE(data []byte) error {
	switch ole.KindOf(data) {
	case ole.Word, ole.Excel:
		return nil
	case ole.Encrypted:
		return fault.Poisonf(fault.Encrypted, "文档设有密码，请取消密码后另存再提交 · the document has a password; save it without one and submit it again")
	}
	return fault.Poisonf(fault.UnsupportedType, "文件是旧版办公文件，"+SaveAsDOCX+" · the file is an old Office file; open it in WPS or Word, save it as .docx and submit that")
}

// SaveAsDOCX names the menu that makes a file readable.
const SaveAsDOCX = "请用 WPS 或 Word 打开，另存为 .docx 再提交"
