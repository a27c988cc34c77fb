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
	root := newRoot(&app{program: p})
	root.SetArgs(p.Args)
	root.SetIn(p.Stdin)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	err := root.ExecuteContext(ctx)
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
}

// prepare reads the configuration; it runs before every command.
func (a *app) prepare(cmd *cobra.Command) error {
	conf, err := loadConfig(cmd.Flags(), a.Env)
	if err != nil {
		return exit(exitUsage, err)
	}
	a.conf = conf
	a.log, err = newLogger(a.Stderr, conf, a.colour(a.Stderr))
	if err != nil {
		return exit(exitUsage, err)
	}
	return nil
}

// terminal reports whether w is a terminal.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
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

func newLogger(w io.Writer, conf config, colour bool) (zerolog.Logger, error) {
	level, err := zerolog.ParseLevel(conf.LogLevel)
	if err != nil {
		return zerolog.Nop(), fmt.Errorf("log-level %q is not one of debug, info, warn, error", conf.LogLevel)
	}
	switch conf.LogFormat {
	case "json":
	case "text":
		w = zerolog.ConsoleWriter{Out: w, NoColor: !colour}
	default:
		return zerolog.Nop(), fmt.Errorf("log-format %q is not one of text, json", conf.LogFormat)
	}
	return zerolog.New(w).Level(level).With().Timestamp().Logger(), nil
}
