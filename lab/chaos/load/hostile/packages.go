package hostile

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
)

// openDocument is an ODT file with one paragraph.
func openDocument(text string) []byte {
	return pack(part{"mimetype", "application/vnd.oasis.opendocument.text"},
		part{"content.xml", `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>` + text + `</text:p></office:text></office:body></office:document-content>`})
}

// entities is a DOCX file whose document multiplies an entity ten times in each of nine steps.
func entities(n int) []byte {
	var dtd strings.Builder
	fmt.Fprintf(&dtd, `<!DOCTYPE d [<!ENTITY e0 "%d">`, n)
	for i := range 9 {
		fmt.Fprintf(&dtd, `<!ENTITY e%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&e%d;", i), 10))
	}
	dtd.WriteString("]>")
	return wordDocument(dtd.String(), "&e9;")
}

type part struct{ name, text string }

// pack makes a ZIP package; names may stand there twice.
func pack(parts ...part) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := w.Create(p.name)
		if err == nil {
			_, err = io.WriteString(f, p.text)
		}
		if err != nil { // into memory: cannot happen
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// wordFile is a DOCX file with one paragraph.
func wordFile(text string) []byte { return wordDocument("", text) }

// wordDocument is one whose document begins with a prolog.
func wordDocument(prolog, text string) []byte {
	return pack(
		part{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		part{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		part{"word/document.xml", prolog + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:body></w:document>`},
	)
}

func manyParts(n int) []byte {
	var ps []part
	for i := range 2100 {
		ps = append(ps, part{fmt.Sprintf("word/media/%d-%d", n, i), ""})
	}
	return pack(ps...)
}

// encrypted is a package whose parts say that they have a password: bit 0 of the general
// purpose flags (APPNOTE 4.4.4), in the local header and in the directory.
func encrypted(n int) []byte {
	b := pack(part{"word/document.xml", Prose(n)})
	for _, sign := range []struct {
		mark string
		flag int
	}{{"PK\x03\x04", 6}, {"PK\x01\x02", 8}} {
		if i := bytes.Index(b, []byte(sign.mark)); i >= 0 {
			b[i+sign.flag] |= 1
		}
	}
	return b
}
