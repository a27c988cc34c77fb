package ingest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// pagesOf are the numbers of the pages on which blocks begin, with spaces between.
func pagesOf(blocks []report.Block) string {
	var out []string
	for i := range blocks {
		out = append(out, strconv.Itoa(blocks[i].Page))
	}
	return strings.Join(slices.Compact(out), " ")
}

// A page is garbled that has leastStray stray characters and one for each perStray wide ones.
const (
	leastStray = 5
	perStray   = 200
)

// garbledPages are the pages on which the fonts' maps are damaged, with spaces between; 0 is a
// document without pages. Programs that rewrite a PDF leave letters of other alphabets, or
// nothing that can be read, where the page shows Chinese characters: 其°任单位 for 各责任单位.
func garbledPages(blocks []report.Block) string {
	pages := map[int]*page{}
	var at *page
	last := -1
	add := func(n int, s string) {
		if at == nil || n != last {
			if last, at = n, pages[n]; at == nil {
				at = &page{}
				pages[n] = at
			}
		}
		at.count(s)
	}
	for i := range blocks {
		b := &blocks[i]
		if b.Grid == nil {
			add(b.Page, b.Line.S)
			continue
		}
		for k := range b.Grid.Cells {
			add(b.Page, b.Grid.Cells[k].Text.S)
		}
	}
	var out []int
	for n, p := range pages {
		if p.stray >= leastStray && p.stray*perStray >= p.wide {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return strings.Trim(fmt.Sprint(out), "[]")
}

// page counts the characters of a page: stray ones and Chinese ones.
type page struct{ stray, wide int }

// count adds those of s. It looks at leading bytes: every text goes through here.
func (p *page) count(s string) {
	wide := false // the character before is a Chinese one
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0xC2:
			wide = wide && c >= utf8.RuneSelf // the rest of it
		case c >= 0xE4 && c <= 0xE9:
			p.wide++
			wide = true
			i += 2
		case c <= 0xC9:
			if r, n := utf8.DecodeRuneInString(s[i:]); n > 1 {
				if wide && isStray(r) {
					p.stray++
				}
				i += n - 1
			}
			wide = false
		case strings.HasPrefix(s[i:], "\uFFFD"):
			p.stray++
			wide = true
			i += 2
		default:
			wide = true // another wide character, such as a mark
		}
	}
}

// isStray reports letters and signs of other alphabets that no Chinese text puts behind a
// Chinese character. Signs like × and ° stand there, and letters with the marks of pinyin.
func isStray(r rune) bool {
	return r >= 0xA1 && r <= 0x24F && !strings.ContainsRune("§«°±²³´µ¶·¸¹»¼½¾×÷¥¤©®àáèéêìíòóùúüāēěīńňōūǎǐǒǔǖǘǚǜ", r)
}

// mostPages is how many pages a note names.
const mostPages = 20

// unsureNotes say which pages have words that may be wrong.
func unsureNotes(head []report.Field) (out []string) {
	for _, u := range [...]struct{ name, zh, en string }{
		{report.HeadOCR, "文字为识别所得（OCR）", "comes from recognition (OCR)"},
		{report.HeadGarbled, "文字编码有损坏", "has damaged characters"},
	} {
		pages, whole := report.PagesOf(head, u.name)
		switch {
		case whole:
			out = append(out, fmt.Sprintf("%s，可能有误，请对照原件 · the text %s and may be wrong; look at the original", u.zh, u.en))
		case len(pages) > 0:
			out = append(out, fmt.Sprintf("第%s页的%s，可能有误，请对照原件 · the text of pages %s %s and may be wrong; look at the original",
				listed(pages, "、"), u.zh, listed(pages, ", "), u.en))
		}
	}
	return out
}

func listed(pages []int, mark string) string {
	var list []string
	for _, p := range pages[:min(len(pages), mostPages)] {
		list = append(list, strconv.Itoa(p))
	}
	if len(pages) > mostPages {
		list = append(list, "…")
	}
	return strings.Join(list, mark)
}
