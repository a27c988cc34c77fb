package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/report"
)

func newGenerate(a *app) *cobra.Command {
	var n int
	var seed uint64
	var out, layout, form, faults string
	var year int
	cmd := &cobra.Command{
		Use:   "generate --out DIR [-n N] [--seed S] [--layout L] [--faults a,b]",
		Short: "生成示例年报及其真值 · make sample reports with their truth",
		Long: "生成的文件写入 DIR/docs,真值写入 DIR/truth。相同的种子得到相同的字节。\n" +
			"Documents go to DIR/docs, their truth to DIR/truth. The same seed gives the same bytes.\n\n" + generateHelp(),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if out == "" || n < 1 {
				return exit(exitUsage, fmt.Errorf("--out names no folder, or -n %d is less than 1", n))
			}
			o := generate.Options{Seed: seed, Form: report.Form(form), Year: year, Layout: generate.Layout(layout)}
			for _, name := range splitList(faults) {
				f, ok := generate.FaultNamed(name)
				if !ok {
					return exit(exitUsage, fmt.Errorf("--faults: there is no fault %q; see gouji generate --help", name))
				}
				o.Faults = append(o.Faults, f)
			}
			return a.generate(out, n, o)
		},
	}
	cmd.Flags().IntVarP(&n, "number", "n", 1, "份数 · how many")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "种子 · seed")
	cmd.Flags().StringVar(&out, "out", "", "输出文件夹 · output folder")
	cmd.Flags().StringVar(&layout, "layout", "", "版式,空则混合 · layout; mixed if empty")
	cmd.Flags().StringVar(&form, "form", "", "格式 2021 或 2019,空则混合 · form; mixed if empty")
	cmd.Flags().IntVar(&year, "year", 0, "年度,0 则随机 · year; 0 for any")
	cmd.Flags().StringVar(&faults, "faults", "", "错误,逗号分隔 · faults, separated by commas")
	return cmd
}

func generateHelp() string {
	var b strings.Builder
	b.WriteString("版式 · layouts:")
	for _, l := range generate.Layouts() {
		b.WriteString(" " + string(l))
	}
	b.WriteString("\n\n错误与陷阱 · faults and traps:\n")
	for _, f := range generate.Faults() {
		fmt.Fprintf(&b, "  %-24s %s · %s\n", f.Name, f.ZH, f.EN)
	}
	return b.String()
}

// generate writes n samples. With nothing but a seed chosen they are mixed; otherwise
// each has the options given and a seed of its own.
func (a *app) generate(out string, n int, o generate.Options) error {
	docs, truth := filepath.Join(out, "docs"), filepath.Join(out, "truth")
	for _, dir := range []string{docs, truth} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return exit(exitFound, fmt.Errorf("making %s: %w", dir, err))
		}
	}
	bar := a.newProgress("generate", n)
	defer bar.close()
	mixed := o.Layout == "" && o.Form == "" && o.Year == 0 && len(o.Faults) == 0
	if mixed {
		for s := range generate.Many(n, o.Seed) {
			if err := writeSample(docs, truth, s); err != nil {
				return exit(exitFound, err)
			}
			bar.add(1)
		}
		return a.generated(n, out)
	}
	for i := range n {
		one := o
		one.Seed = o.Seed + uint64(i)
		s, err := generate.One(one)
		if err != nil {
			return exit(exitUsage, err)
		}
		if err := writeSample(docs, truth, s); err != nil {
			return exit(exitFound, err)
		}
		bar.add(1)
	}
	return a.generated(n, out)
}

func (a *app) generated(n int, out string) error {
	a.note("generate.sum", n, out)
	return emit(a, func() {}, map[string]any{"samples": n, "dir": out})
}

func writeSample(docs, truth string, s generate.Sample) error {
	b, err := s.TruthJSON()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(docs, s.Name), s.Data, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(truth, s.Name+".json"), b, 0o644)
}
