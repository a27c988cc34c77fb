package door

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

func TestMetadataRefuses(t *testing.T) {
	for _, c := range []struct {
		header, value string
		class         fault.Class
	}{
		{"Gouji-Year", "1989", fault.BadMetadata},
		{"Gouji-Year", "2101", fault.BadMetadata},
		{"Gouji-Year", "+2023", fault.BadMetadata},
		{"Gouji-Year", "2023.0", fault.BadMetadata},
		{"Gouji-Year", "２０２３", fault.BadMetadata},
		{"Gouji-Published", "2024-02-30", fault.BadMetadata},
		{"Gouji-Published", "31.1.2024", fault.BadMetadata},
		{"Gouji-Source", "javascript:alert(1)", fault.BadMetadata},
		{"Gouji-Source", "/relative", fault.BadMetadata},
		{"Gouji-Source", "https://user:pass@x.cn/", fault.BadMetadata},
		{"Gouji-Filename", "..", fault.BadMetadata},
		{"Gouji-Filename", "a/..", fault.BadMetadata},
		{"Gouji-Filename", "a/ .", fault.BadMetadata},
		{"Gouji-Filename", "a/ /", fault.BadMetadata},
		{"Gouji-Filename", "a/UTF-8''%2E", fault.BadMetadata},
		{"Gouji-Agency", "a\r\nNats-Msg-Id: 1", fault.BadHeader},
		{"Gouji-Agency", "UTF-8''a%0D%0ANats-Msg-Id:%201", fault.BadHeader},
		{"Gouji-Agency", "UTF-8''%zz", fault.BadHeader},
		{"Gouji-Agency", "UTF-8''%ff", fault.BadHeader},
		{"Gouji-Agency", "\xc7\xf8", fault.BadHeader},
		{"Gouji-Agency", "a\x00", fault.BadHeader},
		{"Gouji-Agency", strings.Repeat("区", 201), fault.BadHeader},
		{"Gouji-Yaer", "2023", fault.BadHeader},
		{"Gouji-Producer", "other", fault.BadHeader},
		{"Gouji-", "x", fault.BadHeader},
		{"Gouji-Agency", "UTF-8''UTF-8''%2500", fault.BadHeader},
		{"Content-Type", "text", fault.BadHeader},
		{"Content-Type", "text/html; =", fault.BadHeader},
	} {
		_, err := metadata(map[string][]string{c.header: {c.value}})
		if got, _ := fault.ClassOf(err); got != c.class {
			t.Errorf("%s: %q gives %v, want %s", c.header, c.value, err, c.class)
		}
	}
	twice := map[string][]string{"Gouji-Year": {"2023", "2024"}}
	if _, err := metadata(twice); err == nil {
		t.Error("a header that stands there twice is taken")
	}
	if _, err := metadata(map[string][]string{"Gouji-Year": {"2023"}, "gouji-year": {"2024"}}); err == nil {
		t.Error("a header in two spellings is taken")
	}
}

func TestMetadataDropsWhatSaysNothing(t *testing.T) {
	got, err := metadata(map[string][]string{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Gouji-Agency": {"  "}, "Cookie": {"x"}, "Nats-Expected-Stream": {"x"},
	})
	if err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

type file struct{ name, body string }

func form(t testing.TB, path string, files ...file) *http.Request {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, f := range files {
		w, err := m.CreateFormFile("file", f.name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(f.body))
	}
	_ = m.Close()
	r := httptest.NewRequest("POST", path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

func TestForm(t *testing.T) {
	b := &back{}
	d := open(t, b, nil)
	w := do(d, form(t, "/v1/reports", file{"年报.html", "one"}))
	if want := `{"id":"` + report.DocumentID([]byte("one")) + `","duplicate":false}` + "\n"; w.Code != 202 || w.Body.String() != want {
		t.Errorf("one file: %d %s", w.Code, w.Body)
	}
	r := form(t, "/v1/reports", file{"a/b.pdf", "two"}, file{"c.txt", "one"})
	r.Header.Set("Gouji-Year", "2023")
	w = do(d, r)
	var got []submitted
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || len(got) != 2 || got[0].Duplicate || !got[1].Duplicate {
		t.Errorf("two files: %d %s", w.Code, w.Body)
	}
	if c := b.calls[1]; c.Raw != "two" || c.Meta["Gouji-Filename"] != "b.pdf" || c.Meta["Gouji-Year"] != "2023" || c.Meta["Content-Type"] != "" {
		t.Errorf("submitted %+v", c)
	}
}

// part is a multipart body of one part with those header lines.
func part(lines, body string) *http.Request {
	return request("POST", "/v1/reports", "--b\r\n"+lines+"\r\n\r\n"+body+"\r\n--b--\r\n", "Content-Type", "multipart/form-data; boundary=b")
}

func TestFormRefuses(t *testing.T) {
	const disposition = `Content-Disposition: form-data; name="f"; filename="a.txt"`
	for _, c := range []struct {
		name   string
		r      *http.Request
		status int
		class  string
	}{
		{"a field", part(`Content-Disposition: form-data; name="year"`, "2023"), 400, "bad_metadata"},
		{"no disposition", part("Content-Type: text/plain", "x"), 400, "bad_metadata"},
		{"a bad year", part(disposition+"\r\nGouji-Year: 23", "x"), 400, "bad_metadata"},
		{"an unknown header", part(disposition+"\r\nGouji-Digest: x", "x"), 400, "bad_header"},
		{"an empty file among others", form(t, "/v1/reports", file{"a", "1"}, file{"b", ""}), 400, "empty"},
		{"files without a name", form(t, "/v1/reports", make([]file, 4)...), 400, "bad_metadata"},
		{"too many files", form(t, "/v1/reports", file{"a", "1"}, file{"b", "2"}, file{"c", "3"}, file{"d", "4"}), 422, "limit_parts"},
		{"a header without end", part(disposition+"\r\nX: "+strings.Repeat("x", 3000), "x"), 413, "too_large"},
		{"a large file", form(t, "/v1/reports", file{"a", strings.Repeat("x", 3000)}), 413, "too_large"},
		{"several to check", form(t, "/v1/check", file{"a", "1"}, file{"b", "2"}), 400, "bad_metadata"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := &back{}
			wantError(t, do(open(t, b, func(o *Options) { o.Limits.Body, o.Limits.Parts = 2000, 3 }), c.r), c.status, c.class)
			if len(b.calls) != 0 {
				t.Errorf("submitted %+v", b.calls)
			}
		})
	}
}

func TestAFormOfEmptyPartsIsBounded(t *testing.T) {
	var body strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&body, "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"%d\"\r\n\r\n\r\n", i)
	}
	r := request("POST", "/v1/reports", body.String(), "Content-Type", "multipart/form-data; boundary=b")
	wantError(t, do(open(t, &back{}, nil), r), 422, "limit_parts")
}

