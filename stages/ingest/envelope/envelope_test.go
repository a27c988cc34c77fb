package envelope_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/envelope"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var limits = envelope.Limits{Parts: 50, Inflate: 4 << 20, Ratio: 50, Depth: 8, Leaves: 10}

// long is a text that may be a report.
func long(s string) string { return s + strings.Repeat("政府信息公开", 60) }

func show(leaves []envelope.Leaf) string {
	var b strings.Builder
	for _, l := range leaves {
		data := string(l.Data)
		if len(data) > 12 {
			data = data[:12]
		}
		fmt.Fprintf(&b, "%s=%q", l.In, data)
		if l.Title != "" {
			fmt.Fprintf(&b, " (%s at %s)", l.Title, l.TitleIn)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func pack(pairs ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: pairs[i], Method: zip.Deflate, NonUTF8: true})
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

func gbk(s string) string {
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func TestZIP(t *testing.T) {
	t.Parallel()
	data := pack(gbk("附件/年报.docx"), "a", "附件/b.txt", "b", "__MACOSX/._b.txt", "x", "c\xff\xff.pdf", "c", "p.JPG", "x", "~$d.docx", "x", "dir/", "", "附件/b.txt", "d")
	leaves, err := envelope.ZIP(t.Context(), data, limits)
	if want := "附件/年报.docx=\"a\"\n附件/b.txt=\"b\"\nc%FF%FF.pdf=\"c\"\n附件/b.txt[2]=\"d\"\n"; err != nil || show(leaves) != want {
		t.Errorf("got\n%s%v\nwant\n%s", show(leaves), err, want)
	}
}

func gz(name string, data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name = name
	if _, err := w.Write(data); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestGzip(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"a.html": "a.html", "": "gzip"} {
		leaves, err := envelope.Gzip(gz(name, []byte("abc")), limits)
		if err != nil || show(leaves) != want+"=\"abc\"\n" {
			t.Errorf("got %s, %v", show(leaves), err)
		}
	}
}

func coded(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestMail(t *testing.T) {
	t.Parallel()
	const head = "From: a\r\nMIME-Version: 1.0\r\n"
	for name, c := range map[string]struct{ mail, want string }{
		"one part":          {head + "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E6=80=BB=\r\n=E8=AE=A1", "part[1]=\"<p>总计\"\n"},
		"no type":           {head + "\r\nabc", "part[1]=\"abc\"\n"},
		"alternatives":      {head + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\nhtml\r\n--b--", "part[1.2]=\"html\"\n"},
		"no end":            {head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nplain\r\n--b\r\n\r\nmore", "part[1.1]=\"plain\"\npart[1.2]=\"more\"\n"},
		"pictures":          {head + "Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b\r\nContent-Type: text/html\r\n\r\nhtml\r\n--b--", "part[1.2]=\"html\"\n"},
		"base64 with noise": {head + "Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: BASE64\r\n\r\nYW\r\n J!j", "x.pdf=\"abc\"\n"},
		"names": {head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
			"--b\r\nContent-Disposition: attachment; filename=\"=?gb2312?B?" + coded(gbk("年报")) + "?=.doc\"\r\n\r\n1\r\n" +
			"--b\r\nContent-Disposition: attachment; filename*=utf-8''%E5%B9%B4.doc\r\n\r\n2\r\n" +
			"--b\r\nContent-Type: application/msword; name=\"" + gbk("年") + ".doc\"\r\n\r\n3\r\n" +
			"--b\r\nContent-Disposition: attachment; filename=\"../../x.doc\"\r\n\r\n4\r\n--b--", "年报.doc=\"1\"\n年.doc=\"2\"\n年.doc[2]=\"3\"\nx.doc=\"4\"\n"},
	} {
		if !envelope.LooksMail([]byte(c.mail)) {
			t.Errorf("%s: does not look like a mail", name)
		}
		leaves, err := envelope.Mail([]byte(c.mail), limits)
		if err != nil || show(leaves) != c.want {
			t.Errorf("%s: got\n%s%v\nwant\n%s", name, show(leaves), err, c.want)
		}
	}
	for _, s := range []string{"", "一、总体情况：\nMIME-Version: 1.0\n", "title: x\nbody", "Subject: x\n\nMIME-Version: 1.0\n", "<html>", "a b: c\nMIME-Version: 1.0\n\n"} {
		if envelope.LooksMail([]byte(s)) {
			t.Errorf("%q looks like a mail", s)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	s := `{"title":"外","data":[{"x":1,"a/b":"` + long("一") + `","title":"年报"},{"c~d":{"e":"` + long("二") + `"}}],"n":null}`
	leaves, err := envelope.JSON(s, limits)
	want := "/data/0/a~1b=\"一政府信\" (年报 at /data/0/title)\n/data/1/c~0d/e=\"二政府信\" (外 at /title)\n"
	if err != nil || show(leaves) != want {
		t.Errorf("got\n%s%v\nwant\n%s", show(leaves), err, want)
	}
	for at, want := range map[string]string{"/data/0/title": "年报", "/title": "外"} {
		if got, ok := envelope.JSONString(s, at); !ok || got != want {
			t.Errorf("%s is %q, %v", at, got, ok)
		}
	}
	for _, at := range []string{"/data/7", "/data/x", "/n", "/data/0/x", "/title/y"} {
		if got, ok := envelope.JSONString(s, at); ok {
			t.Errorf("%s is %q", at, got)
		}
	}
	for _, s := range []string{"{x}", "[1,2", `{"a":"` + long("一")} {
		if leaves, err := envelope.JSON(s, limits); err != nil || leaves != nil {
			t.Errorf("%.20q: got %s, %v", s, show(leaves), err)
		}
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	page := "<p>" + long("x") + "</p><p>1</p><div>2</div>"
	escape := strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;")
	for name, c := range map[string]struct{ s, want string }{
		"script":           {`<script>var a="` + long(`\u603b\x41\n\/`) + `", b='short', c='` + long(`'`)[1:] + `';</script>`, "script[1]/string[1]=\"总A\\n/政府\"\nscript[1]/string[2]=\"政府信息\"\n"},
		"comments":         {"<script>// it's\n/* \"x */ var a=\"" + long("一") + "\"</script>", "script[1]/string[1]=\"一政府信\"\n"},
		"JSON in a script": {`<script type="application/json">{"a":{"b":"` + long(`\"1\"`) + `"}}</script>`, "script[1]/string[1]=\"\\\"1\\\"政府信\"\n"},
		"form field":       {`<textarea>` + escape.Replace(page) + `</textarea>`, "textarea[1]=\"<p>x政府\\xe4\\xbf\"\n"},
		"hidden input":     {`<input><input type=hidden value="` + escape.Replace(page) + `">`, "input[2]=\"<p>x政府\\xe4\\xbf\"\n"},
		"frame":            {`<iframe src=x></iframe><iframe srcdoc="` + escape.Replace(page) + `">`, "iframe[2]=\"<p>x政府\\xe4\\xbf\"\n"},
		"data URL":         {`<embed src="data:application/pdf;base64,` + coded("%PDF-1.4"+long("")) + `">`, "embed[1]=\"%PDF-1.4政\\xe5\"\n"},
		"escaped once":     {`<div>` + escape.Replace(page) + `</div>`, "escaped=\"<p>x政府\\xe4\\xbf\"\n"},
		"escaped twice":    {`<div>` + escape.Replace(escape.Replace(page)) + `</div>`, "escaped=\"<p>x政府\\xe4\\xbf\"\n"},
		"a plain page":     {page, ""},
		"a surrogate":      {`<script>a="` + long(`\ud83d\ude00\u{1F600}`) + `"</script>`, "script[1]/string[1]=\"😀😀政\\xe5\"\n"},
		"broken escapes":   {`<script>a="` + long(`\u12`) + `";b="` + long(`\xzz`) + `"</script>`, ""},
	} {
		leaves, err := envelope.Page(c.s, limits)
		if err != nil || show(leaves) != c.want {
			t.Errorf("%s: got\n%s%v\nwant\n%s", name, show(leaves), err, c.want)
		}
	}
}

// TestHostile has each kind of envelope lie or swell: each ends in its class.
func TestHostile(t *testing.T) {
	t.Parallel()
	many := strings.Repeat
	files := func(n int, name func(int) string) []byte {
		var all []string
		for i := range n {
			all = append(all, name(i), fmt.Sprint(i))
		}
		return pack(all...)
	}
	mail := func(n int) string { return many("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", n) }
	for name, c := range map[string]struct {
		open func() ([]envelope.Leaf, error)
		want fault.Class
	}{
		"zip bomb": {func() ([]envelope.Leaf, error) { return envelope.ZIP(t.Context(), pack("a", many("0", 8<<20)), limits) }, fault.LimitInflate},
		"many small": {func() ([]envelope.Leaf, error) {
			return envelope.ZIP(t.Context(), files(60, func(i int) string { return fmt.Sprint(i) }), limits)
		}, fault.LimitParts},
		"many candidates": {func() ([]envelope.Leaf, error) {
			return envelope.ZIP(t.Context(), files(20, func(i int) string { return fmt.Sprint(i) }), limits)
		}, fault.LimitParts},
		"together large": {func() ([]envelope.Leaf, error) {
			return envelope.ZIP(t.Context(), pack("a", noise(3<<20), "b", noise(3<<20)), limits)
		}, fault.LimitInflate},
		"no zip":    {func() ([]envelope.Leaf, error) { return envelope.ZIP(t.Context(), []byte("PK\x03\x04"), limits) }, fault.Malformed},
		"gzip bomb": {func() ([]envelope.Leaf, error) { return envelope.Gzip(gz("", make([]byte, 8<<20)), limits) }, fault.LimitInflate},
		"cut gzip":  {func() ([]envelope.Leaf, error) { return envelope.Gzip(gz("", []byte("abc"))[:20], limits) }, fault.Malformed},
		"deep mail": {func() ([]envelope.Leaf, error) {
			return envelope.Mail([]byte("MIME-Version: 1.0\r\n"+deepMail(20)), limits)
		}, fault.LimitDepth},
		"many parts": {func() ([]envelope.Leaf, error) {
			return envelope.Mail([]byte("MIME-Version: 1.0\r\n"+mail(1)+many("Content-Type: image/png\r\n\r\nx\r\n--b\r\n", 100)), limits)
		}, fault.LimitParts},
		"large mail": {func() ([]envelope.Leaf, error) {
			return envelope.Mail([]byte("MIME-Version: 1.0\r\n\r\n"+many("x", 5<<20)), limits)
		}, fault.LimitInflate},
		"no mail":      {func() ([]envelope.Leaf, error) { return envelope.Mail([]byte("x"), limits) }, fault.Malformed},
		"deep JSON":    {func() ([]envelope.Leaf, error) { return envelope.JSON(many("[", 100_000), limits) }, fault.LimitDepth},
		"long strings": {func() ([]envelope.Leaf, error) { return envelope.JSON("["+many(`"`+long("")+`",`, 20)+"1]", limits) }, fault.LimitParts},
		"many scripts": {func() ([]envelope.Leaf, error) {
			return envelope.Page(many(`<script>"`+long("")+`"</script>`, 20), limits)
		}, fault.LimitParts},
	} {
		_, err := c.open()
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %.200v, want class %s", name, err, c.want)
		}
	}
}

// noise cannot be compressed much.
func noise(n int) string {
	b, x := make([]byte, n), uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return string(b)
}

func deepMail(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	return b.String() + "\r\nx"
}

func FuzzMail(f *testing.F) {
	f.Add([]byte("From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; name*0*=gbk''%C4; name*1=x\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--b--"))
	f.Fuzz(func(t *testing.T, data []byte) {
		envelope.LooksMail(data)
		check(t, data, func() ([]envelope.Leaf, error) { return envelope.Mail(data, limits) })
	})
}

func FuzzArchive(f *testing.F) {
	f.Add(pack("a/年报.docx", "abc", gbk("年"), "x"))
	f.Add(gz("a", []byte("abc")))
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, data, func() ([]envelope.Leaf, error) { return envelope.ZIP(t.Context(), data, limits) })
		check(t, data, func() ([]envelope.Leaf, error) { return envelope.Gzip(data, limits) })
	})
}

func FuzzPage(f *testing.F) {
	f.Add(`<script>var a="` + long(`\u603b`) + `"</script><textarea>&lt;p&gt;` + long("") + `</textarea>`)
	f.Add(`{"a":["` + long("") + `",{"title":"b"}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		check(t, []byte(s), func() ([]envelope.Leaf, error) { return envelope.Page(s, limits) })
		check(t, []byte(s), func() ([]envelope.Leaf, error) { return envelope.JSON(s, limits) })
		check(t, []byte(s), func() ([]envelope.Leaf, error) { return envelope.Escaped(s, limits) })
	})
}

// check holds what must be true of every envelope: it is opened within the limits or refused
// with a class, twice the same, and no two leaves have the same path.
func check(t *testing.T, data []byte, open func() ([]envelope.Leaf, error)) {
	leaves, err := open()
	if err != nil {
		if _, ok := fault.ClassOf(err); !ok {
			t.Fatalf("an error without class: %v", err)
		}
		return
	}
	seen, size := map[string]bool{}, 0
	for _, l := range leaves {
		if seen[l.In] {
			t.Errorf("two leaves at %q", l.In)
		}
		seen[l.In] = true
		size += len(l.Data)
	}
	if len(leaves) > limits.Leaves || size > int(limits.Inflate) {
		t.Errorf("%d leaves of %d bytes", len(leaves), size)
	}
	if again, err := open(); err != nil || show(again) != show(leaves) {
		t.Errorf("opened again: %v\n%s\n%s", err, show(again), show(leaves))
	}
}
