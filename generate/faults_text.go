package generate

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// swap is a fault that puts other words in the place of a marked piece of narrative. It
// returns the piece as it stands afterwards, or "" if it has nothing to do.
type swap func(d *dice, p *paper, piece string) string

// marked makes a fault of a swap. The quote is the changed piece.
func marked(name, rule, mark, zh, en, why string, need func(*plan), change swap) faultKind {
	return faultKind{
		Fault: Fault{Name: name, Family: rule, ZH: zh, EN: en},
		plan:  need,
		apply: func(d *dice, p *paper) ([]Violation, bool) {
			piece := p.marks[mark]
			if piece == "" {
				return nil, false
			}
			text := change(d, p, piece)
			if text == "" || text == piece || !p.replace(piece, text) {
				return nil, false
			}
			p.marks[mark] = text
			return []Violation{{Rule: rule, Where: p.where(text), Quote: text, Why: why}}, true
		},
	}
}

// instead changes old to text inside the piece.
func instead(old, text string) swap {
	return func(_ *dice, p *paper, piece string) string {
		return strings.Replace(piece, p.style.words(old), p.style.words(text), 1)
	}
}

// with puts words around the piece.
func with(before, after string) swap {
	return func(_ *dice, p *paper, piece string) string {
		return p.style.words(before) + piece + p.style.words(after)
	}
}

func needReceived(p *plan)    { p.received = true }
func needProceedings(p *plan) { p.received, p.proceedings = true, true }
func needNormative(p *plan)   { p.normative = true }

func textFaults() []faultKind {
	kinds := []faultKind{
		marked("percent", "text_arithmetic", "share", "办结率与件数不符", "a percentage that its own numbers do not give",
			"the share is not that of the two numbers before it", nil, wrongPercent),
		marked("percent_full", "text_arithmetic", "share", "尚有未办结却称办结率100%", "100 % although not all are closed",
			"fewer are closed than were accepted, so the share is not 100 %", nil, fullPercent),
		marked("parts", "text_arithmetic", "parts", "分项之和不等于总数", "parts that do not add up to their whole",
			"the parts do not add up to the whole", nil, wrongParts),
		marked("received", "text_vs_table", "received", "正文的收到申请数与表三不符", "the text has another number of applications than table three",
			"table 3 has another number of new applications", needReceived, addToNumber),
		marked("received_none", "text_vs_table", "received", "正文称未收到申请而表三有数", "the text says there were no applications, table three has some",
			"table 3 has new applications", needReceived, func(_ *dice, p *paper, _ string) string { return "未收到政府信息公开申请" }),
		marked("answered", "text_vs_table", "answered", "正文的办结数与表三不符", "the text has another number of answers than table three",
			"table 3 has another total of results", needReceived, addToNumber),
		marked("reviews", "text_vs_table", "reviews", "正文的行政复议数与表四不符", "the text has another number of reviews than table four",
			"table 4 has another total of reviews", needProceedings, addToNumber),
		marked("lawsuits", "text_vs_table", "suits", "正文的行政诉讼数与表四不符", "the text has another number of lawsuits than table four",
			"table 4 has another total of lawsuits", needProceedings, addToNumber),
		marked("normative", "text_vs_table", "normative", "正文的规范性文件数与表二不符", "the text has another number of normative documents than table two",
			"table 2 has another number of normative documents made", needNormative, addToNumber),
		marked("typo", "text_typo", "further", "漏字：进步加强", "a character left out",
			"the character 一 is missing", nil, instead("进一步加强", "进步加强")),
		marked("double_word", "text_typo", "review", "重字：审核审核", "a word twice",
			"审核 stands twice", nil, instead("审核", "审核审核")),
		marked("bracket", "text_brackets", "statute", "书名号不成对", "a title mark too many",
			"an opening mark too many", nil, with("《", "")),
		marked("statute", "statute_name", "statute", "法规名称有误", "the name of the regulation is wrong",
			"the character 中 is missing", nil, instead("《中华", "《华")),
		marked("statute_word", "statute_name", "statute", "法规名称多字", "the name of the regulation has a wrong word",
			"the regulation is called 政府信息公开条例", nil, instead("政府信息公开条例", "政务信息公开条例")),
		marked("placeholder", "placeholder", "training", "占位符未填", "a placeholder left standing",
			"a placeholder stands where a number belongs", nil, toDigits("XX")),
		marked("missing_number", "placeholder", "disclosed", "数字漏填", "a number left out",
			"the number is missing", nil, toDigits("")),
		marked("stale_year", "text_stale_year", "training", "留有往年的年份", "a sentence of an earlier year left standing",
			"the report is on a later year", nil, staleYear),
		marked("basis", "text_basis", "basis", "引用已被替代的格式文件", "cites the form of 2019 for a later year",
			"the 2019 form no longer applies to the year", nil, instead("〔2021〕30号", "〔2019〕60号")),
		marked("period", "period", "period", "统计期限终点早于起点", "a period that ends before it begins",
			"the period ends before it begins", nil, wrongPeriod),
		marked("text_year", "text_year", "fee", "正文年度与标题不符", "a year in the text that is not the report's",
			"the report is on another year", nil, nextYear),
		marked("list", "text_numbering", "second", "序号跳号：一是、三是", "a list that skips a number",
			"the list goes from 一是 to 三是", nil, instead("二是", "三是")),
		marked("punctuation", "text_punctuation", "training", "标点重复", "a doubled comma",
			"the comma stands twice", nil, with("，", "")),
		duplicate(),
	}
	for i := range kinds {
		switch kinds[i].Name {
		case "basis":
			kinds[i].form = report.Form2021
		case "normative":
			kinds[i].form, kinds[i].layout = report.Form2021, cellsApart
		case "reviews", "lawsuits": // glued figures of table four often have two readings
			kinds[i].layout = cellsApart
		}
	}
	return append(kinds, privacyFaults()...)
}

