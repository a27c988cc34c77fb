package documents

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/gouji/gouji/lab/chaos/build"
)

// TestEveryPageIsLookedThrough: what the door describes and the office routes is what the canaries
// are looked for in, so that a new page cannot be forgotten.
func TestEveryPageIsLookedThrough(t *testing.T) {
	root, err := build.ModuleRoot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var routes []string
	add := func(path string) {
		routes = append(routes, regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(path, "{}"))
	}
	source, err := os.ReadFile(filepath.Join(root, "internal", "office", "office.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`on\("GET (/[^"]*?)(?:\{\$\})?"`).FindAllStringSubmatch(string(source), -1) {
		add(m[1])
	}
	described, err := os.ReadFile(filepath.Join(root, "stages", "ingest", "door", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(described, &doc); err != nil {
		t.Fatal(err)
	}
	for path, methods := range doc.Paths {
		if _, ok := methods["get"]; ok {
			add(path)
		}
	}
	have := append(looked(), handedBack()...)
	slices.Sort(routes)
	slices.Sort(have)
	if !slices.Equal(routes, have) {
		t.Errorf("the routes are\n%q\nand looked through are\n%q", routes, have)
	}
}
