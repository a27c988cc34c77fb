package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/validate/rules"
)

// Version is the program's version; releases set it with -ldflags "-X main.version=…".
var version = "dev"

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "gouji",
		Short: "政府信息公开工作年度报告的勾稽核对 · cross-checks government information disclosure annual reports",
		// Errors are printed once, by run; usage on every error would bury them.
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return a.prepare(cmd)
		},
	}
	addConfigFlags(root.PersistentFlags())
	root.AddCommand(
		newCheck(a), newUp(a), newWork(a), newSubmit(a), newStatus(a), newShow(a), newDead(a), newAudit(a),
		newRules(a), newLedger(a), newMembers(a), newReplay(a), newTopology(a), newGenerate(a), newBench(a), newConfig(a), newReady(a), newVersion(a), newExtract(a),
	)
	return root
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "版本 · version of the program, the parser and the rule set",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			fmt.Fprintf(a.Stdout, "gouji %s (parser %s, rules %s, %s %s/%s)\n",
				buildVersion(), parse.Version, rules.Set, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		},
	}
}

// buildVersion is the released version, else the module version or commit that the
// Go tool recorded.
func buildVersion() string {
	if version != "dev" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return version + "-" + s.Value[:12]
		}
	}
	return version
}

func newConfig(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "配置 · configuration"}
	var asJSON bool
	show := &cobra.Command{
		Use:   "show",
		Short: "列出每项设置的值与来源 · list every setting, its value and where it comes from",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.showConfig(asJSON)
		},
	}
	show.Flags().BoolVar(&asJSON, "json", false, "一行一个 JSON 对象 · one JSON object a line")
	cmd.AddCommand(show)
	return cmd
}

func (a *app) showConfig(asJSON bool) error {
	enc := json.NewEncoder(a.Stdout)
	for _, s := range settings("") {
		value := fmt.Sprint(deref(s.field(&a.conf)))
		if strings.Contains(value, "@") && !strings.HasPrefix(value, "sqlite:") { // addresses are shown without passwords
			value = pipeline.WithoutSecrets(value)
		}
		if asJSON {
			if err := enc.Encode(map[string]string{"name": s.name, "env": s.env, "value": value, "origin": a.conf.origin[s.name]}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(a.Stdout, "%-12s %-20s %-40s %s\n", s.name, s.env, value, a.conf.origin[s.name])
	}
	return nil
}

func deref(p any) any {
	switch v := p.(type) {
	case *string:
		return *v
	case *int:
		return *v
	case *time.Duration:
		return *v
	}
	return nil
}
