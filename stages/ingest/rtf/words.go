package rtf

import (
	"cmp"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/report"
)

// word takes a control word with its number.
func (r *reader) word(w string, n int, given bool) error {
	if w == "bin" { // bytes that are no text
		r.at = min(r.at+max(n, 0), len(r.b))
		return nil
	}
	if w == "u" {
		r.unicode(n)
		return nil
	}
	r.flush()
	if r.destination(w) {
		return nil
	}
	if r.tableWord(w, n) || r.skip {
		return nil
	}
	if r.character(w, n, given) || r.rowWord(w, n) {
		return nil
	}
	return r.flowWord(w, n)
}

// destination takes the words that say what the group is for.
func (r *reader) destination(w string) bool {
	switch w {
	case "fonttbl":
		r.fontTable, r.skip = true, true
	case "colortbl":
		r.colourTable, r.skip = true, true
	case "stylesheet", "info", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "footnote", "annotation",
		"fldinst", "objdata", "filetbl", "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "themedata", "colorschememapping",
		"datastore", "latentstyles", "bkmkstart", "bkmkend", "shp", "do", "nonshppict", "upr", "pgptbl", "revtbl", "tc", "xe", "pntxta", "pntxtb", "pn":
		r.skip = true
	case "ud":
		if n := len(r.stack); n > 1 {
			r.skip = r.stack[n-2].skip // as outside of the \upr
		}
	case "pict":
		r.thing(report.Picture)
		r.skip = true
	case "object":
		r.thing(report.Embedded)
	case "nesttableprops":
		r.nested = true
	default:
		return false
	}
	return true
}

func (r *reader) thing(t report.Thing) {
	if !r.skip && !r.look.Hidden && !r.gone {
		r.text.Object(t, "")
	}
}

// tableWord takes the words of the tables of fonts and colours, and of the code page.
func (r *reader) tableWord(w string, n int) bool {
	switch w {
	case "ansicpg":
		r.page = n
	case "mac":
		r.page = 10000
	case "f", "af":
		if w == "f" {
			r.font = n
		}
	case "fcharset":
		if r.fontTable {
			r.fonts[r.font] = map[int]int{128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 204: 1251, 238: 1250}[n]
		}
	case "red", "green", "blue":
		if r.colourTable {
			r.red[map[string]int{"red": 0, "green": 1, "blue": 2}[w]], r.shown = n, true
		}
	case "uc":
		r.uc = min(max(n, 0), 16)
	default:
		return false
	}
	return true
}

// character takes the words that set characters.
func (r *reader) character(w string, n int, given bool) bool {
	on := !given || n != 0
	switch w {
	case "plain":
		r.look, r.colour, r.gone = flow.Style{}, 0, false
	case "strike", "striked":
		r.look.Struck = on
	case "v":
		r.look.Hidden = on
	case "deleted":
		r.gone = on
	case "super":
		r.look.Raised, r.look.Lowered = on, false
	case "sub":
		r.look.Raised, r.look.Lowered = false, on
	case "nosupersub":
		r.look.Raised, r.look.Lowered = false, false
	case "up":
		r.look.Raised = on
	case "dn":
		r.look.Lowered = on
	case "fs":
		r.look.Size = max(n, 0)
	case "cf":
		r.colour = n
	case "cb", "chcbpat", "highlight", "cbpat":
		r.ground = n != 0
	default:
		return false
	}
	r.look.White = r.colour > 0 && r.colour < len(r.white) && r.white[r.colour] && !r.ground
	return true
}

// flowWord takes the words that make text and paragraphs.
func (r *reader) flowWord(w string, n int) error {
	switch w {
	case "par", "sect", "page", "column":
		r.paragraph()
	case "pard":
		r.inTable, r.level, r.ground = false, 0, false
	case "intbl":
		r.inTable = true
	case "itap":
		r.level = n
	case "line", "lbr", "softline":
		r.text.Write("\n", "")
	case "tab":
		r.text.Write("\t", "")
	case "cell":
		r.endCell(1)
	case "nestcell":
		r.endCell(max(r.level, 2))
	case "row":
		r.endRow(1, &r.row)
	case "nestrow":
		r.endRow(max(r.level, 2), &r.inner)
	case "emdash":
		r.print('—')
	case "endash":
		r.print('–')
	case "lquote":
		r.print('‘')
	case "rquote":
		r.print('’')
	case "ldblquote":
		r.print('“')
	case "rdblquote":
		r.print('”')
	case "bullet":
		r.print('•')
	case "emspace":
		r.print('\u2003')
	case "enspace":
		r.print('\u2002')
	case "qmspace":
		r.print('\u2005')
	}
	if r.level > maxTables {
		return fault.Poisonf(fault.LimitDepth, "the document nests tables deeper than %d; save it as .docx and submit that", maxTables)
	}
	return nil
}

// depth is how many tables the paragraph stands in.
func (r *reader) depth() int {
	if !r.inTable && r.level == 0 {
		return 0
	}
	return cmp.Or(max(r.level, 0), 1)
}

func (r *reader) paragraph() {
	if !r.skip {
		r.end(flow.Standing{Depth: r.depth()})
	}
}

func (r *reader) end(s flow.Standing) { r.tables.Paragraph(s, r.text.Take()) }

func (r *reader) endCell(depth int) {
	r.end(flow.Standing{Depth: min(depth, maxTables), CellEnd: true})
}

func (r *reader) endRow(depth int, def *row) {
	if r.text.Len() > 0 { // a writer that forgot the end of the last cell
		r.endCell(depth)
	}
	r.end(flow.Standing{Depth: min(depth, maxTables), RowEnd: true, Row: def.def()})
}