// wrongPercent moves the rate by some hundredths, and by at least three units of its
// last decimal, which no rounding explains.
func wrongPercent(d *dice, _ *paper, piece string) string {
	at := strings.LastIndexAny(piece, "率") + len("率")
	rate := strings.TrimSuffix(piece[at:], "%")
	digits := []byte(strings.Replace(rate, ".", "", 1))
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	decimals := len(rate) - 1 - strings.Index(rate, ".")
	n -= d.between(3, 29)
	if decimals == 1 {
		return piece[:at] + fmt.Sprintf("%d.%d%%", n/10, n%10)
	}
	return piece[:at] + fmt.Sprintf("%d.%02d%%", n/100, n%100)
}

func fullPercent(_ *dice, _ *paper, piece string) string {
	return piece[:strings.LastIndex(piece, "率")+len("率")] + "100%"
}

// wrongParts adds to the last part.
func wrongParts(d *dice, _ *paper, piece string) string {
	return editLast(piece, func(n int64) string { return num(n + int64(d.between(1, 9))) })
}

// addToNumber adds to the last number of the piece.
func addToNumber(d *dice, _ *paper, piece string) string {
	return editLast(piece, func(n int64) string { return num(n + int64(d.between(1, 9))) })
}

func toDigits(text string) swap {
	return func(_ *dice, _ *paper, piece string) string {
		return editLast(piece, func(int64) string { return text })
	}
}

// editLast replaces the last run of digits in s.
func editLast(s string, by func(n int64) string) string {
	end := strings.LastIndexAny(s, "0123456789") + 1
	if end == 0 {
		return ""
	}
	start := end
	n, scale := int64(0), int64(1)
	for start > 0 && s[start-1] >= '0' && s[start-1] <= '9' {
		start--
		n += int64(s[start]-'0') * scale
		scale *= 10
	}
	return s[:start] + by(n) + s[end:]
}

func staleYear(d *dice, p *paper, piece string) string {
	return fmt.Sprintf("%d年", p.year-d.between(1, 2)) + strings.TrimPrefix(piece, "全年")
}

func nextYear(_ *dice, p *paper, piece string) string {
	return strings.Replace(piece, fmt.Sprintf("%d年", p.year), fmt.Sprintf("%d年", p.year-1), 1)
}

func wrongPeriod(_ *dice, p *paper, piece string) string {
	i := strings.LastIndex(piece, num(p.year))
	return piece[:i] + num(p.year-1) + piece[i+4:]
}

// duplicate says the problems of section five twice.
func duplicate() faultKind {
	return faultKind{
		Fault: Fault{Name: "duplicate", Family: "text_duplicate", ZH: "段落重复", EN: "a paragraph twice"},
		apply: func(_ *dice, p *paper) ([]Violation, bool) {
			text := p.marks["problems"]
			lines := &p.parts[4].lines
			*lines = append([]string{text}, *lines...)
			return []Violation{{Rule: "text_duplicate", Where: "section 5", Quote: text, Why: "the same paragraph stands twice"}}, true
		},
	}
}
