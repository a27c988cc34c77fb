package validate_test

import (
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestIssuerByItsFormerName: an issuer that calls itself by its name before the reform of 2018 is told so, unless it
// speaks of then or of another body.
func TestIssuerByItsFormerName(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct {
		agency, words string
		want          int
	}{
		{"清河区卫生健康局", "清河区卫生和计划生育局将继续深化公开。", 1},
		{"清河区自然资源局", "下一步，清河区国土资源局将加强培训。", 1},
		{"清河市场监督管理局", "清河工商行政管理局网站公开信息3条。", 1},
		{"清河区卫生健康局", "原清河区卫生和计划生育局的文件已清理。", 0},
		{"清河区卫生健康局", "清理《清河区卫生和计划生育局工作规则》。", 0},
		{"清河区卫生健康局", "清河区卫生和计划生育局2018年印发的文件继续有效。", 0},
		{"清河区卫生健康局", "淮安市卫生和计划生育局的文件已清理。", 0},
		{"清河区卫生健康局", "清河区卫生健康局将继续深化公开。", 0},
		{"清河区教育局", "清河区卫生和计划生育局的文件已清理。", 0},
	} {
		w := clean()
		w.as(c.agency)
		w.say(1, "\n"+c.words)
		n := 0
		for _, f := range judge(t, v, w).Findings {
			if f.Rule == "W-06" && f.Want == c.agency {
				n++
			}
		}
		if n != c.want {
			t.Errorf("%s, %s: %d findings", c.agency, c.words, n)
		}
	}
}

// TestHeadingOfAnotherYear: a heading that has the title with another year is a warning.
func TestHeadingOfAnotherYear(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for year, want := range map[string]int{"2022": 1, "2023": 0} {
		w := clean()
		w.see(report.SeenTitleYear, "", "", "清河区人民政府"+year+"年政府信息公开工作年度报告")
		n := 0
		for _, f := range judge(t, v, w).Findings {
			if f.Rule == "Y-01" {
				n++
			}
		}
		if n != want {
			t.Errorf("a heading of %s: %d findings", year, n)
		}
	}
}
