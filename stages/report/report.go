package report

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"sort"
	"strings"
)

// Schema names the wire form of Report.
const Schema = "gouji.report/v1"

// idLength is how many characters of base32 a document id has: 130 bits.
const idLength = 26

// DocumentID returns the id of a document: the first 26 characters of the lower-case
// base32, without padding, of the SHA-256 of its raw bytes.
func DocumentID(raw []byte) string {
	sum := sha256.Sum256(raw)
	return idOf(sum[:])
}

// DocumentIDOf is DocumentID of bytes whose SHA-256 is known, in hex; "" for what is none.
func DocumentIDOf(digest string) string {
	sum, err := hex.DecodeString(digest)
	if err != nil || len(sum) != sha256.Size {
		return ""
	}
	return idOf(sum)
}

func idOf(sum []byte) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum))[:idLength]
}

// Form is the official form a report follows, decided by the labels of its tables.
type Form string

// The forms. Form2021 is 国办公开办函〔2021〕30号, Form2019 is 国办公开办函〔2019〕60号;
// FormPre2019 is the statistics table of 国办发〔2014〕32号 and the local forms before it.
const (
	Form2021    Form = "2021"
	Form2019    Form = "2019"
	FormPre2019 Form = "pre2019"
	FormUnknown Form = "unknown"
)

// Report is an annual report as data. Pointers are nil where the document does not
// say; nothing is filled in.
type Report struct {
	Schema string `json:"schema"`
	ID     string `json:"id"`
	// Parser is the version of the parser that read it, a subject token.
	Parser string `json:"parser"`
	// Title and Agency are as printed. Agency is the issuing body (编制主体).
	Title  *string `json:"title"`
	Agency *string `json:"agency"`
	// Year is the year reported on (统计年度).
	Year *int `json:"year"`
	Form Form `json:"form"`
	// Published is the date of publication (发布日期), Signed that of signature (落款),
	// both YYYY-MM-DD.
	Published *string `json:"published"`
	Signed    *string `json:"signed"`
	// Period is the statistical period the text states (统计期限), nil if it states none.
	Period *Period `json:"period,omitempty"`
	// Evidence has the words that Title, Agency, Year, Published, Signed and Period were
	// read from, by the JSON name of the field.
	Evidence map[string]Quote `json:"evidence,omitempty"`
	// Preamble is the text between the title and the first section, nil if there is none.
	Preamble *Section `json:"preamble,omitempty"`
	// Sections are in the order found.
	Sections []Section `json:"sections"`
	Tables   Tables    `json:"tables"`
	// Stats are the rows of the statistics table of FormPre2019.
	Stats []Stat `json:"stats,omitempty"`
	// Observations are what parse saw in the tables that a rule may judge.
	Observations []Observation `json:"observations,omitempty"`
	// Source is what the producer said, carried along for the rules that compare it.
	Source Source `json:"source,omitzero"`
	// Head is what the file says about itself, carried along for the same reason.
	Head []Field `json:"head,omitempty"`
	// Notes say what was left out of what came with the document.
	Notes []string `json:"notes,omitempty"`
}

// Period is a statistical period; both dates are YYYY-MM-DD as stated, also where
// the end comes before the start.
type Period struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// Quote is words of the document and their place.
type Quote struct {
	Text string `json:"text"`
	At   Place  `json:"at"`
}

// Section is one of the numbered parts of the report.
type Section struct {
	// Number is the section's place in the form, 1 to 6 (一 to 六), decided by what its
	// heading says where the ordinal is misprinted; 0 for the preamble.
	Number int `json:"number"`
	// Printed is the ordinal as printed, when it differs from Number; 0 if none is printed.
	Printed *int `json:"printed,omitempty"`
	// Heading is the heading line as printed.
	Heading string `json:"heading"`
	// Text is the narrative of the section: its lines joined by newlines, tables left out.
	Text string `json:"text"`
	// At is the place of the heading.
	At Place `json:"at"`
	// Lines say where the lines of Text stand.
	Lines []Line `json:"lines,omitempty"`
}

// Line says where Text[Start:End] of a section stands in the document.
type Line struct {
	Start int   `json:"start"`
	End   int   `json:"end"`
	At    Place `json:"at"`
}

// Place returns the places of Text[start:end], one for each line it touches; the
// place of a part of a line is exact except in a PDF, where it is that of the line.
func (s Section) Place(start, end int) []Place {
	var out []Place
	// The lines are in order. A rule asks for a place once a hit, and a text may have
	// 200,000 lines with a hit in each: looking at them all took a minute of 40,000.
	first := sort.Search(len(s.Lines), func(i int) bool { return s.Lines[i].End > start })
	for _, l := range s.Lines[first:] {
		if l.Start >= end {
			break
		}
		at := l.At
		if !at.OnPage() {
			from, to := max(start, l.Start)-l.Start, min(end, l.End)-l.Start
			at.End = at.Start + to
			at.Start += from
		}
		out = append(out, at)
	}
	return out
}

