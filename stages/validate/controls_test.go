package validate_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestControlsOfRealReports are sums that were checked by hand in excerpts of real reports,
// as such sentences are written: those that hold, and the two that do not.
func TestControlsOfRealReports(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct{ say, want string }{
		{"公开各类信息444条，其中概况类118条（图文70条、视频48条）、政务动态294条、信息公开目录32条。", ""},
		{"公开信息25条，其中概况类1条、政务动态12条、通知公告12条。", ""},
		{"公开信息464条，其中政务动态196条、目录发布268条。", ""},
		{"公开信息37条，其中机构职能25条、财政资金10条、规划计划1条、其他1条。", ""},
		{"主动公开信息260条，其中网站110条、微信72条、公示栏78条。", ""},
		{"公开信息314条，其中机构职能3条、规划2条、预决算1条、应急8条、养老12条、社会救助20条、政务动态268条。", ""},
		{"发布信息945条，其中门户网站710条、政务新媒体235条。", ""},
		{"发布信息197条，其中机构概况34条、政策文件97条、其他66条。", ""},
		{"主动公开政府信息79603条，其中政策文件220条、规划计划3302条、财政信息799条、重点领域2768条、其他72514条。", ""},
		{"制作答复文书275份，其中告知书201份、补正通知书74份。", ""},
		{"占比分别为58.5%、7.3%、28.9%、5.2%。", ""},
		{"主动公开信息276条，其中门户网站216条、微信公众号50条。", "A-02"},
		{"共主动公开条，其中门户网站100条、微信47条。", "A-09"},
	} {
		w := clean()
		w.say(2, c.say)
		var got []string
		for _, f := range judge(t, v, w).Findings {
			if f.Rule[0] == 'A' && !slices.Contains(got, f.Rule) {
				got = append(got, f.Rule)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s\n\tgot %q, want %q", c.say, s, c.want)
		}
	}
}

// TestBalanceOfRealReports: 收到 and 结转 that balance in the text and the table.
func TestBalanceOfRealReports(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct {
		received, in, done, out string
		want                    report.Outcome
	}{
		{"927", "34", "930", "31", report.Met},
		{"859", "18", "805", "72", report.Met},
		{"927", "34", "930", "41", report.Broken},
	} {
		w := clean()
		w.write(1, "2023年，公开工作有序推进。\n（二）依申请公开情况。全区收到政府信息公开申请"+c.received+"件，上年结转"+c.in+"件，办结"+c.done+"件，结转下年度继续办理"+c.out+"件。")
		if got := judge(t, v, w).Rules.Outcomes.Of("A-07"); got != c.want {
			t.Errorf("%+v: A-07 ended %s", c, got)
		}
	}
}

// TestWhatIsNeverFlagged is the list of things that look like faults and are none.
func TestWhatIsNeverFlagged(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	usual := len(judge(t, v, clean()).Findings)
	for _, c := range []struct {
		what   string
		change func(*world)
	}{
		{"a fee of table two beside no processing fee", func(w *world) {
			w.set("disclosure.fees_10k_yuan", "7730.28")
			w.write(6, "2023年，全区收取信息处理费0元。")
		}},
		{"policy documents are no normative documents", func(w *world) { w.say(1, "\n全年发布政策性文件11件。") }},
		{"the office's telephone and address", func(w *world) {
			w.say(0, "联系地址：清河区人民路9号，邮编：223001，电话：0517-87222589，传真：87222589，邮箱：qhqzwgk@126.com、qhxxgk@163.com。")
		}},
		{"telephones of seven and eight digits", func(w *world) { w.say(0, "电话：8588031，监督电话：85880312。") }},
		{"rounded numbers about nothing in the tables", func(w *world) { w.say(1, "\n主动公开政府信息5500余条。") }},
		{"a hotline's count", func(w *world) { w.say(1, "\n受理12345热线82292件，办结81944件。") }},
		{"the note of table three", func(w *world) {
			w.say(3, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")
		}},
		{"page numbers", func(w *world) { w.say(5, "\n- 4 -\n— 5 —\n") }},
	} {
		w := clean()
		c.change(w)
		if got := judge(t, v, w); len(got.Findings) != usual {
			t.Errorf("%s: %v", c.what, summary(got))
		}
	}
}
