package narrative

// inAll reports whether words have 共 in the sense of in all: 公共资源, 共享 and 共青团 have not.
func inAll(words string) bool {
	for {
		i := Index(words, "共")
		if i < 0 {
			return false
		}
		before, behind := words[:i], words[i+len("共"):]
		if !hasAnySuffix(before, []string{"公", "中"}) && !hasAnyPrefix(behind, []string{"享", "同", "建", "青", "治", "性", "产", "富", "和国"}) {
			return true
		}
		words = behind
	}
}

// Lost are the numbers that have lost their measure word, where the parts make up the whole
// together with them.
func (l List) Lost(parts, whole int64) []Number {
	for _, lost := range [...][]Number{l.Bare, append(l.Bare[:len(l.Bare):len(l.Bare)], l.Inner...)} {
		sum := parts
		for _, n := range lost {
			v, ok := n.Int()
			if !ok {
				return nil
			}
			sum += v
		}
		if len(lost) > 0 && sum == whole {
			return lost
		}
	}
	return nil
}

// Apart reports whether the parts do not exceed the whole up to the first semicolon, and what
// stands behind it may be no part: 主办15件，其中重点4件；协办57件.
func (l List) Apart(whole int64) bool {
	if l.Semicolons == 0 || l.Semicolons == len(l.Parts)-1 && len(l.Parts) > 2 {
		return false
	}
	sum := int64(0)
	for _, n := range l.Parts[:l.First] {
		v, _ := n.Int()
		sum += v
	}
	return sum <= whole
}

// Holds reports whether the parts make up the whole, with or without the numbers of
// 结转 and those with another measure word. Parts that do so before the list ends are followed by another division of the
// same whole.
func (l List) Holds(parts, whole int64) bool {
	if parts == whole || !l.Mixed && parts+l.rest == whole {
		return true
	}
	first := int64(0)
	for _, n := range l.Parts {
		v, _ := n.Int()
		if first += v; first == whole && len(l.Parts) > 1 {
			return true
		}
	}
	if l.withoutInner() == whole {
		return true
	}
	for _, n := range l.Maybe {
		v, _ := n.Int()
		parts += v
	}
	return parts == whole
}

// withoutInner adds the parts without those that make up the part before them, two at least:
// 123件，其中审结111件：结果维持58件，结果纠正14件，其他结果39件；尚未审结12件.
func (l List) withoutInner() int64 {
	all := int64(0)
	for i := 0; i < len(l.Parts); i++ {
		v, _ := l.Parts[i].Int()
		all += v
		inner := int64(0)
		for j := i + 1; j < len(l.Parts) && inner < v; j++ {
			n, _ := l.Parts[j].Int()
			if inner += n; inner == v && j > i+1 {
				i = j
				break
			}
		}
	}
	return all
}

// Sum adds the parts; it is false if one of them or the whole is not an exact count.
func (l List) Sum() (parts, whole int64, ok bool) {
	whole, ok = l.Whole.Int()
	ok = ok && !l.Whole.Approx
	for _, n := range l.Parts {
		v, exact := n.Int()
		ok = ok && exact && !n.Approx
		parts += v
	}
	return parts, whole, ok
}
