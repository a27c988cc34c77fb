// Package gouji_test holds the rules of the house: who may import whom.
package gouji_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
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
	database := []string{"github.com/jackc", "github.com/pressly", "modernc.org/sqlite"}
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
	return append(slices.Concat(transport(), parseRooms(), ruleRooms(), laboratory()), []room{
		{dir: "stages/report", own: []string{"stages/report"}, tests: []string{"github.com/google/go-cmp"}},
		{dir: "stages/fold", own: []string{"stages/fold"}, foreign: []string{"golang.org/x/text", "pgregory.net/rapid"}},
		// What a child has read, it writes as the stage leaves it.
		stage("stages/ingest", "pipeline/codec"), stage("stages/parse"),
		// Which verdicts are on versions of one report, the store marks by who issued it.
		stage("stages/publish", "stages/neighbour/identity"),
		// A report is judged with its neighbours; who they are, the ledger asks as well. Rules
		// files are written by hand as members files are.
		stage("stages/validate", "stages/neighbour", "stages/yamlfile"),
		{dir: "stages/neighbour", own: []string{"stages/neighbour", "stages/report", "stages/fold", "stages/yamlfile"},
			foreign: []string{"go.yaml.in/yaml", "github.com/xuri/excelize", "golang.org/x/text"}, tests: []string{"github.com/google/go-cmp", "pgregory.net/rapid"}},
		{dir: "stages/yamlfile", own: []string{"stages/yamlfile"}, foreign: []string{"go.yaml.in/yaml", "golang.org/x/text", "github.com/agnivade/levenshtein"}},
		{dir: "metrics", own: []string{"metrics"}, foreign: []string{"github.com/prometheus", "go.uber.org/goleak"}},
		{dir: "internal/datafolder", own: []string{"internal/datafolder"}, foreign: []string{"github.com/gofrs/flock"}},
		{dir: "internal/tracing", own: []string{"internal/tracing"}, foreign: []string{"go.opentelemetry.io/otel", "github.com/rs/zerolog", "go.uber.org/goleak"}},
		{dir: "internal/memory", own: []string{"internal/memory"}, tests: []string{"pgregory.net/rapid"}},
		{dir: "internal/pageimage", own: []string{"internal/pageimage", "stages/ingest/child", "stages/publish/viewer", "stages/report"}, foreign: []string{"golang.org/x/sys"},
			tests: []string{module + "generate", module + "internal/check", module + "stages/ingest"}},
		{dir: "generate", own: []string{"generate", "stages/report"}, foreign: []string{anything}, never: broker},
		{dir: "internal/check", own: []string{"internal/check", "stages", "pipeline/fault", "pipeline/codec"}, tests: []string{"pgregory.net/rapid", module + "generate", "golang.org/x/net/html", "github.com/google/go-cmp"}},
		// What the pipeline costs is held against what the broker alone costs.
		{dir: "internal/bench", own: []string{"internal/bench", "internal/node", "internal/check", "pipeline", "metrics", "generate", "stages"},
			foreign: []string{"golang.org/x/sys", "golang.org/x/sync", "github.com/nats-io", "github.com/prometheus", "github.com/rs/zerolog"}},
		// The office reads the store and judges drafts; of the broker it is given functions alone.
		{dir: "internal/office", own: []string{"internal/office", "internal/check", "stages", "pipeline/fault"}, foreign: []string{"github.com/rs/zerolog"},
			tests: []string{module + "generate", "go.uber.org/goleak", "golang.org/x/net/html", "github.com/xuri/excelize"}},
		// Waiting is tested with a whole node.
		{dir: "internal/flow", own: []string{"internal/flow", "internal/state", "internal/check", "pipeline", "metrics", "stages"}, foreign: []string{anything}, never: database,
			tests: []string{module + "internal/node", module + "generate", "github.com/jackc"}},
		// A webhook posts what the transport hands it; of the broker it has the facade alone.
		{dir: "internal/webhook", own: []string{"internal/webhook", "internal/state", "pipeline"}, foreign: []string{"github.com/rs/zerolog"},
			tests: []string{"github.com/nats-io", "go.uber.org/goleak", "pgregory.net/rapid"}},
		{dir: "internal/node", own: []string{"internal/node", "internal/office", "internal/pageimage", "internal/webhook", "internal/state", "internal/flow", "internal/check", "pipeline", "metrics", "stages"}, foreign: []string{anything},
			never: database, tests: broker},
		// A command chooses words and exit codes; what it does at the broker or the database is
		// for the rooms below. Its tests run whole systems and look at the broker themselves.
		{dir: "cmd", own: []string{anything}, foreign: []string{anything}, never: append(broker, database...), tests: broker},
		// The tests of the shipped permissions run the real pipeline against them.
		{dir: "deploy", own: []string{"deploy", "internal/state", "pipeline", "metrics", "generate"}, foreign: []string{anything},
			tests: []string{module + "internal/flow", module + "stages/report"}},
		{dir: "scripts", foreign: []string{anything}},
		// The root package is what other programs import. Its examples are its tests.
		{dir: ".", own: []string{"internal", "pipeline", "stages"}, foreign: []string{"github.com/rs/zerolog"},
			tests: []string{strings.TrimSuffix(module, "/"), module + "generate", "github.com/google/go-cmp"}},
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
		{"stages/neighbour", module + "stages/validate"},
		{"stages/neighbour/peer", module + "pipeline/fault"},
		{"internal/check", module + "pipeline"},
		{"internal/flow", "github.com/spf13/cobra"},
		{"internal/node", "github.com/jackc/pgx/v5"},
		{"internal/flow", "github.com/jackc/pgx/v5/pgconn"},
		{"internal/node", "github.com/vbauerster/mpb/v8"},
		{"pipeline", "github.com/jedib0t/go-pretty/v6/table"},
		{"cmd/gouji", "github.com/nats-io/nats.go"},
		{"cmd/gouji", "github.com/jackc/pgx/v5/pgconn"},
	} {
		if roomOf(c.dir).refuses(c.imports) == "" {
			t.Errorf("%s may import %s, and should not", c.dir, c.imports)
		}
	}
}

// TestOnlyCommandsPrint looks for the standard streams outside of the programs. The exceptions
// are the children that read documents: they are programs inside gouji's own, and say on
// standard error why they cannot go on.
func TestOnlyCommandsPrint(t *testing.T) {
	children := []string{"stages/ingest/child/serve.go", "stages/ingest/pdf/child.go"}
	walkGo(t, func(path string) {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		slash := filepath.ToSlash(path)
		if strings.HasSuffix(path, "_test.go") || file.Name.Name == "main" || under(slash, "lab") || slices.Contains(children, slash) {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			from, ok := sel.X.(*ast.Ident)
			if ok && slices.Contains([]string{"os.Stdout", "os.Stderr", "os.Stdin", "fmt.Print", "fmt.Printf", "fmt.Println"}, from.Name+"."+sel.Sel.Name) {
				t.Errorf("%s uses %s.%s: return a value or an error, and let cmd print it", path, from.Name, sel.Sel.Name)
			}
			return true
		})
	})
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
	if among(name, r.never) {
		return r.dir + " must not be able to reach a broker or a database past the rooms below it"
	}
	if r.dir != "cmd" && among(name, screen()) {
		return "only cmd writes to a terminal"
	}
	if among(name, r.foreign) {
		return ""
	}
	return r.dir + " may not use that module"
}

// screen is what draws on a terminal and reads command lines.
func screen() []string {
	return []string{"github.com/spf13", "github.com/vbauerster/mpb", "github.com/jedib0t/go-pretty", "golang.org/x/term"}
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
