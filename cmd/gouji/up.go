package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/datafolder"
	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/pipeline"
)

func newUp(a *app) *cobra.Command {
	var demo, once bool
	cmd := &cobra.Command{
		Use:   "up",
		Short: "在一个进程里运行全部:NATS、四个阶段、HTTP 入口 · everything in one process: NATS, four stages, the HTTP door",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if once && !demo {
				return exit(exitUsage, fmt.Errorf("--once goes with --demo"))
			}
			return a.up(cmd.Context(), demo, once)
		},
	}
	cmd.Flags().BoolVar(&demo, "demo", false, "提交一打生成的示例年报并列出结果 · submit a dozen generated samples and list the results")
	cmd.Flags().BoolVar(&once, "once", false, "示例处理完即退出 · end when the samples are through")
	return cmd
}

// addresses is what `gouji up` listens on, as it prints them.
type addresses struct {
	NATS  string `json:"nats"`
	HTTP  string `json:"http"`
	Admin string `json:"admin"`
	Data  string `json:"data"`
	Store string `json:"store"`
}

func (a *app) up(ctx context.Context, demo, once bool) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	o, err := a.nodeOptions(node.Parts{Stages: pipeline.Stages(), Audit: true, Release: true, Door: true})
	if err != nil {
		return err
	}
	folder, err := datafolder.Own(a.conf.Data, a.owner("gouji up"))
	if err != nil {
		return a.busy(err)
	}
	defer func() {
		if err := folder.Release(); err != nil {
			a.log.Error().Err(err).Msg("releasing the data folder")
		}
	}()
	own := a.serverOptions()
	server, err := pipeline.StartServer(own)
	if err != nil {
		return exit(exitFound, err)
	}
	defer server.Shutdown()
	o.Server, o.ServerDir, o.Connect.URL = server, own.Dir, server.URL()
	n := node.New(ctx, o)
	where := addresses{NATS: server.URL(), Data: a.conf.Data, Store: pipeline.WithoutSecrets(a.conf.Store)}
	if err = n.Start(); err == nil {
		where.Admin, where.HTTP = n.Addresses()
		err = folder.Announce(where.of(folder.Owner()))
	}
	if err == nil {
		a.printAddresses(where)
		if demo {
			err = a.demo(n.Context(), n.Conn())
		}
	}
	if err == nil && !once {
		fmt.Fprintln(a.Stderr, a.say("up.stay"))
		<-n.Context().Done()
		fmt.Fprintln(a.Stderr, a.say("up.draining", a.conf.Grace))
	}
	asked := ctx.Err() != nil
	stop()
	if ended := n.Wait(); err == nil || asked && errors.Is(err, context.Canceled) {
		err = ended // to be stopped while it waits for its database is a clean end too
	}
	if err != nil {
		return exit(exitFound, err)
	}
	return nil
}

func (a *app) printAddresses(w addresses) {
	if a.conf.LogFormat == "json" {
		b, _ := json.Marshal(w) // a struct of strings always marshals
		fmt.Fprintf(a.Stderr, "%s\n", b)
		return
	}
	fmt.Fprintln(a.Stderr, a.say("up.ready", w.NATS, "http://"+w.HTTP, "http://"+w.Admin+"/metrics", w.Data))
}

// serverLog is the embedded server's logger. The server tells a good deal at info when
// it starts and stops; that is wanted with --log-level debug only.
func (a *app) serverLog() zerolog.Logger {
	log := a.log.With().Str("part", "nats").Logger()
	if log.GetLevel() > zerolog.DebugLevel {
		log = log.Level(max(log.GetLevel(), zerolog.WarnLevel))
	}
	return log
}
