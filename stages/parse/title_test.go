package parse_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

const period = "\n本报告所列数据的统计期限自2023年1月1日至2023年12月31日。"

// TestTitleAmongOtherYears: a page may link to the reports of other years above its own.
func TestTitleAmongOtherYears(t *testing.T) {
	t.Parallel()
	links := "2022年政府信息公开工作年度报告\n2021年政府信息公开工作年度报告\n"
	for _, c := range []struct {
		name, head, text, title string
		year                    int
	}{
		{"the file's own title", "东河县教育局2023年政府信息公开工作年度报告", links + period + body, "东河县教育局2023年政府信息公开工作年度报告", 2023},
		{"the period", "", links + "2023年政府信息公开工作年度报告\n2020年政府信息公开工作年度报告" + period + body, "2023年政府信息公开工作年度报告", 2023},
		{"the quoted title", "", links + "现发布《东河县教育局2023年政府信息公开工作年度报告》。" + period + body, "东河县教育局2023年政府信息公开工作年度报告", 2023},
		{"the period alone", "", links + period + body, "", 2023},
		{"named links", "", "东河县教育局2022年政府信息公开工作年度报告\n东河县教育局2023年政府信息公开工作年度报告" + period + body, "东河县教育局2023年政府信息公开工作年度报告", 2023},
		{"broken in print", "", "现发布《东河县文\n化局2023年政府信息公开工作年度报\n告》。" + period + body, "东河县文化局2023年政府信息公开工作年度报告", 2023},
		{"broken inside 信息公开", "", "东河县文化局2023年政府信息\n公开工作年度报告" + period + body, "东河县文化局2023年政府信息公开工作年度报告", 2023},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			doc := textDocument(strings.TrimPrefix(c.text, "\n"))
			if c.head != "" {
				doc.Head = []report.Field{{Name: "title", Text: report.Text{S: c.head}}}
			}
			r := mustParse(t, doc)
			if text(r.Title) != c.title || r.Year == nil || *r.Year != c.year {
				t.Errorf("title %q, year %v", text(r.Title), r.Year)
			}
		})
	}
}
