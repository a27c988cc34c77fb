package report_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

func TestParseNumber(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"0", "0"}, {"3119", "3119"}, {"-18", "-18"}, {"+442", "442"}, {"007", "7"},
		{"96171.6", "96171.6"}, {"73802895.90", "73802895.90"}, {"-0.05", "-0.05"}, {"0.00", "0.00"},
		{"999999999999999999", "999999999999999999"},
	} {
		n, err := report.ParseNumber(c.in)
		if err != nil || n.String() != c.want {
			t.Errorf("ParseNumber(%q) = %v, %v; want %s", c.in, n, err, c.want)
		}
	}
	for _, in := range []string{"", "-", "+", ".", "1.", ".5", "1,234", "１２", "1e3", "1 2", "--1", "1.2.3", "9999999999999999999"} {
		if n, err := report.ParseNumber(in); err == nil {
			t.Errorf("ParseNumber(%q) = %v, want an error", in, n)
		}
	}
}

func TestNumberIsExact(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"3", "3.00", 0}, {"-0.5", "0.5", -1}, {"96171.6", "96171.59", 1}, {"-3.2", "-3.1", -1}, {"0", "-0", 0},
		{"999999999999999999", "0.000000000000000001", 1},
	} {
		a, _ := report.ParseNumber(c.a)
		b, _ := report.ParseNumber(c.b)
		if got := a.Cmp(b); got != c.want {
			t.Errorf("%s Cmp %s = %d, want %d", c.a, c.b, got, c.want)
		}
		if got := b.Cmp(a); got != -c.want {
			t.Errorf("%s Cmp %s = %d, want %d", c.b, c.a, got, -c.want)
		}
	}
}

func TestNumberIntNeedsAWholeValue(t *testing.T) {
	whole, _ := report.ParseNumber("12.00")
	if v, ok := whole.Int(); !ok || v != 12 {
		t.Errorf("12.00 as an integer = %d, %v", v, ok)
	}
	half, _ := report.ParseNumber("12.50")
	if v, ok := half.Int(); ok {
		t.Errorf("12.50 passed as the integer %d", v)
	}
	if _, ok := (report.Number{}).Int(); ok {
		t.Error("no number passed as an integer")
	}
}

// FuzzNumber holds the printed form against arbitrary-precision arithmetic.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"0", "-18", "96171.6", "0.000000000000000001", "+1.50", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := report.ParseNumber(s)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(strings.TrimPrefix(s, "+"))
		got, ok2 := new(big.Rat).SetString(n.String())
		if !ok || !ok2 || want.Cmp(got) != 0 {
			t.Fatalf("%q became %s", s, n)
		}
		b, err := json.Marshal(n)
		var back report.Number
		if err != nil || json.Unmarshal(b, &back) != nil || back != n {
			t.Fatalf("%q did not survive JSON: %s, %v", s, b, back)
		}
	})
}
