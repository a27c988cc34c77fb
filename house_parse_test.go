package gouji_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// parseRooms are the packages of stages/parse, the lowest first. Each row lists all that the
// package may import, so an arrow up is one that is not listed. The package parse itself stands
// on top of them and has the row of its stage.
func parseRooms() []room {
	const in = "stages/parse/"
	row := func(name string, own ...string) room {
		for i, o := range own {
			if !strings.Contains(o, "/") {
				own[i] = in + o
			}
		}
		return room{dir: in + name, own: append(own, in+name, "stages/report", "stages/fold"),
			foreign: []string{"pgregory.net/rapid", "github.com/BobuSumisu/aho-corasick"}, tests: []string{module + in + "readtest", module + in + "repair"}}
	}
	return []room{
		row("limit", "pipeline/fault"),
		row("repair"),
		row("solve"),
		row("about"),
		row("label", "repair"),
		row("layout", "limit", "label"),
		row("readtest", "layout"),
		row("section", "label", "layout"),
		row("figure", "layout", "solve"),
		row("header", "label", "layout"),
		row("record", "limit", "repair", "label", "layout", "figure"),
		row("match", "repair", "label", "layout", "record"),
		// The readers of the tables know nothing of each other.
		row("disclosure", "repair", "label", "layout", "solve", "figure", "header", "record"),
		row("proceedings", "label", "layout", "solve", "figure", "header", "record"),
		row("applications", "limit", "repair", "label", "layout", "solve", "figure", "header", "record", "match"),
	}
}

func TestParseHasNoArrowUp(t *testing.T) {
	for _, c := range []struct{ dir, imports string }{
		{"label", "layout"},
		{"layout", "record"},
		{"layout", "section"},
		{"figure", "record"},
		{"record", "match"},
		{"match", "applications"},
		{"disclosure", "applications"},
		{"proceedings", "match"},
		{"solve", "figure"},
		{"about", "layout"},
	} {
		if roomOf("stages/parse/"+c.dir).refuses(module+"stages/parse/"+c.imports) == "" {
			t.Errorf("stages/parse/%s may import %s, and should not", c.dir, c.imports)
		}
	}
	if roomOf("stages/parse/label").refuses(module+"stages/parse") == "" {
		t.Error("a package of parse may import parse itself")
	}
}

// TestParseHasOneDoor: nobody outside of stages/parse imports what is below it.
func TestParseHasOneDoor(t *testing.T) {
	walkGo(t, func(path string) {
		if under(filepath.ToSlash(path), "stages/parse") {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, imp := range file.Imports {
			if strings.HasPrefix(imp.Path.Value, `"`+module+"stages/parse/") {
				t.Errorf("%s imports %s: package parse is the door", path, imp.Path.Value)
			}
		}
	})
}
