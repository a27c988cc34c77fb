package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// alike reads a document in a child and in this process: the same JSON, byte for byte, or
// the same class and message.
func alike(t *testing.T, i *ingest.Isolated, name string, in ingest.Input) {
	t.Helper()
	doc, wantErr := reader().Read(t.Context(), in)
	want := ""
	if wantErr == nil {
		want = string(must(ingest.Encode(doc)))
	}
	got, err := i.Read(t.Context(), in)
	if string(got) != want {
		t.Errorf("%s: the child gives %d bytes, reading here %d:\n%.300s\n%.300s", name, len(got), len(want), got, want)
	}
	class, poison := fault.ClassOf(err)
	wantClass, wantPoison := fault.ClassOf(wantErr)
	if class != wantClass || poison != wantPoison || fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Errorf("%s: the child gives %v, reading here %v", name, err, wantErr)
	}
}

func TestIsolatedReadsAlike(t *testing.T) {
	i := isolated(t, "extract", ingest.Limits{})
	for name, c := range formats() {
		alike(t, i, name, c.in)
	}
	for name, c := range refused() {
		alike(t, i, name, c.in)
	}
	for name, in := range map[string]ingest.Input{
		"all that a producer says": {Data: []byte(prose), ContentType: "text/plain; charset=\"\xff\"", Source: report.Source{
			URL: "https://www.gov.cn/<1>", Agency: "某市\u2028", Region: "某省", Year: 2024, Published: "2025-01-31", Filename: "<年>&报.txt", Producer: "p"}},
		"<, > and &":        {Data: []byte("一<二>三&四\u2028五\n" + prose)},
		"no utf-8 in a tag": {Data: []byte("<html><p title=\"\xff\">" + prose)},
		"formatting":        {Data: []byte(strings.Repeat("<b><p>", 50_000))},
		"many rows":         {Data: []byte("<table>" + strings.Repeat("<tr>", 600_000))},
		"many cells":        {Data: []byte("<table>" + strings.Repeat("<tr><td>一<td>2<td>3", 10_000))},
		"a large document":  {Data: []byte(strings.Repeat("政府信息公开工作年度报告，共1,234条。\n", 100_000))},
	} {
		alike(t, i, name, in)
	}
}

func TestIsolatedCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short starts no child for each document of the corpus")
	}
	i := isolated(t, "extract", ingest.Limits{})
	for _, in := range corpus(t, "") {
		alike(t, i, in.Source.Filename, in)
	}
}

// TestIsolatedBreaks has children that do something else than read.
func TestIsolatedBreaks(t *testing.T) {
	quick := ingest.DefaultLimits()
	quick.Child.Time = 300 * time.Millisecond
	for mode, want := range map[string]struct {
		class fault.Class // "" for an error that says nothing about the document
		says  string
	}{
		"hang":   {fault.LimitTime, "300ms"},
		"eat":    {fault.LimitMemory, "512 MiB"},
		"panic":  {fault.Panic, "panic: no such table"},
		"flood":  {fault.LimitCells, "67108864 bytes"},
		"kill":   {"", "without an answer"},
		"riddle": {"", "what"},
	} {
		if underRace && mode == "eat" {
			continue // no limit, see child.LimitSelf
		}
		lim := ingest.DefaultLimits()
		if mode == "hang" {
			lim = quick
		}
		i := isolated(t, mode, lim)
		_, err := i.Read(t.Context(), ingest.Input{Data: []byte(prose)})
		if class, _ := fault.ClassOf(err); err == nil || class != want.class || !strings.Contains(err.Error(), want.says) {
			t.Errorf("%s: got %v, want class %q", mode, err, want.class)
		}
	}
}

// TestIsolatedHostileBesideGood reads hostile and good documents at once: the good ones come
// out as they do alone.
func TestIsolatedHostileBesideGood(t *testing.T) {
	i := isolated(t, "extract", ingest.Limits{})
	var all sync.WaitGroup
	for range 2 {
		for _, in := range []ingest.Input{{Data: []byte(prose)}, {Data: []byte(fmt.Sprintf(page, "utf-8"))}, {Data: docxOf("报告")}, {Data: smallPDF()}} {
			want := must(ingest.Encode(must(reader().Read(t.Context(), in))))
			all.Go(func() {
				for range 5 {
					if got, err := i.Read(t.Context(), in); err != nil || string(got) != string(want) {
						t.Errorf("got %s, %v; want %s", got, err, want)
					}
				}
			})
		}
		for _, data := range [][]byte{[]byte("<table>" + strings.Repeat("<tr>", 600_000)), []byte(strings.Repeat("<b><p>", 50_000)), docxOf(strings.Repeat("0", 30_000_000))} {
			all.Go(func() {
				if _, err := i.Read(t.Context(), ingest.Input{Data: data}); err == nil {
					t.Error("a hostile document was read")
				}
			})
		}
	}
	all.Wait()
}

// TestIsolatedNeedsNoChild refuses without a child what shows itself at once.
func TestIsolatedNeedsNoChild(t *testing.T) {
	i := ingest.NewIsolated(reader(), []string{"/nonexistent/child"}, true)
	all := refused()
	for _, name := range []string{"no bytes", "too large", "old slides", "picture", "producer", "docx with password"} {
		c := all[name]
		_, err := i.Read(t.Context(), c.in)
		if class, _ := fault.ClassOf(err); class != c.want {
			t.Errorf("%s: got %v, want class %s", name, err, c.want)
		}
	}
	_, err := i.Read(t.Context(), ingest.Input{Data: []byte(prose)})
	if _, poison := fault.ClassOf(err); err == nil || poison {
		t.Errorf("without a program: got %v, want an error without class", err)
	}
}

func TestIsolatedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	i := isolated(t, "extract", ingest.Limits{})
	for name, data := range map[string][]byte{"text": []byte(prose), "docx": docxOf("x"), "pdf": smallPDF()} {
		_, err := i.Read(ctx, ingest.Input{Data: data})
		if _, ok := fault.ClassOf(err); ok || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want the context's error", name, err)
		}
	}
}

// TestIsolatedHolds asks children for places, as Rereader.Holds is asked here.
func TestIsolatedHolds(t *testing.T) {
	i := isolated(t, "extract", ingest.Limits{})
	for name, c := range formats() {
		doc := must(reader().Read(t.Context(), c.in))
		var claims []report.Text
		texts(doc, func(x report.Text) {
			wrong := x
			wrong.S += "x"
			claims = append(claims, x, wrong)
		})
		held, err := i.Holds(t.Context(), c.in, claims)
		if err != nil || len(held) != len(claims) {
			t.Errorf("%s: %d answers, %v", name, len(held), err)
		}
		for n, h := range held {
			if h == (n%2 == 1) {
				t.Errorf("%s: %+v: %v", name, claims[n], h)
			}
		}
	}
	if held, err := i.Holds(t.Context(), ingest.Input{Data: []byte(prose)}, nil); held != nil || err != nil {
		t.Errorf("no places: %v, %v", held, err)
	}
	for name, c := range refused() {
		if held, err := i.Holds(t.Context(), c.in, []report.Text{{S: "x", At: report.Place{Kind: report.PlaceText, End: 1}}}); err == nil && held[0] != (name == "20 MB in one line") {
			t.Errorf("%s: %v", name, held)
		}
	}
}
