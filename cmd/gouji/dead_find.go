package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
)

// isLetterID reports that an id is a dead letter's own. Only those have a dash:
// <origin stream>-<origin sequence>.
func isLetterID(id string) bool { return strings.Contains(id, "-") }

// letterOf finds a dead letter by its own id or by that of its document. Of several letters
// of a document it is the newest one, and the others are named on standard error.
func (a *app) letterOf(ctx context.Context, conn *pipeline.Conn, id string) (pipeline.Dead, error) {
	if isLetterID(id) {
		return pipeline.GetDead(ctx, conn, id)
	}
	all, err := pipeline.DeadOf(ctx, conn, id)
	if err != nil {
		if state, _, look := pipeline.Lookup(ctx, conn, id); look == nil && state == pipeline.StateErased {
			err = errors.New(a.say("show.erased", id))
		}
		return pipeline.Dead{}, err
	}
	d, err := flow.LetterOf(ctx, conn, id)
	if err == nil && len(all) > 1 {
		a.note("dead.several", id, len(all), placesOf(all), d.ID)
	}
	return d, err
}

// letterIDs returns the ids of all letters that an id stands for: itself, or those of the
// document, dropped and parked ones too.
func letterIDs(ctx context.Context, conn *pipeline.Conn, id string) ([]string, error) {
	if isLetterID(id) {
		return []string{id}, nil
	}
	all, err := pipeline.DeadOf(ctx, conn, id)
	var out []string
	for _, d := range all {
		out = append(out, d.ID())
	}
	return out, err
}

// oneLetter returns the id of the one letter that an id stands for. Of a document it must be
// the only one that still has its data: which of several is meant is for a person to say.
func oneLetter(ctx context.Context, conn *pipeline.Conn, id string) (string, error) {
	if isLetterID(id) {
		return id, nil
	}
	all, err := pipeline.DeadOf(ctx, conn, id)
	if err != nil {
		return "", err
	}
	var open []pipeline.DeadSubject
	for _, d := range all {
		if d.Class != pipeline.ClassDropped {
			open = append(open, d)
		}
	}
	switch len(open) {
	case 0:
		return all[len(all)-1].ID(), nil // which says itself that it was dropped
	case 1:
		return open[0].ID(), nil
	}
	return "", fmt.Errorf("这份文档有 %d 封死信，请指明一封 · the document has %d dead letters, name one: %s", len(open), len(open), placesOf(open))
}

// placesOf names letters with their stage and class.
func placesOf(all []pipeline.DeadSubject) string {
	var out []string
	for _, d := range all {
		out = append(out, fmt.Sprintf("%s (%s, %s)", d.ID(), d.Stage, d.Class))
	}
	return strings.Join(out, ", ")
}

// listNamed lists the letters that ids of letters or documents stand for. One that is not
// there costs the others nothing.
func (a *app) listNamed(ctx context.Context, conn *pipeline.Conn, ids []string) error {
	var list []pipeline.Dead
	var failed error
	for _, id := range ids {
		letters, err := letterIDs(ctx, conn, id)
		failed = errors.Join(failed, err)
		for _, l := range letters {
			d, err := pipeline.GetDead(ctx, conn, l)
			if err != nil {
				failed = errors.Join(failed, err)
				continue
			}
			list = append(list, d)
		}
	}
	if failed != nil {
		failed = exit(exitUnknown, failed)
	}
	return errors.Join(a.printDead(list), failed)
}
