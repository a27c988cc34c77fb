package yamlfile_test

import (
	"errors"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/gouji/gouji/stages/yamlfile"
)

// TestFaultsStandWhereTheyAre: each kind of fault is told at its own line and column.
func TestFaultsStandWhereTheyAre(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		line, column int
		says         string
	}{
		"":                         {1, 1, "empty"},
		"a: 1\nb: \x01\n":          {2, 4, "control character"},
		"a: \xff\n":                {1, 4, "not UTF-8"},
		"a: &x 1\n":                {1, 4, "anchors"},
		"a: !!int 1\n":             {1, 4, "tags"},
		"a: 1\nb: c: d\n":          {2, 5, "YAML syntax"},
		"a: 1\n---\nb: 1\n":        {2, 1, "one YAML document"},
		"name: 县\nnmae: 乡\n":       {2, 1, "did you mean name?"},
		"name: 县\nname: 乡\n":       {2, 1, "given twice"},
		"list: 3\n":                {1, 7, "a list is needed"},
		"count: 1.5\n":             {1, 8, "whole number from 0 to 9"},
		"name: [县]\n":              {1, 7, "text is needed"},
		strings.Repeat(" ", 1<<19): {1, 1, "larger than 256 KiB"},
	} {
		_, err := read(text)
		var faults yamlfile.Errors
		if !errors.As(err, &faults) {
			t.Errorf("%.20q: %v", text, err)
			continue
		}
		if f := faults[0]; f.Line != want.line || f.Column != want.column || !strings.Contains(f.EN, want.says) {
			t.Errorf("%.20q: %d:%d %s, want %d:%d %s", text, f.Line, f.Column, f.EN, want.line, want.column, want.says)
		}
	}
	if name, err := read("name: 青石县\nlist: [1, 2]\ncount: 3\n"); err != nil || name != "青石县" {
		t.Errorf("%q, %v", name, err)
	}
}

// read reads a file with a name, a list and a count.
func read(text string) (name string, err error) {
	s, err := yamlfile.New(strings.NewReader(text), "file.yaml")
	if err != nil {
		return "", err
	}
	root, err := s.Document()
	if err != nil {
		return "", err
	}
	m := s.Mapping(root, "name", "list", "count")
	name = s.Text(m["name"])
	s.Items(m["list"])
	s.Integer(m["count"], 0, 9)
	return name, s.Err()
}

// FuzzFile: whatever the bytes, reading ends, and every fault stands in the file.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{"name: 县\n", "list: [1, \"a\\nb\"]\n", "a: |\n  b\n  c\n", "a: &x 1\nb: *x\n", "\ufeffname: x\r\n", "a: 'it''s'\n", "- \t-", "---"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := read(text)
		var faults yamlfile.Errors
		if err != nil && !errors.As(err, &faults) {
			t.Fatalf("%v is no fault of the file", err)
		}
		lines := strings.Count(text, "\n") + 1
		for _, e := range faults {
			if e.Line < 1 || e.Line > lines || e.Column < 1 || e.Error() == "" {
				t.Fatalf("a file of %d lines has a fault at %d:%d", lines, e.Line, e.Column)
			}
		}
		s, err := yamlfile.New(strings.NewReader(text), "file.yaml")
		if err != nil {
			return
		}
		root, err := s.Document()
		if err != nil {
			return
		}
		var visit func(n *yaml.Node)
		visit = func(n *yaml.Node) {
			if n.Kind == yaml.ScalarNode {
				if at := s.Positions(n); len(at) != len([]rune(n.Value))+1 {
					t.Fatalf("%q has %d positions", n.Value, len(at))
				}
			}
			for _, c := range n.Content {
				visit(c)
			}
		}
		visit(root)
	})
}
