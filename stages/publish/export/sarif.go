package export

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// sarifWriter gathers the run of a SARIF 2.1.0 log (OASIS, sarif-v2.1.0-os) and writes
// it on Close.
type sarifWriter struct {
	w     io.Writer
	words Words
	o     Options
	run   sarifRun
	rules map[string]int
}

func newSARIF(w io.Writer, words Words, o Options) *sarifWriter {
	language := map[string]string{"zh": "zh-CN", "en": "en"}[words.Lang]
	return &sarifWriter{w: w, words: words, o: o, rules: make(map[string]int), run: sarifRun{
		Tool:        sarifTool{Driver: sarifDriver{Name: "gouji", Version: o.Version, InformationURI: "https://github.com/gouji/gouji", Rules: []sarifRule{}}},
		Language:    language,
		Invocations: []sarifInvocation{{ExecutionSuccessful: true}},
		Artifacts:   []sarifArtifact{},
		Results:     []sarifResult{},
	}}
}

func (s *sarifWriter) Write(c report.Check) error {
	file := sarifArtifactLocation{URI: fileURI(c.File), Index: len(s.run.Artifacts)}
	s.run.Artifacts = append(s.run.Artifacts, sarifArtifact{Location: sarifURI{file.URI}, Roles: []string{"analysisTarget"}})
	if c.Outcome != report.Checked {
		s.reject(file, rejectionOf(c))
		return nil
	}
	for _, f := range ordered(c.Findings) {
		s.run.Results = append(s.run.Results, s.result(file, f))
	}
	return nil
}

// reject tells of a document that was not read: a condition of the run, not a result
// about the document's content.
func (s *sarifWriter) reject(file sarifArtifactLocation, r report.Rejection) {
	inv := &s.run.Invocations[0]
	inv.ExecutionSuccessful = false
	inv.Notifications = append(inv.Notifications, sarifNotification{
		Descriptor: sarifDescriptor{ID: r.Class},
		Level:      "error",
		Message:    sarifText{Safe(s.words.ClassName(fault.Class(r.Class)) + s.words.Stop + r.Message)},
		Locations:  []sarifLocation{{Physical: &sarifPhysical{Artifact: file}}},
	})
}

func (s *sarifWriter) result(file sarifArtifactLocation, f report.Finding) sarifResult {
	return sarifResult{
		RuleID: f.Rule, RuleIndex: s.rule(f), Level: sarifLevel(f.Severity),
		Message:      sarifText{Safe(s.words.MessageOf(f))},
		Locations:    s.locations(file, f),
		Fingerprints: map[string]string{"gouji/v1": fingerprint(f)},
		Properties:   sarifProperties{Section: f.Section, Quotes: list(f.Quotes), Want: f.Want, Got: f.Got},
	}
}

// rule returns the index of the finding's rule, which it adds when first met.
func (s *sarifWriter) rule(f report.Finding) int {
	if i, ok := s.rules[f.Rule]; ok {
		return i
	}
	r := sarifRule{ID: f.Rule}
	if title, source := s.o.About(f.Rule); title != "" {
		r.Short = &sarifText{title}
		if source != "" {
			label, source := s.words.Basis(source)
			r.Help = &sarifText{label + ": " + source}
		}
	}
	rules := &s.run.Tool.Driver.Rules
	s.rules[f.Rule] = len(*rules)
	*rules = append(*rules, r)
	return s.rules[f.Rule]
}

// locations are the places of the finding, each in the file; the cells stand as logical
// locations at the first. Byte offsets are those of the decoded UTF-8 text.
func (s *sarifWriter) locations(file sarifArtifactLocation, f report.Finding) []sarifLocation {
	var out []sarifLocation
	for _, p := range f.At {
		l := sarifLocation{Physical: &sarifPhysical{Artifact: file}}
		switch {
		case p.Kind == report.PlaceText && p.In == "": // an offset inside an envelope is none in the file
			l.Physical.Region = &sarifRegion{p.Start, p.End - p.Start}
		case p.OnPage():
			l.Logical = []sarifLogical{{s.words.PlaceName(p), fmt.Sprintf("page %d", p.Page), "page"}}
		case !p.IsZero():
			l.Logical = []sarifLogical{{fmt.Sprintf("%s %d–%d", cmp.Or(p.Path, p.In), p.Start, p.End), cmp.Or(p.Path, p.In), "element"}}
		}
		out = append(out, l)
	}
	if len(out) == 0 {
		out = []sarifLocation{{Physical: &sarifPhysical{Artifact: file}}}
	}
	for _, c := range f.Cells {
		out[0].Logical = append(out[0].Logical, sarifLogical{s.words.CellName(c), c, "member"})
	}
	return out
}

// Close writes the log.
func (s *sarifWriter) Close() error {
	enc := json.NewEncoder(s.w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	log := sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{s.run}}
	if err := enc.Encode(log); err != nil {
		return fmt.Errorf("export: writing SARIF: %w", err)
	}
	return nil
}

func sarifLevel(s report.Severity) string {
	if s == report.Info {
		return "note"
	}
	return string(s)
}

// fingerprint stays the same while rule, cells and quotes do, so that a result can be
// followed from one run to the next.
func fingerprint(f report.Finding) string {
	cells := f.Cells
	if f.Evidence != "" {
		cells = []string{f.Evidence} // not all cells are listed
	}
	parts := append(append([]string{f.Rule}, cells...), f.Quotes...)
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// fileURI is the path as a URI reference: relative paths stay relative.
func fileURI(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme = "file"
	}
	return u.String()
}
