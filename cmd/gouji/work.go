package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
)

func newWork(a *app) *cobra.Command {
	var stages string
	cmd := &cobra.Command{
		Use:   "work --stages STAGE[,STAGE…]",
		Short: "对外部 NATS 运行若干阶段 · run some of the stages against an external NATS server",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list := splitList(stages)
			for _, s := range list {
				if !slices.Contains(pipeline.Stages(), s) {
					return exit(exitUsage, fmt.Errorf("--stages: there is no stage %q, only %s", s, strings.Join(pipeline.Stages(), ", ")))
				}
			}
			if len(list) == 0 {
				return exit(exitUsage, fmt.Errorf("--stages names no stage; there are %s", strings.Join(pipeline.Stages(), ", ")))
			}
			return a.work(cmd.Context(), list)
		},
	}
	cmd.Flags().StringVar(&stages, "stages", strings.Join(pipeline.Stages(), ","), "阶段,逗号分隔 · stages, separated by commas")
	return cmd
}

func (a *app) work(ctx context.Context, stages []string) error {
	n, err := a.startNode(ctx, stages, nil)
	if err != nil {
		return exit(exitFound, err)
	}
	admin, err := n.admin(a.conf.Admin)
	if err != nil {
		n.group.Go(func() error { return err }) // ends the other parts
		return exit(exitFound, n.wait())
	}
	a.printAddresses(addresses{NATS: a.conf.natsURL(), Admin: admin, Data: a.conf.Data, Store: a.conf.Store})
	if err := n.wait(); err != nil {
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

func newReady(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "ready",
		Short: "本机进程是否就绪,供容器健康检查 · whether the process behind --admin is ready, for container health checks",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), 5*time.Second)
			defer cancel()
			return a.ready(ctx)
		},
	}
}

// ready asks /readyz of --admin; an address that listens on all interfaces is asked
// on loopback.
func (a *app) ready(ctx context.Context) error {
	addr := a.conf.Admin
	for _, all := range []string{"0.0.0.0:", "[::]:", ":"} {
		if port, ok := strings.CutPrefix(addr, all); ok {
			addr = "127.0.0.1:" + port
			break
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/readyz", nil)
	if err != nil {
		return exit(exitUsage, fmt.Errorf("admin address %q: %w", a.conf.Admin, err))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return exit(exitFound, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		reason, _ := readLimited(res.Body)
		return exit(exitFound, fmt.Errorf("not ready: %s", reason))
	}
	return nil
}
