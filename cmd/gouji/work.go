package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/pipeline"
)

func newWork(a *app) *cobra.Command {
	var stages string
	var p node.Parts
	cmd := &cobra.Command{
		Use:   "work [--stages STAGE[,STAGE…]] [--audit] [--release] [--results] [--door]",
		Short: "对外部 NATS 运行若干阶段、对账或 HTTP 入口 · run some of the stages, the audit or the HTTP door against an external NATS server",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if p.Stages, err = stageList(stages); err != nil {
				return err
			}
			switch given := cmd.Flags().Changed; {
			case given("stages") && len(p.Stages) == 0:
				return exit(exitUsage, fmt.Errorf("--stages names no stage; there are %s", strings.Join(pipeline.Stages(), ", ")))
			case !given("stages") && (p.Audit || p.Door || p.Release || p.Results):
				p.Stages = nil // what is named alone runs alone
			case len(p.Stages) == len(pipeline.Stages()): // the only process there is
				p.Audit, p.Release = p.Audit || !given("audit"), p.Release || !given("release")
				p.Results = p.Results || !given("results")
			}
			return a.work(cmd, p)
		},
	}
	cmd.Flags().StringVar(&stages, "stages", strings.Join(pipeline.Stages(), ","), "阶段,逗号分隔 · stages, separated by commas")
	cmd.Flags().BoolVar(&p.Audit, "audit", false, "对账与积压指标(角色 monitor);一个 NATS 有一个即可 · the standing audit and the lag gauges (role monitor); one for a broker is enough")
	cmd.Flags().BoolVar(&p.Release, "release", false, "到期放回等候的消息(角色 replay);一个即可 · put waiting messages back when they are due (role replay); one is enough")
	cmd.Flags().BoolVar(&p.Results, "results", false, "告知生产者结果(角色 results);一个即可 · tell producers what became of their documents (role results); one is enough")
	cmd.Flags().BoolVar(&p.Door, "door", false, "HTTP 入口(角色 door) · the HTTP door (role door)")
	return cmd
}

func stageList(names string) ([]string, error) {
	list := splitList(names)
	for _, s := range list {
		if !slices.Contains(pipeline.Stages(), s) {
			return nil, exit(exitUsage, fmt.Errorf("--stages: there is no stage %q, only %s", s, strings.Join(pipeline.Stages(), ", ")))
		}
	}
	return list, nil
}

// work serves the admin endpoints first, so that a process that waits for its broker says
// so, and the addresses when it works.
func (a *app) work(cmd *cobra.Command, p node.Parts) error {
	folder, err := a.shareStore(p)
	if err != nil {
		return a.busy(err)
	}
	if folder != nil {
		defer func() {
			if err := folder.Release(); err != nil {
				a.log.Error().Err(err).Msg("releasing the store's folder")
			}
		}()
	}
	o, err := a.nodeOptions(p)
	if err != nil {
		return err
	}
	if err := a.freePorts(a.workListens(p.Door)...); err != nil {
		return err
	}
	a.keepHeadroom(cmd.Context())
	n := node.New(cmd.Context(), o)
	n.ReloadOn(a.Hangup, a.reload(cmd))
	if n.Start() == nil { // Wait returns its error
		where := addresses{NATS: o.Connect.Where(), Data: a.conf.Data, Store: pipeline.WithoutSecrets(a.conf.Store)}
		where.Admin, where.HTTP = n.Addresses()
		a.printAddresses(where)
	}
	if err := n.Wait(); err != nil {
		return exit(exitFound, err)
	}
	return nil
}

func splitList(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
