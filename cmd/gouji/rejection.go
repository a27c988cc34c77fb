package main

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
)

// printRejection says for a person why a document died, in Chinese and in English.
func (a *app) printRejection(id string, r flow.Rejection) {
	fmt.Fprintf(a.Stdout, "%s  %s\n", id, a.say("show.state", pipeline.StateDead))
	for _, row := range [][2]string{
		{"col.class", string(r.Class)},
		{"col.reason", whyDied(r)},
		{"col.time", r.At.Local().Format(time.DateTime)},
		{"col.file", r.File},
		{"col.producer", r.Producer},
		{"col.dead", r.Dead},
	} {
		if row[1] != "" {
			fmt.Fprintf(a.Stdout, "  %s: %s\n", a.say(row[0]), oneLine(row[1]))
		}
	}
}

// whyDied is the reason in both languages.
func whyDied(r flow.Rejection) string { return r.MessageZH + " · " + r.Message }

// oneLine keeps what others wrote from moving the cursor or breaking the line.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
}
