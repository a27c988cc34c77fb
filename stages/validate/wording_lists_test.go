package validate_test

import (
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestTitlesOfLaws: misprints of the titles that reports cite, and real titles that are
// close to one.
func TestTitlesOfLaws(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct{ title, want string }{
		{"政府信息工开条例", "政府信息公开条例"},
		{"政府信息公开条列", "政府信息公开条例"},
		{"中华人民共和国保守国家秘法", "中华人民共和国保守国家秘密法"},
		{"中华人民共和国行证复议法", "中华人民共和国行政复议法"},
		{"中华人民共和国行政诉讼讼法", "中华人民共和国行政诉讼法"},
		{"华人民共和国档案法", "中华人民共和国档案法"},
		{"中华人民共和国个人信息保护", "中华人民共和国个人信息保护法"},
		{"公共企事业单位信息公开规定制订办法", "公共企事业单位信息公开规定制定办法"},
		{"国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意间", "国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见"},
		// real ones
		{"行政复议法", ""}, {"行政诉讼法", ""}, {"档案法", ""}, {"保守国家秘密法", ""}, {"个人信息保护法", ""},
		{"中华人民共和国行政监察法", ""}, {"中华人民共和国档案法实施条例", ""}, {"中华人民共和国保守国家秘密法实施条例", ""}, {"中华人民共和国行政复议法实施条例", ""},
		{"中华人民共和国统计法", ""}, {"中华人民共和国审计法", ""}, {"信访工作条例", ""}, {"优化营商环境条例", ""}, {"上海市政府信息公开规定", ""}, {"广州市政府信息公开规定", ""},
		{"关于全面推进政务公开工作的实施意见", ""}, {"关于全面推进基层政务公开标准化规范化工作的实施意见", ""}, {"福建省政府信息公开办法", ""},
		{"政府信息公开指南", ""}, {"政府信息公开目录", ""}, {"政府信息公开制度", ""}, {"政府信息公开办法", ""}, {"政府网站发展指引", ""}, {"重大行政决策程序暂行条例", ""},
	} {
		w := clean()
		w.say(2, "依照《"+c.title+"》办理。")
		got := ""
		for _, f := range findingsOf(judge(t, v, w), "W-02") {
			got = f.Want
		}
		if got != c.want {
			t.Errorf("《%s》: taken for a misprint of %q, want %q", c.title, got, c.want)
		}
	}
}

// TestSlips: words of the list, and words that only look like them.
func TestSlips(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, c := range []struct{ words, want string }{
		{"本机关末收到申请。", "未收到"}, {"相关制度己建立。", "已建立"}, {"深人推进公开。", "深入推进"}, {"加强新煤体建设。", "新媒体"},
		{"制度建没有待加快。", ""}, {"年末收到的文件。", ""}, {"干部自己完成的任务。", ""}, {"构建全制度链条。", ""}, {"资深人学习交流。", ""},
		{"推进信息化建没工作。", "信息化建设"}, {"增强时郊性。", "时效性"}, {"完善评沽机制。", "完善评估机制"}, {"建全完善制度。", "健全完善"}, {"因地治宜推进。", "因地制宜"},
		{"各级政府网占用资源。", ""}, {"政府网占新闻报到。", "政府网站"},
	} {
		w := clean()
		w.say(2, c.words)
		got := ""
		if fs := findingsOf(judge(t, v, w), "W-06"); len(fs) > 0 {
			got = fs[0].Want
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.words, got, c.want)
		}
	}
}

// TestOneWayOfWritingIsOneFinding: units in twenty cells are one finding with all of them;
// a negative number has its own.
func TestOneWayOfWritingIsOneFinding(t *testing.T) {
	t.Parallel()
	w := clean()
	n := 0
	for _, row := range []string{"new_received", "carried_in", "granted"} {
		for _, col := range report.ApplicantColumns() {
			path := "applications." + row + "." + col.Key
			c := w.Tables.Applications[row][col.Key]
			c.Text += "件"
			setCell(w.Report, path, c)
			n++
		}
	}
	w.set("disclosure.licences", "-2", "disclosure.penalties", "1,415", "disclosure.coercions", "1,017")
	fs := findingsOf(judge(t, newValidator(t), w), "S-13")
	if len(fs) != 3 || len(fs[0].Cells) != 1 || fs[0].Severity != report.Error {
		t.Fatalf("%d findings: %+v", len(fs), fs)
	}
	if len(fs[1].Cells) != 2 || fs[2].CellsTotal != n {
		t.Errorf("%+v", fs[1:])
	}
	if most := report.MaxCells; len(fs[2].Cells) != most || len(fs[2].Quotes) != most || len(fs[2].At) != most {
		t.Errorf("lists %d cells, %d quotes and %d places, want %d of each", len(fs[2].Cells), len(fs[2].Quotes), len(fs[2].At), most)
	}
}
