package door

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// TestMetadataDecidesNothing: what cannot be true or cannot be read is left out with a note;
// the document is taken.
func TestMetadataDecidesNothing(t *testing.T) {
	for _, c := range []struct{ header, value string }{
		{"Gouji-Year", "1999"},
		{"Gouji-Year", "2101"},
		{"Gouji-Year", "2023.0"},
		{"Gouji-Year", "２０２３"},
		{"Gouji-Published", "2024-02-30"},
		{"Gouji-Published", "31.1.2024"},
		{"Gouji-Source", "javascript:alert(1)"},
		{"Gouji-Source", "/relative"},
		{"Gouji-Source", "https://user:pass@x.cn/"},
		{"Gouji-Filename", ".."},
		{"Gouji-Filename", "a/.."},
		{"Gouji-Filename", "a/ ."},
		{"Gouji-Filename", "a/ /"},
		{"Gouji-Filename", "a/UTF-8''%2E"},
		{"Gouji-Agency", "a\r\nNats-Msg-Id: 1"},
		{"Gouji-Agency", "UTF-8''a%0D%0ANats-Msg-Id:%201"},
		{"Gouji-Agency", "UTF-8''%zz"},
		{"Gouji-Agency", "UTF-8''%ff"},
		{"Gouji-Agency", "a\x00"},
		{"Gouji-Agency", strings.Repeat("区", 201)},
		{"Gouji-Yaer", "2023"},
		{"Gouji-Producer", "other"},
		{"Gouji-", "x"},
		{"Gouji-Agency", "UTF-8''UTF-8''%2500"},
		{"Content-Type", "text"},
		{"Content-Type", "text/html; ="},
	} {
		got, err := metadata(map[string][]string{c.header: {c.value}})
		if err != nil || len(got.meta) != 0 || len(got.notes) != 1 {
			t.Errorf("%s: %q gives %q with the notes %q, %v; want nothing and one note", c.header, c.value, got.meta, got.notes, err)
		}
		if strings.Contains(strings.Join(got.notes, ""), "pass") {
			t.Errorf("a password stands in a note: %q", got.notes)
		}
	}
	for value, want := range map[string]string{
		"\xc4\xea\xb1\xa8.docx": "年报.docx", "UTF-8''%C4%EA.docx": "年.docx", "a\tb.txt": "a%09b.txt", "\xff\xff": "%FF%FF", `C:\年报\x.pdf`: "x.pdf",
	} {
		got, err := metadata(map[string][]string{"Gouji-Filename": {value}})
		if err != nil || got.meta["Gouji-Filename"] != want || len(got.notes) != 0 {
			t.Errorf("the file name %q became %q, %q, %v; want %q", value, got.meta, got.notes, err, want)
		}
	}
}

// TestAHeaderThatStandsTwice is refused: nobody can know which of the two is meant.
func TestAHeaderThatStandsTwice(t *testing.T) {
	for _, h := range []map[string][]string{{"Gouji-Year": {"2023", "2024"}}, {"Gouji-Year": {"2023"}, "gouji-year": {"2024"}}} {
		if _, err := metadata(h); classOf(err) != fault.BadHeader {
			t.Errorf("%v: %v", h, err)
		}
	}
}

func classOf(err error) fault.Class {
	if err == nil {
		return ""
	}
	return fault.Class(refusalOf(err).class)
}

