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

// asMain makes a program of the page's lines of Go, which stand in a function there.
const asMain = `package main

import (
	"context"
	"fmt"
	"os"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err == nil {
		err = submit(context.Background(), os.Args[2], data)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func submit(ctx context.Context, token string, data []byte) error {
LINES
	if err == nil {
		fmt.Println(ack.Stream, ack.Sequence)
	}
	return err
}
`

// TestProducersInOtherLanguages runs the lines of Python and of Go that the page for producers
// shows, as they stand but for addresses and tokens, at a system that asks for both tokens. What
// they hand in is known by the id that the page says it has.
func TestProducersInOtherLanguages(t *testing.T) {
	t.Parallel()
	dir, page := t.TempDir(), pages(t)["producers.md"]
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const secret = "token-of-the-crawler-of-the-page"
	data := filepath.Join(dir, "data")
	up := start(t, "up", "--data", data, "--http-tokens", write("tokens", "crawler:"+secret+"\n"), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	token, err := os.ReadFile(filepath.Join(data, "nats.token"))
	if err != nil {
		t.Fatal(err)
	}
	run := func(folder, program string, args ...string) string {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Dir = folder
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %q: %v\n%s", program, args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	lines := func(language string) string {
		found := regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(page, -1)
		if len(found) != 1 {
			t.Fatalf("the page has %d examples of %s, want one", len(found), language)
		}
		return found[0][1]
	}
	taken := func(id string) {
		t.Helper()
		until(t, id+" has an end", func() bool {
			code, out, _ := command(t, "show", "--format", "json", "--nats-url", up.where.NATS, "--data", data, id)
			var s struct{ State string }
			return code == exitOK && json.Unmarshal([]byte(out), &s) == nil && (s.State == "published" || s.State == "dead")
		})
	}

	const text = "<html>年报 of the page in Go</html>"
	nats := strings.NewReplacer("nats://127.0.0.1:4222", up.where.NATS).Replace(lines("go"))
	source := write("main.go", strings.Replace(asMain, "LINES", nats, 1))
	if out := run(".", "go", "run", source, write("go.html", text), strings.TrimSpace(string(token))); !strings.HasPrefix(out, "GOUJI_SUBMIT ") {
		t.Errorf("the acknowledgement is %q", out)
	}
	taken(report.DocumentID([]byte(text)))

	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("skipped: python3 is not installed")
	}
	const other = "<html>年报 of the page in Python</html>"
	write("report.html", other)
	http := strings.NewReplacer("127.0.0.1:8080", up.where.HTTP, "Bearer TOKEN", "Bearer "+secret).Replace(lines("python"))
	id := run(dir, "python3", write("submit.py", http))
	if want := report.DocumentID([]byte(other)); id != want {
		t.Errorf("the door answers %q, the id is %q", id, want)
	}
	taken(id)
	one := regexp.MustCompile(`(?m)^python3 -c .*report\.html$`).FindString(page)
	if got := run(dir, "sh", "-c", one); one == "" || got != id {
		t.Errorf("%s\nprints %q, the id is %q", one, got, id)
	}
}
