package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/ingest/child"
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
		newCheck(a), newUp(a), newWork(a), newSubmit(a), newStatus(a), newShow(a), newDead(a), newAudit(a), newBackup(a), newArchive(a), newRestore(a), newErase(a),
		newRules(a), newLedger(a), newStore(a), newMembers(a), newReplay(a), newReparse(a), newTopology(a), newExport(a), newGenerate(a), newBench(a), newConfig(a), newWebhook(a), newReady(a), newVersion(a), newExtract(a), newPageImage(a),
	)
	return root
}

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "版本 · version of the program, the parser and the rule set",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v := versions{buildVersion(), parse.Version, rules.Set, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, nil}
			cage, err := cageHere(cmd.Context())
			if err == nil {
				v.Cage = &cage
			}
			return emit(a, func() {
				fmt.Fprintf(a.Stdout, "gouji %s (parser %s, rules %s, %s %s)\n", v.Gouji, v.Parser, v.Rules, v.Go, v.System)
				if err != nil {
					a.out("version.uncaged", err)
					return
				}
				a.out("version.cage", cage)
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
	// Cage is how this system confines the processes of up and work that read documents, nil
	// where that could not be found out.
	Cage *child.Cage `json:"cage"`
}

// cageHere starts a process that reads documents and says which walls stand around it.
func cageHere(ctx context.Context) (child.Cage, error) {
	reader, err := childReader()
	if err != nil {
		return child.Cage{}, err
	}
	c, err := newChecker(check.Options{Reader: reader})
	if err != nil {
		return child.Cage{}, err
	}
	defer c.Close()
	return c.Cage(ctx)
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
