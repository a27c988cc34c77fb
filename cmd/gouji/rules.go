package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

func newRules(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "rules", Short: "规则目录 · the rule catalogue"}
	list := &cobra.Command{
		Use:   "list",
		Short: "列出规则 · list the rules, and those left out with the reason",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.listRules() },
	}
	show := &cobra.Command{
		Use:   "show ID",
		Short: "解释一条规则 · explain a rule",
		Args:  cobra.ExactArgs(1),
		RunE:  func(_ *cobra.Command, args []string) error { return a.showRule(strings.ToUpper(args[0])) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var ids []string
			for _, r := range rules.Book() {
				ids = append(ids, r.ID+"\t"+r.Title.ZH)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.AddCommand(list, show, a.newRulesLoad(), a.newRulesActive())
	return cmd
}

// ruleLine is a line of `gouji rules list --format json`.
type ruleLine struct {
	ID       string          `json:"id"`
	Set      string          `json:"set"`
	Severity report.Severity `json:"severity"`
	Source   string          `json:"source"`
	Title    string          `json:"title"`
	TitleEN  string          `json:"title_en"`
}

func lineOf(r rule.Rule) ruleLine {
	return ruleLine{ID: r.ID, Set: rules.Set, Severity: r.Severity, Source: r.Source.InWords(), Title: r.Title.ZH, TitleEN: r.Title.EN}
}

func (a *app) listRules() error {
	book := rules.Book()
	lines := make([]ruleLine, len(book))
	rows := make([]table.Row, len(book))
	for i, r := range book {
		lines[i] = lineOf(r)
		rows[i] = table.Row{r.ID, a.say("severity." + string(r.Severity)), a.pick(r.Title), lines[i].Source}
	}
	return emit(a, func() {
		a.grid(a.Stdout, []string{"col.rule", "col.severity", "col.title", "col.source"}, rows)
		if left := rules.Left(); len(left) > 0 {
			fmt.Fprintf(a.Stdout, "\n%s\n", a.say("rules.left"))
			for _, o := range left {
				fmt.Fprintf(a.Stdout, "  %s %s:%s\n", o.ID, a.pick(o.Title), a.pick(o.Reason))
			}
		}
	}, lines...)
}

// explained is what `gouji rules show --format json` prints.
type explained struct {
	ruleLine
	Doc   string   `json:"doc"`
	DocEN string   `json:"doc_en"`
	Needs []string `json:"needs"`
	Trip  string   `json:"trip"`
	Pass  string   `json:"pass"`
}

// leftOut is what it prints of a rule that the book leaves out.
type leftOut struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	TitleEN  string `json:"title_en"`
	Reason   string `json:"reason"`
	ReasonEN string `json:"reason_en"`
}

func (a *app) showRule(id string) error {
	for _, r := range rules.Book() {
		if r.ID == id {
			return emit(a, func() { a.explain(r) }, explained{lineOf(r), r.Doc.ZH, r.Doc.EN, r.Needs, r.Trip, r.Pass})
		}
	}
	for _, o := range rules.Left() {
		if o.ID == id {
			return emit(a, func() {
				fmt.Fprintf(a.Stdout, "%s  %s\n%s: %s\n", o.ID, a.pick(o.Title), a.say("rules.left"), a.pick(o.Reason))
			}, leftOut{o.ID, o.Title.ZH, o.Title.EN, o.Reason.ZH, o.Reason.EN})
		}
	}
	return exit(exitUsage, fmt.Errorf("there is no rule %q; `gouji rules list` lists them", id))
}

func (a *app) explain(r rule.Rule) {
	fmt.Fprintf(a.Stdout, "%s  %s  [%s]\n\n%s\n\n", r.ID, a.pick(r.Title), a.say("severity."+string(r.Severity)), a.pick(r.Doc))
	for _, line := range [][2]string{
		{"col.source", r.Source.InWords()}, {"rule.needs", strings.Join(r.Needs, ", ")}, {"rule.trips", r.Trip}, {"rule.passes", r.Pass},
	} {
		fmt.Fprintf(a.Stdout, "%s: %s\n", a.say(line[0]), line[1])
	}
}
