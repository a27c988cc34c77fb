package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/gouji/gouji/internal/tracing"
)

// Exit codes, the same for every command.
const (
	exitOK      = 0
	exitFound   = 1 // check found something at or above --fail-on; a command's work failed
	exitUsage   = 2 // wrong usage, or an input that could not be opened or was rejected
	exitUnknown = 3 // show: no such document
)

// program is everything a run of gouji touches outside itself, so that tests run it
// as a value: in a temporary folder, on port 0, with their own streams.
type program struct {
	Args   []string
	Env    func(string) (string, bool)
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	// Hangup asks a process that runs on to read its files again; nil never does.
	Hangup <-chan os.Signal
}

// exitError ends the program with a code after its message was printed.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// exit returns an error that ends the program with code; err may be nil if all has
// been said already.
func exit(code int, err error) error { return &exitError{code: code, err: err} }

// run executes the command line and returns the exit code.
func run(ctx context.Context, p program) int {
	a := &app{program: p}
	out, errs := &neutral{to: p.Stdout, colours: a.colour(p.Stdout)}, &neutral{to: p.Stderr, colours: a.colour(p.Stderr)}
	defer func() { out.flush(); errs.flush() }()
	p.Stdout, p.Stderr = out, errs
	a.program = p
	root := newRoot(a)
	root.SetArgs(p.Args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	err := root.ExecuteContext(ctx)
	a.traces.Close()
	if err == nil {
		return exitOK
	}
	var e *exitError
	if !errors.As(err, &e) {
		// Cobra's own errors (unknown flags, wrong number of arguments) are usage errors.
		e = &exitError{code: exitUsage, err: err}
	}
	if e.err != nil {
		fmt.Fprintln(p.Stderr, "gouji:", e.err)
	}
	return e.code
}

// app is what the commands share once the command line is read: the configuration
// and the logger.
type app struct {
	program
	conf   config
	format format
	log    zerolog.Logger
	level  *level
	// traces is nil where nobody collects spans.
	traces *tracing.Traces
}

// prepare reads the configuration; it runs before every command.
func (a *app) prepare(cmd *cobra.Command) error {
	conf, err := loadConfig(cmd.Flags(), a.Env)
	if err != nil {
		return exit(exitUsage, err)
	}
	a.conf = conf
	a.log, a.level, err = newLogger(a.Stderr, conf, a.colour(a.Stderr))
	if err != nil {
		return exit(exitUsage, err)
	}
	if a.traces, err = tracing.New(cmd.Context(), tracing.Options{Env: a.Env, Version: buildVersion(), Log: a.log}); err != nil {
		return exit(exitUsage, err)
	}
	return nil
}

// terminal reports whether w is a terminal.
func terminal(w io.Writer) bool {
	f, ok := bare(w).(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// colour reports whether text written to w may be coloured: on a terminal, unless
// NO_COLOR is set (https://no-color.org) or TERM is dumb.
func (a *app) colour(w io.Writer) bool {
	if v, set := a.Env("NO_COLOR"); set && v != "" {
		return false
	}
	if v, _ := a.Env("TERM"); v == "dumb" {
		return false
	}
	return terminal(w)
}

// newLogger returns the logger and its level, which can be changed while others log.
func newLogger(w io.Writer, conf config, colour bool) (zerolog.Logger, *level, error) {
	l := &level{}
	if err := l.set(conf.LogLevel); err != nil {
		return zerolog.Nop(), nil, err
	}
	switch conf.LogFormat {
	case "json":
	case "text":
		w = zerolog.ConsoleWriter{Out: w, NoColor: !colour}
	default:
		return zerolog.Nop(), nil, fmt.Errorf("log-format %q is not one of text, json", conf.LogFormat)
	}
	return zerolog.New(w).Sample(l).With().Timestamp().Logger(), l, nil
}
