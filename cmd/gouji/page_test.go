package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

//go:generate go test . -run TestConfigurePageIsCurrent -update

var update = flag.Bool("update", false, "write docs/configure.md")

// TestConfigurePageIsCurrent: the page has each setting with what it does and its default.
func TestConfigurePageIsCurrent(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(`# Configure 配置

Written by ` + "`go generate ./cmd/gouji`" + `; do not edit. A setting comes from the flag, else the environment, else the file of ` + "`--config`" + ` (YAML, the flag's name as key), else the default. ` + "`gouji config show`" + ` prints each value and where it comes from. What only one command has stands in its ` + "`--help`" + `.

设置依次取自命令行、环境变量、` + "`--config`" + ` 所指的 YAML 文件（键与选项同名）、默认值；` + "`gouji config show`" + ` 列出每项的值与来源。

| flag | environment | default | |
|---|---|---|---|
`)
	for _, s := range settings("the user's data folder, gouji in it") {
		def := s.def
		if def != "" && s.name != "data" {
			def = "`" + def + "`"
		}
		fmt.Fprintf(&b, "| `--%s` | `%s` | %s | %s<br>%s |\n", s.name, s.env, def, strings.ReplaceAll(s.zh, "|", "\\|"), strings.ReplaceAll(s.en, "|", "\\|"))
	}
	const page = "../../docs/configure.md"
	if *update {
		if err := os.WriteFile(page, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != b.String() {
		t.Errorf("docs/configure.md is not current (%v); run go generate ./cmd/gouji", err)
	}
}

// Command lines in a page: a line of a fenced block, or between backticks.
var (
	fence       = regexp.MustCompile("(?ms)^```[a-z]*\n(.*?)^```$")
	commandLine = regexp.MustCompile(`(?m)^(?:\$ )?gouji .+$`)
	inText      = regexp.MustCompile("`gouji [^`\n]+`")
)

func commandLines(page string) []string {
	var found []string
	for _, block := range fence.FindAllStringSubmatch(page, -1) {
		found = append(found, commandLine.FindAllString(block[1], -1)...)
	}
	return append(found, inText.FindAllString(fence.ReplaceAllString(page, ""), -1)...)
}

// TestCommandsInThePagesExist: each command line of README and docs names a command that there
// is, with flags that it has. That they do what is said is tested where they are.
func TestCommandsInThePagesExist(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(pages) < 15 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	seen := 0
	for _, page := range append(pages, "../../README.md", "../../README.zh-CN.md", "../../CONTRIBUTING.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range commandLines(string(text)) {
			args := shellWords(line)
			seen++
			root := newRoot(&app{})
			root.InitDefaultCompletionCmd()
			cmd, rest, err := root.Find(args)
			if err == nil && cmd == root {
				err = errors.New("there is no such command")
			}
			if err == nil {
				err = cmd.ParseFlags(rest)
			}
			if err != nil {
				t.Errorf("%s: %s: %v", filepath.Base(page), line, err)
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d command lines were found", seen)
	}
}

// shellWords cuts a command line as a shell would, as far as the pages go: what follows > | or an
// option's optional part in brackets is left out.
func shellWords(line string) []string {
	line = strings.Trim(strings.TrimPrefix(line, "$ "), "`")
	line, _, _ = strings.Cut(line, " >")
	line, _, _ = strings.Cut(line, " | ")
	line, _, _ = strings.Cut(line, " #")
	line = strings.NewReplacer("[", "", "]", "", "\"", "").Replace(line)
	return strings.Fields(line)[1:]
}
