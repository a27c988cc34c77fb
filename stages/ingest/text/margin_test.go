package text_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest/text"
	"pgregory.net/rapid"
)

// margins are ways in which programs write something before each line.
func margins() map[string]func(i int) string {
	return map[string]func(int) string{
		"quoted":        func(int) string { return "> " },
		"quoted twice":  func(int) string { return "> > " },
		"bars":          func(int) string { return "| " },
		"cat -n":        func(i int) string { return fmt.Sprintf("%6d\t", i+1) },
		"dots":          func(i int) string { return fmt.Sprintf("%d. ", i+1) },
		"colons":        func(i int) string { return fmt.Sprintf("%d: ", i+41) },
		"noughts":       func(i int) string { return fmt.Sprintf("%05d ", i+1) },
		"an editor's":   func(i int) string { return fmt.Sprintf("%4d | ", i+1) },
		"a tab":         func(int) string { return "\t" },
		"Chinese signs": func(i int) string { return fmt.Sprintf("%d、\u3000", i+1) },
	}
}

// TestWhatStandsBeforeEachLineIsNotRead: the figures behind are, with places in the text as it is.
func TestWhatStandsBeforeEachLineIsNotRead(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{"0", "12", "规章", "一、总体情况", "3119", "1.属于国家秘密", "2023年"})
	for name, before := range margins() {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				want := rapid.SliceOfN(words, 25, 60).Draw(t, "lines")
				var b strings.Builder
				for i, l := range want {
					b.WriteString(before(i) + l + "\n")
				}
				s := b.String()
				var got []string
				for _, k := range blocks(t, s) {
					if k.Grid != nil {
						t.Fatal("a table was seen")
					}
					got = append(got, strings.TrimSpace(k.Line.S))
					if at := k.Line.At; s[at.Start:at.End] != k.Line.S {
						t.Fatalf("%q stands at %q", k.Line.S, s[at.Start:at.End])
					}
				}
				if !slices.Equal(got, want) {
					t.Fatalf("got %q", got)
				}
			})
		})
	}
}

// TestFiguresAreNoMargin: figures that begin some lines, or do not count the lines, and the bars
// of a table stay.
func TestFiguresAreNoMargin(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]func(i int) string{
		"the same figure":       func(int) string { return "7 件" },
		"every second":          func(i int) string { return []string{fmt.Sprintf("%d 件", i), "总计"}[i%2] },
		"two more each":         func(i int) string { return fmt.Sprintf("%d 件", 2*i) },
		"a word behind at once": func(i int) string { return fmt.Sprintf("%d件", i) },
		"a table":               func(i int) string { return fmt.Sprintf("| 规章 | %d |", i) },
	} {
		var all []string
		for i := range 40 {
			all = append(all, line(i))
		}
		got, err := text.Blocks(t.Context(), strings.Join(all, "\n"), wide)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if got[i].Line.S != all[i] {
				t.Errorf("%s: line %d is %q", name, i, got[i].Line.S)
				break
			}
		}
	}
}

// TestRowsWithMarkupKeepTheirPlaces: the cells of a row between bars stand where their offsets in
// the line say, whatever tags and references stand between.
func TestRowsWithMarkupKeepTheirPlaces(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{"0", "12", "规章", "3119", "行政许可"})
	dress := rapid.SampledFrom([]string{"%s", "<span style=\"a\n b\">%s</span>", "<b>%s</b><span></span>", "&nbsp;%s", "%s&nbsp;&lt;"})
	rapid.Check(t, func(t *rapid.T) {
		var cells, want []string
		for range rapid.IntRange(2, 9).Draw(t, "cells") {
			w := words.Draw(t, "word")
			want = append(want, w)
			cells = append(cells, fmt.Sprintf(dress.Draw(t, "dress"), w))
		}
		s := "| " + strings.Join(cells, " | ") + " | <span>x</span>\n"
		list := blocks(t, s)
		if len(list) != 1 {
			t.Fatalf("%d blocks", len(list))
		}
		line, at := list[0].Line, 0
		for _, w := range want {
			i := strings.Index(line.S[at:], w)
			if i < 0 {
				t.Fatalf("no %s in %q", w, line.S[at:])
			}
			at += i
			p := line.Slice(at, at+len(w)).At
			if s[p.Start:p.End] != w {
				t.Fatalf("%s stands at %q", w, s[p.Start:p.End])
			}
			at += len(w)
		}
	})
}
