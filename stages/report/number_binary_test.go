package report_test

import (
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestNumbersComeBackFromBytes with all their digits, also the noughts at the end.
func TestNumbersComeBackFromBytes(t *testing.T) {
	for _, s := range []string{"", "0", "-0", "-1", "0.00", "73802895.90", "999999999999999", "-0.5"} {
		var n, back report.Number
		if s != "" {
			var err error
			if n, err = report.ParseNumber(s); err != nil {
				t.Fatalf("%s: %v", s, err)
			}
		}
		b, err := n.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := back.UnmarshalBinary(b); err != nil || back != n || back.String() != n.String() {
			t.Errorf("%q came back as %q, %v", s, back.String(), err)
		}
	}
}

// TestBytesThatAreNoNumber are refused: no number is made of them.
func TestBytesThatAreNoNumber(t *testing.T) {
	for name, b := range map[string][]byte{
		"no digits": {0}, "scale beyond all digits": {200, 2}, "a byte behind": {0, 2, 0}, "an unfinished varint": {0, 0x80},
		"too many digits": {0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
	} {
		n, _ := report.ParseNumber("7")
		if err := n.UnmarshalBinary(b); err == nil || n.Valid() {
			t.Errorf("%s: %q, %v", name, n.String(), err)
		}
	}
}
