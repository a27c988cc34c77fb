package ofd_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/ofd"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/ingest/pdf"
)

var limits = ofd.Words{
	Package: packed.Limits{Parts: 20, Inflate: 8 << 20, Ratio: 100, Depth: 30, Elements: 100_000, Attributes: 200_000},
	Pages:   pdf.Limits{Pages: 3, Words: 1000, Text: 1 << 16},
}

func pack(pairs ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err == nil {
			_, err = w.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const ns = ` xmlns:ofd="http://www.ofdspec.org/2016"`

// file is an OFD file with these page contents.
func file(pages ...string) []byte {
	list := ""
	parts := []string{"OFD.xml", `<ofd:OFD` + ns + `><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`}
	for i, p := range pages {
		name := fmt.Sprintf("Pages/Page_%d/Content.xml", i)
		list += `<ofd:Page ID="1" BaseLoc="` + name + `"/>`
		parts = append(parts, "Doc_0/"+name, `<ofd:Page`+ns+`><ofd:Area/><ofd:Content><ofd:Layer>`+p+`</ofd:Layer></ofd:Content></ofd:Page>`)
	}
	return pack(append(parts, "Doc_0/Document.xml", `<ofd:Document`+ns+`><ofd:CommonData/><ofd:Pages>`+list+`</ofd:Pages></ofd:Document>`)...)
}

func object(attrs, code, text string) string {
	return `<ofd:TextObject Boundary="10 20 100 10" Size="4" ` + attrs + `><ofd:TextCode ` + code + `>` + text + `</ofd:TextCode></ofd:TextObject>`
}

func show(t testing.TB, data []byte) string {
	t.Helper()
	pages, err := limits.Words(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, page := range pages {
		for _, w := range page {
			fmt.Fprintf(&b, "%d %s %.1f\n", i+1, w.S, w.Box)
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ page, want string }{
		"one":            {object("", `X="0" Y="4" DeltaX="4 4"`, "总计表"), "1 总计表 [28.3 58.3 62.4 69.6]\n"},
		"repeated steps": {object("", `X="0" Y="4" DeltaX="g 2 4 20"`, "总计表1"), "1 总计表 [28.3 58.3 62.4 69.6]\n1 1 [107.7 58.3 113.4 69.6]\n"},
		"no steps":       {object("", `X="0" Y="4"`, "计 12"), "1 计 [28.3 58.3 39.7 69.6]\n1 12 [45.4 58.3 56.7 69.6]\n"},
		"scaled":         {object(`CTM="0.5 0 0 0.5 1 2"`, `X="0" Y="4"`, "计"), "1 计 [31.2 63.2 36.9 68.8]\n"},
		"two lines":      {object("", `X="0" Y="4" DeltaX="4 0" DeltaY="0 5"`, "总计表"), "1 总计 [28.3 58.3 51.0 69.6]\n1 表 [39.7 72.5 51.0 83.8]\n"},
		"not seen":       {object(`Visible="false"`, "", "1") + object(`Alpha="0"`, "", "2") + object(`CTM="0.7 0.7 -0.7 0.7 0 0"`, "", "3") + `<ofd:ImageObject/>`, ""},
		"blocks":         {`<ofd:PageBlock><ofd:PageBlock>` + object("", `X="0" Y="4"`, "&lt;") + `</ofd:PageBlock></ofd:PageBlock>`, "1 < [28.3 58.3 34.0 69.6]\n"},
	} {
		if got := show(t, file(c.page)); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	many := strings.Repeat
	for name, c := range map[string]struct {
		data []byte
		want fault.Class
	}{
		"pages":         {file("", "", "", ""), fault.LimitPages},
		"words":         {file(object("", `X="0"`, many("1 ", 2000))), fault.LimitCells},
		"elements":      {file(many(`<a/>`, 150_000) + noise()), fault.LimitCells},
		"deep":          {file(many(`<ofd:PageBlock>`, 50)), fault.LimitDepth},
		"two documents": {pack("OFD.xml", many(`<a><DocBody><DocRoot>a</DocRoot></DocBody>`, 1)+`<DocBody><DocRoot>b</DocRoot></DocBody></a>`), fault.AmbiguousPackage},
		"none":          {pack("OFD.xml", `<a/>`), fault.Malformed},
		"encrypted":     {pack("OFD.xml", `<a/>`, "Encryptions.xml", ""), fault.Encrypted},
		"no page":       {pack("OFD.xml", `<a><DocBody><DocRoot>x</DocRoot></DocBody></a>`, "x", `<a><Pages><Page BaseLoc="../../y"/></Pages></a>`), fault.Malformed},
		"bomb":          {file(many(" ", 9<<20)), fault.LimitInflate},
	} {
		_, err := limits.Words(t.Context(), c.data)
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %.200v, want class %s", name, err, c.want)
		}
	}
	// A step that is repeated two thousand million times makes no more than there are characters.
	if got := show(t, file(object("", `X="0" Y="4" DeltaX="g 2000000000 4"`, "总计"))); got != "1 总计 [28.3 58.3 51.0 69.6]\n" {
		t.Errorf("got %s", got)
	}
}

// noise keeps a page of one element from being compressed like a bomb.
func noise() string {
	var b strings.Builder
	x := uint32(1)
	for range 20_000 {
		x = x*1664525 + 1013904223
		fmt.Fprintf(&b, "<a>%d</a>", x)
	}
	return b.String()
}

func FuzzWords(f *testing.F) {
	f.Add(object(`CTM="1 0 0 1 0 0" HScale="0.5"`, `X="0" Y="4" DeltaX="g 2 4 20" DeltaY="1"`, "总计表1"))
	f.Fuzz(func(t *testing.T, page string) {
		if _, err := limits.Words(t.Context(), file(page)); err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
		}
	})
}
