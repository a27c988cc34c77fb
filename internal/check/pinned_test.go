package check

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// pinned are the findings that people made by hand in the real reports: the rule, and words
// that one of its quotes must overlap with, "" where the fault is that something is not
// there.
func pinned() map[string][][2]string {
	hongze := [][2]string{
		{"S-09", "2.其他法律行政止公开"}, {"S-11", "（六）其他处理"}, {"W-08", "本报告由淮安市洪泽区人民政府办公室"}, {"S-07", ""},
	}
	return map[string][][2]string{
		"liangzhou_media_2022": {
			{"F-01", "无需要说明的事项"}, {"S-06", ""}, {"W-06", "需要进步加强"}, {"W-05", "责任 ,及时"}, {"W-05", "规范、 高效"},
		},
		"jingdezhen_2023": {
			{"S-15", "国办公开办函〔2019〕60、61号"}, {"W-07", "无处罚强制信息,无行政事业性收费"}, {"S-03", "五、存在的主要问题及改进措施"},
			{"F-01", "无。"}, {"W-13", ""}, {"W-10", "根据存在问题:我办下一步"},
		},
		"xingqing_smartcity_2023": {
			{"A-01", "81944件,办结率99.66%"}, {"W-02", "《华人民共和国政府信息公开条例》"}, {"W-11", "http//www.xqq.gov.cn/"},
		},
		"shangjie_culture_2021": {
			{"S-10", "总计 0 0 0 0 0 0 0 0"}, {"S-10", "结转下年度继续办理 0 0 0 0 0 0 0 0"}, {"S-10", "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"}, {"S-09", "2.其他法律法规禁止公开"},
		},
		"changtu_town_2022": {
			{"W-01", "根据《《中华人民共和国政府信息公开条例"}, {"Y-06", "2022年12月23日"}, {"F-01", "无。"}, {"S-07", ""}, {"S-06", ""},
		},
		"hongze_2023": append([][2]string{{"T4-01", "10 1 0 0 0"}, {"T4-03", "5 0 0 0 0"}, {"W-06", "依申请公开受理渠。"}}, hongze...),
		"hongze_2024": append([][2]string{{"N-01", "区政府办代表区政府受理政府信息公开申请17件"}}, hongze...),
	}
}

// holding are rules that were worked out by hand and are met; with ~ behind it one that the
// report may also have nothing for.
func holding() map[string]string {
	return map[string]string{
		"liangzhou_media_2022":    "T3-01 T3-11 T3-17 T3-21 T3-45 T4-01 T4-02 T4-03",
		"jingdezhen_2023":         "N-12~ N-02 N-09 T3-01 T3-11 T3-17 T3-45 T4-01 T4-02 T4-03",
		"xingqing_smartcity_2023": "A-02~ F-01 D-01~ D-03 T3-01 T3-11 T3-17 T4-01 T4-02 T4-03",
		"shangjie_culture_2021":   "N-02 F-01 T3-01 T3-11 T3-21",
		"changtu_town_2022":       "T3-01 T3-11 T3-17 T3-45 T4-01 T4-02 T4-03",
		"hongze_2023":             "N-01 T3-01 T3-11 T3-17 T3-45 T4-02",
		"hongze_2024":             "X-01 X-02 T3-01 T3-11 T3-17 T3-45 T4-01 T4-02 T4-03",
	}
}

// TestFindingsByHand checks the corpus together, so that years and versions are compared.
func TestFindingsByHand(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(corpus(t), "docs")
	wants, holds, seen := pinned(), holding(), map[string]bool{}
	for _, c := range folder(t, checker(t), dir) {
		name := filepath.Base(c.File)
		stem, _, _ := strings.Cut(name, ".")
		seen[stem] = true
		for _, f := range c.Findings { // several renderings of one report stand side by side
			if f.Rule == "D-06" || f.Rule == "D-07" {
				t.Errorf("%s: %s: %s", name, f.Rule, f.Message)
			}
		}
		for _, w := range wants[stem] {
			if !slices.ContainsFunc(c.Findings, func(f report.Finding) bool { return f.Rule == w[0] && overlaps(f, w[1]) }) {
				t.Errorf("%s: no %s at %q", name, w[0], w[1])
			}
		}
		for _, id := range strings.Fields(holds[stem]) {
			id, open := strings.CutSuffix(id, "~")
			if o := c.Rules.Outcomes.Of(id); o != report.Met && !(open && o == report.NotApplicable) {
				t.Errorf("%s: %s is %q", name, id, o)
			}
		}
		if strings.HasPrefix(stem, "hongze") {
			for _, f := range c.Findings { // "N-01 (W, scope)": the text speaks for the office
				if f.Rule == "N-01" && f.Severity != report.Warning {
					t.Errorf("%s: N-01 is %s", name, f.Severity)
				}
			}
		}
		if stem == "fixture_2025" || stem == "shanghai_office_2025" {
			judgeControl(t, name, c.Findings)
		}
	}
	for stem := range wants {
		if !seen[stem] {
			t.Errorf("%s is not in the corpus", stem)
		}
	}
}

// judgeControl: of a sound report no sum, number or share is called wrong, and at most one
// warning among them is doubtful.
func judgeControl(t *testing.T, name string, findings []report.Finding) {
	t.Helper()
	warnings := 0
	for _, f := range findings {
		if !strings.ContainsAny(f.Rule[:1], "TNA") {
			continue
		}
		switch f.Severity {
		case report.Error:
			t.Errorf("%s: %s: %s", name, f.Rule, f.Message)
		case report.Warning:
			warnings++
		}
	}
	if warnings > 1 {
		t.Errorf("%s: %d doubtful warnings", name, warnings)
	}
}

// overlaps reports whether a quote of the finding holds the words or the words hold it,
// white space and widths apart; "" asks for no quote.
func overlaps(f report.Finding, words string) bool {
	plain := func(s string) string {
		return strings.NewReplacer("(", "（", ")", "）", "　", "").Replace(strings.Join(strings.Fields(s), ""))
	}
	words = plain(words)
	return words == "" || slices.ContainsFunc(f.Quotes, func(q string) bool {
		q = plain(q)
		return q != "" && (strings.Contains(q, words) || strings.Contains(words, q) || meets(q, words) || meets(words, q))
	})
}

// meets reports whether the end of a is the beginning of b, by four characters and more.
func meets(a, b string) bool {
	for n := 4 * len("字"); n <= min(len(a), len(b)); n++ {
		if strings.HasSuffix(a, b[:n]) {
			return true
		}
	}
	return false
}
