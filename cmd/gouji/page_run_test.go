package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/generate"
)

// pages are README and docs, by name.
func pages(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, path := range append(paths, "../../README.md", "../../README.zh-CN.md", "../../CONTRIBUTING.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.Base(path)] = string(text)
	}
	return found
}

// complete makes a page's benchmark small, and gives a command what the text around it says.
func complete() map[string]string {
	return map[string]string{
		"bench pipeline": "--documents 20 --rounds 1", "bench transport": "--documents 20 --rounds 1", "bench parse": "--round 20ms --rounds 1",
		"bench up": "--first 10 --documents 20", "bench backlog": "--documents 20 --small 50 --backlog 60 --rounds 1",
		"check": "年报.html", "submit": "年报.html", "show": "DOC", "extract": "",
		"dead show": "ID", "dead replay": "ID", "dead drop": "ID --yes", "rules load": "rules.yaml", "rules show": "T3-01",
		"replay": "--year 2023 --rules rules.yaml", "backup": "NEW", "export": "--out NEW", "members": "--members members.yaml --year 2023 FOLDER", "reparse": "--year 2023",
		"generate": "-n 2 --out NEW", "restore": "BACKUP",
	}
}

// mayFind are commands that end with 1 where nothing is wrong with them, and why.
func mayFind(args []string) bool {
	return args[0] == "check" || args[0] == "members" || // the report has faults, somebody has not reported
		slices.Contains(args, "--accept-loss") || // nothing is lost here
		args[0] == "topology" && slices.Contains(args, "3") // one server holds no three replicas
}

// TestCommandsInThePagesRun runs each command line of README and docs, with what it leaves open
// filled in, on a running system: none is a usage error, and none fails.
func TestCommandsInThePagesRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var report []byte
	for s := range generate.Many(40, 11) {
		if bytes.Contains(s.Data, []byte("<table")) {
			report = s.Data
		}
	}
	html, rules := write("年报.html", report), write("rules.yaml", []byte(officeRules))
	members := write("members.yaml", []byte("schema: gouji.members/v1\nregions:\n  - name: 青石县\n    members:\n      - {name: 松岭镇人民政府}\n"))
	folder := samples(t, 2, 12)
	up := start(t, "up", "--data", filepath.Join(dir, "data"), "--nats-open", "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	at := []string{"--nats-url", up.where.NATS, "--data", filepath.Join(dir, "data"), "--admin", up.where.Admin}
	mustCommand(t, append([]string{"submit", "--wait", folder}, at...)...)
	backup := filepath.Join(dir, "backup")
	mustCommand(t, append([]string{"backup", backup}, at...)...)
	n := 0
	letter := func() string { // a letter of its own for each command that needs one
		n++
		path := write(fmt.Sprintf("bad%d.html", n), fmt.Appendf(nil, "<html>%d</html>", n))
		command(t, append([]string{"submit", "--wait", path}, at...)...)
		found := lines[struct{ ID string }](t, mustCommand(t, append([]string{"dead", "list", "--format", "json"}, at...)...))
		if len(found) == 0 {
			t.Fatal("no dead letter")
		}
		return found[0].ID
	}
	var doc string
	for _, o := range lines[struct{ ID string }](t, mustCommand(t, append([]string{"submit", html, "--wait", "--format", "json"}, at...)...)) {
		doc = o.ID
	}
	fill := func(args []string) []string {
		var out []string
		for _, a := range args {
			switch {
			case strings.HasSuffix(a, ".tar.zst"): // see runPageCommand
			case a == "ID" && args[0] == "dead":
				a = letter()
			case a == "ID" || a == "DOC":
				a = doc
			case a == "NEW" || a == "DIR" || strings.HasPrefix(a, "/srv/") && args[0] == "backup" || a == "FOLDER" && args[0] == "backup":
				n++
				a = filepath.Join(dir, fmt.Sprint("new", n))
			case a == "BACKUP" || args[0] == "restore" && (a == "FOLDER" || strings.HasPrefix(a, "/srv/backup")):
				a = backup
			case a == "FILE" && slices.Contains(args, "--members") || a == "members.yaml":
				a = members
			case a == "FILE" && (args[0] == "rules" || slices.Contains(args, "--rules")) || a == "rules.yaml":
				a = rules
			case a == "FOLDER" || strings.HasPrefix(a, "PATH") || strings.HasPrefix(a, "年报文件夹"):
				a = folder
			case a == "FILE" || strings.HasPrefix(a, "年报"):
				a = html
			case a == "STAGE":
				a = "parse"
			case strings.HasPrefix(a, "nats://") || strings.HasPrefix(a, "/srv/"):
				continue // its flag goes, too, see below
			}
			out = append(out, a)
		}
		return slices.DeleteFunc(out, func(a string) bool { return a == "--nats-url" || a == "--data" || a == "--config" })
	}
	seen := map[string]bool{}
	all := pages(t)
	for _, page := range slices.Sorted(maps.Keys(all)) {
		for _, line := range commandLines(all[page]) {
			args := shellWords(strings.NewReplacer("文件夹", "NEW", "文件", "FILE", "路径", "PATH", "编号", "ID", "目录", "DIR").Replace(line))
			key := strings.Join(args, " ")
			if seen[key] || len(args) == 0 {
				continue
			}
			seen[key] = true
			root := newRoot(&app{})
			root.InitDefaultCompletionCmd()
			cmd, rest, err := root.Find(args)
			if err != nil {
				continue // TestCommandsInThePagesExist tells
			}
			name := strings.TrimPrefix(cmd.CommandPath(), "gouji ")
			if cmd.ParseFlags(rest) != nil {
				continue
			}
			positional := len(cmd.Flags().Args()) > 0
			if more, ok := complete()[name]; ok && (!positional || strings.HasPrefix(name, "bench")) && !slices.Contains(rest, "--all") {
				args = append(args, strings.Fields(more)...)
			}
			t.Run(page+"/"+key, func(t *testing.T) { runPageCommand(t, fill(args), at) })
		}
	}
	if len(seen) < 60 {
		t.Errorf("only %d command lines were found", len(seen))
	}
}

// runPageCommand runs one; a process that stays is ended when it says that it works.
func runPageCommand(t *testing.T, args, at []string) {
	t.Helper()
	free := []string{"--http", "127.0.0.1:0", "--admin", "127.0.0.1:0"}
	if slices.ContainsFunc(args, func(a string) bool {
		return a == "archive" || a == "--archive" || a == "erase" || strings.HasSuffix(a, ".tar.zst")
	}) {
		t.Skip("skipped: TestArchiveDeleteRestore and TestErase run them, on systems whose documents may go")
	}
	switch args[0] {
	case "extract":
		t.Skip("skipped: it is the child that reads documents; every check runs it")
	case "up":
		start(t, append(append(args, free...), "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0")...)
		return
	case "work":
		start(t, append(append(append(args, at[:2]...), free...), "--store", "sqlite:"+filepath.Join(t.TempDir(), "g.db"))...)
		return
	case "restore":
		at = []string{"--data", t.TempDir()}
	case "bench", "completion", "version", "generate", "check", "members":
		at = nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if slices.Contains(args, "--watch") { // it stays until it is ended
		ctx, cancel = context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
	}
	var out, errs bytes.Buffer
	code := run(ctx, program{Args: append(args, at...), Env: noEnv, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs})
	if code != exitOK && (code != exitFound || !mayFind(args)) {
		t.Errorf("gouji %s: exit %d\n%.800s%.1500s", strings.Join(args, " "), code, out.String(), errs.String())
	}
}
