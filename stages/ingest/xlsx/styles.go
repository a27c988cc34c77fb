package xlsx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/ingest/sheet"
)

// style is how a cell shows its value.
type style struct {
	format string
	font   flow.Style
}

// styles are those of the workbook by the numbers that cells name.
type styles struct{ cells []style }

func (s *styles) at(n string) style {
	i, err := strconv.Atoi(n)
	if err != nil || i < 0 || i >= len(s.cells) {
		return style{format: sheet.General}
	}
	return s.cells[i]
}

// readStyles reads the part xl/styles.xml.
func (b *book) readStyles(name string) error {
	s, err := b.scan(name)
	if s == nil || err != nil {
		return err
	}
	formats := map[string]string{}
	var fonts []flow.Style
	var filled []bool
	return s.Each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmts":
			return s.Each(func(f xml.StartElement) error {
				formats[packed.Attr(f, "numFmtId")] = packed.Attr(f, "formatCode")
				return s.Skip()
			}, nil)
		case "fonts":
			return s.Each(func(xml.StartElement) error {
				var f flow.Style
				err := font(s, &f)
				fonts = append(fonts, f)
				return err
			}, nil)
		case "fills":
			return s.Each(func(xml.StartElement) error {
				solid := false
				err := s.Each(func(p xml.StartElement) error {
					kind := packed.Attr(p, "patternType")
					solid = p.Name.Local == "gradientFill" || kind != "" && kind != "none"
					return s.Skip()
				}, nil)
				filled = append(filled, solid)
				return err
			}, nil)
		case "cellXfs":
			return s.Each(func(x xml.StartElement) error {
				st := style{format: formats[packed.Attr(x, "numFmtId")]}
				if st.format == "" {
					id, _ := strconv.Atoi(packed.Attr(x, "numFmtId"))
					st.format = sheet.Builtin(id)
				}
				if n, err := strconv.Atoi(packed.Attr(x, "fontId")); err == nil && n >= 0 && n < len(fonts) {
					st.font = fonts[n]
				}
				if n, err := strconv.Atoi(packed.Attr(x, "fillId")); err == nil && n >= 0 && n < len(filled) && filled[n] {
					st.font.White = false
				}
				b.styles.cells = append(b.styles.cells, st)
				return s.Skip()
			}, nil)
		}
		return s.Skip()
	}, nil)
}

// font reads the properties of a font or run into f.
func font(s *packed.Scanner, f *flow.Style) error {
	return s.Each(func(e xml.StartElement) error {
		val := packed.Attr(e, "val")
		on := val != "0" && val != "false"
		switch e.Name.Local {
		case "strike":
			f.Struck = on
		case "vertAlign":
			f.Raised, f.Lowered = val == "superscript", val == "subscript"
		case "sz":
			if n, err := strconv.ParseFloat(val, 64); err == nil && n > 0 && n < 1000 {
				f.Size = max(int(2*n), 1)
			}
		case "color":
			rgb := packed.Attr(e, "rgb")
			f.White = len(rgb) == 8 && strings.EqualFold(rgb[2:], "FFFFFF") || packed.Attr(e, "theme") == "0" && packed.Attr(e, "tint") == "" ||
				packed.Attr(e, "indexed") == "9"
		}
		return s.Skip()
	}, nil)
}
