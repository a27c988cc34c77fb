package export

import (
	"encoding/json"
	"io"

	"github.com/gouji/gouji/stages/report"
)

// jsonWriter writes one object a line, in one call of the io.Writer, so that lines of
// several processes on one pipe do not mix up to the pipe's own bound.
type jsonWriter struct{ enc *json.Encoder }

func newJSON(w io.Writer) *jsonWriter {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &jsonWriter{enc}
}

func (j *jsonWriter) Write(c report.Check) error { return j.enc.Encode(Whole(c)) }

func (j *jsonWriter) Close() error { return nil }

// Whole returns c with the lists that the contract promises present: a checked
// document without findings has [] and not nothing, and the lists of a finding are
// never null. c itself is not changed.
func Whole(c report.Check) report.Check {
	if c.Schema == "" {
		c.Schema = report.CheckSchema
	}
	if c.Outcome != report.Checked {
		return c
	}
	findings := make([]report.Finding, len(c.Findings))
	for i, f := range c.Findings {
		f.Cells = list(f.Cells)
		f.Quotes = list(f.Quotes)
		f.At = list(f.At)
		findings[i] = f
	}
	c.Findings = findings
	return c
}

func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
