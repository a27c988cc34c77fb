package pdf_test

import (
	"fmt"
	"os"
	"strings"
	"syscall"
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

func BenchmarkParseWords(b *testing.B) {
	var out strings.Builder
	out.WriteString("<doc>\n")
	for range 8 {
		out.WriteString("<page width=\"595.320000\" height=\"841.920000\">\n<flow>\n")
		for row := range 40 {
			for n := range 8 {
				fmt.Fprintf(&out, "<word xMin=\"%d.345600\" yMin=\"%d.000000\" xMax=\"%d.000000\" yMax=\"%d.123456\">政府信息</word>\n", 50+60*n, 40+18*row, 80+60*n, 50+18*row)
			}
		}
		out.WriteString("</flow>\n</page>\n")
	}
	out.WriteString("</doc>\n")
	data := output(out.String())
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	b.Run("words", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := pdf.ParseWords(data, limits()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("words and lines", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := pdf.Read(b.Context(), data, nil, limits()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkChildren reads a report of eight pages, and one of a single word, with each
// reader. What a document costs that is next to empty is the start of the process; cpu-ms/op
// is processor time with that of the children.
func BenchmarkChildren(b *testing.B) {
	for size, data := range map[string][]byte{"8 pages": sheets(), "1 word": pages("", "BT /F1 10 Tf 50 100 Td (1) Tj ET")} {
		all := map[string]pdf.Words{"built in, warm": pdf.NewWarm([]string{os.Args[0], "pdf-extract"}, limits())}
		for name, cmd := range readers(b) {
			all[name] = cmd
		}
		for reader, words := range all {
			b.Run(reader+", "+size, func(b *testing.B) {
				before := processorTime()
				for b.Loop() {
					if _, err := words.Words(b.Context(), data); err != nil {
						b.Fatal(err)
					}
				}
				if w, ok := words.(*pdf.Warm); ok {
					_ = w.Close() // the time of a child counts when it has ended
					words = pdf.NewWarm([]string{os.Args[0], "pdf-extract"}, limits())
				}
				b.ReportMetric((processorTime()-before)/float64(b.N), "cpu-ms/op")
			})
		}
	}
}

// processorTime is what this process and its ended children used, in milliseconds.
func processorTime() float64 {
	all := 0.0
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if syscall.Getrusage(who, &u) == nil {
			all += float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
		}
	}
	return all
}
