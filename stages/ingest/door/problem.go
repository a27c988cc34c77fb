package door

import (
	"net/http"

	"golang.org/x/text/language"

	"github.com/gouji/gouji/pipeline/fault"
)

// ProblemType begins the type of every problem; the class comes behind it. The page has a
// heading for each class.
const ProblemType = "https://github.com/gouji/gouji/blob/main/docs/problems.md#"

// Problem is the one shape of every refusal: problem details by RFC 9457, with the class, and
// with the member "error" that refusals had before.
type Problem struct {
	// Type is ProblemType and the class, Title what the class means.
	Type  string `json:"type"`
	Title string `json:"title"`
	// Status is that of the answer.
	Status int `json:"status"`
	// Detail says what happened and what to do, in the language of Accept-Language, Chinese or
	// English.
	Detail string `json:"detail"`
	// Instance is the path that was asked for.
	Instance string `json:"instance"`
	// Class is one of Classes.
	Class string `json:"class"`
	Error struct {
		Class   string `json:"class"`
		Message string `json:"message"`
	} `json:"error"`
}

// Classes are those of every refusal of the door: the ones of package fault, and those that
// say something of the request and nothing of a document.
func Classes() []string {
	out := []string{notFound, methodNotAllowed, unavailable, slowUpload}
	for _, c := range fault.Classes() {
		out = append(out, string(c))
	}
	return out
}

// title says what a class means.
func (d *Door) title(lang, class string) string {
	own := map[string][2]string{
		notFound:         {"没有这个地址或文档", "no such address or document"},
		methodNotAllowed: {"这个地址不接受这种方法", "not by this method"},
		unavailable:      {"暂时不行，请再试", "not at present, try again"},
		slowUpload:       {"请求体来得太慢", "the body came too slowly"},
	}
	pair, ok := own[class]
	switch {
	case !ok:
		return d.o.ClassName(lang, fault.Class(class))
	case lang == "en":
		return pair[1]
	}
	return pair[0]
}

func (d *Door) problem(f *refusal, lang, path string) Problem {
	p := Problem{Type: ProblemType + f.class, Title: d.title(lang, f.class), Status: f.status, Detail: f.en, Instance: path, Class: f.class}
	if lang == "zh" {
		p.Detail = f.zh
		if f.zh == "" { // what lies below the door says it in English alone
			p.Detail = p.Title + "：" + f.en
		}
	}
	p.Error.Class, p.Error.Message = p.Class, p.Detail
	return p
}

// languageOf is the language that a request asks for, "zh" or "en"; Chinese where it asks for
// none of them.
func languageOf(r *http.Request) string {
	_, i := language.MatchStrings(language.NewMatcher([]language.Tag{language.Chinese, language.English}), r.Header.Get("Accept-Language"))
	if i == 1 {
		return "en"
	}
	return "zh"
}
