package text_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

func limits() text.Limits { return text.Limits{Line: 100, Lines: 20} }

func show(blocks []report.Block) string {
	var b strings.Builder
	for _, k := range blocks {
		fmt.Fprintf(&b, "%q@%d-%d gap%d page%d\n", k.Line.S, k.Line.At.Start, k.Line.At.End, k.Gap, k.Page)
	}
	return b.String()
}

func TestBlocks(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"line ends":        {"a\nb\r\nc\rd\ve\u2028f\u2029g", "\"a\"@0-1 gap0 page0\n\"b\"@2-3 gap0 page0\n\"c\"@5-6 gap0 page0\n\"d\"@7-8 gap0 page0\n\"e\"@9-10 gap0 page0\n\"f\"@13-14 gap0 page0\n\"g\"@17-18 gap0 page0\n"},
		"layout stays":     {"  a\t\tb \n", "\"  a\\t\\tb \"@0-7 gap0 page0\n"},
		"gaps":             {"\n \n\u00a0\u3000\na\n\nb", "\"a\"@9-10 gap3 page0\n\"b\"@12-13 gap1 page0\n"},
		"pages":            {"a\n\fb\fc\n\n\fd", "\"a\"@0-1 gap0 page1\n\"b\"@3-4 gap0 page2\n\"c\"@5-6 gap0 page3\n\"d\"@9-10 gap1 page4\n"},
		"invisible":        {"\u200b\ufeff\n\x00\x00\na\x00b", "\"a\\x00b\"@10-13 gap2 page0\n"},
		"no text":          {" \n\t\r\n\f", ""},
		"other characters": {"…，“”‐", "\"…，“”‐\"@0-15 gap0 page0\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := text.Blocks(t.Context(), c.in, limits())
			if err != nil || show(got) != c.want {
				t.Errorf("got\n%s%v, want\n%s", show(got), err, c.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	for in, want := range map[string]fault.Class{
		strings.Repeat("x", 101):               fault.LimitToken,
		strings.Repeat("x\n", 21):              fault.LimitCells,
		strings.Repeat("x", 100):               "",
		strings.Repeat("x\n", 20) + "\n\n":     "",
		strings.Repeat(" ", 1000) + "\n\nx":    "",
		"x\n" + strings.Repeat("y", 101) + "z": fault.LimitToken,
	} {
		_, err := text.Blocks(t.Context(), in, limits())
		if got, _ := fault.ClassOf(err); got != want {
			t.Errorf("%.20q: got %v, want class %q", in, err, want)
		}
	}
}

func TestContextEndsReading(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := text.Blocks(ctx, "a\nb", limits()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// check holds what must be true of every text: the blocks are pieces of it, in order, and
// nothing visible stands outside them.
func check(s string, blocks []report.Block) error {
	end := 0
	for _, b := range append(blocks, report.Block{Line: report.Text{At: report.Place{Start: len(s), End: len(s)}}}) {
		at := b.Line.At
		switch {
		case at.Start < end:
			return fmt.Errorf("block at %d begins before %d", at.Start, end)
		case s[at.Start:at.End] != b.Line.S:
			return fmt.Errorf("block at %d is %q", at.Start, b.Line.S)
		case !text.Blank(s[end:at.Start]):
			return fmt.Errorf("text %q is in no block", s[end:at.Start])
		}
		end = at.End
	}
	return nil
}

func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{
			"政府", "12", " ", "\t", "\n", "\r", "\r\n", "\f", "\v", "\u2028", "\u00a0", "\u200b", "\x00", "|",
		})).Draw(t, "pieces"), "")
		blocks, err := text.Blocks(context.Background(), s, text.Limits{Line: 1 << 20, Lines: 1 << 20})
		if err == nil {
			err = check(s, blocks)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestQuotedTextIsReadWithoutItsSigns(t *testing.T) {
	t.Parallel()
	lines := []string{"> 一、总体情况", ">> 甲", "> > 乙", ">丙", "> ", ">  丁", "> 1", "> 2", "> 3", "> 4", "> 5"}
	s := strings.Join(lines, "\n")
	blocks, err := text.Blocks(t.Context(), s, limits())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range blocks {
		got = append(got, b.Line.S)
		if at := b.Line.At; s[at.Start:at.End] != b.Line.S {
			t.Errorf("%q stands at %q", b.Line.S, s[at.Start:at.End])
		}
	}
	if want := []string{"一、总体情况", "甲", "乙", "丙", " 丁", "1", "2", "3", "4", "5"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	// A quotation in a text keeps its signs: they belong to what is printed.
	blocks, err = text.Blocks(t.Context(), "甲\n"+s, limits())
	if err != nil || blocks[1].Line.S != lines[0] {
		t.Errorf("%q, %v", blocks[1].Line.S, err)
	}
}

func FuzzBlocks(f *testing.F) {
	for _, s := range []string{"a\r\n\fb\v\u2028", "一\t2\n\n", "\xe2\x80", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		blocks, err := text.Blocks(t.Context(), s, text.Limits{Line: 1 << 20, Lines: 1 << 20})
		if err == nil {
			err = check(s, blocks)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkBlocks(b *testing.B) {
	s := strings.Repeat("一、本年新收政府信息公开申请数量 | 0 | 0 | 12 |\n\n", 110)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := text.Blocks(b.Context(), s, text.Limits{Line: 1 << 20, Lines: 1 << 20}); err != nil {
			b.Fatal(err)
		}
	}
}
