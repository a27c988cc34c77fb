package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

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
			return a.up(cmd, demo, once)
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
	// TokenFile is the file with the token that NATS asks for.
	TokenFile string `json:"nats_token_file,omitempty"`
	Data      string `json:"data"`
	Store     string `json:"store"`
	// Memory is the soft limit in bytes, 0 for none.
	Memory int64 `json:"memory_limit,omitempty"`
}

func (a *app) up(cmd *cobra.Command, demo, once bool) error {
	ctx, stop := context.WithCancel(cmd.Context())
	defer stop()
	o, err := a.nodeOptions(node.Parts{Stages: pipeline.Stages(), Audit: true, Release: true, Results: true, Door: true})
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
	if err := a.freePorts(a.upListens()...); err != nil {
		return err
	}
	if demo {
		if err := a.roomForDemo(ctx); err != nil {
			return err
		}
	}
	limit, err := a.limitMemory()
	if err != nil {
		return err
	}
	own := a.serverOptions()
	if own.TokenFile != "" {
		if err := folder.MakeToken(); err != nil {
			return exit(exitFound, err)
		}
	}
	server, err := pipeline.StartServer(own)
	if err != nil {
		return exit(exitFound, err)
	}
	defer server.Shutdown()
	o.Server, o.ServerDir, o.Connect.URL, o.Connect.TokenFile = server, own.Dir, server.URL(), own.TokenFile
	o.Connect.Context, o.Connect.Domain, o.Connect.APIPrefix = "", "", "" // those are of another broker
	o.WitnessFile = datafolder.WitnessFile(a.conf.Data)
	n := node.New(ctx, o)
	n.ReloadOn(a.Hangup, a.reload(cmd))
	where := addresses{NATS: server.URL(), TokenFile: own.TokenFile, Data: a.conf.Data, Store: pipeline.WithoutSecrets(a.conf.Store), Memory: limit.Bytes}
	if err = n.Start(); err == nil {
		where.Admin, where.HTTP = n.Addresses()
		announced := a.announce(n.Context(), folder, where)
		defer func() { <-announced }()
	}
	if err == nil {
		a.printAddresses(where)
		a.printAccess(where)
		if a.conf.LogFormat != "json" {
			fmt.Fprintln(a.Stderr, a.sayMemory(limit))
		}
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

// announcePause is how often an owner of a full disk tries to say who it is.
const announcePause = 5 * time.Second

// announce says in the data folder where this process listens. On a full disk it tries again
// until there is room: for `gouji submit` and the others this file is the way to find it, and
// nothing else needs it. The channel is closed when it has done so or ctx has ended.
func (a *app) announce(ctx context.Context, folder *datafolder.Folder, where addresses) <-chan struct{} {
	done := make(chan struct{})
	o := where.of(folder.Owner())
	err := folder.Announce(o)
	if err == nil {
		close(done)
		return done
	}
	a.log.Warn().Err(err).Msg("where this process listens cannot be written into its data folder; trying again")
	go func() {
		defer close(done)
		t := time.NewTicker(announcePause)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
			}
			if folder.Announce(o) == nil {
				return
			}
		}
	}()
	return done
}

func (a *app) printAddresses(w addresses) {
	if a.conf.LogFormat == "json" {
		b, _ := json.Marshal(w) // a struct of strings always marshals
		fmt.Fprintf(a.Stderr, "%s\n", b)
		return
	}
	fmt.Fprintln(a.Stderr, a.say("up.ready", w.NATS, "http://"+w.HTTP, "http://"+w.Admin+"/metrics", w.Data))
}

// printAccess says who may use the NATS server. The token itself is not printed: what is
// printed is kept in logs.
func (a *app) printAccess(w addresses) {
	switch {
	case w.TokenFile == "" && a.conf.LogFormat == "json":
		a.log.Warn().Str("nats", w.NATS).Msg("the NATS server asks for no token (--nats-open); whoever reaches it may submit and read")
	case w.TokenFile == "":
		a.note("up.open", w.NATS)
	case a.conf.LogFormat != "json":
		a.note("up.token", w.TokenFile, strings.TrimPrefix(w.NATS, "nats://"))
	}
}

// serverLog is the embedded server's logger. The server tells a good deal at info when
// it starts and stops; that is wanted with --log-level debug only.
func (a *app) serverLog() zerolog.Logger {
	return a.log.With().Str("part", "nats").Logger().Sample(talkative{a.level})
}
