// Package memory says how much memory this process may take before its garbage collector works
// harder: out of a setting, or of what the container or the machine has.
package memory

import (
	"fmt"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
)

// Options says how to find the limit.
type Options struct {
	// Setting is auto, off, or bytes with a unit as GOMEMLIMIT has it: 800MiB, 2GiB.
	Setting string
	// Root is the file system of the machine, where /proc and /sys are.
	Root fs.FS
	// Environment is GOMEMLIMIT, "" where it is not set. The runtime obeys it already.
	Environment string
	// Children is how many processes that read documents may run beside this one.
	Children int
}

// Limit is a limit and where it comes from.
type Limit struct {
	// Bytes is the limit, 0 for none.
	Bytes int64
	// From is setting, environment, cgroup, machine, or none.
	From string
	// Of is what the container or the machine has, 0 where that was not asked.
	Of int64
}

const (
	// Child is what a process that reads a document takes: docs/limits.md has 200 MB for the
	// worst that is allowed.
	Child = 256 << 20
	// least is the limit below which the collector would do nothing else.
	least = 256 << 20
)

// Find returns the limit. By itself it takes what the container has, without room for the
// children, of which half of it is kept at most, and a tenth for what the runtime does not
// count; of a machine that others use too, half of what is left.
func Find(o Options) (Limit, error) {
	switch o.Setting {
	case "off":
		return Limit{From: "none"}, nil
	case "", "auto":
	default:
		n, err := Parse(o.Setting)
		return Limit{Bytes: n, From: "setting"}, err
	}
	if o.Environment != "" {
		n, err := Parse(o.Environment)
		if err != nil || n == math.MaxInt64 {
			return Limit{From: "none"}, nil // the runtime has its own word on it
		}
		return Limit{Bytes: n, From: "environment"}, nil
	}
	of, from, share := container(o.Root), "cgroup", 0.9
	if all := machine(o.Root); all > 0 && (of == 0 || of >= all) {
		of, from, share = all, "machine", 0.5
	}
	if of == 0 {
		return Limit{From: "none"}, nil
	}
	left := of - min(int64(o.Children)*Child, of/2)
	return Limit{Bytes: max(int64(float64(left)*share), min(least, of/2)), From: from, Of: of}, nil
}

// Check is what is wrong with a setting, nil for nothing.
func Check(setting string) error {
	_, err := Find(Options{Setting: setting, Environment: "off"})
	return err
}

// Parse reads bytes with a unit as GOMEMLIMIT has it.
func Parse(s string) (int64, error) {
	number, unit := strings.TrimRight(s, "BKMGTi"), int64(1)
	switch s[len(number):] {
	case "", "B":
	case "KiB":
		unit = 1 << 10
	case "MiB":
		unit = 1 << 20
	case "GiB":
		unit = 1 << 30
	case "TiB":
		unit = 1 << 40
	default:
		number = ""
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || n > math.MaxInt64/unit {
		return 0, fmt.Errorf("%.40q is no amount of memory; write auto, off, or such as 800MiB or 2GiB", s)
	}
	return n * unit, nil
}

// container is the least limit of the process's control group and those above it, 0 for none.
func container(root fs.FS) (least int64) {
	take := func(name string) {
		n := number(root, name)
		if n > 0 && n < 1<<60 && (least == 0 || n < least) { // version 1 says no limit as a number near 2⁶³
			least = n
		}
	}
	take("sys/fs/cgroup/memory.max")
	take("sys/fs/cgroup/memory/memory.limit_in_bytes")
	text, err := fs.ReadFile(root, "proc/self/cgroup")
	if err != nil {
		return least
	}
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 || parts[0] != "0" && parts[1] != "memory" {
			continue
		}
		folder, file := "sys/fs/cgroup", "memory.max"
		if parts[0] != "0" {
			folder, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		}
		for dir := path.Clean("/" + parts[2]); dir != "/"; dir = path.Dir(dir) {
			take(folder + dir + "/" + file)
		}
	}
	return least
}

// number is the number in a file, 0 where it has none.
func number(root fs.FS, name string) int64 {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// machine is the memory of the machine, 0 where it is not known.
func machine(root fs.FS) int64 {
	text, err := fs.ReadFile(root, "proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "MemTotal:" && f[2] == "kB" {
			n, _ := strconv.ParseInt(f[1], 10, 64) // 0 for what is no number
			return n << 10
		}
	}
	return 0
}
