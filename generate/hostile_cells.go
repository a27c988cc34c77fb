package generate

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// hostileCells print more or something else than a number in single cells.
func hostileCells() []faultKind {
	return []faultKind{
		hostile("chinese_numerals", "中文数字", "numbers in Chinese numerals", oddCells(true, chineseNumeral)),
		hostile("note_behind", "数字后有注", "a note behind a number", oddCells(true, around("", "①", "[1]", "（注1）", "注1", "*", "#", "②", "¹", "₂", "※", "†", "（含重复）"))),
		hostile("note_before", "数字前有符号", "a sign before a number", oddCells(true, around("约", ""), around("近", ""), around("≤", ""), around("①", ""), around("*", ""), around("注：", ""), around("'", ""), around("=", ""))),
		hostile("about", "约数", "a number that is not exact", oddCells(true, around("", "余", "多", "以上", "左右", "?", "（约）"))),
		hostile("odd_thousands", "少见的千分号", "unusual thousands marks", oddCells(true, thousandsBy(" "), thousandsBy("，"), thousandsBy("'"), thousandsBy("\u2009"), thousandsBy("\u00a0"), thousandsBy("、"))),
		hostile("odd_groups", "千分号位置有误", "thousands marks in the wrong place", oddCells(true, wrongGroups)),
		hostile("two_numbers", "一格两数", "two numbers in one cell", oddCells(false, second("→"), second("/"), second("~"), second("、"), second("；"), second("("), second("+"), second("—"), second("改"))),
		hostile("two_apart", "数字旁另有一数", "another number apart from a number", oddCells(true, second(" "), second("  "))),
		hostile("larger_units", "单元格内为万件", "a cell in ten thousands", oddCells(false, around("", "万", "万件", "千件", "百件", "亿", "%", "％", "‰", "½", "万余件"))),
		hostile("other_counters", "其他量词", "other counters", oddCells(true, around("", "人", "家", "人次", "笔", "户", "批", "宗", "例"))),
		hostile("noughts", "多余的零", "noughts that say nothing", oddCells(true, around("", ".0", ".00"), around("0", ""), around("00", ""))),
		hostile("other_digits", "其他文字的数字", "digits of other scripts", oddCells(true, digitsFrom('٠'), digitsFrom('०'), digitsFrom('𝟎'), digitsFrom('０'))),
		hostile("look_alikes", "形近字母", "letters like digits", oddCells(true, func(_ *dice, s string) string { return strings.NewReplacer("0", "O", "1", "l").Replace(s) })),
		hostile("inside_digits", "数字中夹有不可见字符", "signs that nobody sees inside of a number", oddCells(true, inside("\u200b"), inside("\u00ad"), inside("\u2060"), inside("\ufeff"))),
		hostile("trailing_signs", "数字后有标点", "a mark behind a number", oddCells(true, around("", ".", "。", "、", "；", ",", ":"))),
		hostile("digit_shapes", "带圈数字", "numbers in circles", oddCells(true, circled)),
	}
}

// around prints one of the texts behind the number, and before stands before it.
func around(before string, behind ...string) func(d *dice, s string) string {
	return func(d *dice, s string) string { return before + s + pick(d, behind...) }
}

// second prints another number behind the number.
func second(sign string) func(d *dice, s string) string {
	return func(d *dice, s string) string {
		out := s + sign + num(int64(d.between(2, 30)))
		if sign == "(" {
			out += ")"
		}
		return out
	}
}

func thousandsBy(sign string) func(d *dice, s string) string {
	return func(_ *dice, s string) string {
		if len(s) < 4 {
			return s
		}
		return s[:len(s)-3] + sign + s[len(s)-3:]
	}
}

func wrongGroups(_ *dice, s string) string {
	if len(s) < 3 {
		return s
	}
	return s[:len(s)-2] + "," + s[len(s)-2:]
}

func inside(sign string) func(d *dice, s string) string {
	return func(_ *dice, s string) string {
		if len(s) < 2 {
			return s
		}
		return s[:1] + sign + s[1:]
	}
}

func digitsFrom(nought rune) func(d *dice, s string) string {
	return func(_ *dice, s string) string {
		return strings.Map(func(r rune) rune { return nought + r - '0' }, s)
	}
}

func circled(_ *dice, s string) string {
	if n, _ := strconv.Atoi(s); n >= 1 && n <= 20 {
		return string(rune('①' + n - 1))
	}
	return s
}

// chineseNumeral writes numbers below a hundred.
func chineseNumeral(_ *dice, s string) string {
	n, _ := strconv.Atoi(s)
	digits := []rune("零一二三四五六七八九")
	switch {
	case n < 10:
		return string(digits[n])
	case n < 100:
		out := "十"
		if n >= 20 {
			out = string(digits[n/10]) + out
		}
		if n%10 > 0 {
			out += string(digits[n%10])
		}
		return out
	}
	return s
}

// oddCells prints up to eight cells in other ways. If known is set the truth keeps their
// numbers; otherwise nobody can say what they are.
func oddCells(known bool, prints ...func(d *dice, s string) string) func(d *dice, p *paper) bool {
	return func(d *dice, p *paper) bool {
		var cells []*value
		p.eachCell(func(path string, v *value) {
			if v.n.Valid() && v.int() > 0 && strings.Trim(v.shown, "0123456789") == "" && !strings.HasSuffix(path, "yuan") {
				cells = append(cells, v)
			}
		})
		left := 8
		for _, v := range shuffled(d, cells) {
			s := pick(d, prints...)(d, v.shown)
			if left == 0 || s == v.shown {
				continue
			}
			v.shown = s
			if !known {
				v.n = report.Number{}
			}
			left--
		}
		return left < 8
	}
}
