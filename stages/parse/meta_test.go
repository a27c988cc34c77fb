package parse_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
)

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

const body = "\n一、总体情况\n2022年，我单位认真开展工作。\n五、存在的主要问题及改进情况\n一是不足；二是改进。\n六、其他需要报告的事项\n无。"

func TestMeta(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text                       string
		title, agency, published, signed string
		year                             int
	}{
		{"one line", "东河县教育局2022年政府信息公开工作年度报告" + body,
			"东河县教育局2022年政府信息公开工作年度报告", "东河县教育局", "", "", 2022},
		{"year first", "2022年东河县人民政府信息公开工作年度报告" + body,
			"2022年东河县人民政府信息公开工作年度报告", "东河县人民政府", "", "", 2022},
		{"two lines", "东河县人民政府\n2022年度政府信息公开工作年度报告" + body,
			"东河县人民政府2022年度政府信息公开工作年度报告", "东河县人民政府", "", "", 2022},
		{"in the first sentence", "现发布《长岭镇2022年政府信息公开工作年度报告》。" + body,
			"长岭镇2022年政府信息公开工作年度报告", "长岭镇", "", "", 2022},
		{"signature", strings.TrimPrefix(body, "\n") + "\n长岭镇人民政府\n二〇二三年一月五日\n打印\n关闭",
			"", "长岭镇人民政府", "", "2023-01-05", 2022},
		{"signature at the end of a line", strings.TrimPrefix(body, "\n") + "特此报告。 东河县教育局2023年1月5日",
			"", "东河县教育局", "", "2023-01-05", 2022},
		{"date of publication", "东河县教育局2022年政府信息公开工作年度报告\n发布时间：2023-01-31 10:20　来源：本站\n抓取时间：2024-05-05" + body,
			"东河县教育局2022年政府信息公开工作年度报告", "东河县教育局", "2023-01-31", "", 2022},
		{"index table", "索引号 | 发布机构 | 发布日期 |\nX/2023-1 | 东河县教育局 | 2023年1月20日 |\n2022年政府信息公开工作年度报告" + body,
			"2022年政府信息公开工作年度报告", "东河县教育局", "2023-01-20", "", 2022},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := mustParse(t, textDocument(c.text))
			if text(r.Title) != c.title || text(r.Agency) != c.agency || text(r.Published) != c.published || text(r.Signed) != c.signed {
				t.Errorf("title %q, agency %q, published %q, signed %q", text(r.Title), text(r.Agency), text(r.Published), text(r.Signed))
			}
			if r.Year == nil || *r.Year != c.year {
				t.Errorf("year %v", r.Year)
			}
		})
	}
}

func TestPeriodOverALineBreak(t *testing.T) {
	t.Parallel()
	r := mustParse(t, textDocument("某某局2022年政府信息公开工作年度报告\n本报告所列数据的统计期限自 2022 年 1 月 1 日\n起至 2021 年 12 月 31 日止。"+body))
	if r.Period == nil || r.Period.Start != "2022-01-01" || r.Period.End != "2021-12-31" {
		t.Fatalf("the period is %+v; it must be as stated, however odd", r.Period)
	}
	if q := r.Evidence["period"]; q.At.Kind != report.PlaceText || !strings.Contains(q.Text, "起至") {
		t.Errorf("the period is quoted as %+v", q)
	}
}

func TestSections(t *testing.T) {
	t.Parallel()
	r := mustParse(t, textDocument(strings.Join([]string{
		"某某局2022年政府信息公开工作年度报告",
		"本报告由总体情况、主动公开政府信息情况、其他需要报告的事项等六部分组成。",
		"一、总体情况", "正文。", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
		"三、政府信息公开行政复议、行政诉讼情况", "无。", "五、存在的主要问题及改进措施：", "一是。", "六、其他需要报告的事项", "无。", "-3-",
	}, "\n")))
	var numbers []int
	for _, s := range r.Sections {
		numbers = append(numbers, s.Number)
	}
	if len(numbers) != 6 || numbers[3] != 4 {
		t.Fatalf("sections %v", numbers)
	}
	if p := r.Sections[3].Printed; p == nil || *p != 3 {
		t.Errorf("the misprinted ordinal is %v", p)
	}
	if got := section(r, 6).Text; got != "无。" {
		t.Errorf("section six is %q: a page number is no text", got)
	}
	if r.Preamble == nil || !strings.HasPrefix(r.Preamble.Text, "本报告由总体情况") {
		t.Errorf("the preamble is %+v", r.Preamble)
	}
}

func TestSectionPlaces(t *testing.T) {
	t.Parallel()
	s := "某某局2022年政府信息公开工作年度报告" + body
	for _, sec := range mustParse(t, textDocument(s)).Sections {
		for _, l := range sec.Lines {
			if got, want := s[l.At.Start:l.At.End], sec.Text[l.Start:l.End]; got != want {
				t.Errorf("section %d: at %+v stands %q, not %q", sec.Number, l.At, got, want)
			}
		}
	}
}

func TestNotAReport(t *testing.T) {
	t.Parallel()
	_, err := parse.New().Parse(context.Background(), textDocument("关于召开会议的通知\n各单位：\n一、时间\n明天上午。\n二、地点\n会议室。"))
	if c, ok := fault.ClassOf(err); !ok || c != fault.NotAReport {
		t.Errorf("a notice of a meeting gives %v", err)
	}
}

func TestBefore2019(t *testing.T) {
	t.Parallel()
	r := mustParse(t, textDocument("某某区2018年政府信息公开年度报告\n一、概述\n正文。\n二、主动公开政府信息情况\n正文。\n六、政府信息公开情况统计表\n"+
		"指标名称\t计量单位\t2018年度\n主动公开文件数\t条\t2069\n受理依申请公开信息总数\t条\t12\n行政复议数\t件\t/\n"))
	if r.Form != report.FormPre2019 || r.Tables.Applications != nil || len(r.Stats) != 3 {
		t.Fatalf("form %s, %d indicators, table three %v", r.Form, len(r.Stats), r.Tables.Applications)
	}
	if s := r.Stats[0]; s.Name != "主动公开文件数" || s.Unit != "条" || s.Value.Value.String() != "2069" {
		t.Errorf("the first indicator is %+v", s)
	}
	if s := r.Stats[2].Value.State; s != report.Dash {
		t.Errorf("a stroke is %s", s)
	}
}
