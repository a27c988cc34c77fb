package ingest_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// TestGarbled: characters that no Chinese text has are noted, and signs and names are not.
func TestGarbled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, s string
		want    bool
	}{
		{"letters for characters", strings.Repeat("统筹调度,各°任单位配ÿ合,ÿó院办公厅政óþ信息¿", 5), true},
		{"nothing for characters", strings.Repeat("根据条例�要求，全�开展自查。", 5), true},
		{"plain", strings.Repeat("统筹调度，各责任单位同配合。", 20), false},
		{"a few in much", strings.Repeat("统筹调度，各责任单位同配合。", 400) + "全ÿ政ÿ信ÿ息ÿ公ÿ开", false},
		{"signs", strings.Repeat("第×条§3，温度°，±5，①·②，½，«公开»。", 20), false},
		{"pinyin", strings.Repeat("公（gōng）开kāi条tiáo例lì，", 20), false},
		{"another language", strings.Repeat("Le Conseil a décidé, été, forêt, œuvre. ", 20) + "政府", false},
	} {
		doc, err := ingest.New(ingest.Options{}).Read(t.Context(), ingest.Input{Data: []byte(c.s + "\n")})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		_, whole := report.PagesOf(doc.Head, report.HeadGarbled)
		if whole != c.want || (len(doc.Notes) > 0) != c.want {
			t.Errorf("%s: garbled %v, notes %q", c.name, whole, doc.Notes)
		}
	}
}

// TestNoPageCallsItselfUnsure: what a page says of itself does not make its findings weaker.
func TestNoPageCallsItselfUnsure(t *testing.T) {
	t.Parallel()
	doc, err := ingest.New(ingest.Options{}).Read(t.Context(), ingest.Input{Data: []byte(`<html><head><meta charset="utf-8"><meta name="ocr" content="0"><meta name="Garbled" content="0 1"><meta name="author" content="甲"></head><body><p>政府信息公开</p></body></html>`)})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Head) != 1 || len(doc.Notes) != 0 {
		t.Errorf("head %v, notes %q", doc.Head, doc.Notes)
	}
}
