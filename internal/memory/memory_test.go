package memory_test

import (
	"testing"
	"testing/fstest"

	"github.com/gouji/gouji/internal/memory"
)

const mib = 1 << 20

func files(of ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(of); i += 2 {
		out[of[i]] = &fstest.MapFile{Data: []byte(of[i+1])}
	}
	return out
}

func TestFind(t *testing.T) {
	t.Parallel()
	const meminfo, max, self = "proc/meminfo", "sys/fs/cgroup/memory.max", "proc/self/cgroup"
	big := "MemTotal:       16777216 kB\nMemFree: 1 kB\n"
	for name, c := range map[string]struct {
		o    memory.Options
		want memory.Limit
	}{
		"a setting":             {memory.Options{Setting: "800MiB", Environment: "1GiB"}, memory.Limit{Bytes: 800 * mib, From: "setting"}},
		"off":                   {memory.Options{Setting: "off", Root: files(meminfo, big)}, memory.Limit{From: "none"}},
		"the environment":       {memory.Options{Setting: "auto", Environment: "1GiB", Root: files(meminfo, big)}, memory.Limit{Bytes: 1024 * mib, From: "environment"}},
		"off by environment":    {memory.Options{Setting: "auto", Environment: "off", Root: files(meminfo, big)}, memory.Limit{From: "none"}},
		"a machine":             {memory.Options{Setting: "auto", Children: 4, Root: files(meminfo, big)}, memory.Limit{Bytes: (16384 - 1024) * mib / 2, From: "machine", Of: 16384 * mib}},
		"a container":           {memory.Options{Setting: "auto", Children: 4, Root: files(meminfo, big, max, "4294967296\n")}, memory.Limit{Bytes: 2899102924, From: "cgroup", Of: 4096 * mib}},
		"a small one":           {memory.Options{Setting: "auto", Children: 8, Root: files(meminfo, big, max, "1073741824\n")}, memory.Limit{Bytes: 483183820, From: "cgroup", Of: 1024 * mib}},
		"a tiny one":            {memory.Options{Setting: "auto", Children: 8, Root: files(meminfo, big, max, "268435456\n")}, memory.Limit{Bytes: 128 * mib, From: "cgroup", Of: 256 * mib}},
		"a group without":       {memory.Options{Setting: "auto", Root: files(meminfo, big, max, "max\n")}, memory.Limit{Bytes: 8192 * mib, From: "machine", Of: 16384 * mib}},
		"the group above":       {memory.Options{Setting: "auto", Root: files(meminfo, big, self, "0::/a.slice/b\n", "sys/fs/cgroup/a.slice/memory.max", "1073741824\n", "sys/fs/cgroup/a.slice/b/memory.max", "max\n")}, memory.Limit{Bytes: 966367641, From: "cgroup", Of: 1024 * mib}},
		"version 1":             {memory.Options{Setting: "auto", Root: files(meminfo, big, self, "5:memory:/x\n4:cpu:/x\n", "sys/fs/cgroup/memory/x/memory.limit_in_bytes", "1073741824\n")}, memory.Limit{Bytes: 966367641, From: "cgroup", Of: 1024 * mib}},
		"version 1 without":     {memory.Options{Setting: "auto", Root: files(meminfo, big, "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")}, memory.Limit{Bytes: 8192 * mib, From: "machine", Of: 16384 * mib}},
		"nothing is known":      {memory.Options{Setting: "auto", Root: files()}, memory.Limit{From: "none"}},
		"nothing can be read":   {memory.Options{Setting: "auto", Root: files(meminfo, "MemTotal: x kB\n", max, "?")}, memory.Limit{From: "none"}},
		"more than the machine": {memory.Options{Setting: "auto", Root: files(meminfo, big, max, "99999999999999\n")}, memory.Limit{Bytes: 8192 * mib, From: "machine", Of: 16384 * mib}},
	} {
		if got, err := memory.Find(c.o); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, c.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"x", "-1", "0", "800MB", "MiB", "1.5GiB", "9999999TiB", "8iB"} {
		if n, err := memory.Parse(s); err == nil {
			t.Errorf("%q is %d", s, n)
		}
	}
}
