package check

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// TestFindingsSayWhatIsWrong reads the findings on every kind of fault and on the documents of
// the corpus: none is headed by its rule's title, which states the norm; what should be and what
// is stand both there or neither; and the Chinese text speaks of parts, paragraphs and cells,
// never of bytes and element paths.
func TestFindingsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	c := checker(t)
	norms, sources := map[string]bool{}, map[string]string{}
	for _, r := range c.Rules.Now().Rules() {
		norms[r.Title.ZH], norms[r.Title.EN] = true, true
		sources[r.ID] = r.Title.ZH
	}
	judge := func(name string, data []byte) int {
		got, err := c.Check(t.Context(), ingest.Input{Data: data, Source: report.Source{Filename: filepath.Base(name)}}, filepath.Base(name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return 0
		}
		for _, f := range got.Findings {
			if norms[f.Message] || norms[f.MessageEN] {
				t.Errorf("%s: %s is headed by the norm: %s", name, f.Rule, f.Message)
			}
			if (f.Want == "") != (f.Got == "") {
				t.Errorf("%s: %s: 应为 %q, 实为 %q", name, f.Rule, f.Want, f.Got)
			}
			if f.Want != "" && f.Want == f.Got {
				t.Errorf("%s: %s: what should be is what is, %q", name, f.Rule, f.Want)
			}
			if !strings.ContainsFunc(f.Message, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || f.MessageEN == "" {
				t.Errorf("%s: %s lacks a language: %q, %q", name, f.Rule, f.Message, f.MessageEN)
			}
		}
		var b bytes.Buffer
		w, err := export.New("text", &b, export.Options{Lang: "zh", Hints: true, About: func(rule string) (string, string) { return sources[rule], "" }})
		if err == nil {
			if err = w.Write(got); err == nil {
				err = w.Close()
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"字节", "/html", "/w:", "<nil>", "%!"} {
			if at := strings.Index(b.String(), bad); at >= 0 {
				t.Errorf("%s: the text says %q: …%.120s", name, bad, b.String()[max(0, at-60):])
			}
		}
		return len(got.Findings)
	}
	findings := 0
	layouts := generate.Layouts()
	for i, f := range generate.Faults() {
		for k := range 3 { // a layout that shows the fault is among a few
			o := generate.Options{Seed: uint64(i), Layout: layouts[(i+k*11)%len(layouts)], Faults: []generate.Fault{f}}
			if !f.Fits(o.Layout, report.Form2021) {
				continue
			}
			if s, err := generate.One(o); err == nil {
				findings += judge(s.Name, s.Data)
			}
		}
	}
	dir := corpus(t)
	for _, of := range []string{"corpus", "reports"} {
		paths, err := filepath.Glob(filepath.Join(filepath.Dir(dir), of, "docs", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			findings += judge(path, data)
		}
	}
	if findings < 300 {
		t.Errorf("only %d findings were read", findings)
	}
}
