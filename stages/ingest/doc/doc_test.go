package doc_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/doc"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/ole/oletest"
	"github.com/gouji/gouji/stages/ingest/readtest"
	"github.com/gouji/gouji/stages/report"
)

var (
	limits     = doc.Limits{Characters: 1 << 20}
	flowLimits = flow.Limits{Cells: 10_000, Columns: 100, Depth: 16, Text: 1 << 16}
)

// read reads a document and finds every place again.
func read(t testing.TB, data []byte) []report.Block {
	t.Helper()
	blocks, err := doc.Read(t.Context(), data, limits, flowLimits)
	if err != nil {
		t.Fatal(err)
	}
	again, err := doc.NewRereader(t.Context(), data, limits, flowLimits)
	if err != nil {
		t.Fatal(err)
	}
	readtest.Reread(t, again, blocks)
	return blocks
}

func TestRead(t *testing.T) {
	t.Parallel()
	on, off := byte(1), byte(0)
	for name, c := range map[string]struct {
		w    *word
		want string
	}{
		"paragraphs": {new(word).run("一、总体情况").end('\r').run(" ").end('\r').run("𠀀2\v3\t4").end('\r'), "\"一、总体情况\"\n\"𠀀2\"\n\"3\\t4\"\n"},
		"looks": {new(word).run("1").run("2", sprm(0x0837, on)).run("3", sprm(0x2A48, 1)).run("4", sprm(0x2A48, 2)).run("5", sprm(0x083C, on)).
			run("6", sprm(0x4A43, 4, 0)).run("7", sprm(0x2A42, 8)).run("8", sprm(0x6870, 255, 255, 255, 0)).run("9", sprm(0x0837, off)).run("0", sprm(0x2A53, on)).end('\r'),
			"\"123467890\"<2 struck><3 raised><4 lowered><6 tiny><78 pale><0 struck>\n"},
		"deleted":                {new(word).run("1").run("99", sprm(0x0800, on)).run("2").end('\r'), "\"12\"\n"},
		"white on a shade":       {new(word).run("7", sprm(0x2A42, 8)).end('\r', sprm(0x442D, 1, 0)), "\"7\"\n"},
		"fields":                 {new(word).run("共\x13 PAGE \x13 X \x147\x15\x1412\x15件").end('\r'), "\"共12件\"\n"},
		"field without a result": {new(word).run("a\x13 TC 5 \x15b").end('\r'), "\"ab\"\n"},
		"things": {new(word).run("a").run("\x01", sprm(0x0855, on)).run("\x08").run("(", sprm(0x0855, on)).run("(").end('\r'),
			"\"a(\"<picture at 1><picture at 1><symbol at 1>\n"},
		"table": {new(word).run("前").end('\r').cell("a").cell("b").row([]int16{0, 1000, 2000}, []uint16{0, 0}).cell("c").cell("").row([]int16{3, 1004, 1996}, []uint16{0, 0}).run("后").end('\r'),
			"\"前\"\ngrid 2x2 0,0\"a\" 0,1\"b\" 1,0\"c\" 1,1\"\"\n\"后\"\n"},
		"wide and high cells": {new(word).cell("a").cell("b").row([]int16{0, 1000, 3000}, []uint16{3 << 5, 0}).
			cell("").cell("c").cell("d").row([]int16{0, 1000, 2000, 3000}, []uint16{1 << 5, 0, 0}),
			"grid 2x3 0,0(2x1)\"a\" 0,1(1x2)\"b\" 1,1\"c\" 1,2\"d\"\n"},
		"merged by marks": {new(word).cell("a").cell("").cell("b").row([]int16{0, 1000, 2000, 3000}, []uint16{2, 1, 0}).
			cell("c").cell("d").cell("e").row([]int16{0, 1000, 2000, 3000}, []uint16{0, 0, 0}),
			"grid 2x3 0,0(1x2)\"a\" 0,2\"b\" 1,0\"c\" 1,1\"d\" 1,2\"e\"\n"},
		"merged later": {new(word).cell("a").cell("").cell("b").row([]int16{0, 1000, 2000, 3000}, []uint16{0, 0, 0}, sprm(0x5624, 0, 2)).
			cell("c").cell("d").cell("e").row([]int16{0, 1000, 2000, 3000}, []uint16{0, 0, 0}),
			"grid 2x3 0,0(1x2)\"a\" 0,2\"b\" 1,0\"c\" 1,1\"d\" 1,2\"e\"\n"},
		"another row's definition": {new(word).cell("a").cell("b").row([]int16{0, 1000}, []uint16{0}).cell("c").cell("d").row([]int16{0, 1000, 2000}, []uint16{0, 0}),
			"grid 2x2 0,0\"a\" 0,1\"b\" 1,0\"c\" 1,1\"d\"\n"},
		"paragraphs in a cell": {new(word).run("复议后").end('\r', inTable).run("起诉").end(7, inTable).cell("1").row([]int16{0, 1000, 2000}, []uint16{0, 0}),
			"grid 1x2 0,0\"复议后\\n起诉\" 0,1\"1\"\n"},
		"nested": {new(word).run("x").end('\r', inTable, depth(2), sprm(0x244B, 1)).run("y").end('\r', inTable, depth(2), sprm(0x244B, 1)).
			end('\r', inTable, depth(2), sprm(0x244C, 1), define([]int16{0, 500, 1000}, []uint16{0, 0})).cell("z").cell("w").row([]int16{0, 1000, 2000}, []uint16{0, 0}),
			"grid 1x2 0,0\"x\" 0,1\"y\"\n\"z\"\n\"w\"\n"},
		"definition in the data stream": {(&word{data: huge(props(inTable, rowEnd, define([]int16{0, 1000, 3000}, []uint16{0, 0})))}).cell("a").cell("b").end(7, sprm(0x6646, 0, 0, 0, 0)).
			cell("c").cell("d").row([]int16{0, 1000, 3000}, []uint16{0, 0}), "grid 2x2 0,0\"a\" 0,1\"b\" 1,0\"c\" 1,1\"d\"\n"},
		"8 bits":        {(&word{narrow: []byte("12\x96\x93a\x94\r")}).para(7), "\"12–“a”\"\n"},
		"8 bits of GBK": {(&word{narrow: []byte("\xd7\xdc\xbc\xc612\r"), chinese: true}).para(7), "\"总计12\"\n"},
		"not Chinese":   {(&word{narrow: []byte("\xd7\xdc\xbc\xc612\r")}).para(7), "\"×Ü¼Æ12\"\n"},
	} {
		if got := readtest.Show(read(t, c.w.bytes())); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

func huge(grpprl []byte) []byte {
	return append(binary.LittleEndian.AppendUint16(nil, uint16(len(grpprl))), grpprl...)
}

func (w *word) para(to int) *word {
	w.chars, w.paras = []prop{{to, nil}}, []prop{{to, nil}}
	return w
}

func TestRefused(t *testing.T) {
	t.Parallel()
	deep := new(word)
	for n := range byte(20) {
		deep.run("x").end('\r', inTable, depth(n+1))
	}
	for name, c := range map[string]struct {
		data []byte
		want fault.Class
	}{
		"encrypted":        {(&word{flags: 0x0100}).run("a").end('\r').bytes(), fault.Encrypted},
		"Word 95":          {(&word{version: 0x68}).run("a").end('\r').bytes(), fault.UnsupportedType},
		"no piece table":   {oletest.File(oletest.Stream{Name: "WordDocument", Data: append([]byte{0xEC, 0xA5, 0xC1, 0}, make([]byte, 2000)...)}, oletest.Stream{Name: "0Table", Data: nil}), fault.Malformed},
		"no text stream":   {oletest.File(oletest.Stream{Name: "x", Data: nil}), fault.UnsupportedType},
		"too long":         {new(word).run(strings.Repeat("x", 1<<20+1)).end('\r').bytes(), fault.LimitCells},
		"deep tables":      {deep.bytes(), fault.LimitDepth},
		"a long paragraph": {new(word).run(strings.Repeat("x", 1<<16+1)).end('\r').bytes(), fault.LimitToken},
	} {
		_, err := doc.Read(t.Context(), c.data, limits, flowLimits)
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %v, want class %s", name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(new(word).run("a\x13b\x14c\x15", sprm(0x0837, 1)).end('\r').cell("a").cell("b").row([]int16{0, 1000, 2000}, []uint16{2, 3 << 5}).bytes())
	f.Add((&word{narrow: []byte("\xd7\xdc\xbc\xc612\r"), chinese: true}).para(7).bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := doc.Read(t.Context(), data, limits, flowLimits); err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
			return
		}
		read(t, data)
	})
}
