package door

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/gouji/gouji/pipeline/fault"
)

// TestRefusalsByLanguage: Chinese unless English is preferred; the members that refusals had
// before are there in both.
func TestRefusalsByLanguage(t *testing.T) {
	named := func(o *Options) {
		o.ClassName = func(lang string, c fault.Class) string { return map[string]string{"zh": "名字", "en": "name"}[lang] }
		o.Tokens = []Token{NewToken("crawler", "s")}
	}
	d := open(t, &back{submit: func(ctx context.Context) error { return fault.Poisonf(fault.TooLarge, "9 bytes, at most 8") }}, named)
	for _, c := range []struct{ accept, lang, title, message string }{
		{"", "zh", "名字", "不认识这个令牌"},
		{"zh-CN,zh;q=0.9,en;q=0.8", "zh", "名字", "不认识这个令牌"},
		{"de", "zh", "名字", "不认识这个令牌"},
		{"en-GB, zh;q=0.5", "en", "name", "the token is not known"},
		{"zh;q=0.1, en", "en", "name", "the token is not known"},
		{strings.Repeat("x,", 5000), "zh", "名字", "不认识这个令牌"},
	} {
		w := do(d, request("GET", "/v1/reports", "", "Authorization", "Bearer other", "Accept-Language", c.accept))
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != 401 {
			t.Fatalf("%d, %v", w.Code, err)
		}
		if w.Header().Get("Content-Language") != c.lang || p.Title != c.title || p.Detail != c.message || p.Error.Message != c.message || p.Error.Class != "unauthorized" {
			t.Errorf("Accept-Language %.40q: %s %+v", c.accept, w.Header().Get("Content-Language"), p)
		}
	}
	// What lies below the door speaks English; its class does not.
	w := do(d, request("POST", "/v1/reports", "report", "Authorization", "Bearer s"))
	var p Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Detail != "名字：9 bytes, at most 8" {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestEveryProblemIsDescribed: the type of a problem is an address of this page.
func TestEveryProblemIsDescribed(t *testing.T) {
	page, err := os.ReadFile("../../../docs/problems.md")
	if err != nil {
		t.Fatal(err)
	}
	var heads []string
	for _, m := range regexp.MustCompile(`(?m)^## (\S+)$`).FindAllStringSubmatch(string(page), -1) {
		heads = append(heads, m[1])
	}
	slices.Sort(heads)
	want := slices.Sorted(slices.Values(Classes()))
	if !slices.Equal(heads, want) {
		t.Errorf("docs/problems.md has headings for %q, the classes are %q", heads, want)
	}
	d := open(t, &back{}, nil)
	for _, c := range []string{notFound, methodNotAllowed, unavailable, slowUpload} {
		if zh, en := d.title("zh", c), d.title("en", c); en == c || !strings.ContainsFunc(zh, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s is called %q and %q", c, zh, en)
		}
	}
}
