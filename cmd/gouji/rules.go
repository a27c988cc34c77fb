package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules"
)

func newRules(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "rules", Short: "规则目录 · the rule catalogue"}
	var asJSON bool
	list := &cobra.Command{
		Use:   "list",
		Short: "列出规则 · list the rules, and those left out with the reason",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.listRules(asJSON) },
	}
	list.Flags().BoolVar(&asJSON, "json", false, "一行一个 JSON 对象 · one JSON object a line")
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

// pick chooses the language of the configuration.
func (a *app) pick(t rule.Text) string {
	if a.conf.Lang == "en" {
		return t.EN
	}
	return t.ZH
}

func (a *app) listRules(asJSON bool) error {
	book := rules.Book()
	if asJSON {
		enc := json.NewEncoder(a.Stdout)
		for _, r := range book {
			err := enc.Encode(map[string]any{
				"id": r.ID, "title": r.Title.ZH, "title_en": r.Title.EN, "severity": r.Severity, "source": sourceText(r.Source), "set": rules.Set,
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	rows := make([]table.Row, 0, len(book))
	for _, r := range book {
		rows = append(rows, table.Row{r.ID, a.say("severity." + string(r.Severity)), a.pick(r.Title), sourceText(r.Source)})
	}
	a.grid(a.Stdout, []string{"col.rule", "col.severity", "col.title", "col.source"}, rows)
	if left := rules.Left(); len(left) > 0 {
		fmt.Fprintf(a.Stdout, "\n%s\n", a.say("rules.left"))
		for _, o := range left {
			fmt.Fprintf(a.Stdout, "  %s %s:%s\n", o.ID, a.pick(o.Title), a.pick(o.Reason))
		}
	}
	return nil
}

func (a *app) showRule(id string) error {
	for _, r := range rules.Book() {
		if r.ID != id {
			continue
		}
		fmt.Fprintf(a.Stdout, "%s  %s  [%s]\n\n%s\n\n", r.ID, a.pick(r.Title), a.say("severity."+string(r.Severity)), a.pick(r.Doc))
		for _, line := range [][2]string{
			{"col.source", sourceText(r.Source)}, {"rule.needs", strings.Join(r.Needs, ", ")}, {"rule.trips", r.Trip}, {"rule.passes", r.Pass},
		} {
			fmt.Fprintf(a.Stdout, "%s: %s\n", a.say(line[0]), line[1])
		}
		return nil
	}
	for _, o := range rules.Left() {
		if o.ID == id {
			fmt.Fprintf(a.Stdout, "%s  %s\n%s: %s\n", o.ID, a.pick(o.Title), a.say("rules.left"), a.pick(o.Reason))
			return nil
		}
	}
	return exit(exitUsage, fmt.Errorf("there is no rule %q; `gouji rules list` lists them", id))
}

func sourceText(s rule.Source) string {
	out := s.Document
	if s.Clause != "" {
		out += " " + s.Clause
	}
	switch {
	case s.From != 0 && s.To != 0:
		out += fmt.Sprintf(" (%d–%d)", s.From, s.To)
	case s.From != 0:
		out += fmt.Sprintf(" (%d–)", s.From)
	}
	return out
}
