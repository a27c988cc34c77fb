package neighbour_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
)

func sameNumber(a, b report.Number) bool { return a == b }

// drawn is any report, as far as its figures go.
func drawn(t *rapid.T) *report.Report {
	words := rapid.StringOfN(rapid.RuneFrom([]rune("本年度公开政务信息，共12件。a\n")), 0, 300, -1)
	cell := rapid.Custom(func(t *rapid.T) report.Cell {
		c := report.Cell{State: report.Unread, Text: "x"}
		if v := rapid.SampledFrom([]string{"", "0", "12", "7730.28", "-3"}).Draw(t, "v"); v != "" {
			n, err := report.ParseNumber(v)
			if err != nil {
				t.Fatal(err)
			}
			c.State, c.Value = report.Printed, n
		}
		return c
	})
	key := rapid.SampledFrom([]string{"licences", "total", "natural", "granted"})
	row := rapid.MapOf(key, cell)
	r := &report.Report{ID: "doc", Form: report.Form2021, Head: []report.Field{{Name: "n"}}}
	year, day := 2023, "2024-01-20"
	if rapid.Bool().Draw(t, "year") {
		r.Year, r.Published = &year, &day
	}
	if rapid.Bool().Draw(t, "tables") {
		r.Tables = report.Tables{Disclosure: row.Draw(t, "d"), Applications: rapid.MapOf(key, row).Draw(t, "a"), Proceedings: rapid.MapOf(key, row).Draw(t, "p")}
	}
	for n := range 7 {
		r.Sections = append(r.Sections, report.Section{Number: n, Heading: "h", Text: words.Draw(t, "text")})
	}
	return r
}

func TestFiguresAreReadAsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rep := drawn(t)
		f := neighbour.FiguresOf(rep, 7)
		data, err := f.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := neighbour.DecodeFigures(data)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(f, got, cmp.Comparer(sameNumber)); d != "" {
			t.Fatal(d)
		}
		prior := neighbour.Prior(rep)
		if d := cmp.Diff(prior, neighbour.Prior(&prior), cmp.Comparer(sameNumber)); d != "" {
			t.Fatalf("what is left of what is left:\n%s", d)
		}
	})
}

// TestFiguresStaySmall: whatever a report says, its figures stay below 130 KiB.
func TestFiguresStaySmall(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 400_000 {
		b.WriteRune(rune(0x4E00 + (i*7919+i*i)%20_000))
	}
	rep := &report.Report{ID: "doc", Sections: []report.Section{{Number: 1, Text: b.String()}, {Number: 5, Text: b.String()}}}
	data, err := neighbour.FiguresOf(rep, 1).Encode()
	if err != nil || len(data) > 130<<10 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if _, err := neighbour.DecodeFigures(data); err != nil {
		t.Error(err)
	}
}

func TestOtherFiguresAreRefused(t *testing.T) {
	t.Parallel()
	good, err := neighbour.FiguresOf(&report.Report{ID: "doc"}, 1).Encode()
	if err != nil {
		t.Fatal(err)
	}
	next := append([]byte{2}, good[1:]...)
	for name, data := range map[string][]byte{"nothing": nil, "a later version": next, "cut off": good[:len(good)/2], "noise": []byte("\x01noise")} {
		if _, err := neighbour.DecodeFigures(data); !errors.Is(err, neighbour.ErrFigures) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
