package pdf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/pipeline/fault"
)

// parseXML is the oracle of FuzzParseWords: it reads a child's output with encoding/xml.
func parseXML(out []byte, lim Limits) ([][]Word, error) {
	_, out, ok := bytes.Cut(out, []byte("<doc>"))
	if !ok {
		return nil, fault.Poisonf(fault.Malformed, "no pages were found")
	}
	out, _, ok = bytes.Cut(out, []byte("</doc>"))
	if !ok {
		return nil, fault.Poisonf(fault.Malformed, "the list of words ends early")
	}
	p := xmlParser{lim: lim, dec: xml.NewDecoder(bytes.NewReader(printable(out)))}
	err := p.run()
	return p.pages, err
}

// printable replaces what XML cannot hold: control characters that fonts without a proper
// encoding leave in words, and broken UTF-8.
func printable(out []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF {
			return utf8.RuneError
		}
		return r
	}, out)
}

type xmlParser struct {
	lim   Limits
	dec   *xml.Decoder
	pages [][]Word
	words int
}

func (p *xmlParser) run() error {
	for {
		t, err := p.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fault.Poisonf(fault.Malformed, "the list of words cannot be read (%w); "+damaged, err)
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "page":
			if len(p.pages) == p.lim.Pages {
				return tooManyPages(p.lim)
			}
			p.pages = append(p.pages, nil)
		case "word":
			if err := p.word(e); err != nil {
				return err
			}
		}
	}
}

func (p *xmlParser) word(e xml.StartElement) error {
	var text struct {
		S string `xml:",chardata"`
	}
	box, err := boxOf(e.Attr)
	if len(p.pages) == 0 {
		err = errors.New("a word outside of pages")
	}
	if err == nil {
		err = p.dec.DecodeElement(&text, &e)
	}
	if err != nil {
		return fault.Poisonf(fault.Malformed, "the list of words cannot be read (%w); "+damaged, err)
	}
	if p.words++; p.words > p.lim.Words {
		return fault.Poisonf(fault.LimitCells, "the PDF has more than %d words; submit one report at a time", p.lim.Words)
	}
	// Poppler keeps odd spaces inside words; a word of ours has none.
	s := strings.Join(strings.FieldsFunc(text.S, func(r rune) bool { return unicode.IsSpace(r) }), "")
	if s != "" {
		last := len(p.pages) - 1
		p.pages[last] = appendUpright(p.pages[last], Word{S: s, Box: box})
	}
	return nil
}

// boxOf reads xMin, yMin, xMax and yMax. Values are kept to a thousandth of a point, so
// that both readers' output looks alike.
func boxOf(attrs []xml.Attr) (box [4]float64, err error) {
	seen := 0
	for _, a := range attrs {
		i := strings.Index("xMin yMin xMax yMax", a.Name.Local)
		if i < 0 || len(a.Name.Local) != 4 {
			continue
		}
		v, err := strconv.ParseFloat(a.Value, 64)
		if err != nil || math.IsNaN(v) || math.Abs(v) > 1e6 {
			return box, errors.New("a box of " + a.Value)
		}
		box[i/5] = math.Round(v*1000) / 1000
		seen++
	}
	if seen != 4 {
		return box, errors.New("a word without a box")
	}
	return [4]float64{min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])}, nil
}
