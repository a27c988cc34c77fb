package slip

import (
	"strings"
	"testing"
)

// lexiconWithout is the lexicon without one of its files, and what stands in that.
func lexiconWithout(t *testing.T, file string) (l *Lexicon, all string) {
	t.Helper()
	l = newLexicon(func(name string) string {
		b, err := data.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == file {
			all = string(b)
			return ""
		}
		return string(b)
	})
	return l, all
}

// TestNoConfusionIsSpare: a line of confused.txt that the other lexicons find wherever it says so
// would be one to keep in step for nothing.
func TestNoConfusionIsSpare(t *testing.T) {
	t.Parallel()
	l, all := lexiconWithout(t, "confused.txt")
	f, n := NewFinder(l), 0
	for line := range lines(all) {
		n++
		if w := strings.Fields(line); f.findsAll(w[0], w[2:]) {
			t.Errorf("%s: found without this line", line)
		}
	}
	t.Logf("%d lines", n)
}

// findsAll reports whether a wrong word is found beside each of its neighbours.
func (f *Finder) findsAll(wrong string, where []string) bool {
	var texts []string
	for _, s := range where {
		if strings.HasPrefix(s, "-") {
			continue
		}
		before, behind, _ := strings.Cut(s, "_")
		behind = strings.NewReplacer("~", "政府信息", "#", "3", "$", "。").Replace(behind)
		if strings.HasPrefix(before, "^") {
			texts = append(texts, "。\x00"+behind+"省政府。", "《\x00"+behind+"》。")
			continue
		}
		texts = append(texts, "我局"+before+"\x00"+behind+"。")
	}
	if texts == nil {
		texts = []string{"我局做好\x00工作。", "加强了\x00，", "对\x00的管理。", "开展\x00检查。"}
	}
	for _, s := range texts {
		at := strings.IndexByte(s, 0)
		found := false
		for _, h := range f.Find(strings.Replace(s, "\x00", wrong, 1), nil) {
			found = found || h.Start < at+len(wrong) && h.End > at
		}
		if !found {
			return false
		}
	}
	return true
}

// TestNoForeignWordIsSpare: each word of foreign.txt is found beside a neighbour of the word for which it
// stands, and is not without its entry.
func TestNoForeignWordIsSpare(t *testing.T) {
	t.Parallel()
	l, all := lexiconWithout(t, "foreign.txt")
	before, behind := map[[2]rune][]string{}, map[[2]rune][]string{}
	for _, k := range l.neighbours.slots {
		var w [4]rune
		for i := 3; k != 0 && i >= 0; i-- {
			w[i] = rune(k&(1<<15-1)) + hanFirst
			k >>= 15
		}
		first, second := [2]rune(w[:2]), [2]rune(w[2:])
		before[second], behind[first] = append(before[second], string(first[:])), append(behind[first], string(second[:]))
	}
	with, without := NewFinder(Default()), NewFinder(l)
	found := func(s string) bool { return len(with.Find(s, nil)) > 0 && len(without.Find(s, nil)) == 0 }
	needed := func(entry []rune) bool {
		x, y := l.readings(entry[0]), l.readings(entry[1])
		for _, w := range l.twins[soundKey{x[0], y[0]}] {
			if len(entry) > 2 && w != [2]rune(entry[2:]) {
				continue
			}
			for _, s := range before[w] {
				if found("我局" + s + string(entry[:2]) + "，") {
					return true
				}
			}
			for _, s := range behind[w] {
				if found("，" + string(entry[:2]) + s + "。") {
					return true
				}
			}
		}
		return false
	}
	for entry := range fields(all) {
		if !needed([]rune(entry)) {
			t.Errorf("%s: nothing is found by this entry", entry)
		}
	}
}
