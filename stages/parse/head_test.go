package parse_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// head is what a report says about itself, and how it is printed.
type head struct {
	agency           string
	year             int
	title            string // "" where no line says it
	published        string
	signed           string
	signedUnderTitle bool
	text             string
}

func pick(t *rapid.T, name string, list ...string) string {
	return rapid.SampledFrom(list).Draw(t, name)
}

var hanDigits = [...]string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

func hanYear(year int) string {
	out := ""
	for _, c := range fmt.Sprint(year) {
		out += hanDigits[c-'0']
	}
	return out
}

// aDate draws a date of January to March in one of the ways of writing, and as ISO.
func aDate(t *rapid.T, name string, year int, numeric bool) (printed, iso string) {
	m, d := rapid.IntRange(1, 3).Draw(t, name+" month"), rapid.IntRange(1, 28).Draw(t, name+" day")
	iso = fmt.Sprintf("%04d-%02d-%02d", year, m, d)
	forms := []string{fmt.Sprintf("%d年%d月%d日", year, m, d), fmt.Sprintf("%d 年 %d 月 %d 日", year, m, d)}
	if numeric {
		forms = append(forms, iso, strings.ReplaceAll(iso, "-", "/"), fmt.Sprintf("%d.%d.%d", year, m, d))
	}
	return pick(t, name, forms...), iso
}

func anAgency(t *rapid.T) string {
	place := pick(t, "place", "临江市", "清源县", "白石区", "云台自治县", "和田市", "西江省", "对青山区", "本溪市", "新河镇", "公主岭市", "平湖综合实验区", "辽西市关山区")
	unit := pick(t, "unit", "人民政府", "教育局", "卫生健康委员会", "人民政府办公室", "税务局", "市场监督管理局", "综合行政执法支队", "城关街道办事处",
		"气象局", "经济技术开发区管理委员会", "和平乡人民政府", "发展和改革委员会", "融媒体中心", "大数据管理局", "档案馆", "统计局", "绩效评估中心", "信访局", "财政局预算编审中心")
	return place + unit
}

// aHead draws the head of a report whose issuer and year are named at least once.
func aHead(t *rapid.T) head {
	h := head{agency: anAgency(t), year: rapid.IntRange(2019, 2025).Draw(t, "year")}
	y := pick(t, "year's form", fmt.Sprint(h.year), fmt.Sprint(h.year), hanYear(h.year), fmt.Sprintf(" %d ", h.year))
	kind := pick(t, "title's words", "政府信息公开工作年度报告", "政府信息公开年度报告", "政府信息公开工作报告", "政府信息公开工作年报")
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	if rapid.Bool().Draw(t, "menu") {
		line("首页\n政务公开\n政府信息公开指南\n政府信息公开制度\n法定主动公开内容\n政府信息公开年报")
	}
	if rapid.Bool().Draw(t, "place in the site") {
		line("当前位置：首页 > 政府信息公开 > 政府信息公开年报")
	}
	dated := rapid.Bool().Draw(t, "published")
	fields := func() {
		if !dated {
			return
		}
		d, iso := aDate(t, "published", h.year+1, true)
		h.published = iso
		other, _ := aDate(t, "another date", h.year+2, true)
		line("%s", pick(t, "field",
			"发布日期："+d, "发布时间： "+d+" 10:25　来源：本站　浏览次数：12", "更新时间："+other+"\n发布时间："+d, "采集时间："+other+"\n公开日期\t"+d,
			"【字体：大 中 小】 发布日期："+d, "索引号\tAB-2\n成文日期\t"+other+"\n发布日期\t"+d+"\n栏目\t政府信息公开年报", "时间："+d+" 打印时间："+other,
			"抓取时间："+other+"\n日期："+d, d+" 来源：本站", "公开时间 | "+d+" | 文号 | 无 |"))
	}
	before := rapid.Bool().Draw(t, "fields first")
	if before {
		fields()
	}
	h.title = aTitle(t, &h, y, kind, line)
	if !before {
		fields()
	}
	if h.title != "" && rapid.Bool().Draw(t, "date under the title") {
		d, iso := aDate(t, "under the title", h.year+1, false)
		line("（%s）", d)
		h.signed, h.signedUnderTitle = iso, true
	}
	named := aPreamble(t, &h, line)
	b.WriteString("一、总体情况\n")
	line("%d年，我单位认真开展工作，主动公开信息12条。", h.year)
	b.WriteString("二、主动公开政府信息情况\n见附表。\n五、存在的主要问题及改进情况\n一是不足；二是改进。\n六、其他需要报告的事项\n无。\n")
	if h.title == "" && !named || rapid.Bool().Draw(t, "signature") {
		d, iso := aDate(t, "signed", h.year+1, false)
		if rapid.Bool().Draw(t, "in Chinese") {
			d, iso = hanYear(h.year+1)+"年一月二十三日", fmt.Sprintf("%d-01-23", h.year+1)
		}
		h.signed = iso
		line("%s", pick(t, "signature's form", h.agency+"\n"+d, "    "+h.agency+"\n    "+d, "特此报告。　　"+h.agency+d))
		line("%s", pick(t, "foot", "打印\n关闭", "扫一扫在手机打开当前页", "上一篇：某某局2011年政府信息公开工作年度报告", "主办：某某局 备案号：1"))
	}
	h.text = b.String()
	return h
}

