package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// elsewhere says what runs the commands of other programs that the pages show: the command's
// beginning, and a file with something in it by which one sees that it does. Nothing runs those
// without a file, for the reason given.
func elsewhere() [][3]string {
	const installs = "it changes the machine; systemd-analyze reads the units (deploy/systemd_test.go)"
	return [][3]string{
		{"go run ./cmd/gouji up --demo", "system_test.go", `"up", "--demo", "--once"`},
		{"go test ./...", "../../Makefile", "go test"}, {"cd lab && go test ./...", "../../Makefile", "cd lab"},
		{"cd lab && GOUJI_FULL=1 go test ./chaos", "../../Makefile", "chaos:"}, {"cd lab && go run ./chaos/cmd/chaos", "../../Makefile", "chaos:"},
		{"make lint", "../../Makefile", "lint:"}, {"make chaos-short", "../../Makefile", "chaos-short:"}, {"make chaos", "../../Makefile", "chaos:"},
		{"make image", "../../Makefile", "image:"}, {"docker-compose up -d", "../../scripts/compose.sh", `"${compose[@]}" up -d --scale parse=`},
		{"go run ./deploy/nats/keys", "../../deploy/nats/access_test.go", "Make("}, {"go build -o gouji ./cmd/gouji", "../../Makefile", "go build"},
		{"helm install gouji deploy/helm/gouji", "../../deploy/helm/chart_test.go", "engine"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 gouji up", "trace_test.go", `t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT"`},
		{"go tool pprof", "page_other_test.go", `"tool", "pprof"`}, {"kill -HUP", "reload_test.go", "syscall.SIGHUP"},
		{"curl ", "page_other_test.go", "TestCurlAndPprofOfThePagesRun"},
		{"nats --server", "", "it is another program; that the token lets clients in is tested with the library"}, {"systemctl ", "", installs}, {"install -m ", "", installs},
	}
}

var otherCommand = regexp.MustCompile(`(?m)^(?:\$ )?((?:docker-compose|make|helm|systemctl|install|curl|go|kill|cd|sudo|apt|nats|promtool|[A-Z_]+=\S+ gouji) .+)$`)

// TestOtherCommandsInThePagesAreRun: each has its line in elsewhere.
func TestOtherCommandsInThePagesAreRun(t *testing.T) {
	t.Parallel()
	seen := 0
	for page, text := range pages(t) {
		for _, block := range fence.FindAllStringSubmatch(text, -1) {
			for _, m := range otherCommand.FindAllStringSubmatch(block[1], -1) {
				seen++
				found := false
				for _, e := range elsewhere() {
					found = found || strings.HasPrefix(m[1], e[0])
				}
				if !found {
					t.Errorf("%s: nobody says what runs %q", page, m[1])
				}
			}
		}
	}
	if seen < 25 {
		t.Errorf("only %d commands were found", seen)
	}
	for _, e := range elsewhere() {
		if e[1] == "" {
			continue
		}
		if text, err := os.ReadFile(e[1]); err != nil || !strings.Contains(string(text), e[2]) {
			t.Errorf("%s: %s does not have %q (%v)", e[0], e[1], e[2], err)
		}
	}
}

// testOfPage is a test or benchmark that a page says how to run, with the package as it stands there.
var (
	testOfPage = regexp.MustCompile("go test [^`\n]*-(?:run|bench) [^`\n]+")
	testNamed  = regexp.MustCompile(`-(run|bench) '?([A-Za-z]{4,})`)
	testIn     = regexp.MustCompile(`\./[a-z/]+`)
)

// TestTestsInThePagesExist: each test or benchmark that a page names is one of the package that it names.
func TestTestsInThePagesExist(t *testing.T) {
	t.Parallel()
	seen := 0
	for page, text := range pages(t) {
		for _, line := range testOfPage.FindAllString(text, -1) {
			named, in := testNamed.FindStringSubmatch(line), testIn.FindString(line)
			if named == nil || in == "" {
				t.Errorf("%s: %s names no test or no package", page, line)
				continue
			}
			seen++
			module := "../.."
			if in == "./chaos" {
				module = "../../lab"
			}
			files, err := filepath.Glob(filepath.Join(module, in, "*_test.go"))
			if err != nil {
				t.Fatal(err)
			}
			want, found := map[string]string{"run": "func Test", "bench": "func Benchmark"}[named[1]], false
			for _, file := range files {
				code, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range strings.Split(string(code), "\n") {
					found = found || strings.HasPrefix(l, want) && strings.Contains(l, strings.TrimPrefix(named[2], "Test"))
				}
			}
			if !found {
				t.Errorf("%s: no test of %s is called %s: %s", page, in, named[2], line)
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d tests were found", seen)
	}
}

// TestCurlAndPprofOfThePagesRun runs them as they stand, at the addresses of a system of its own.
func TestCurlAndPprofOfThePagesRun(t *testing.T) {
	t.Parallel()
	up := start(t, "up", "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--admin-pprof")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "report.html"), []byte("<html>年报</html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	all := pages(t)
	if _, err := exec.LookPath("curl"); err != nil {
		t.Log("skipped: curl is not installed")
	} else {
		id, n := "", 0
		for _, block := range fence.FindAllStringSubmatch(all["producers.md"], -1) {
			for _, m := range otherCommand.FindAllStringSubmatch(block[1], -1) {
				if !strings.HasPrefix(m[1], "curl ") {
					continue
				}
				n++
				line := strings.NewReplacer("127.0.0.1:8080", up.where.HTTP, "/ID", "/"+id).Replace(m[1])
				cmd := exec.Command("sh", "-c", line+" -sS --fail")
				cmd.Dir = dir
				out, err := cmd.CombinedOutput()
				var answer struct{ ID string }
				if err != nil || json.Unmarshal(out, &answer) != nil || answer.ID == "" {
					t.Fatalf("%s: %v\n%s", line, err, out)
				}
				id = answer.ID
			}
		}
		if n < 2 {
			t.Errorf("%d lines of curl were found", n)
		}
	}
	if !strings.Contains(all["operate.md"], "go tool pprof http://127.0.0.1:9464/debug/pprof/heap") {
		t.Error("the page has another line of pprof")
	}
	tool := exec.Command("go", "tool", "pprof", "-top", "-nodecount=1", "http://"+up.where.Admin+"/debug/pprof/heap")
	tool.Env = append(os.Environ(), "PPROF_TMPDIR="+dir)
	out, err := tool.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("Type: inuse_space")) {
		t.Errorf("go tool pprof: %v\n%s", err, out)
	}
	if res, err := http.Get("http://" + up.where.Admin + "/debug/pprof/cmdline"); err != nil || res.StatusCode != http.StatusNotFound {
		t.Errorf("the command line: %v, %v", res, err)
	} else {
		res.Body.Close()
	}
}
