package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/door"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// httpDoor is the HTTP server that producers submit to.
func (n *node) httpDoor() (*http.Server, error) {
	tokens, err := readTokens(n.app.conf.HTTPTokens)
	if err != nil {
		return nil, err
	}
	way := doorway{conn: n.conn, core: n.core}
	d, err := door.New(door.Options{
		Submit: way, Find: way, Check: way, Tokens: tokens, Log: n.app.log, Clock: time.Now,
	})
	if err != nil {
		return nil, err
	}
	return door.Server(d, ""), nil
}

// readTokens reads a file of lines producer:secret; "" is no tokens. Blank lines and
// lines that begin with # are left out. Errors name the line and never the secret.
func readTokens(path string) ([]door.Token, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the file of HTTP tokens: %w", err)
	}
	defer f.Close()
	var out []door.Token
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		producer, secret, ok := strings.Cut(line, ":")
		if !ok || secret == "" {
			return nil, fmt.Errorf("%s:%d: the line is not producer:secret", path, n)
		}
		out = append(out, door.NewToken(producer, secret))
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading the file of HTTP tokens: %w", err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no token; with no file at all the door is open", path)
	}
	return out, nil
}

// doorway is what the HTTP door needs of the rest: the broker to submit to and look
// results up in, and the core to check a draft at once.
type doorway struct {
	conn *pipeline.Conn
	core *core
}

// Submit hands a document over; it returns when the broker has it on disk. A refusal is
// waited out as long as ctx allows.
func (d doorway) Submit(ctx context.Context, producer, id string, raw []byte, meta map[string]string) (bool, error) {
	var s pipeline.Submitted
	err := pipeline.Hold(ctx, func(ctx context.Context) (err error) {
		s, err = pipeline.Submit(ctx, d.conn, producer, id, raw, meta)
		return err
	}, nil)
	return s.Duplicate, err
}

// Find returns the state of a document and, when it is published, its check object.
func (d doorway) Find(ctx context.Context, id string) (string, json.RawMessage, error) {
	state, payload, err := pipeline.Lookup(ctx, d.conn, id)
	return string(state), payload, err
}

// Check judges a document at once; nothing is stored. When ctx ends first the answer
// is a rejection of class limit_time.
func (d doorway) Check(ctx context.Context, raw []byte, src report.Source, contentType string) report.Check {
	out, err := d.core.check(ctx, raw, src, contentType, src.Filename)
	if err != nil {
		out = report.Check{Schema: report.CheckSchema, File: src.Filename, Outcome: report.Rejected,
			Rejection: &report.Rejection{Class: string(fault.LimitTime), Message: err.Error()}}
	}
	return export.Whole(out)
}

// readLimited reads the first kilobyte of an answer, for an error message.
func readLimited(r io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, 1024))
	return string(b), err
}
