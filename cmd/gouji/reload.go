package main

import (
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/internal/node"
)

// level is the least level that is logged. A logger keeps its own for good; a sampler is asked
// for each line, before anything of it is written.
type level struct{ least atomic.Int32 }

func (l *level) set(name string) error {
	v, err := zerolog.ParseLevel(name)
	if err != nil {
		return fmt.Errorf("log-level %q is not one of debug, info, warn, error", name)
	}
	l.least.Store(int32(v))
	return nil
}

func (l *level) now() zerolog.Level { return zerolog.Level(l.least.Load()) }

// Sample implements zerolog.Sampler.
func (l *level) Sample(v zerolog.Level) bool { return v >= l.now() }

// talkative is the level of a part that tells a good deal: below warnings nothing, unless the
// level is debug.
type talkative struct{ *level }

// Sample implements zerolog.Sampler.
func (l talkative) Sample(v zerolog.Level) bool {
	return l.level.Sample(v) && (v >= zerolog.WarnLevel || l.now() <= zerolog.DebugLevel)
}

// reload reads the configuration again for a running node and puts the level in force. What
// only a restart changes is told and not changed.
func (a *app) reload(cmd *cobra.Command) func() (node.Files, error) {
	return func() (node.Files, error) {
		conf, err := loadConfig(cmd.Flags(), a.Env)
		if err == nil {
			err = a.level.set(conf.LogLevel)
		}
		if err != nil {
			return node.Files{}, err
		}
		if tokens := a.conf.HTTPTokens; (tokens == "") != (conf.HTTPTokens == "") {
			a.log.Warn().Str("setting", "http-tokens").Msg("SIGHUP: whether tokens are asked for changes with a restart only")
			conf.HTTPTokens = tokens
		}
		for _, name := range changed(a.conf, conf) {
			a.log.Warn().Str("setting", name).Msg("SIGHUP: this setting changes with a restart only")
		}
		return node.Files{Rules: conf.Rules, Members: conf.Members, Tokens: conf.HTTPTokens}, nil
	}
}

// changed are the settings that differ and are not read again while a process runs.
func changed(before, after config) []string {
	var out []string
	for _, s := range settings("") {
		if slices.Contains([]string{"log-level", "rules", "members", "http-tokens"}, s.name) {
			continue
		}
		if !reflect.DeepEqual(s.field(&before), s.field(&after)) {
			out = append(out, s.name)
		}
	}
	return out
}
