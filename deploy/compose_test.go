// Package deploy_test holds the shipped files to what they must say together.
package deploy_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// service is what the tests read of a service of docker-compose.yml.
type service struct {
	Image       string            `yaml:"image"`
	Limit       string            `yaml:"mem_limit"`
	Environment map[string]string `yaml:"environment"`
	ReadOnly    bool              `yaml:"read_only"`
	CapDrop     []string          `yaml:"cap_drop"`
	Security    []string          `yaml:"security_opt"`
	Restart     string            `yaml:"restart"`
	Pids        int               `yaml:"pids_limit"`
	Logging     map[string]any    `yaml:"logging"`
	Profiles    []string          `yaml:"profiles"`
}

// A setting with its default, as compose writes it: ${NAME:-default}.
var setting = regexp.MustCompile(`\$\{([A-Z_]+):-([^}]*)\}`)

// services reads docker-compose.yml as it is without a .env.
func services(t *testing.T) map[string]service {
	t.Helper()
	var file struct {
		Services map[string]service `yaml:"services"`
	}
	if err := yaml.Unmarshal([]byte(setting.ReplaceAllString(read(t, "../docker-compose.yml"), "$2")), &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Services) < 12 {
		t.Fatalf("%d services were read", len(file.Services))
	}
	return file.Services
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestEveryMemoryLimitHasOneForGo: every container with a Go program tells it of four fifths
// of its memory limit at most. A program that is not told grows until the kernel ends it.
func TestEveryMemoryLimitHasOneForGo(t *testing.T) {
	t.Parallel()
	for name, s := range services(t) {
		if name == "postgres" { // no Go program; it stays below shared_buffers and work_mem
			continue
		}
		limit, told := bytes(t, s.Limit), bytes(t, s.Environment["GOMEMLIMIT"])
		if limit == 0 || told == 0 || told*5 > limit*4 {
			t.Errorf("%s: mem_limit %q and GOMEMLIMIT %q", name, s.Limit, s.Environment["GOMEMLIMIT"])
		}
	}
}

// TestEveryServiceIsHardened: no container writes to its own image, has a capability, gains
// one, starts processes without end or fills the disk with its log.
func TestEveryServiceIsHardened(t *testing.T) {
	t.Parallel()
	for name, s := range services(t) {
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Equal(s.Security, []string{"no-new-privileges:true"}) ||
			s.Restart != "unless-stopped" || s.Pids == 0 || s.Logging["options"] == nil {
			t.Errorf("%s is not hardened as the others: %+v", name, s)
		}
	}
}

// TestSecureServicesAreHardened: what stands in docker-compose.secure.yml alone has to say
// itself what the others have from the file that it goes over.
func TestSecureServicesAreHardened(t *testing.T) {
	t.Parallel()
	var file struct {
		Services map[string]service `yaml:"services"`
	}
	if err := yaml.Unmarshal([]byte(read(t, "../docker-compose.secure.yml")), &file); err != nil {
		t.Fatal(err)
	}
	common, alone := services(t), 0
	for name, s := range file.Services {
		if _, there := common[name]; there {
			continue
		}
		alone++
		limit, told := bytes(t, s.Limit), bytes(t, s.Environment["GOMEMLIMIT"])
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Equal(s.Security, []string{"no-new-privileges:true"}) ||
			s.Restart == "" || s.Pids == 0 || s.Logging["options"] == nil || limit == 0 || told == 0 || told*5 > limit*4 {
			t.Errorf("%s is not hardened as the others: %+v", name, s)
		}
	}
	if alone != 3 { // topology, release, results
		t.Errorf("%d services stand there alone", alone)
	}
}

// TestEveryImageHasAnExactTag: `latest` and `17` are another program tomorrow.
func TestEveryImageHasAnExactTag(t *testing.T) {
	t.Parallel()
	exact := regexp.MustCompile(`:v?[0-9]+\.[0-9]+(\.[0-9]+)?(-[a-z]+)?$`)
	for name, s := range services(t) {
		if !exact.MatchString(s.Image) {
			t.Errorf("%s: image %q", name, s.Image)
		}
	}
	version := regexp.MustCompile(`(?m)^GOUJI_VERSION \?= (.*)$`).FindStringSubmatch(read(t, "../Makefile"))
	if version == nil || services(t)["parse"].Image != "gouji/gouji:"+version[1] {
		t.Errorf("docker-compose.yml runs %q, `make image` builds %q", services(t)["parse"].Image, version)
	}
}

// TestEverySettingIsInTheExample: .env.example has each setting of docker-compose.yml with the
// value that holds without it, and no other.
func TestEverySettingIsInTheExample(t *testing.T) {
	t.Parallel()
	used := map[string]string{"COMPOSE_PROFILES": ""} // compose's own
	for _, m := range setting.FindAllStringSubmatch(read(t, "../docker-compose.yml"), -1) {
		if before, twice := used[m[1]]; twice && before != m[2] {
			t.Errorf("%s has two defaults: %q and %q", m[1], before, m[2])
		}
		used[m[1]] = m[2]
	}
	said := map[string]string{}
	for line := range strings.Lines(read(t, "../.env.example")) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && !strings.HasPrefix(line, "#") {
			said[name] = value
		}
	}
	if !maps.Equal(used, said) {
		t.Errorf("docker-compose.yml has %v\n.env.example has %v", used, said)
	}
}

// TestProfiles: what is no part of the smallest system waits for its profile.
func TestProfiles(t *testing.T) {
	t.Parallel()
	got := map[string][]string{}
	for name, s := range services(t) {
		for _, p := range s.Profiles {
			got[p] = append(got[p], name)
			slices.Sort(got[p])
		}
	}
	want := map[string][]string{"door": {"door"}, "postgres": {"postgres"}, "cluster": {"nats-1", "nats-2"}}
	if !maps.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Errorf("profiles are %v, want %v", got, want)
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
