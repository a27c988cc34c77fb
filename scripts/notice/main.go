// Command notice writes NOTICE: the licences of everything that is linked into gouji. Run
// it in the root of the repository (`make notice`) after a change of go.mod.
package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := write(os.Stdout, "."); err != nil {
		fmt.Fprintln(os.Stderr, "notice:", err)
		os.Exit(1)
	}
}

// systems are those that gouji is built for. What is linked differs between them.
func systems() []string { return []string{"linux", "darwin", "windows"} }

// texts are the beginnings of the names of files that have to be handed on with a program.
func texts() []string {
	return []string{"licence", "license", "unlicense", "copying", "notice", "patents"}
}

// write writes the notice of the module in root. Its parts are sorted, so that a change of
// go.mod changes only the lines of its modules.
func write(out io.Writer, root string) error {
	dirs, err := linked(root)
	if err != nil {
		return err
	}
	// users are the modules of each distinct text: most of Apache-2.0 and of Go is the same.
	users := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(dirs)) {
		files, err := licences(dirs[name])
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, text := range files {
			users[text] = append(users[text], name)
		}
	}
	var b bytes.Buffer
	b.WriteString("gouji\nCopyright of the authors of gouji. Licensed under the Apache License, Version 2.0; see LICENSE.\n\n" +
		"Made by `make notice`, do not edit. The program links the following, under the texts below.\n\n")
	for _, name := range slices.Sorted(maps.Keys(dirs)) {
		fmt.Fprintln(&b, " ", name)
	}
	order := slices.SortedFunc(maps.Keys(users), func(x, y string) int {
		return strings.Compare(strings.Join(users[x], " ")+x, strings.Join(users[y], " ")+y)
	})
	for _, text := range order {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 78), strings.Join(users[text], "\n"), text)
	}
	_, err = out.Write(b.Bytes())
	return err
}

// linked returns the folder of each module that is linked into the program on any of the
// systems, by name and version, and that of Go itself.
func linked(root string) (map[string]string, error) {
	goroot, err := output(root, "linux", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	dirs := map[string]string{"Go standard library": strings.TrimSpace(goroot)}
	for _, system := range systems() {
		list, err := output(root, system, "list", "-deps",
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/gouji")
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(list) {
			if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				dirs[name] = dir
			}
		}
	}
	return dirs, nil
}

func output(root, system string, args ...string) (string, error) {
	var stderr bytes.Buffer
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Stderr = root, &stderr
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w: %s", args[0], err, stderr.Bytes())
	}
	return string(out), nil
}

// licences reads the files of a module's folder that have to be handed on. A module without
// any is an error: nobody may link it.
func licences(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		name := strings.ToLower(e.Name())
		if e.IsDir() || !slices.ContainsFunc(texts(), func(t string) bool { return strings.HasPrefix(name, t) }) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, tidy(string(data)))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no licence in %s: do not link it", dir)
	}
	return out, nil
}

// tidy makes copies of one text equal that differ only in line ends and in space around.
func tidy(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "?")
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\f")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
