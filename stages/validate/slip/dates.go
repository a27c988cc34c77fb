package slip

import "strings"

// date looks for what a date has lost around text[i], which is 年, 月 or 日: 2024年12日, 202年1月,
// 20241月1日, 12月31前.
func (f *Finder) date(i int) {
	from := i
	for digit(f.rune(from - 1)) {
		from--
	}
	n := i - from
	if n == 0 && f.text[i] != '月' || f.rune(from-1) == '.' || f.rune(from-1) == '-' {
		return
	}
	number := string(f.text[from:i])
	switch f.text[i] {
	case '年':
		if n == 3 && strings.HasPrefix(number, "20") && (digit(f.rune(i+1)) || f.rune(i+1) == '度') {
			f.mark(from, i+1, "四位数的年份")
		}
	case '月':
		f.month(from, i, number)
	case '日':
		if n == 8 && strings.HasPrefix(number, "20") && isMonth(number[4:6]) { // 20211231日
			f.mark(from, i+1, number[:4]+"年"+number[4:6]+"月"+number[6:]+"日")
		}
		if f.rune(from-1) == '年' && digit(f.rune(from-2)) && digit(f.rune(from-5)) && n <= 2 {
			f.mark(from-1, i+1, "年×月"+number+"日")
		}
	}
}

// month judges the month that is text[from:i] and the day behind it.
func (f *Finder) month(from, i int, number string) {
	if n := len(number); n > 4 && n < 7 && strings.HasPrefix(number, "20") && isMonth(number[4:]) {
		f.mark(from, i+1, number[:4]+"年"+number[4:]+"月")
		return
	}
	to := i + 1
	for digit(f.rune(to)) {
		to++
	}
	if !isMonth(number) || to == i+1 || to > i+3 || !(strings.ContainsRune("前止起至，。；）", f.rune(to)) && f.rune(to) != 0) {
		return
	}
	if day := string(f.text[i+1 : to]); len(day) == 2 && day <= "31" || len(day) == 1 && day != "0" {
		f.mark(from, to, number+"月"+day+"日")
	}
}

// isMonth reports whether the figures are those of a month.
func isMonth(s string) bool {
	return len(s) == 1 && s > "0" || len(s) == 2 && (s > "00" && s <= "12")
}

// countedThings are what is counted in a report, of which a number wants a measure word behind it,
// and countingVerbs what begins a sentence about them.
var (
	countedThings = words2("信息 申请 来信 文件 会议 留言 公告 报道 动态 提案 建议 案件 训班 图解 稿件 公文 通报 问卷 来电 来访")
	countingVerbs = words2("收到 受理 发布 公开 举办 召开 印发 转发 答复 办理 开展 推送 回复 制发 编发 接收 接待 刊发 发放 报送 承办 更新")
)

// unmeasured looks at the number before the mark text[i], which has lost its measure word:
// 收到群众来信12，均已办理。
func (f *Finder) unmeasured(i int) {
	from := i
	for digit(f.rune(from - 1)) {
		from--
	}
	if from == i || i-from > 5 || f.text[from] == '0' || i-from == 4 && f.text[from] == '2' || !f.is(countedThings, from-2) {
		return
	}
	for k := from - 2; k >= 0 && k > from-fartherOff; k-- {
		if !han(f.text[k]) {
			return
		}
		if f.is(countingVerbs, k) && k+2 <= from-2 {
			f.mark(from-2, i, string(f.text[from-2:i])+"件（条、份等）")
			return
		}
	}
}
