package parse_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"pgregory.net/rapid"
)

// TestConversions: whatever a conversion did to the tables, no number is wrong and none is invented.
func TestConversions(t *testing.T) {
	t.Parallel()
	p := parse.New()
	read := 0
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		c := drawConversion(t)
		text := c.text(t)
		got, err := c.judge(p, text)
		if err != nil {
			return // refused: nothing is read
		}
		if len(got.bad) > 0 {
			os.WriteFile(fmt.Sprintf("/tmp/read/bad/w%d.txt", n), []byte(text), 0o644)
			fmt.Printf("BAD %d %q cut=%v wraps=%v style=%s page=%q every=%d labelAt=%v moved=%v blank=%q %d %v\n", n, c.between, c.cutAt > 0, c.wraps, c.style, c.page(3), c.every, c.labelAt, c.moved, c.blank, len(got.bad), got.bad[:1])
			n++
		}
		read += got.right
	})
	if read < 2000 {
		t.Errorf("only %d figures were read: nothing is shown", read)
	}
}
