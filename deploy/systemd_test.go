package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// units reads the systemd units, by name.
func units(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("systemd/*.service")
	if err != nil || len(paths) < 3 {
		t.Fatalf("%v: %v", paths, err)
	}
	found := map[string]string{}
	for _, p := range paths {
		found[filepath.Base(p)] = read(t, p)
	}
	return found
}

// value is the last value of a key of a unit.
func value(unit, key string) string {
	all := regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(key)+`=(.*)$`).FindAllStringSubmatch(unit, -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1][1]
}

// TestEveryUnitTellsGoOfItsLimit: as in docker-compose.yml.
func TestEveryUnitTellsGoOfItsLimit(t *testing.T) {
	t.Parallel()
	for name, unit := range units(t) {
		limit, told := bytes(t, value(unit, "MemoryMax")), bytes(t, value(unit, "Environment=GOMEMLIMIT"))
		if limit == 0 || told == 0 || told*5 > limit*4 {
			t.Errorf("%s: MemoryMax %q, GOMEMLIMIT %q", name, value(unit, "MemoryMax"), value(unit, "Environment=GOMEMLIMIT"))
		}
	}
}

// TestUnitsAreSound asks systemd itself: the units are read without a complaint, and their
// exposure, from 0 to 10, is at most 2.5.
func TestUnitsAreSound(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("skipped: systemd-analyze is not installed")
	}
	dir := t.TempDir()
	program, err := exec.LookPath("true")
	if err != nil {
		t.Fatal(err)
	}
	for name, unit := range units(t) {
		name = strings.Replace(name, "@.", "@parse.", 1)
		unit = strings.ReplaceAll(unit, "/usr/local/bin/gouji", program)
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(unit), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"verify", path}, {"security", "--offline=yes", "--threshold=25", path}} {
			if out, err := exec.CommandContext(t.Context(), analyze, args...).CombinedOutput(); err != nil || args[0] == "verify" && len(out) > 0 {
				t.Errorf("systemd-analyze %s %s: %v\n%s", args[0], name, err, out)
			}
		}
	}
}

// TestUnitsOfStagesNameTheirKey: a stage has the key of its own role and no other.
func TestUnitsOfStagesNameTheirKey(t *testing.T) {
	t.Parallel()
	unit := units(t)["gouji-work@.service"]
	keys := regexp.MustCompile(`(?m)^LoadCredential=(.*)$`).FindAllStringSubmatch(unit, -1)
	var got []string
	for _, k := range keys {
		got = append(got, k[1])
	}
	slices.Sort(got)
	if want := []string{"ca.crt:/etc/gouji/keys/ca.crt", "role.nk:/etc/gouji/keys/%i.nk"}; !slices.Equal(got, want) {
		t.Errorf("credentials %v, want %v", got, want)
	}
}
