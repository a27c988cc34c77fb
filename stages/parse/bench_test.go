package parse_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse"
)

func BenchmarkParse(b *testing.B) {
	for _, layout := range []string{"pipes", "lines", "spaces", "glued"} {
		b.Run(layout, func(b *testing.B) {
			s := sample{table: balanced(someResults), layout: layout, four: strings.Fields("1 0 0 0 1 0 0 0 0 0 2 1 0 0 3")}
			doc := s.document()
			p := parse.New()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Parse(context.Background(), doc); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
