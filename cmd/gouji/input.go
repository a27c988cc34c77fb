package main

import (
	"fmt"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/publish/export"
)

// expand lists the documents of the arguments, and says which files of folders it passed
// over: they are no failure.
func (a *app) expand(args []string) ([]string, error) {
	paths, passed, err := check.Expand(args)
	for _, p := range passed {
		fmt.Fprintln(a.Stderr, a.say("input.passed", export.Safe(p.Path), a.say("input."+string(p.Why))))
	}
	return paths, err
}
