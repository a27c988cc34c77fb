package pdf_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest/pdf"
)

// sheets is the content of a report of eight pages of 40 table rows.
func sheets() []byte {
	var contents []string
	for range 8 {
		var b strings.Builder
		for row := range 40 {
			fmt.Fprintf(&b, "BT /F2 10 Tf 50 %d Td %s Tj /F1 10 Tf 100 0 Td ", 780-18*row, codes("政府信息公开"))
			for n := range 7 {
				fmt.Fprintf(&b, "(%d) Tj 40 0 Td ", n*row)
			}
			b.WriteString("ET ")
		}
		contents = append(contents, b.String())
	}
	return pages("", contents...)
}

// BenchmarkRead reads a report of eight pages, one whose tables are ruled, and one of a single
// word.
func BenchmarkRead(b *testing.B) {
	for name, data := range map[string][]byte{"8 pages": sheets(), "ruled": pages("", ruled(30, 10)), "1 word": pages("", "BT /F1 10 Tf 50 100 Td (1) Tj ET")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := pdf.Read(b.Context(), data, limits()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
