package about

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestTitlesOnSeveralLines: a title that is broken between its words is read whole.
func TestTitlesOnSeveralLines(t *testing.T) {
	t.Parallel()
	for lines, want := range map[string]string{
		"政府信息公开/工作年度报告":              "政府信息公开工作年度报告",
		"政府信息公开/年报":                  "",
		"清源县水务局政府信息公开/工作年度报告":        "清源县水务局政府信息公开工作年度报告",
		"清源县水务局2022年政府信息公开/工作年度报告":   "清源县水务局2022年政府信息公开工作年度报告",
		"清源县水务局2022年/政府信息公开/工作年度报告":  "清源县水务局2022年政府信息公开工作年度报告",
		"清源县水务局/2022年政府信息公开/工作年度报告":  "清源县水务局2022年政府信息公开工作年度报告",
		"清源县水务局2022年政府/信息公开工作/年度报告":  "清源县水务局2022年政府信息公开工作年度报告",
		"二〇二二年度/政府信息公开/工作年度报告":       "二〇二二年度政府信息公开工作年度报告",
		"清源县水务局/2022年政务信息公开工作年度报告":   "清源县水务局2022年政务信息公开工作年度报告",
		"政府信息公开/我局认真落实条例":            "",
		"政府信息公开/工作年度报告有关情况":          "",
		"政府信息公开/政策文件/工作年度报告":         "",
		"首页>政府信息公开/年报":               "",
		"认真做好政府信息公开/工作报告":            "",
		"根据条例，我局编制了政府信息公开/工作年度报告":    "",
		"政府信息公开/2021年/2022年":         "",
		"2022年工作总结/政府信息公开/公开指南/年度报告": "",
	} {
		list := append(strings.Split(lines, "/"), "根据条例编制本报告。")
		if got := asPrinted(len(list)-1, list...).Title.S; got != want {
			t.Errorf("%s: %q, want %q", lines, got, want)
		}
	}
}

// TestTitleBrokenAnywhere: wherever a line ends inside of a title, or two lines do, what is read is
// the title itself or none.
func TestTitleBrokenAnywhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		title := []rune(rapid.SampledFrom([]string{
			"清源县水务局2022年政府信息公开工作年度报告", "清源县人民政府2022年度政府信息公开工作年度报告", "2022年清源县教育局政府信息公开年度报告",
			"西江市白石镇人民政府二〇二二年政府信息公开工作年度报告",
		}).Draw(t, "title"))
		cuts := []int{rapid.IntRange(1, len(title)-1).Draw(t, "cut"), rapid.IntRange(1, len(title)-1).Draw(t, "other")}
		a, b := min(cuts[0], cuts[1]), max(cuts[0], cuts[1])
		var lines []string
		for _, s := range []string{string(title[:a]), string(title[a:b]), string(title[b:])} {
			if s != "" {
				lines = append(lines, s)
			}
		}
		got := asPrinted(len(lines), append(lines, "一、总体情况")...)
		whole := string(title)
		if s := got.Title.S; s != "" && !strings.HasSuffix(whole, s) {
			t.Fatalf("%q: the title is %q", lines, s)
		}
		if got.Year != 0 && got.Year != 2022 {
			t.Fatalf("%q: the year is %d", lines, got.Year)
		}
		if s := strings.ReplaceAll(got.Agency.S, "\n", ""); s != "" && !strings.Contains(whole, s) {
			t.Fatalf("%q: the issuer is %q", lines, s)
		}
	})
}

