package parse_test

import (
	"context"
	"fmt"
	"os"
	"sort"
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"pgregory.net/rapid"
)

func noContext() context.Context { return context.Background() }

// TestConversions: whatever a conversion did to the tables, no number is wrong and none is invented.
func TestConversions(t *testing.T) {
	t.Parallel()
	p := parse.New()
	stats := map[string][2]int{}
	kinds := map[string]int{}
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		c := drawConversion(t)
		text := c.text(t)
		got, err := c.judge(p, text)
		if err != nil {
			return // refused: nothing is read
		}
		if os.Getenv("EXPLORE") != "" {
			k := fmt.Sprintf("%q cut=%v style=%s page=%q every=%d labelAt=%v", c.between, c.cutAt > 0, c.style, c.page(3), c.every, c.labelAt)
			s := stats[k]
			stats[k] = [2]int{s[0] + got.right, s[1] + got.unread}
			for _, b := range got.bad {
				kinds[b]++
			}
			if len(got.bad) > 0 {
				os.WriteFile(fmt.Sprintf("/tmp/read/bad/%d.txt", n), []byte(text), 0o644)
				fmt.Printf("BAD %d %s %s moved=%v blank=%q %d %v\n", n, got.bad[0][:5], k, c.moved, c.blank, len(got.bad), got.bad[:1])
				n++
			}
			return
		}
		if len(got.bad) > 0 {
			t.Fatalf("%v in\n%s", got.bad, text)
		}
	})
	if os.Getenv("EXPLORE") != "" {
		agg := map[string][2]int{}
		for k, s := range stats {
			var b string
			fmt.Sscanf(k, "%q", &b)
			key := fmt.Sprintf("%q", b)
			a := agg[key]
			agg[key] = [2]int{a[0] + s[0], a[1] + s[1]}
		}
		var keys []string
		for k := range agg {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			fmt.Printf("%-12s right %d unread %d\n", k, agg[k][0], agg[k][1])
		}
	}
}
