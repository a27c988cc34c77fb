package neighbour

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
)

// The rules that look at the report of the year before ask for the numbers of its tables,
// its form, and the Han characters of sections one and five. Prior leaves just that.

// priorSections are the sections whose words are compared with those of the year after.
var priorSections = [...]int{1, 5}

// maxPriorText is how many bytes of a section's words are kept, 20,000 characters: ten times
// a long section, and the figures stay small whatever is submitted.
const maxPriorText = 60_000

// Prior is a report as far as the report of the year after is judged by it: id, dates, form,
// the numbers of the tables, and the words of two sections. Whoever judges gives the rules
// Prior and never the whole report, so that a verdict is the same whether the report was at
// hand or its figures came out of the ledger. Prior of Prior is the same again.
func Prior(rep *report.Report) report.Report {
	out := report.Report{ID: rep.ID, Year: rep.Year, Form: rep.Form, Published: rep.Published}
	out.Tables.Disclosure = numbers(rep.Tables.Disclosure)
	out.Tables.Applications = each(rep.Tables.Applications)
	out.Tables.Proceedings = each(rep.Tables.Proceedings)
	for i := range rep.Sections {
		if n := rep.Sections[i].Number; slices.Contains(priorSections[:], n) {
			one := report.Report{Sections: rep.Sections[i : i+1]}
			text := peer.HanText(&one, n)
			text = text[:min(len(text), maxPriorText)] // each character has three bytes
			out.Sections = append(out.Sections, report.Section{Number: n, Text: string(text)})
		}
	}
	return out
}

func numbers(row map[string]report.Cell) map[string]report.Cell {
	if row == nil {
		return nil
	}
	out := make(map[string]report.Cell, len(row))
	for k, c := range row {
		out[k] = report.Cell{Value: c.Value}
	}
	return out
}

func each(rows map[string]map[string]report.Cell) map[string]map[string]report.Cell {
	if rows == nil {
		return nil
	}
	out := make(map[string]map[string]report.Cell, len(rows))
	for k, row := range rows {
		out[k] = numbers(row)
	}
	return out
}

// Figures is what the ledger keeps of one report for that of the year after, beside the
// records of its issuer: some 2 KB where a report is 100 KB.
type Figures struct {
	// Key is the ledger's key, one for each document.
	Key string
	// Sequence is that of the parsed message they were taken from.
	Sequence uint64
	// Prior is the report as far as it is kept.
	Prior report.Report
}

// FiguresKey is the ledger's key of the figures of a document.
func FiguresKey(doc string) string { return "f" + token(doc) }

// FiguresOf takes the figures from a report whose parsed message has a sequence.
func FiguresOf(rep *report.Report, sequence uint64) Figures {
	return Figures{Key: FiguresKey(rep.ID), Sequence: sequence, Prior: Prior(rep)}
}

// figuresVersion begins what Encode writes. Another version cannot be read; the report is
// then read once and its figures are written anew.
const figuresVersion = 1

// maxFigures bounds what is unpacked, in bytes.
const maxFigures = 1 << 20

type storedFigures struct {
	Sequence     uint64                       `json:"seq"`
	ID           string                       `json:"id"`
	Year         *int                         `json:"y,omitempty"`
	Form         report.Form                  `json:"form"`
	Published    *string                      `json:"p,omitempty"`
	Disclosure   map[string]string            `json:"d"`
	Applications map[string]map[string]string `json:"a"`
	Proceedings  map[string]map[string]string `json:"l"`
	Sections     []storedSection              `json:"s,omitempty"`
}

type storedSection struct {
	Number int    `json:"n"`
	Text   string `json:"t"`
}

// Encode writes the figures: a byte of the version, then JSON as RFC 1951 packs it.
func (f Figures) Encode() ([]byte, error) {
	s := storedFigures{
		Sequence: f.Sequence, ID: f.Prior.ID, Year: f.Prior.Year, Form: f.Prior.Form, Published: f.Prior.Published,
		Disclosure: words(f.Prior.Tables.Disclosure), Applications: eachWords(f.Prior.Tables.Applications), Proceedings: eachWords(f.Prior.Tables.Proceedings),
	}
	for _, sec := range f.Prior.Sections {
		s.Sections = append(s.Sections, storedSection{sec.Number, sec.Text})
	}
	plain, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("figures of %s: %w", f.Prior.ID, err)
	}
	out := bytes.NewBuffer([]byte{figuresVersion})
	w, err := flate.NewWriter(out, flate.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("figures of %s: %w", f.Prior.ID, err)
	}
	if _, err = w.Write(plain); err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("figures of %s: %w", f.Prior.ID, err)
	}
	return out.Bytes(), nil
}

// ErrFigures says that figures were not written by this version.
var ErrFigures = errors.New("the ledger's figures were written by another version")

// DecodeFigures reads what Encode wrote, else ErrFigures.
func DecodeFigures(data []byte) (Figures, error) {
	if len(data) == 0 || data[0] != figuresVersion {
		return Figures{}, ErrFigures
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data[1:])), maxFigures+1))
	var s storedFigures
	if err == nil && len(plain) > maxFigures {
		err = fmt.Errorf("more than %d bytes", maxFigures)
	}
	if err == nil {
		err = json.Unmarshal(plain, &s)
	}
	f := Figures{Key: FiguresKey(s.ID), Sequence: s.Sequence, Prior: report.Report{ID: s.ID, Year: s.Year, Form: s.Form, Published: s.Published}}
	t := &f.Prior.Tables
	if err == nil {
		t.Disclosure, err = cells(s.Disclosure)
	}
	if err == nil {
		t.Applications, err = eachCells(s.Applications)
	}
	if err == nil {
		t.Proceedings, err = eachCells(s.Proceedings)
	}
	if err != nil {
		return Figures{}, fmt.Errorf("%w: %w", ErrFigures, err)
	}
	for _, sec := range s.Sections {
		f.Prior.Sections = append(f.Prior.Sections, report.Section{Number: sec.Number, Text: sec.Text})
	}
	return f, nil
}

// words are the numbers of a row; "" stands for a cell that holds none.
func words(row map[string]report.Cell) map[string]string {
	if row == nil {
		return nil
	}
	out := make(map[string]string, len(row))
	for k, c := range row {
		out[k] = ""
		if c.Value.Valid() {
			out[k] = c.Value.String()
		}
	}
	return out
}

func eachWords(rows map[string]map[string]report.Cell) map[string]map[string]string {
	if rows == nil {
		return nil
	}
	out := make(map[string]map[string]string, len(rows))
	for k, row := range rows {
		out[k] = words(row)
	}
	return out
}

func cells(row map[string]string) (map[string]report.Cell, error) {
	if row == nil {
		return nil, nil
	}
	out := make(map[string]report.Cell, len(row))
	for k, w := range row {
		var c report.Cell
		if w != "" {
			n, err := report.ParseNumber(w)
			if err != nil {
				return nil, err
			}
			c.Value = n
		}
		out[k] = c
	}
	return out, nil
}

func eachCells(rows map[string]map[string]string) (map[string]map[string]report.Cell, error) {
	if rows == nil {
		return nil, nil
	}
	out := make(map[string]map[string]report.Cell, len(rows))
	for k, row := range rows {
		c, err := cells(row)
		if err != nil {
			return nil, err
		}
		out[k] = c
	}
	return out, nil
}

// RevisionKey is the ledger's key of the greatest revision of what is said of a document.
func RevisionKey(doc string) string { return "v" + token(doc) }