// TestTheAnswerSaysWhatWasLeftOut, and what the first submission of the same bytes became.
func TestTheAnswerSaysWhatWasLeftOut(t *testing.T) {
	b := &back{state: "dead", stored: json.RawMessage(`{"outcome":"rejected","rejection":{"class":"no_text","message":"m","message_zh":"无文字","dead":"gouji_submit-7"}}`)}
	d := open(t, b, nil)
	w := do(d, request("POST", "/v1/reports", "report", "Gouji-Year", "23", "Gouji-Region", "\xff\x00"))
	var got submitted
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 202 || len(got.Notes) != 2 || got.First != nil ||
		got.Location != "/v1/reports/"+got.ID || w.Header().Get("Location") != got.Location {
		t.Fatalf("%d %s, Location %q", w.Code, w.Body, w.Header().Get("Location"))
	}
	if n := b.calls[0].Notes; len(n) != 2 || len(b.calls[0].Meta) != 0 {
		t.Errorf("with the document went %q, %q", b.calls[0].Meta, n)
	}
	w = do(d, request("POST", "/v1/reports", "report"))
	got = submitted{}
	want := &report.Brief{State: "dead", Class: "no_text", Message: "m", MessageZH: "无文字", Dead: "gouji_submit-7"}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || !cmp.Equal(got.First, want) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	b.state, b.stored = "published", json.RawMessage(`{"outcome":"checked","findings":[{"rule":"T4-01","severity":"error"},{"rule":"T4-01","severity":"error"},{"rule":"A-1","severity":"info"}]}`)
	w = do(d, request("POST", "/v1/reports", "report"))
	if want := `"first":{"state":"published","findings":{"error":2,"warning":0,"info":1},"rules":["A-1","T4-01"]}`; !strings.Contains(w.Body.String(), want) {
		t.Errorf("%s, want %s", w.Body, want)
	}
	b.findErr = errors.New("the broker is away")
	if w = do(d, request("POST", "/v1/reports", "report")); w.Code != 202 || strings.Contains(w.Body.String(), "first") {
		t.Errorf("a duplicate that cannot be looked up: %d %s", w.Code, w.Body)
	}
}

func TestMetadataDropsWhatSaysNothing(t *testing.T) {
	got, err := metadata(map[string][]string{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Gouji-Agency": {"  "}, "Cookie": {"x"}, "Nats-Expected-Stream": {"x"},
	})
	if err != nil || len(got.meta) != 0 || len(got.notes) != 0 {
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
	if id := report.DocumentID([]byte("one")); w.Code != 202 || w.Body.String() != `{"id":"`+id+`","duplicate":false,"location":"/v1/reports/`+id+`"}`+"\n" {
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

// TestFormFields: a field says of all files of the form what a header would.
func TestFormFields(t *testing.T) {
	b := &back{}
	const body = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\nGouji-Region: 甲\r\n\r\none\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"year\"\r\n\r\n2023\r\n--b\r\nContent-Disposition: form-data; name=\"region\"\r\n\r\n乙\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"colour\"\r\n\r\nred\r\n--b--\r\n"
	w := do(open(t, b, nil), request("POST", "/v1/reports", body, "Content-Type", "multipart/form-data; boundary=b", "Gouji-Year", "2020", "Gouji-Agency", "某局"))
	want := map[string]string{"Gouji-Year": "2023", "Gouji-Region": "甲", "Gouji-Agency": "某局", "Gouji-Filename": "a.txt"}
	if w.Code != 202 || !cmp.Equal(b.calls[0].Meta, want) || len(b.calls[0].Notes) != 1 || !strings.Contains(b.calls[0].Notes[0], "Gouji-Colour") {
		t.Errorf("%d %s: %+v", w.Code, w.Body, b.calls)
	}
	if w := do(open(t, b, nil), request("POST", "/v1/reports", strings.ReplaceAll(body, "colour", "year"), "Content-Type", "multipart/form-data; boundary=b")); w.Code != 400 {
		t.Errorf("a field that stands there twice: %d", w.Code)
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
		{"a field and no file", part(`Content-Disposition: form-data; name="year"`, "2023"), 400, "empty"},
		{"no disposition", part("Content-Type: text/plain", "x"), 400, "malformed"},
		{"a header twice", part(disposition+"\r\nGouji-Year: 2023\r\nGouji-Year: 2024", "x"), 400, "bad_header"},
		{"an empty file among others", form(t, "/v1/reports", file{"a", "1"}, file{"b", ""}), 400, "empty"},
		{"a file of no bytes", form(t, "/v1/reports", file{"a", ""}), 400, "empty"},
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
		got, err := metadata(map[string][]string{name: {value}})
		if err != nil {
			t.Fatalf("%q: %q is refused: %v", name, value, err)
		}
		for k, v := range got.meta {
			if maxValue(k) == 0 || len(v) > 3*maxValue(k) || v == "" || !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl) {
				t.Fatalf("%q: %q was taken as %q", name, value, v)
			}
			switch k {
			case headerYear:
				if y, err := strconv.Atoi(v); err != nil || y < ingest.FirstYear || y > ingest.LastYear {
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
		for _, n := range got.notes {
			if !utf8.ValidString(n) || strings.ContainsFunc(n, unicode.IsControl) {
				t.Fatalf("%q: %q has the note %q", name, value, n)
			}
		}
	})
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
