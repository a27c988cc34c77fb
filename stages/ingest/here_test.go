package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// childless reads what needs no child, and fails for all else.
func childless(all bool) *ingest.Isolated {
	return ingest.NewIsolated(reader(), []string{"/nonexistent/child"}, all)
}

// plainReport is a text that shows a report.
const plainReport = `某县2023年政府信息公开工作年度报告

一、总体情况
全年主动公开政府信息12条。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
六、其他需要报告的事项
没有其他需要报告的事项。
`

// TestAPlainReportNeedsNoChild: it is read in this process, as it is read anywhere, unless all
// is asked to be read apart.
func TestAPlainReportNeedsNoChild(t *testing.T) {
	in := ingest.Input{Data: []byte(plainReport), Source: report.Source{Producer: "p", Filename: "a.txt"}}
	got, err := childless(false).Read(t.Context(), in)
	if want := must(ingest.Encode(must(reader().Read(t.Context(), in)))); err != nil || !bytes.Equal(got, want) {
		t.Errorf("read %d bytes, %v; want %d", len(got), err, len(want))
	}
	if _, err := childless(true).Read(t.Context(), in); err == nil {
		t.Error("read without a child although all is read apart")
	}
}

// TestWhatIsNoPlainReportIsReadApart: other formats, text with markup, what may hold a document
// inside, what is no report, and what is large.
func TestWhatIsNoPlainReportIsReadApart(t *testing.T) {
	plain := []byte(plainReport)
	for name, data := range map[string][]byte{
		"page": []byte(fmt.Sprintf(page, "utf-8")), "docx": docxOf("报告"), "pdf": smallPDF(), "no report": []byte(prose),
		"markup": slices.Concat(plain, []byte("\n<table><tr><td>1</td></tr></table>\n")),
		"json":   []byte(`{"html":"` + strings.ReplaceAll(string(plain), "\n", `\n`) + `"}`),
		"large":  slices.Concat(plain, bytes.Repeat([]byte("本机关。\n"), 30_000)),
	} {
		if got, err := childless(false).Read(t.Context(), ingest.Input{Data: data}); err == nil {
			t.Errorf("%s: read %d bytes without a child", name, len(got))
		}
	}
}

// sameAsApart fails where a document that needs no child is read otherwise than with one.
func sameAsApart(t interface{ Fatalf(string, ...any) }, in ingest.Input, read func(ingest.Input) ([]byte, error)) {
	got, err := read(in)
	if err != nil {
		return
	}
	doc, err := reader().Read(context.Background(), in)
	if err != nil {
		t.Fatalf("read here; elsewhere refused: %v", err)
	}
	if want := must(ingest.Encode(doc)); !bytes.Equal(got, want) {
		t.Fatalf("read here as %q, elsewhere as %q", got, want)
	}
}

func FuzzReadHere(f *testing.F) {
	f.Add([]byte(plainReport))
	f.Add([]byte(prose))
	i := childless(false)
	f.Fuzz(func(t *testing.T, data []byte) {
		sameAsApart(t, ingest.Input{Data: data}, func(in ingest.Input) ([]byte, error) { return i.Read(t.Context(), in) })
	})
}
