package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/validate/rules"
)

// version is the program's version; releases set it with -ldflags "-X main.version=…".
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
	addFormatFlag(root.PersistentFlags(), &a.format)
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
		RunE: func(*cobra.Command, []string) error {
			v := versions{buildVersion(), parse.Version, rules.Set, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
			return emit(a, func() {
				fmt.Fprintf(a.Stdout, "gouji %s (parser %s, rules %s, %s %s)\n", v.Gouji, v.Parser, v.Rules, v.Go, v.System)
			}, v)
		},
	}
}

// versions is what `gouji version --format json` prints.
type versions struct {
	Gouji  string `json:"gouji"`
	Parser string `json:"parser"`
	Rules  string `json:"rules"`
	Go     string `json:"go"`
	System string `json:"system"`
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
