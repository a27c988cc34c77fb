// Package custom reads the rules and settings that an office adds to the book, as data:
// a YAML file of schema gouji.rules/v1. The manual is docs/custom-rules.md.
//
// A file is checked as a whole when it is loaded, and every fault is told with its line
// and column. What an expression can do is bounded by its language, see lowering and
// maxSteps; it has no way to reach anything but the report.
package custom

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/yamlfile"
)

// Schema names the form of a rules file.
const Schema = "gouji.rules/v1"

// File is a rules file that has been read and checked.
type File struct {
	// Set is the version of the rule set that the file makes of the book, such as
	// 2026.1+huaiyin.3. It has a + and so differs from every version of the book: results
	// are kept by the set, and two sets of one name would be taken for one.
	Set string
	// Off are the rules of the book that are switched off, On those that are off by
	// default and are switched on.
	Off []Switch
	On  []string
	// Severity are the rules of the book whose severity is lowered.
	Severity  []Lowering
	Deadlines Deadlines
	Settings  Settings
	entries   []entry
}

// Switch is a rule of the book that is switched off, and why.
type Switch struct {
	ID, Reason string
}

// Lowering is a rule of the book and the severity its findings have at most.
type Lowering struct {
	ID       string
	Severity report.Severity
}

// Deadlines are local days of publication in the year after the report year, "" where
// none is set.
type Deadlines struct {
	// Township is the day for townships and institutions, for which 条例 art. 49 names none
	// (rule D-03).
	Township MonthDay
	// Department and Government are earlier than the law's, 01-31 and 03-31 (rule D-04).
	Department, Government MonthDay
}

// MonthDay is a day of any year as MM-DD, such as 01-28.
type MonthDay string

// Settings are numbers that rules of the book ask for; 0 where none is set.
type Settings struct {
	// SectionOneMaxChars is the most characters of section one (rule S-18), 1 to 100000.
	SectionOneMaxChars int
}

// Load reads a rules file. name is what the errors call it, and book is the book that it
// adds to. A fault of the file is a yamlfile.Errors, which lists up to 20 of them with their
// places; any other error is that of r.
func Load(r io.Reader, name string, book []rule.Rule) (*File, error) {
	s, err := yamlfile.New(r, name)
	if err != nil {
		return nil, err
	}
	root, err := s.Document()
	if err != nil {
		return nil, err
	}
	l := &loader{Source: s, book: book, x: newExpressions()}
	f := l.file(root)
	if err := s.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

// Rules returns the file's own rules in the order of the file. They are fit for
// validate.New: what the file leaves out is filled in, the English words with the
// Chinese and the examples with the rule's condition.
func (f *File) Rules() []rule.Rule {
	out := make([]rule.Rule, len(f.entries))
	for i, e := range f.entries {
		out[i] = e.rule()
	}
	return out
}

// Apply returns the book with the file's switches, severities, deadlines and settings,
// and the file's own rules behind it. The book given is not changed. It returns an error if the book lacks
// a rule that the file names, or has one of the file's own.
func (f *File) Apply(book []rule.Rule) ([]rule.Rule, error) {
	out := slices.Clone(book)
	var missing []string
	change := func(id string, do func(*rule.Rule)) {
		i := slices.IndexFunc(out, func(r rule.Rule) bool { return r.ID == id })
		if i < 0 {
			missing = append(missing, id)
			return
		}
		do(&out[i])
	}
	for id, do := range f.configured() {
		change(id, func(r *rule.Rule) { do(r); r.Off = false })
	}
	for _, s := range f.Off {
		change(s.ID, func(r *rule.Rule) { r.Off = true })
	}
	for _, id := range f.On {
		change(id, func(r *rule.Rule) { r.Off = false })
	}
	for _, s := range f.Severity {
		change(s.ID, func(r *rule.Rule) {
			if rule.Rank(s.Severity) < rule.Rank(r.Severity) {
				r.Severity = s.Severity
			}
		})
	}
	if missing != nil {
		slices.Sort(missing)
		return nil, fmt.Errorf("custom: rule set %s: the book has no rule %s; load the file again with this book", f.Set, strings.Join(missing, ", "))
	}
	for _, r := range f.Rules() {
		if slices.ContainsFunc(book, func(b rule.Rule) bool { return b.ID == r.ID }) {
			return nil, fmt.Errorf("custom: rule set %s: the book has a rule %s of its own; rename the one in the file", f.Set, r.ID)
		}
		out = append(out, r)
	}
	return out, nil
}
