package validate_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/validate"
)

// FuzzValidate puts any words into any section: no rule may panic, and every quote
// must be words of the document.
func FuzzValidate(f *testing.F) {
	for i, s := range []string{
		"", "《《条例》（1）XX局12345678901，申请人张建国。", "一是，三是。http//x", "收到申请1,295件（含上年结转 2 件），其中：10件、（5件）。",
		"2022年，我局占3%（1条，2条），办结率100%。", "信息处理费3.5万元〔202130号", "共主动公开条，达%", "11010519491231002X联系人", "自2010年起今年",
		"\n的坚强领导，由1件压缩至2件，①②④第一，第三，邮箱：a.com。电话：010-123456789", "坚持“”为原则，坚持以“”，疑问，请联系，重要性的认识成立了任组长二十届三全会，",
	} {
		f.Add(uint8(i), s)
	}
	v := newValidator(f)
	f.Fuzz(func(t *testing.T, n uint8, s string) {
		if !utf8.ValidString(s) {
			return
		}
		w := clean()
		at := int(n % 7)
		w.write(at, s)
		w.section(at).Heading = strings.ReplaceAll(s, "\n", "")
		got, err := v.Validate(context.Background(), validate.Input{Report: *w.Report})
		if err != nil {
			t.Fatal(err)
		}
		all := *w.Title + *w.Agency + *w.Published + w.Evidence["period"].Text + w.Preamble.Heading + "\n" + w.Preamble.Text
		for _, x := range w.Sections {
			all += "\n" + x.Heading + "\n" + x.Text
		}
		for _, f := range got.Findings {
			if len(f.Cells) > 0 {
				continue
			}
			for _, q := range f.Quotes {
				if !strings.Contains(all, q) {
					t.Errorf("%s quotes %q, which is not in the text", f.Rule, q)
				}
			}
		}
	})
}
