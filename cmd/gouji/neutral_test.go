package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/report"
)

// spell is what a hostile name holds: a title, a clear screen, a C1 sequence, a bell, a
// carriage return, a hidden text, and marks that turn the direction of writing.
const spell = "\x1b]0;pwned\x07\x1b[2J\u009b31m\r\x1b[8m\u202e\u2066\x7f\u200f"

// obeyed lists what a terminal would obey in a text.
func obeyed(text string) []rune {
	var out []rune
	for i, r := range text {
		switch {
		case r == '\n', r == '\t', r == '\r' && strings.HasPrefix(text[i:], "\r\n"):
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd"):
			out = append(out, r)
		}
	}
	return out
}

// TestNoCommandPrintsOrders drives commands with a file, an issuer and arguments that are full
// of orders to a terminal, in text and as JSON, in results, errors and the log.
func TestNoCommandPrintsOrders(t *testing.T) {
	t.Parallel()
	var sample generate.Sample
	for s := range generate.Many(40, 3) {
		if strings.HasSuffix(s.Name, ".txt") && utf8.Valid(s.Data) {
			sample = s
			break
		}
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "年报"+spell+".txt")
	hostile := strings.ReplaceAll(string(sample.Data), "一、总体情况", "一、总体情况\n编制单位"+spell+"公安局"+spell)
	refused := filepath.Join(dir, "通知"+spell+".txt")
	for path, text := range map[string]string{file: "青石县" + spell + "公安局\n" + hostile, refused: strings.Repeat("关于召开会议的通知"+spell+"。\n", 20)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	up := start(t, "up", "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	nats := []string{"--nats-url", up.where.NATS, "--log-level", "debug"}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	letter, err := os.ReadFile(refused)
	if err != nil {
		t.Fatal(err)
	}
	id, dead := report.DocumentID(text), report.DocumentID(letter)
	commands := [][]string{
		{"submit", "--wait", file, refused}, {"submit", "--wait", file}, {"show", id}, {"show", id, "--cell", "applications.granted.total"}, {"show", dead}, {"show", spell},
		{"dead", "list"}, {"dead", "show", dead}, {"dead", "show", spell}, {"dead", "replay", spell}, {"status"}, {"status", "--watch" + spell},
		{"check", file}, {"check", "--hints", file, refused}, {"check", filepath.Join(dir, "missing"+spell)}, {"check", "--format", "csv", file}, {"check", "--format", "sarif", file}, {"check", "--format", spell, file},
		{"export", "--out", filepath.Join(t.TempDir(), "out"+spell), file, refused}, {"export", "--out", t.TempDir(), "--table", spell, file},
		{"rules", "show", spell}, {"config", "show", "--store", "sqlite:" + spell}, {"check", "--rules", filepath.Join(dir, spell), file}, {"members", "--members", filepath.Join(dir, spell)},
		{"generate", "--out", filepath.Join(file, "x")}, {"backup", filepath.Join(file, spell)}, {spell}, {"check", "--" + spell, file},
	}
	seen := 0
	for _, c := range commands {
		for _, format := range []string{"", "json"} {
			args := append(slices.Clone(c), nats...)
			if format != "" && !slices.Contains(c, "--format") {
				args = append(args, "--format", format)
			}
			_, out, errs := command(t, args...)
			if found := obeyed(out + errs); len(found) > 0 {
				t.Errorf("%q prints %q:\n%q", args, found, out+errs)
			}
			if strings.Contains(out+errs, `\u202e`) || strings.Contains(out+errs, "\ufffd") {
				seen++
			}
			if format == "json" && !slices.Contains(c, "--format") {
				for line := range strings.Lines(out) {
					if !json.Valid([]byte(line)) {
						t.Errorf("%q prints no JSON: %q", args, line)
					}
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d outputs had anything to make neutral", seen)
	}
	if shown := mustCommand(t, append([]string{"show", id, "--format", "json"}, nats...)...); !strings.Contains(shown, `"published"`) {
		t.Errorf("the hostile report is not through: %.300s", shown)
	}
}

// TestNeutralInPieces: whatever is printed and however it is cut into writes, the result is the
// same, is valid UTF-8, has no orders, and a text without any is printed byte by byte.
func TestNeutralInPieces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"年报", "a", "\n", "\t", "\r\n", "\r", "\x1b[31m", "\x1b[0m", "\x1b[8m", "\x1b[3", "\x1b", "\x9b", "\u009b", "\u202e", "\xe5\xb9", "\x00", "5m", "😀", spell})).Draw(t, "text"), "")
		colours := rapid.Bool().Draw(t, "colours")
		print := func(whole bool) string {
			var b bytes.Buffer
			n := &neutral{to: &b, colours: colours}
			for rest := text; rest != ""; {
				k := len(rest)
				if !whole {
					k = rapid.IntRange(1, len(rest)).Draw(t, "piece")
				}
				if wrote, err := n.Write([]byte(rest[:k])); err != nil || wrote != k {
					t.Fatal(wrote, err)
				}
				rest = rest[k:]
			}
			n.flush()
			return b.String()
		}
		got := print(false)
		if all := print(true); got != all {
			t.Fatalf("in pieces %q, at once %q", got, all)
		}
		left := got
		if colours {
			left = strings.NewReplacer("\x1b[31m", "", "\x1b[0m", "", "\x1b[35m", "").Replace(got)
		}
		if found := obeyed(left); len(found) > 0 {
			t.Fatalf("%q has %q", got, found)
		}
		if len(obeyed(text)) == 0 && got != text {
			t.Fatalf("%q was printed as %q", text, got)
		}
	})
}

// TestNothingGoesPastTheNeutralWriter: what writes to a stream behind it is listed here, with
// what it writes.
func TestNothingGoesPastTheNeutralWriter(t *testing.T) {
	t.Parallel()
	allowed := map[string]string{
		"neutral.go": "its own", "program.go": "asks whether it is a terminal", "screen.go": "the width of the terminal and a bar with neutral labels",
		"status.go": "a page drawn over the one before, made neutral first", "extract.go": "frames for the parent process", "check_html.go": "files for other programs",
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		uses := false
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				name, ok := n.Fun.(*ast.Ident)
				uses = uses || ok && name.Name == "bare"
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "os" && strings.HasPrefix(n.Sel.Name, "Std") && path != "main.go" {
					t.Errorf("%s uses os.%s", path, n.Sel.Name)
				}
			}
			return true
		})
		if _, known := allowed[path]; uses && !known {
			t.Errorf("%s writes past the neutral writer", path)
		}
	}
}
