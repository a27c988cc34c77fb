package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestProducersExamplesRun runs the Python and the Go of docs/producers.md as they stand, at the
// addresses of a system of its own: both hand a report in, and the id that Python works out
// beforehand is the one that the system gives it.
func TestProducersExamplesRun(t *testing.T) {
	t.Parallel()
	data := []byte("<html>青石县人民政府2023年政府信息公开工作年度报告</html>")
	dir, page := t.TempDir(), pages(t)["producers.md"]
	if err := os.WriteFile(filepath.Join(dir, "report.html"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	block := func(language string) string {
		m := regexp.MustCompile("(?ms)^```" + language + "\n(.*?)^```$").FindStringSubmatch(page)
		if m == nil {
			t.Fatalf("the page has nothing in %s", language)
		}
		return m[1]
	}
	up := startUp(t, t.TempDir())
	id := report.DocumentID(data)

	if _, err := exec.LookPath("python3"); err != nil {
		t.Log("skipped: python3 is not installed")
	} else {
		line := regexp.MustCompile(`(?m)^python3 -c .*$`).FindString(page)
		program := strings.ReplaceAll(block("python"), "127.0.0.1:8080", up.where.HTTP)
		for _, args := range [][]string{{"sh", "-c", line}, {"python3", "-c", program}} {
			cmd := exec.Command(args[0], args[1:]...)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != id {
				t.Errorf("%s: %v: %s, want %s", args, err, out, id)
			}
		}
	}

	// The text is the inside of a function; here is what it leaves to the reader.
	source := `package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func submit(ctx context.Context, token string, data []byte) error {
` + strings.ReplaceAll(block("go"), "nats://127.0.0.1:4222\"", up.announced+"\"") + `
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(ack)
}

func main() {
	if err := submit(context.Background(), os.Args[1], []byte(os.Args[2])); err != nil {
		panic(err)
	}
}
`
	path := filepath.Join(dir, "main.go")
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	token, err := os.ReadFile(up.where.TokenFile)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "run", path, strings.TrimSpace(string(token)), string(data)).Output()
	var ack struct{ Stream string }
	if err != nil || json.Unmarshal(out, &ack) != nil || ack.Stream != "GOUJI_SUBMIT" {
		t.Errorf("the Go of the page: %v: %s\n%s", err, out, source)
	}
}
