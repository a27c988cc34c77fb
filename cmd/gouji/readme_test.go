package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// readme is the page with what the program prints.
const readme = "../../README.md"

// sampleReport makes the report that the README checks.
const sampleReport = "generate --layout docx --faults t3_row_sum --seed 2 --out 样例"

// TestREADMEShowsWhatIsPrinted: the output that the README shows of the demonstration, down to the
// line of three dots, and of one check is what is printed. -update writes it.
func TestREADMEShowsWhatIsPrinted(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	demo := mustCommand(t, "up", "--demo", "--once", "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	dir := t.TempDir()
	mustCommand(t, strings.Fields(strings.Replace(sampleReport, "样例", dir, 1))...)
	files, err := filepath.Glob(filepath.Join(dir, "docs", "*.docx"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	code, checked, _ := command(t, "check", files[0])
	if code != exitFound {
		t.Fatalf("check ended with %d", code)
	}
	checked = strings.ReplaceAll(checked, files[0], "年报.docx")

	shown, ok := between(page, "\n```\n结果\n", "…\n```\n")
	if printed, has := strings.CutPrefix(demo, "结果\n"); !ok || !has {
		t.Errorf("the README shows no demonstration, or it begins with something else:\n%.200s", demo)
	} else {
		lines := strings.SplitAfter(printed, "\n")
		if begins := strings.Join(lines[:min(len(lines), strings.Count(shown, "\n"))], ""); shown != begins {
			t.Errorf("the README shows another demonstration than is printed; -update writes it")
			page = strings.Replace(page, shown, begins, 1)
		}
	}
	shown, ok = between(page, "\n```\n$ gouji check 年报.docx\n", "```\n")
	if !ok || !strings.Contains(page, "`gouji "+sampleReport+"`") {
		t.Errorf("the README shows no check, or not how its report is made: gouji %s", sampleReport)
	} else if shown != checked {
		t.Errorf("the README shows another check than is printed; -update writes it")
		page = strings.Replace(page, shown, checked, 1)
	}
	if *update && page != string(text) {
		if err := os.WriteFile(readme, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// between is what stands between two marks.
func between(s, from, to string) (string, bool) {
	_, rest, ok := strings.Cut(s, from)
	in, _, end := strings.Cut(rest, to)
	return in, ok && end
}
