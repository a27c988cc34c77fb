package ingest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

func TestDump(t *testing.T) {
	if os.Getenv("DUMP") == "" {
		t.SkipNow()
	}
	files, _ := filepath.Glob(os.Getenv("DUMP"))
	for _, f := range files {
		b, _ := os.ReadFile(f)
		doc, err := reader().Read(t.Context(), ingest.Input{Data: b, Source: report.Source{Filename: filepath.Base(f)}})
		fmt.Println("==", filepath.Base(f), err)
		texts(doc, func(x report.Text) {
			for _, m := range x.Marks {
				fmt.Printf("  %s %.60q of %.60q\n", m.Look, x.S[m.Start:m.End], x.S)
			}
			for _, o := range x.Objects {
				fmt.Printf("  <%s %s> of %.40q %s\n", o.Thing, o.Target, x.S, x.At.Path)
			}
		})
	}
}
