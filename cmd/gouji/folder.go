package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/internal/datafolder"
	"github.com/gouji/gouji/internal/node"
	"github.com/gouji/gouji/pipeline"
)

// owner is what this process says about itself in the data folder.
func (a *app) owner(command string) datafolder.Owner {
	host, _ := os.Hostname() // for people only
	return datafolder.Owner{PID: os.Getpid(), Host: host, Started: time.Now().UTC().Truncate(time.Second), Command: command}
}

// of adds the addresses to what the owner of the data folder says.
func (w addresses) of(o datafolder.Owner) datafolder.Owner {
	o.NATS, o.Admin = w.NATS, w.Admin
	if w.HTTP != "" {
		o.HTTP = "http://" + w.HTTP
	}
	return o
}

// shareStore locks the folder of an SQLite store for a worker that publishes, nil for any
// other. Several workers may write to one database; the owner of a data folder has it alone.
func (a *app) shareStore(p node.Parts) (*datafolder.Folder, error) {
	path, ok := strings.CutPrefix(a.conf.Store, "sqlite:")
	if !ok || !slices.Contains(p.Stages, pipeline.StagePublish) {
		return nil, nil
	}
	return datafolder.Share(filepath.Dir(path))
}

// busy turns a folder that another process has into the words of the user's language. It
// is a wrong usage: nothing was opened, and nothing has failed.
func (a *app) busy(err error) error {
	var b *datafolder.BusyError
	switch {
	case !errors.As(err, &b):
		return exit(exitFound, err)
	case b.Owner.PID == 0:
		return exit(exitUsage, errors.New(a.say("folder.unknown", b.Dir)))
	}
	o := b.Owner
	who := a.say("folder.busy", b.Dir, o.Command, o.PID, o.Host, o.Started.Format(time.RFC3339))
	if o.NATS == "" {
		return exit(exitUsage, fmt.Errorf("%s\n%s", who, a.say("folder.starting")))
	}
	return exit(exitUsage, fmt.Errorf("%s\n%s", who, a.say("folder.talk", o.NATS, o.HTTP, o.Admin, o.NATS, b.Dir)))
}
