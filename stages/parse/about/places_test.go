package about

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestPlacesPointAtTheWords: whatever lines a document has, in whatever order, each fact stands at its
// place: the bytes there are its words, but for the line feeds that a fact over several lines has.
func TestPlacesPointAtTheWords(t *testing.T) {
	t.Parallel()
	pieces := []string{
		"清源县水务局", "2022年", "政府信息公开", "工作年度报告", "２０２２年政府信息公开工作年度报告", "清源县水务局２０２２年政府信息公开工作年度报告",
		"## 清源县水务局2022年政府信息公开工作年度报告", "现发布《清源县水务局2022年政府信息", "公开工作年度报告》。", "发布机构：清源县审计局　发布日期：2023-01-05 08:30",
		"索引号|发布机构|发布日期", "X-1|清源县财政局|2023年1月6日", "标题：|清源县水务局2021年政府信息公开工作年度报告", "　　2022年，清源县水务局认真贯彻落实条例。",
		"统计期限自2022年1月1日", "至12月31日止。", "请与清源县水务局办公", "室联系。", "（2023年1月7日）", "# 一、2022年总体情况", "# 二、主动公开政府信息情况",
		"特此报告。清源县民政局2023年1月8日", "二〇二三年一月九日", "2022-12-30 来源：本站", "! 发布机构：清源县司法局", "", "由清源县统计局编制的2020年度政府信息公开年度报告",
	}
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 14).Draw(t, "lines")
		whole := strings.Join(lines, "\n")
		f := facts(lines...)
		said := []report.Text{f.Title, f.Agency, f.YearText, f.PublishedText, f.SignedText, f.PeriodText}
		for _, i := range slices.Sorted(maps.Keys(f.Signature)) {
			said = append(said, f.Signature[i])
		}
		for k, x := range said {
			if x.S == "" || x.At.Kind == "" {
				continue
			}
			if x.At.Start < 0 || x.At.End > len(whole) || x.At.Start > x.At.End {
				t.Fatalf("%d: %q at %+v of %q", k, x.S, x.At, whole)
			}
			// What was joined over lines may leave out the marks of a heading between them.
			there := strings.NewReplacer("#", "", "\n", "", " ", "").Replace(whole[x.At.Start:x.At.End])
			if words := strings.NewReplacer("\n", "", " ", "").Replace(x.S); there != words && !within(words, there) {
				t.Fatalf("%d: %q, but at %d to %d stands %q", k, x.S, x.At.Start, x.At.End, there)
			}
		}
		if f.Year != 0 && !strings.Contains(fold.String(f.YearText.S), "20") && !strings.Contains(f.YearText.S, "二〇") {
			t.Fatalf("the year %d is in %q", f.Year, f.YearText.S)
		}
		if (f.Published == "") != (f.PublishedText.S == "") || (f.Signed == "") != (f.SignedText.S == "") || (f.Period == nil) != (f.PeriodText.S == "") {
			t.Fatalf("a date without words or words without a date: %+v", f)
		}
		if f.TitleEnd > len(lines) {
			t.Fatalf("the title ends at line %d of %d", f.TitleEnd, len(lines))
		}
	})
}

// within reports that words, of several pieces, stand in a text in their order.
func within(words, text string) bool {
	for _, c := range words {
		at := strings.IndexRune(text, c)
		if at < 0 {
			return false
		}
		text = text[at+len(string(c)):]
	}
	return true
}
