package rules_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/stages/validate/rules"
)

//go:generate go test . -run TestPagesAreCurrent -update

var update = flag.Bool("update", false, "write the rules pages instead of comparing them")

func TestPagesAreCurrent(t *testing.T) {
	t.Parallel()
	for l, name := range map[rules.Language]string{rules.English: "rules.md", rules.Chinese: "rules.zh-CN.md"} {
		path := filepath.Join("..", "..", "..", "docs", name)
		want := rules.Page(l)
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("docs/%s is stale; run go generate ./stages/validate/rules", name)
		}
	}
}

func TestBookAndLeftShareNoID(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range rules.Book() {
		seen[r.ID] = true
	}
	for _, o := range rules.Left() {
		if seen[o.ID] {
			t.Errorf("%s is in the book and left out", o.ID)
		}
		if o.Title.ZH == "" || o.Title.EN == "" || o.Reason.ZH == "" || o.Reason.EN == "" {
			t.Errorf("%s is left out without a reason in both languages", o.ID)
		}
	}
}

// TestCatalogueIsComplete: every rule of the catalogue is in the book or left out with
// a reason, and there is none besides.
func TestCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	want := map[string]bool{}
	for _, f := range []struct {
		prefix   string
		from, to int
	}{
		{"S", 1, 18}, {"T2", 1, 4}, {"T3", 1, 7}, {"T3", 11, 17}, {"T3", 21, 45}, {"T3", 51, 51}, {"T4", 1, 3},
		{"N", 1, 14}, {"A", 1, 10}, {"Y", 1, 8}, {"D", 1, 8}, {"P", 1, 8}, {"W", 1, 15}, {"F", 1, 4}, {"M", 1, 3}, {"Q", 1, 4}, {"X", 1, 9}, {"G", 1, 4},
	} {
		for n := f.from; n <= f.to; n++ {
			want[fmt.Sprintf("%s-%02d", f.prefix, n)] = true
		}
	}
	for _, r := range rules.Book() {
		if !want[r.ID] {
			t.Errorf("%s is not in the catalogue", r.ID)
		}
		delete(want, r.ID)
	}
	for _, o := range rules.Left() {
		if !want[o.ID] {
			t.Errorf("%s is left out, but not in the catalogue", o.ID)
		}
		delete(want, o.ID)
	}
	for id := range want {
		t.Errorf("%s is neither in the book nor left out", id)
	}
}
