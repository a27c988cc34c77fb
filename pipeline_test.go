package gouji_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji"
	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/datafolder"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// TestAPipelineKeepsItsResults opens a folder, is refused it a second time, closes it and
// opens it again.
func TestAPipelineKeepsItsResults(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func() *gouji.Pipeline {
		p, err := gouji.Open(gouji.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	s, err := generate.One(generate.Options{Seed: 9})
	if err != nil {
		t.Fatal(err)
	}
	first := open()
	if _, err := pipeline.Connect(t.Context(), pipeline.ConnectOptions{URL: first.URL()}); !pipeline.Unauthorized(err) {
		t.Errorf("without the token: %v", err)
	}
	conn, err := pipeline.Connect(t.Context(), pipeline.ConnectOptions{URL: first.URL(), TokenFile: filepath.Join(dir, "nats.token")})
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	var busy *datafolder.BusyError
	if _, err := gouji.Open(gouji.Options{Dir: dir}); !errors.As(err, &busy) {
		t.Errorf("the folder is in use, and a second Open says %v", err)
	}
	id, err := first.Submit(t.Context(), s.Data, gouji.Source{Filename: s.Name, Producer: "test"})
	if err != nil {
		t.Fatal(err)
	}
	want, err := first.Wait(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	alone, err := gouji.Check(t.Context(), s.Data, gouji.Source{Filename: s.Name})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(alone.Rules, want.Rules); d != "" {
		t.Errorf("the pipeline judges otherwise than Check:\n%s", d)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := open()
	defer second.Close()
	got, err := second.Result(t.Context(), id)
	if err != nil || !cmp.Equal(want.Rules, got.Rules) || got.File != s.Name {
		t.Errorf("after another Open: %v, %s", err, got.File)
	}
	if _, err := second.Result(t.Context(), report.DocumentID([]byte("x"))); !errors.Is(err, gouji.ErrUnknown) {
		t.Errorf("nobody submitted x, and Result says %v", err)
	}
}

// TestOptionsAreRefusedWithTheirPlace: faults of files are told by line and column, before
// anything is opened.
func TestOptionsAreRefusedWithTheirPlace(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]gouji.CheckerOptions{
		"rules file:2:1":   {RulesFile: []byte("schema: gouji.rules/v1\nnonsense: 1\n")},
		"members file:2:1": {MembersFile: []byte("schema: gouji.members/v1\nnonsense: 1\n")},
	} {
		if _, err := gouji.NewChecker(o); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := gouji.Open(gouji.Options{Dir: t.TempDir(), CheckerOptions: o}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("Open, %s: %v", name, err)
		}
	}
	if _, err := gouji.Open(gouji.Options{}); err == nil {
		t.Error("a pipeline without a folder was opened")
	}
}
