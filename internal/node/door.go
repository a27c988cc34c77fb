package node

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/ingest/door"
	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// serveDoor serves the HTTP door that producers submit to.
func (n *Node) serveDoor() error {
	d := backend{conn: n.conn, checker: n.checker}
	handler, err := door.New(door.Options{
		Submit: d, Find: d, Check: d, Tokens: n.o.Tokens, Hosts: n.hosts(), Log: n.o.Log, Clock: time.Now,
	})
	if err != nil {
		return err
	}
	n.door, err = n.serve(n.o.HTTP, door.Server(handler, ""))
	return err
}

// hosts are the names that the door answers to, nil for any.
func (n *Node) hosts() []string {
	if len(n.o.Tokens) > 0 && len(n.o.Hosts) == 0 {
		return nil
	}
	return append([]string{"localhost"}, n.o.Hosts...)
}

// ReadTokens reads a file of lines producer:secret; "" is no tokens. Blank lines and
// lines that begin with # are left out. Errors name the line and never the secret.
func ReadTokens(path string) ([]door.Token, error) {
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

// backend is what stands behind the HTTP door: the broker to submit to and to look results
// up in, and the checker to judge a draft at once.
type backend struct {
	conn    *pipeline.Conn
	checker *check.Checker
}

// Submit hands a document over; it returns when the broker has it on disk. A refusal is
// waited out as long as ctx allows.
func (d backend) Submit(ctx context.Context, producer, id string, raw []byte, meta map[string]string) (bool, error) {
	var s pipeline.Submitted
	err := pipeline.Hold(ctx, func(ctx context.Context) (err error) {
		s, err = pipeline.Submit(ctx, d.conn, producer, id, raw, meta)
		return err
	}, nil)
	return s.Duplicate, err
}

// Find returns the state of a document and, when it has ended, its check object.
func (d backend) Find(ctx context.Context, id string) (string, json.RawMessage, error) {
	state, payload, err := flow.Look(ctx, d.conn, id)
	return string(state), payload, err
}

// Check judges a document at once; nothing is stored. When ctx ends first the answer
// is a rejection of class limit_time.
func (d backend) Check(ctx context.Context, raw []byte, src report.Source, contentType string) report.Check {
	out, err := d.checker.Check(ctx, ingest.Input{Data: raw, Source: src, ContentType: contentType}, src.Filename)
	if err != nil {
		out = report.Check{Schema: report.CheckSchema, File: src.Filename, Outcome: report.Rejected,
			Rejection: &report.Rejection{Class: string(fault.LimitTime), Message: err.Error()}}
	}
	return export.Whole(out)
}