// Tables are the three tables. A table that the document does not have is nil, and
// null in JSON; a key that the form does not have is absent.
type Tables struct {
	// Disclosure is table two (主动公开政府信息情况): key to cell.
	Disclosure map[string]Cell `json:"disclosure"`
	// Applications is table three (收到和处理政府信息公开申请情况): row to column to cell.
	Applications map[string]map[string]Cell `json:"applications"`
	// Proceedings is table four (行政复议、行政诉讼情况): group to outcome to cell.
	Proceedings map[string]map[string]Cell `json:"proceedings"`
}

// SignedAtEnd reports whether the date of signature stands behind the beginning of the first section, and
// not under the title, where it ends no report. A place that is not in a text says nothing, and so the
// signature counts there.
func (r *Report) SignedAtEnd() bool {
	if r.Signed == nil || len(r.Sections) == 0 {
		return r.Signed != nil
	}
	signed, first := r.Evidence["signed"].At, r.Sections[0].At
	return signed.Kind != PlaceText || first.Kind != PlaceText || signed.Start > first.Start
}

// HasTable reports whether the report has the table: disclosure, applications or
// proceedings.
func (r *Report) HasTable(key string) bool {
	switch key {
	case "disclosure":
		return r.Tables.Disclosure != nil
	case "applications":
		return r.Tables.Applications != nil
	}
	return r.Tables.Proceedings != nil
}

// State says what stands in a cell.
type State string

// The states of a cell.
const (
	Printed State = "printed" // a number stands there
	Blank   State = "blank"   // the cell is there and empty
	Dash    State = "dash"    // "/", "-", "—", "无" or the like stands there
	Derived State = "derived" // the only reading of the digits that meets the table's sums
	Unread  State = "unread"  // the cell should be there and could not be read with certainty
)

// Cell is one cell of a table. Value is a number exactly when State is Printed or
// Derived. No number is ever invented: Blank, Dash and Unread are not nought.
type Cell struct {
	State State  `json:"state"`
	Value Number `json:"value"`
	// Text is the cell's text verbatim; re-reading At gives it.
	Text string `json:"text"`
	At   Place  `json:"at"`
	// Why is the reasoning behind a Derived or Unread cell, in English.
	Why string `json:"why,omitempty"`
}

// Stat is one row of the statistics table before 2019: an indicator, its unit (条, 件,
// 次) and its value.
type Stat struct {
	Name  string `json:"name"`
	Unit  string `json:"unit"`
	Value Cell   `json:"value"`
}

// Kinds of observations.
const (
	SeenSurplus    = "surplus_cells" // a row has more values than columns; Quote is the row
	SeenMissing    = "missing_cells" // a row has fewer values than columns
	SeenMissingRow = "missing_row"   // a row of the form is left out
	SeenLabel      = "label_variant" // a row's or column's label differs from the form's
	SeenNoTitle    = "missing_title" // a sub-table title (第二十条第(x)项) is left out
	SeenOneRow     = "one_row_other" // (六)其他处理 is printed as one row in the 2021 form
	SeenOtherForm  = "other_form"    // a head of another form than that of the table; Quote is the head
	SeenBudget     = "search_budget" // a search for a consistent reading ended by its budget
	SeenHeads      = "head_order"    // the heads of the columns contradict the form or the sums; Want is the form's
	SeenUnread     = "unread_cells"  // cells that are there and unread; Want is how many, Key the row or "" for a whole table
	SeenMisplaced  = "misplaced"     // a table stands under another heading than its own
	SeenCutOff     = "cut_off"       // the text ends in the middle; Quote is its last line
	// SeenHeading is a section's heading that stands where none is looked for: inside of a line of
	// a table, or cut in two; Key is the number of the section.
	SeenHeading = "heading_inside"
	// SeenTitleYear is a heading that is the report's title but for its year; Quote is the heading.
	SeenTitleYear = "title_year"
)

// Observation is something parse saw in a table that a rule may judge. Parse does
// not judge it.
type Observation struct {
	Kind string `json:"kind"`
	// Table is "disclosure", "applications" or "proceedings"; "" for SeenCutOff, SeenHeading and SeenTitleYear.
	Table string `json:"table"`
	// Key is the row or cell key it is about, or "".
	Key string `json:"key,omitempty"`
	// Want is what the form has there (a label, a count), "" if nothing is to be said.
	Want string `json:"want,omitempty"`
	// Why is the reason of SeenUnread, in English.
	Why   string `json:"why,omitempty"`
	Quote Quote  `json:"quote"`
}
