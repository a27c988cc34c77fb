package parse_test

import (
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"pgregory.net/rapid"
)

// TestConversions: whatever a conversion did to the tables, no number is wrong and none is invented.
func TestConversions(t *testing.T) {
	t.Parallel()
	p := parse.New()
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		c := drawConversion(t)
		text := c.text(t)
		got, err := c.judge(p, text)
		if err != nil {
			return // refused: nothing is read
		}
		if len(got.bad) > 0 {
			t.Fatalf("%v in\n%s", got.bad, text)
		}
		read += got.right
	})
	if read < 2000 {
		t.Errorf("only %d figures were read: nothing is shown", read)
	}
}
