package about

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// yearOfWork is the year of which the text tells what the office did in it, or how things stood at its
// end: 我局2022年度主动公开信息15条, 截至2022年底. Several such years say nothing.
func (r *reader) yearOfWork() (year int, text report.Text) {
	size := 0
	for i := range r.Lines {
		r.Step()
		l := &r.Lines[i]
		if l.Table || l.Text.S == "" {
			continue
		}
		if size += len(l.Fold); size > longestPassage {
			break
		}
		for from := 0; ; {
			y, at, end := yearIn(l.Fold[from:])
			if at < 0 {
				break
			}
			at, end, from = from+at, from+end, from+end
			if inTitle(l.Fold, at) || !tellsOfWork(l.Fold, at, end) {
				continue
			}
			if year != 0 && y != year {
				return 0, report.Text{}
			}
			if year == 0 {
				year, text = y, part(*l.Text, fold.Fold(l.Text.S), at, end)
			}
		}
	}
	return year, text
}

// tellsOfWork reports that the year f[at:end] is the one of which a sentence tells.
func tellsOfWork(f string, at, end int) bool {
	before, behind := f[:at], f[end:]
	if strings.HasSuffix(before, "截至") || strings.HasSuffix(before, "截止") {
		return strings.HasPrefix(behind, "底") || strings.HasPrefix(behind, "12月底") || strings.HasPrefix(behind, "12月31日")
	}
	we := func(f string, is func(f, w string) bool) bool {
		return slices.ContainsFunc([]string{"我局", "我委", "我办", "我厅", "我镇", "我乡", "我街道", "我社", "我站", "我中心", "本局", "本委", "本机关", "本单位", "本镇", "本乡"}, func(w string) bool { return is(f, w) })
	}
	if we(before, strings.HasSuffix) {
		return strings.HasPrefix(behind, "度") || strings.HasPrefix(behind, "共") || strings.HasPrefix(behind, "主动") || strings.HasPrefix(behind, "全年")
	}
	begins := before == "" || strings.HasSuffix(before, "。")
	return begins && (strings.HasPrefix(behind, ",") || we(behind, strings.HasPrefix))
}
