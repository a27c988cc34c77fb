package narrative

import "slices"

// mix makes the numbers with another measure word the parts where there are no others, and
// all have the same. One alone must exceed the whole, and may count something else.
func (l *List) mix() {
	if len(l.foreign) == 0 {
		return
	}
	if len(l.Parts) > 0 {
		l.join()
		return
	}
	for _, n := range l.foreign {
		if n.Unit != l.foreign[0].Unit {
			return
		}
	}
	whole, _ := l.Whole.Int()
	if len(l.foreign) == 1 {
		if v, _ := l.foreign[0].Int(); v <= whole || events(l.Whole.Unit) {
			return
		}
		l.Loose = true
	}
	if events(l.Whole.Unit) {
		l.Loose = true
		for _, n := range l.foreign {
			if v, _ := n.Int(); v > whole {
				return // each 次 has more than one 场
			}
		}
	}
	l.Parts, l.Mixed = l.foreign, true
}

// isRow reports whether 、 divides the parts and the foreign numbers of the list, and no other mark.
func (l *List) isRow(text string) bool {
	if len(l.Parts) == 0 || len(l.foreign) == 0 {
		return false
	}
	first, last := l.Parts[0], l.Parts[len(l.Parts)-1]
	if n := l.foreign[0]; n.Start < first.Start {
		first = n
	}
	if n := l.foreign[len(l.foreign)-1]; n.Start > last.Start {
		last = n
	}
	return !has(text[first.UnitEnd:last.Start], "，", "；", "。", "：")
}

// join adds the numbers with another measure word to the parts, where all are one row of items
// that 、 divides and only together exceed the whole: 200条，其中文件120件、公告90条.
func (l *List) join() {
	if !l.row || events(l.Whole.Unit) {
		return
	}
	whole, _ := l.Whole.Int()
	own, all := int64(0), int64(0)
	for _, n := range l.Parts {
		v, _ := n.Int()
		own += v
	}
	all = own
	for _, n := range l.foreign {
		v, _ := n.Int()
		all += v
	}
	if own >= whole || all <= whole {
		return
	}
	l.Parts, l.Mixed = append(l.Parts, l.foreign...), true
	slices.SortFunc(l.Parts, func(a, b Number) int { return a.Start - b.Start })
}
