// Package gouji_test holds the rules of the house: who may import whom.
package gouji_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/gouji/gouji/"

// room is a folder and what its code may import. Folders are matched by their
// longest prefix, so a room inside a room has its own row.
type room struct {
	dir string
	// own are the folders of this module it may import, with all below them.
	own []string
	// foreign are the prefixes of other modules it may import; nil allows none, and
	// anything allows every one except those in never.
	foreign []string
	never   []string
	// tests are the prefixes that its tests may import besides.
	tests []string
}

const anything = ""

// rooms is the table of the house. Each exception says why.
func rooms() []room {
	broker := []string{"github.com/nats-io"}
	stage := func(dir string, extra ...string) room {
		return room{
			dir: dir,
			// fold is the one thing besides the domain that two stages share: parse finds
			// labels and validate finds words in the same folded form.
			own:     append([]string{dir, "stages/report", "stages/fold", "pipeline/fault"}, extra...),
			foreign: []string{anything},
			never:   broker,
		}
	}
	return append(transport(), []room{
		{dir: "stages/report", own: []string{"stages/report"}, tests: []string{"github.com/google/go-cmp"}},
		{dir: "stages/fold", own: []string{"stages/fold"}, foreign: []string{"golang.org/x/text", "pgregory.net/rapid"}},
		stage("stages/ingest"), stage("stages/parse"), stage("stages/validate"), stage("stages/publish"),
		{dir: "metrics", own: []string{"metrics"}, foreign: []string{"github.com/prometheus", "go.uber.org/goleak"}},
		{dir: "generate", own: []string{"generate", "stages/report"}, foreign: []string{anything}, never: broker},
		{dir: "cmd", own: []string{anything}, foreign: []string{anything}},
		// The laboratory judges the binary from outside; of the inside it takes the names.
		{dir: "chaos", own: []string{"chaos", "generate", "pipeline", "stages/report"}, foreign: []string{anything}},
		// The tests of the shipped permissions run the real pipeline against them.
		{dir: "deploy", own: []string{"deploy", "pipeline", "metrics", "generate"}, foreign: []string{anything}},
		{dir: "scripts", foreign: []string{anything}},
		{dir: ".", own: []string{}},
	}...)
}

func TestImportsKeepTheHouse(t *testing.T) {
	seen := 0
	walkGo(t, func(path string) {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		seen++
		r := roomOf(filepath.ToSlash(filepath.Dir(path)))
		test := strings.HasSuffix(path, "_test.go")
		for _, imp := range file.Imports {
			name, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Fatalf("%s: import %s: %v", path, imp.Path.Value, err)
			}
			if why := r.refuses(name); why != "" && !(test && among(name, r.tests)) {
				t.Errorf("%s imports %s: %s", path, name, why)
			}
		}
	})
	if seen < 20 {
		t.Fatalf("only %d Go files were looked at: the walk is broken", seen)
	}
}

func TestTheHouseRefusesWhatItShould(t *testing.T) {
	for _, c := range []struct{ dir, imports string }{
		{"stages/parse", module + "stages/ingest"},
		{"stages/parse", module + "pipeline"},
		{"stages/publish/sqlstore", "github.com/nats-io/nats.go"},
		{"stages/report", "golang.org/x/text/width"},
		{"pipeline", module + "stages/report"},
		{"pipeline/fault", module + "pipeline"},
		{"metrics", module + "pipeline"},
		{"generate", module + "stages/parse"},
	} {
		if roomOf(c.dir).refuses(c.imports) == "" {
			t.Errorf("%s may import %s, and should not", c.dir, c.imports)
		}
	}
}

func walkGo(t *testing.T, each func(path string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "deps"):
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(path, ".go"):
			each(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func roomOf(dir string) room {
	best := room{}
	for _, r := range rooms() {
		if (under(dir, r.dir) || r.dir == ".") && len(r.dir) >= len(best.dir) {
			best = r
		}
	}
	return best
}

// refuses says why the room may not import the package, "" if it may.
func (r room) refuses(name string) string {
	if own, ok := strings.CutPrefix(name, module); ok {
		if among(own, r.own) {
			return ""
		}
		return r.dir + " may not know that room"
	}
	if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") {
		return "" // the standard library
	}
	for _, p := range r.never {
		if under(name, p) {
			return "a stage must not be able to reach the broker"
		}
	}
	for _, p := range r.foreign {
		if p == anything || under(name, p) {
			return ""
		}
	}
	return r.dir + " may not use that module"
}

func among(name string, prefixes []string) bool {
	for _, p := range prefixes {
		if p == anything || under(name, p) {
			return true
		}
	}
	return false
}

func under(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }
