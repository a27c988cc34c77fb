package viewer

import (
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// words are the words of the page in one language, beside those of the other formats.
type words struct {
	export.Words
	Page, OriginalTable, BackToCell, BackToFinding string
	Original, NoOriginal, Images, Boxes            string
	FindingsHead, TablesHead, Facts, Sums          string
	Same, AboutFile, Rest, Stats, Unit, Absent     string
	Skip, Keys, Filter, Rules, Rejected            string
	Signed, Period                                 string
	things                                         map[report.Thing]string
}

func wordsFor(lang string) (*words, error) {
	w, err := export.WordsFor(lang)
	if err != nil {
		return nil, err
	}
	if w.Lang == "en" {
		return english(w), nil
	}
	return chinese(w), nil
}

func (w *words) thing(t report.Thing) string {
	if s, ok := w.things[t]; ok {
		return s
	}
	return string(t)
}

func chinese(w export.Words) *words {
	return &words{
		Words: w,
		Page:  "第%d页", OriginalTable: "原文中的表格", BackToCell: "回到表中这一格", BackToFinding: "回到问题 %d",
		Original: "原文", NoOriginal: "此处没有原文。", Images: "页面图像由 pdftoppm 生成。", Boxes: "没有页面图像，文字按其在页面上的位置排列。",
		FindingsHead: "发现的问题", TablesHead: "三张表", Facts: "报告", Sums: "统计",
		Same: "同一处", AboutFile: "关于文件，不是报告的问题", Rest: "其他读出的单元格", Stats: "统计表（2019年以前）", Unit: "单位", Absent: "文档中没有这一格",
		Skip: "跳到问题", Keys: "按 n、p 键逐条查看", Filter: "只看", Rules: "规则", Rejected: "未能核对", Signed: "落款日期", Period: "统计期限",
		things: map[report.Thing]string{
			report.Picture: "图片", report.Frame: "嵌入页面", report.Script: "由脚本生成的内容", report.Control: "表单控件",
			report.Symbol: "符号", report.Embedded: "嵌入对象", report.Attachment: "附件",
		},
	}
}

func english(w export.Words) *words {
	return &words{
		Words: w,
		Page:  "page %d", OriginalTable: "a table of the original", BackToCell: "back to this cell of the table", BackToFinding: "back to finding %d",
		Original: "Original", NoOriginal: "The original is not here.", Images: "Images of the pages were made by pdftoppm.", Boxes: "There are no images of the pages; words stand at their places on the page.",
		FindingsHead: "Findings", TablesHead: "The three tables", Facts: "Report", Sums: "Sums",
		Same: "same cause", AboutFile: "about the file, not the report", Rest: "other cells that were read", Stats: "statistics table (before 2019)", Unit: "unit", Absent: "the document has no such cell",
		Skip: "skip to the findings", Keys: "keys n and p go from finding to finding", Filter: "show", Rules: "rule", Rejected: "not checked", Signed: "signed", Period: "period",
		things: map[report.Thing]string{
			report.Picture: "picture", report.Frame: "embedded page", report.Script: "content made by a script", report.Control: "form control",
			report.Symbol: "symbol", report.Embedded: "embedded object", report.Attachment: "attachment",
		},
	}
}
