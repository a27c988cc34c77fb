// Package deploy_test holds the shipped files to what they must say together.
package deploy_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestEveryMemoryLimitHasOneForGo: every container with a memory limit tells its Go program of
// four fifths of it at most. A program that is not told grows until the kernel ends it.
func TestEveryMemoryLimitHasOneForGo(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct {
			Limit       string            `yaml:"mem_limit"`
			Environment map[string]string `yaml:"environment"`
		} `yaml:"services"`
	}
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Services) < 8 {
		t.Fatalf("%d services were read", len(file.Services))
	}
	for name, s := range file.Services {
		limit, told := bytes(t, s.Limit), bytes(t, s.Environment["GOMEMLIMIT"])
		if limit == 0 || told == 0 || told*5 > limit*4 {
			t.Errorf("%s: mem_limit %q and GOMEMLIMIT %q", name, s.Limit, s.Environment["GOMEMLIMIT"])
		}
	}
}

// bytes reads 2g, 512m and 800MiB; 0 is none.
func bytes(t *testing.T, s string) int64 {
	t.Helper()
	if s == "" {
		return 0
	}
	var n int64
	var unit string
	if _, err := fmt.Sscanf(s, "%d%s", &n, &unit); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	switch strings.ToLower(strings.TrimSuffix(unit, "iB")) {
	case "g":
		return n << 30
	case "m":
		return n << 20
	}
	t.Fatalf("%q has an unknown unit", s)
	return 0
}
