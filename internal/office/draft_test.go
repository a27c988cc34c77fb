package office_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

func multipartOf(t testing.TB, fields map[string]string, name string, data []byte) *http.Request {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := m.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	if name != "" {
		f, err := m.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/draft", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

// TestDraft: a draft is answered and nothing of it is kept.
func TestDraft(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	s := faulty(t)
	text := generate.Text7K()
	for name, r := range map[string]*http.Request{
		"file": multipartOf(t, map[string]string{"draft": "1"}, `C:\Users\li\`+s.Name, s.Data),
		"text": multipartOf(t, map[string]string{"text": string(text.Data)}, "", nil),
		"html": multipartOf(t, map[string]string{"as": "html"}, s.Name, s.Data),
	} {
		w := d.do(r)
		if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, `class="spot`) || strings.Contains(body, "Users") {
			t.Errorf("%s: %d %.300s", name, w.Code, body)
		}
		if at := w.Header().Get("Content-Disposition"); (name == "html") != strings.HasPrefix(at, "attachment") {
			t.Errorf("%s: %q", name, at)
		}
	}
	book, err := excelize.OpenReader(d.do(multipartOf(t, map[string]string{"as": "xlsx"}, s.Name, s.Data)).Body)
	if err != nil {
		t.Fatal(err)
	}
	book.Close()
	for name, c := range map[string]struct {
		r    *http.Request
		want int
	}{"empty": {multipartOf(t, map[string]string{"text": " "}, "", nil), 400}, "no form": {httptest.NewRequest(http.MethodPost, "/draft", strings.NewReader("x")), 400},
		"no report": {multipartOf(t, map[string]string{"text": "hello"}, "", nil), 200}} {
		if w := d.do(c.r); w.Code != c.want {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
	}
	if n, err := d.store.Count(t.Context(), sqlstore.Filter{All: true}); err != nil || n != 0 {
		t.Errorf("%d drafts were kept, %v", n, err)
	}
}
