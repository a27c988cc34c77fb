package main

import (
	"io"
	"os"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// defaultWidth is assumed where the output is no terminal.
const defaultWidth = 100

// width is the number of columns of a terminal, where a Chinese character takes two.
func width(w io.Writer) int {
	if f, ok := bare(w).(*os.File); ok {
		if cols, _, err := term.GetSize(int(f.Fd())); err == nil && cols > 0 {
			return cols
		}
	}
	return defaultWidth
}

func joined(list []string) string { return strings.Join(list, "|") }

// grid prints rows as a table with the headings of the catalogue's keys.
func (a *app) grid(w io.Writer, keys []string, rows []table.Row) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Options.SeparateRows = false
	t.Style().Format.Header = 0
	header := make(table.Row, len(keys))
	for i, k := range keys {
		header[i] = a.say(k)
	}
	t.AppendHeader(header)
	t.AppendRows(rows)
	if cols := width(w); terminal(w) {
		t.Style().Size.WidthMax = cols
	}
	t.Render()
}

// progress is a bar on standard error. It is silent where that is no terminal.
type progress struct {
	all *mpb.Progress
	bar *mpb.Bar
}

func (a *app) newProgress(label string, total int) *progress {
	if !terminal(a.Stderr) {
		return &progress{}
	}
	all := mpb.New(mpb.WithOutput(bare(a.Stderr)), mpb.WithWidth(40))
	bar := all.AddBar(int64(total),
		mpb.PrependDecorators(decor.Name(neutralText(label)+" "), decor.CountersNoUnit("%d/%d")),
		mpb.AppendDecorators(decor.Percentage(), decor.Name(" "), decor.AverageSpeed(0, "%.0f/s")))
	return &progress{all: all, bar: bar}
}

// add counts n documents as done.
func (p *progress) add(n int) {
	if p.bar != nil {
		p.bar.IncrBy(n)
	}
}

// close leaves the bar as it stands and waits until it is drawn.
func (p *progress) close() {
	if p.bar != nil {
		p.bar.Abort(false)
		p.all.Wait()
	}
}
