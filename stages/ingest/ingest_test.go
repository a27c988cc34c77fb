package ingest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestFormats(t *testing.T) {
	for name, c := range formats() {
		t.Run(name, func(t *testing.T) {
			doc, err := reader().Read(t.Context(), c.in)
			if err != nil {
				t.Fatal(err)
			}
			if doc.Format != c.format || doc.Charset != c.charset {
				t.Errorf("got %s in %q, want %s in %q", doc.Format, doc.Charset, c.format, c.charset)
			}
			checkDocument(t, c.in, doc)
		})
	}
}

// checkDocument holds what must be true of every document: it is what its bytes say, its
// places re-read, it comes through JSON unchanged, and twice the same.
func checkDocument(t *testing.T, in ingest.Input, doc report.Document) {
	t.Helper()
	if doc.Schema != report.DocumentSchema || doc.ID != report.DocumentID(in.Data) || doc.Source != in.Source {
		t.Errorf("schema %q, id %q, source %+v", doc.Schema, doc.ID, doc.Source)
	}
	again, err := reader().NewRereader(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	texts(doc, func(x report.Text) {
		if got, err := again.Text(x.At); err != nil || got != x.S {
			t.Errorf("%+v reads %q, %v; want %q", x.At, got, err, x.S)
		}
	})
	var back report.Document
	if err := json.Unmarshal(must(json.Marshal(doc)), &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(doc, back); d != "" {
		t.Errorf("JSON changes the document:\n%s", d)
	}
	second, err := reader().Read(t.Context(), in)
	if d := cmp.Diff(doc, second); err != nil || d != "" {
		t.Errorf("read again: %v\n%s", err, d)
	}
}

func TestRefused(t *testing.T) {
	for name, c := range refused() {
		t.Run(name, func(t *testing.T) {
			doc, err := reader().Read(t.Context(), c.in)
			if got, _ := fault.ClassOf(err); got != c.want {
				t.Errorf("got %v and %d blocks, want class %s", err, len(doc.Blocks), c.want)
			}
			if err != nil && len(err.Error()) > 1000 {
				t.Errorf("a message of %d bytes", len(err.Error()))
			}
		})
	}
}

// TestHostileBesideGood reads hostile and good documents at once with one Reader: the good
// ones come out as they do alone.
func TestHostileBesideGood(t *testing.T) {
	r := reader()
	good := []ingest.Input{{Data: []byte(prose)}, {Data: []byte(fmt.Sprintf(page, "utf-8"))}, {Data: docxOf("报告")}, {Data: smallPDF()}}
	hostile := []ingest.Input{
		{Data: []byte("<table>" + strings.Repeat("<tr>", 600_000))}, {Data: []byte(strings.Repeat("<b><p>", 50_000))},
		{Data: docxOf(strings.Repeat("0", 30_000_000))}, {Data: []byte("%PDF-1.7\n" + strings.Repeat("[", 500_000) + "%%EOF")},
	}
	var want []report.Document
	for _, in := range good {
		want = append(want, must(r.Read(t.Context(), in)))
	}
	done := make(chan error)
	for i := range good {
		go func() {
			if _, err := r.Read(t.Context(), hostile[i]); err == nil {
				done <- fmt.Errorf("hostile document %d was read", i)
				return
			}
			done <- nil
		}()
		go func() {
			got, err := r.Read(t.Context(), good[i])
			if d := cmp.Diff(want[i], got); err == nil && d != "" {
				err = errors.New(d)
			}
			done <- err
		}()
	}
	for range 2 * len(good) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestContextIsNoPoison(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, data := range map[string][]byte{
		"text": []byte(prose), "html": []byte(fmt.Sprintf(page, "utf-8")), "pdf": smallPDF(),
	} {
		_, err := reader().Read(ctx, ingest.Input{Data: data})
		if _, ok := fault.ClassOf(err); ok || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want the context's error", name, err)
		}
	}
}

func TestReread(t *testing.T) {
	raw := []byte("\uFEFF年报\n12")
	at := report.Place{Kind: report.PlaceText, Start: 7, End: 9}
	if got, err := ingest.Reread(raw, at); err != nil || got != "12" {
		t.Errorf("got %q, %v", got, err)
	}
	for name, at := range map[string]report.Place{
		"outside":      {Kind: report.PlaceText, Start: 7, End: 10},
		"reversed":     {Kind: report.PlaceText, Start: 3, End: 2},
		"negative":     {Kind: report.PlaceText, Start: -1, End: 2},
		"another kind": {Kind: report.PlaceHTML, Path: "/html"},
		"nowhere":      {},
	} {
		if got, err := ingest.Reread(raw, at); err == nil {
			t.Errorf("%s: got %q, want an error", name, got)
		}
	}
}

// TestHolds tells the one place in a PDF that is less exact than the others.
func TestHolds(t *testing.T) {
	for _, c := range []struct {
		data []byte
		s    string
		at   report.Place
		want bool
	}{
		{[]byte("a 12"), "12", report.Place{Kind: report.PlaceText, Start: 2, End: 4}, true},
		{[]byte("a 12"), "1", report.Place{Kind: report.PlaceText, Start: 2, End: 4}, false},
		{[]byte("a 12"), "12", report.Place{Kind: report.PlaceText, Start: 2, End: 5}, false},
		{smallPDF(), "2024", report.Place{Kind: report.PlacePDF, Page: 1, Box: [4]float64{49, 80, 78, 110}}, true},
		{smallPDF(), "24", report.Place{Kind: report.PlacePDF, Page: 1, Box: [4]float64{49, 80, 78, 110}}, true},
		{smallPDF(), "12", report.Place{Kind: report.PlacePDF, Page: 1, Box: [4]float64{49, 80, 78, 110}}, false},
		{smallPDF(), "2024", report.Place{Kind: report.PlacePDF, Page: 2, Box: [4]float64{49, 80, 78, 110}}, false},
	} {
		r := must(reader().NewRereader(t.Context(), ingest.Input{Data: c.data}))
		if got := r.Holds(c.s, c.at); got != c.want {
			t.Errorf("%q at %+v: %v", c.s, c.at, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range [][]byte{
		[]byte(prose), []byte(fmt.Sprintf(page, "gbk")), docxOf("报告"), ole("WordDocument"),
		must(simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(prose))),
	} {
		f.Add(s, "text/html; charset=gbk", "a.html")
	}
	r := reader()
	f.Fuzz(func(t *testing.T, data []byte, contentType, name string) {
		if bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) {
			return // a child for every run is too slow; package pdf has its own target
		}
		in := ingest.Input{Data: data, ContentType: contentType, Source: report.Source{Filename: name}}
		doc, err := r.Read(t.Context(), in)
		if err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
			return
		}
		again := must(r.NewRereader(t.Context(), in))
		texts(doc, func(x report.Text) {
			if got, err := again.Text(x.At); err != nil || got != x.S {
				t.Errorf("%+v reads %q, %v; want %q", x.At, got, err, x.S)
			}
		})
		if _, err := json.Marshal(doc); err != nil {
			t.Error(err)
		}
	})
}

// TestPlacesOfWordLists reads a list of words with boxes: its places say that it is none of a
// PDF, and lead back to the words.
func TestPlacesOfWordLists(t *testing.T) {
	t.Parallel()
	in := ingest.Input{Data: []byte(`<!DOCTYPE html><html><head><title></title></head><body><doc>  <page width="600.0" height="800.0">
    <word xMin="10.0" yMin="10.0" xMax="30.0" yMax="22.0">总计</word> <word xMin="40.0" yMin="10.0" xMax="52.0" yMax="22.0">12</word>
    <word xMin="10.0" yMin="30.0" xMax="30.0" yMax="42.0">科研</word></page></doc></body></html>`)}
	r := ingest.New(ingest.Options{})
	doc, err := r.Read(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.NewRereader(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	for i := range doc.Blocks {
		if l := doc.Blocks[i].Line; l.At.Kind != report.PlaceWords || !again.Holds(l.S, l.At) {
			t.Errorf("%q is at %+v", l.S, l.At)
		}
	}
	if len(doc.Blocks) != 2 {
		t.Errorf("%d lines", len(doc.Blocks))
	}
}
