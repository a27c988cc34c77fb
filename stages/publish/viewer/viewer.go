package viewer

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strconv"

	"github.com/gouji/gouji/stages/report"
)

//go:embed page.html
var pageHTML string

//go:embed style.css
var styleCSS string

//go:embed viewer.js
var scriptJS string

// Options say how the pages look. The zero value is Chinese.
type Options struct {
	// Lang is "zh" or "en"; "" is "zh".
	Lang string
	// About returns the title of a rule, as the norm that it states, and the law, form or
	// document it rests on; nil or "" where nothing is known.
	About func(rule string) (title, source string)
	// Home is where the page's heading leads, "" for a page by itself.
	Home string
}

// Input is one document as the viewer shows it.
type Input struct {
	Check report.Check
	// Document is the original as ingest read it, nil where it is not at hand.
	Document *report.Document
	// Images are the pages of a PDF as pictures, nil without a renderer.
	Images []Page
}

// Writer writes one page for any number of documents, a document at a time. It is not safe
// for concurrent use.
type Writer struct {
	w     io.Writer
	words *words
	o     Options
	page  *template.Template

	total, checked, faulty int
}

// Policy is the Content-Security-Policy under which the page works, the one that it states
// itself: nothing is loaded from anywhere, and no script runs but its own.
func Policy() string {
	sum := sha256.Sum256([]byte(scriptJS))
	return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}

// New returns a Writer over w. It fails for an unknown language; nothing is written before
// the first Write.
func New(w io.Writer, o Options) (*Writer, error) {
	text, err := wordsFor(o.Lang)
	if err != nil {
		return nil, err
	}
	if o.About == nil {
		o.About = func(string) (string, string) { return "", "" }
	}
	// A template takes one value; dict gives it what is shown (F) and the words (W).
	dict := func(f any, w *words) map[string]any { return map[string]any{"F": f, "W": w} }
	page, err := template.New("page").Funcs(template.FuncMap{"dict": dict}).Parse(pageHTML)
	if err != nil {
		return nil, fmt.Errorf("viewer: the page's template: %w", err)
	}
	return &Writer{w: w, words: text, o: o, page: page}, nil
}

// Write adds a document.
func (v *Writer) Write(in Input) error {
	if err := v.begin(); err != nil {
		return err
	}
	v.total++
	if in.Check.Outcome == report.Checked {
		v.checked++
	}
	for _, f := range in.Check.Findings {
		if f.Severity == report.Error {
			v.faulty++
			break
		}
	}
	return v.part("document", v.document(in))
}

// Close writes the sums and ends the page. It does not close the io.Writer below.
func (v *Writer) Close() error {
	if err := v.begin(); err != nil {
		return err
	}
	return v.part("foot", fmt.Sprintf(v.words.Total, v.total, v.checked, v.faulty, v.total-v.checked))
}

func (v *Writer) begin() error {
	if v.total > 0 {
		return nil
	}
	return v.part("head", map[string]any{
		"W": v.words, "Policy": Policy(), "Home": v.o.Home, "Style": template.CSS(styleCSS),
	})
}

func (v *Writer) part(name string, data any) error {
	if name == "foot" {
		data = map[string]any{"Sums": data, "Script": template.JS(scriptJS)}
	}
	if err := v.page.ExecuteTemplate(v.w, name, data); err != nil {
		return fmt.Errorf("viewer: writing the page: %w", err)
	}
	return nil
}

func itoa(n int) string { return strconv.Itoa(n) }
