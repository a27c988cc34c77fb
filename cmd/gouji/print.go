package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/pflag"
)

// format is the value of --format, which every command has. `gouji check` has its own, with
// more formats.
type format string

const (
	asText format = "text"
	asJSON format = "json"
)

func addFormatFlag(fs *pflag.FlagSet, f *format) {
	*f = asText
	fs.Var(f, "format", "输出格式 · output format: text, json (一行一个对象 · one object a line)")
}

// String is the name of the format.
func (f *format) String() string { return string(*f) }

// Type is what the help calls the value.
func (f *format) Type() string { return "text|json" }

// Set refuses what is no format.
func (f *format) Set(s string) error {
	if s != string(asText) && s != string(asJSON) {
		return errors.New("it is not one of text, json")
	}
	*f = format(s)
	return nil
}

// emit prints a result on standard output: with --format json one object a line, otherwise
// what text prints.
func emit[T any](a *app, text func(), values ...T) error {
	if a.format != asJSON {
		text()
		return nil
	}
	enc := json.NewEncoder(a.Stdout)
	enc.SetEscapeHTML(false)
	for _, v := range values {
		if err := enc.Encode(v); err != nil {
			return exit(exitFound, fmt.Errorf("writing the result: %w", err))
		}
	}
	return nil
}

// out prints a message of the catalogue on standard output.
func (a *app) out(key string, args ...any) { fmt.Fprintln(a.Stdout, a.say(key, args...)) }

// note prints a message of the catalogue on standard error: what is said beside a result.
func (a *app) note(key string, args ...any) { fmt.Fprintln(a.Stderr, a.say(key, args...)) }