// aTitle prints a title, or none, and returns it as it should be read.
func aTitle(t *rapid.T, h *head, y, kind string, line func(string, ...any)) string {
	whole := strings.TrimSpace(pick(t, "title",
		h.agency+y+"年"+kind, h.agency+y+"年度"+kind, y+"年度"+h.agency+kind, y+"年"+h.agency+kind, h.agency+kind+"（"+fmt.Sprint(h.year)+"年）",
		h.agency+"关于"+y+"年度政府信息公开工作情况的报告", h.agency+"政府信息公开"+y+"年度报告"))
	switch pick(t, "title's place", "line", "line", "mark", "two lines", "label", "quote", "none") {
	case "line":
		line("%s", whole)
		return whole
	case "mark":
		line("# %s", whole)
		return whole
	case "two lines":
		line("%s\n%d年%s", h.agency, h.year, kind)
		return h.agency + fmt.Sprint(h.year) + "年" + kind
	case "label":
		whole = strings.TrimSpace(pick(t, "labelled title", whole, h.agency+"关于公布"+fmt.Sprint(h.year)+"年政府信息公开工作年度报告的函", h.agency+"关于发布"+fmt.Sprint(h.year)+"年度政府信息公开年报的通知"))
		line("标题：%s\n栏目：政府信息公开年报", whole)
		return whole
	case "quote":
		whole = h.agency + fmt.Sprint(h.year) + "年" + kind
		line("根据要求，现发布《%s》，请予监督。", whole)
		return whole
	}
	return ""
}

// aPreamble prints sentences that name the year and perhaps the issuer, and reports whether
// they name the issuer.
func aPreamble(t *rapid.T, h *head, line func(string, ...any)) bool {
	a, y := h.agency, h.year
	period := fmt.Sprintf("本报告所列数据的统计期限自%d年1月1日起至%d年12月31日止。", y, y)
	contact := pick(t, "contact", "", "如有疑问，请与"+a+"联系（电话：0000-1234567）。", "如对本报告有疑问，请联系："+a+"，地址：人民路1号。",
		"如对本报告有任何疑问，请与"+a+"办公室联系（地址：人民路1号）。", "如需了解更多信息，请向"+a+"政务公开办咨询。")
	first := pick(t, "preamble", "根据《中华人民共和国政府信息公开条例》，特编制本报告。",
		fmt.Sprintf("根据《中华人民共和国政府信息公开条例》要求，由%s编制的%d年度政府信息公开年度报告。", a, y),
		fmt.Sprintf("按照有关规定，现将%s%d年政府信息公开工作年度报告公布如下。", a, y),
		fmt.Sprintf("特向社会公布%d年度%s政府信息公开工作年度报告。", y, a),
		fmt.Sprintf("根据规定，%s编制了%d年政府信息公开年度报告。", a, y))
	line("%s%s%s", first, period, contact)
	return contact != "" || strings.Contains(first, a)
}

// TestHeadsAreReadWhole: whatever the print is, the title, the issuer, the year and the
// dates are those that it names.
func TestHeadsAreReadWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := aHead(t)
		r, err := parse.New().Parse(context.Background(), textDocument(h.text))
		if err != nil {
			t.Fatalf("%v\n%s", err, h.text)
		}
		if got := text(r.Title); got != h.title {
			t.Errorf("title %q, want %q", got, h.title)
		}
		// The office that answers questions does so for the body whose office it is.
		if got := text(r.Agency); strings.TrimSuffix(got, "办公室") != strings.TrimSuffix(h.agency, "办公室") {
			t.Errorf("agency %q, want %q", got, h.agency)
		}
		if r.Year == nil || *r.Year != h.year {
			t.Errorf("year %v, want %d", r.Year, h.year)
		}
		if got := text(r.Published); got != h.published {
			t.Errorf("published %q, want %q", got, h.published)
		}
		if got := text(r.Signed); got != h.signed {
			t.Errorf("signed %q, want %q", got, h.signed)
		}
		for field, q := range r.Evidence {
			if at := q.At; at.Kind == report.PlaceText && at.End-at.Start == len(q.Text) && h.text[at.Start:at.End] != q.Text {
				t.Errorf("%s: at %d to %d stands %q, not %q", field, at.Start, at.End, h.text[at.Start:at.End], q.Text)
			}
		}
		if t.Failed() {
			t.Logf("%s", h.text)
		}
	})
}