// TestOverTheWire sends through a real server, whose own reading of headers and bodies
// stands before the door's.
func TestOverTheWire(t *testing.T) {
	b := &back{}
	s := httptest.NewUnstartedServer(nil)
	s.Config = Server(open(t, b, func(o *Options) { o.Limits.Body = 1 << 20 }), "")
	s.Start()
	defer s.Close()
	send := func(body string, header ...string) *http.Response {
		t.Helper()
		r, err := http.NewRequest("POST", s.URL+"/v1/reports", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		res, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return res
	}
	if res := send("report", "Gouji-Agency", "某某区"); res.StatusCode != 202 || b.calls[0].Meta["Gouji-Agency"] != "某某区" {
		t.Errorf("%d, %+v", res.StatusCode, b.calls)
	}
	if res := send(strings.Repeat("x", 1<<20+1)); res.StatusCode != 413 {
		t.Errorf("status %d for too long a body", res.StatusCode)
	}
	if res := send("x", "Gouji-Agency", strings.Repeat("x", 100<<10)); res.StatusCode != 431 {
		t.Errorf("status %d for 100 KiB of headers", res.StatusCode)
	}
}

func FuzzMetadata(f *testing.F) {
	for _, s := range [][2]string{
		{"Gouji-Agency", "UTF-8''%E5%8C%BA%0D%0A"}, {"Gouji-Source", "https://x.cn/%zz"}, {"Gouji-Filename", `..\..\a`}, {"Gouji-Filename", `a\ .`},
		{"Gouji-Year", "2023"}, {"Gouji-Published", "2024-01-31"}, {"Content-Type", `text/html; charset="gb2312`}, {"gouji-region", "\x00"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		meta, err := metadata(map[string][]string{name: {value}})
		if err != nil {
			if c, ok := fault.ClassOf(err); !ok || c != fault.BadHeader && c != fault.BadMetadata {
				t.Fatalf("%v has no class of headers", err)
			}
			return
		}
		for k, v := range meta {
			if maxValue(k) == 0 || len(v) > maxValue(k) || v == "" || !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl) {
				t.Fatalf("%q: %q was taken as %q", name, value, v)
			}
			switch k {
			case headerYear:
				if y, err := strconv.Atoi(v); err != nil || y < 1990 || y > 2100 {
					t.Fatalf("year %q", v)
				}
			case headerPublished:
				if _, err := time.Parse(time.DateOnly, v); err != nil {
					t.Fatalf("date %q", v)
				}
			case headerFilename:
				if v == ".." || v != path.Base(v) || strings.Contains(v, `\`) {
					t.Fatalf("file name %q", v)
				}
			}
		}
		again, err := metadata(textproto.MIMEHeader(wrapped(meta)))
		if err != nil || len(again) != len(meta) {
			t.Fatalf("what was taken is refused the second time: %v, %v", meta, err)
		}
	})
}

func wrapped(meta map[string]string) map[string][]string {
	out := make(map[string][]string)
	for k, v := range meta {
		out[k] = []string{v}
	}
	return out
}

func FuzzForm(f *testing.F) {
	f.Add("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n")
	f.Add("--b\r\n\r\n--b--")
	f.Add("")
	d := open(f, &back{}, func(o *Options) { o.Limits.Rate, o.Limits.Burst = 1e9, 1<<40 })
	f.Fuzz(func(t *testing.T, body string) {
		w := do(d, request("POST", "/v1/reports", body, "Content-Type", "multipart/form-data; boundary=b"))
		if !json.Valid(w.Body.Bytes()) || w.Code != 202 && (w.Code < 400 || w.Code >= 500) {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	})
}