// TestYearInsideTheIssuer: a year between the place and the body's name is no part of it, and a place
// is no issuer where a body is named.
func TestYearInsideTheIssuer(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"清源县2022年水务局政府信息公开工作年度报告":       "清源县水务局",
		"清源县2022年度人民政府信息公开工作年度报告":       "清源县人民政府",
		"清源县2022年人民政府政府信息公开工作年度报告":      "清源县人民政府",
		"清源县2022年清源县水务局政府信息公开工作年度报告":    "清源县水务局",
		"清源县2022年政府信息公开工作年度报告":          "清源县",
		"清源县水务局2022年机关政府信息公开工作年度报告":     "清源县水务局",
		"清源县水务局2022年办公室政府信息公开工作年度报告":    "清源县水务局",
		"关于公布2022年清源县水务局政府信息公开工作年度报告的函": "清源县水务局",
		"西江市二〇二二年教育局信息公开年报":             "西江市教育局",
	} {
		if got := agencyOf(report.Text{S: title}).S; got != want {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
}

// TestDaysAsTheyAreWritten has days that a figure does not show, and numbers that are no days.
func TestDaysAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"2024年1月廿五日":    "2024-01-25",
		"2024年1月廿日":     "2024-01-20",
		"二〇二四年一月卅一日":    "2024-01-31",
		"2024年2月卅日":     "",
		"2024年1月5号":     "2024-01-05",
		"2024年1月5号,":    "2024-01-05",
		"2024年1月5号至":    "2024-01-05",
		"2024年1月5号文件":   "",
		"2024年1月5号令":    "",
		"2024年1月5号楼":    "",
		"2024年1月5号3号楼":  "",
		"2024年廿月5日":     "",
		"廿年1月5日":        "",
		"2024年1月二廿五日":   "",
		"2024年一月二十五号":   "2024-01-25",
		"2024年1月三十二号":   "",
		"二〇二四年十二月三十一号。": "2024-12-31",
	} {
		d, ok := findDate(s, 0, len(s))
		if got := d.String(); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %s %v, want %q", s, got, ok, want)
		}
	}
}

// TestEveryDayInEveryWriting: a date is the same in figures, in numerals and with either word for the day.
func TestEveryDayInEveryWriting(t *testing.T) {
	t.Parallel()
	units := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	rapid.Check(t, func(t *rapid.T) {
		month, n := rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")
		days := []string{fmt.Sprint(n), []string{"", "十", "二十"}[n/10] + units[n%10]}
		if n/10 == 2 {
			days = append(days, "廿"+units[n%10])
		}
		months := []string{fmt.Sprint(month), []string{"", "十"}[month/10] + units[month%10]}
		s := rapid.SampledFrom([]string{"2024", "二〇二四", "二零二四"}).Draw(t, "year") + "年" + rapid.SampledFrom(months).Draw(t, "month in words") + "月" +
			rapid.SampledFrom(days).Draw(t, "day in words") + rapid.SampledFrom([]string{"日", "号"}).Draw(t, "word")
		want := fmt.Sprintf("2024-%02d-%02d", month, n)
		if d, ok := findDate(fold.String(s), 0, len(fold.String(s))); !ok || d.String() != want {
			t.Fatalf("%s: %s %v", s, d, ok)
		}
	})
}

// TestPeriodsNameTheirYear: the second date may name its year by a word for the first one's.
func TestPeriodsNameTheirYear(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"统计期限自2023年1月1日至本年12月31日":            "2023-01-01 2023-12-31",
		"统计期限自2023年1月1日起至同年12月31日止":          "2023-01-01 2023-12-31",
		"统计期限自2023年1月1日至当年12月31日":            "2023-01-01 2023-12-31",
		"统计期限自2023年1月1号到该年12月31号":            "2023-01-01 2023-12-31",
		"统计期限自2023年1月1日至12月31日":              "2023-01-01 2023-12-31",
		"统计期限自2022年1月1日至2023年12月31日":         "2022-01-01 2023-12-31",
		"统计期限自2023年1月1日至次年12月31日":            "",
		"统计期限自2023年1月1日至本年底":                 "",
		"统计期限为本年度":                           "",
		"统计口径说明如下,统计期限自2023年1月1日至2023年6月30日": "2023-01-01 2023-06-30",
	} {
		a, b, ok := periodOf(s)
		got := ""
		if ok {
			got = a.String() + " " + b.String()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestSignatures: the date of signature stands on a line of its own behind the body, in either word
// for the day; the number of a document is none.
func TestSignatures(t *testing.T) {
	t.Parallel()
	for last, want := range map[string]string{
		"2024年1月廿五日": "2024-01-25", "2024年1月5号": "2024-01-05", "二〇二四年一月卅日": "2024-01-30", "2024年1月5日": "2024-01-05",
		"第5号": "", "2024年第5号": "", "公告2024年1号": "",
	} {
		got := asPrinted(1, "清源县水务局2023年政府信息公开工作年度报告", "一、总体情况", "我局认真落实条例。", "清源县水务局", last)
		if got.Signed != want {
			t.Errorf("%s: signed %q, want %q", last, got.Signed, want)
		}
	}
}
