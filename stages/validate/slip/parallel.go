package slip

// longestItem and fewestItems bound the lists whose items end alike: 政治关、法律关、政策关.
const (
	longestItem = 4
	fewestItems = 3
)

// parallel finds, in a list of equally long items that end with the same character, the one
// that ends with a character that only sounds so: 严把政治关、法律观、政策关.
func (f *Finder) parallel(i int) {
	if f.text[i] != '、' {
		return
	}
	n := 0
	for n < longestItem && i+1+n < len(f.text) && han(f.text[i+1+n]) {
		n++
	}
	if n < 2 || i < n || f.rune(i+1+n) != '、' || f.rune(i-n-1) == '、' {
		return // the first item is looked for from its end
	}
	var ends []int
	for at := i - 1; ; at += n + 1 {
		if !f.item(at, n) {
			break
		}
		ends = append(ends, at)
		if f.rune(at+1) != '、' {
			break
		}
	}
	f.odd(ends)
}

// item reports whether an item of n characters ends with text[at].
func (f *Finder) item(at, n int) bool {
	for k := range n {
		if !han(f.rune(at - k)) {
			return false
		}
	}
	return true
}

// odd marks the ends that differ from the most common one and sound like it.
func (f *Finder) odd(ends []int) {
	if len(ends) < fewestItems {
		return
	}
	count := map[rune]int{}
	common := f.text[ends[0]]
	for _, e := range ends {
		r := f.text[e]
		count[r]++
		if count[r] > count[common] {
			common = r
		}
	}
	if count[common]*2 <= len(ends) {
		return
	}
	for _, e := range ends {
		if r := f.text[e]; r != common && f.l.alike(common, r) && !f.wordAt(e-1) { // 质量安全、知识产权
			f.slip(e-1, e+1, change{Exchanged, 1}, []rune{f.text[e-1], common})
		}
	}
}
