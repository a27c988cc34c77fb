package office

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// ruleLine is a rule as pages show it.
type ruleLine struct {
	ID, Title, Doc, Source, Trip, Pass string
	Severity                           report.Severity
	// Count and Link are of the overview: the reports that break it.
	Count int
	Link  string
}

func (f *Office) rules(w http.ResponseWriter, _ *http.Request, v *visit) error {
	book := f.o.Checker.Rules.Now()
	return f.render(w, v, http.StatusOK, "rules.html", word(v.lang, "rules.title"), map[string]any{"Set": book.Set(), "Rules": f.ruleLines(v.lang)})
}

// ruleLines are the rules in force in the order of their ids.
func (f *Office) ruleLines(lang string) []ruleLine {
	var out []ruleLine
	for _, r := range f.o.Checker.Rules.Now().Rules() {
		l := ruleLine{ID: r.ID, Title: r.Title.ZH, Doc: r.Doc.ZH, Source: r.Source.InWords(), Trip: r.Trip, Pass: r.Pass, Severity: r.Severity}
		if lang == "en" {
			l.Title, l.Doc = r.Title.EN, r.Doc.EN
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b ruleLine) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// about tells the title and source of a rule in force.
func (f *Office) about(lang string) func(string) (title, source string) {
	lines := map[string]ruleLine{}
	for _, l := range f.ruleLines(lang) {
		lines[l.ID] = l
	}
	return func(id string) (string, string) { return lines[id].Title, lines[id].Source }
}

// operate shows the state of the system, and changes nothing of it.
func (f *Office) operate(w http.ResponseWriter, r *http.Request, v *visit) error {
	var facts []Fact
	if f.o.Status != nil {
		var err error
		if facts, err = f.o.Status(r.Context()); err != nil {
			f.o.Log.Warn().Err(err).Msg("the state of the system cannot be read")
			facts = append(facts, Fact{word(v.lang, "operate.unknown"), ""})
		}
	}
	n, err := f.documents(r.Context())
	if err != nil {
		return err
	}
	facts = append(facts, Fact{word(v.lang, "operate.store"), f.o.Store.Name()}, Fact{word(v.lang, "operate.documents"), n},
		Fact{word(v.lang, "operate.rules"), f.o.Checker.Rules.Now().Set()})
	return f.render(w, v, http.StatusOK, "operate.html", word(v.lang, "operate.title"), facts)
}

func (f *Office) documents(ctx context.Context) (string, error) {
	n, all, err := f.o.Store.Documents(ctx)
	return fmt.Sprintf("%d / %d", n, all), err
}

func exportWords(lang string) export.Words {
	if lang == "en" {
		return export.English()
	}
	return export.Chinese()
}
