package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/gouji/gouji/internal/memory"
)

// memoryOptions say what `gouji up` may take: its own garbage collector's limit, beside two
// processes for each processor that read documents.
func (a *app) memoryOptions() memory.Options {
	o := memory.Options{Setting: a.conf.MemoryLimit, Root: os.DirFS("/"), Children: 2 * runtime.GOMAXPROCS(0)}
	if a.Env != nil {
		o.Environment, _ = a.Env("GOMEMLIMIT")
	}
	return o
}

// limitMemory sets the limit and says so.
func (a *app) limitMemory() (memory.Limit, error) {
	l, err := memory.Find(a.memoryOptions())
	if err != nil {
		return l, exit(exitUsage, fmt.Errorf("setting memory-limit: %w", err))
	}
	if l.Bytes > 0 && l.From != "environment" { // of which the runtime knows
		debug.SetMemoryLimit(l.Bytes)
	}
	return l, nil
}

// keepHeadroom bounds the garbage beside what is in use until ctx ends, unless GOGC says how.
func (a *app) keepHeadroom(ctx context.Context) {
	if a.Env != nil {
		if _, set := a.Env("GOGC"); set {
			return
		}
	}
	go memory.KeepHeadroom(ctx)
}

// sayMemory is the limit in words.
func (a *app) sayMemory(l memory.Limit) string {
	if l.Bytes == 0 {
		return a.say("up.memory.none")
	}
	if l.Of == 0 {
		return a.say("up.memory."+l.From, l.Bytes>>20)
	}
	return a.say("up.memory."+l.From, l.Bytes>>20, l.Of>>20)
}
