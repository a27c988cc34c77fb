package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const repo = "../../.."

// TestProvisioning loads the files of deploy/grafana as the container sees them.
func TestProvisioning(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	link(t, filepath.Join(repo, "deploy/grafana/dashboards"), filepath.Join(root, "var/lib/grafana/dashboards"))
	b, err := load(filepath.Join(repo, "deploy/grafana/provisioning"), root)
	if err != nil {
		t.Fatal(err)
	}
	if b.dashboards != 1 || len(b.queries) < 15 {
		t.Errorf("%d dashboards with %d queries", b.dashboards, len(b.queries))
	}
}

// TestMetricNames checks that dashboards and alerts ask for metrics that exist.
func TestMetricNames(t *testing.T) {
	t.Parallel()
	code, err := os.ReadFile(filepath.Join(repo, "metrics/metrics.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`\bgouji_[a-z_]+`)
	for _, file := range []string{"deploy/grafana/dashboards/gouji.json", "deploy/prometheus/alerts.yml"} {
		text, err := os.ReadFile(filepath.Join(repo, file))
		if err != nil {
			t.Fatal(err)
		}
		found := names.FindAllString(string(text), -1)
		if len(found) == 0 {
			t.Errorf("%s names no metric", file)
		}
		for _, name := range found {
			if !strings.Contains(string(code), `"`+strings.TrimSuffix(name, "_bucket")+`"`) {
				t.Errorf("%s asks for %s, which package metrics does not have", file, name)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	urls := map[string]string{"a": "http://prometheus"}
	good := `{"uid":"u","title":"t","panels":[{"id":1,"type":"stat","title":"p","datasource":{"uid":"a"},"targets":[{"refId":"A","expr":"up"}]}]}`
	for name, change := range map[string][2]string{
		"as it is":            {"", ""},
		"unknown data source": {`{"uid":"a"}`, `{"uid":"b"}`},
		"no query":            {`"expr":"up"`, `"expr":""`},
		"no panels":           {`"panels"`, `"panel"`},
	} {
		dir := t.TempDir()
		text := strings.Replace(good, change[0], change[1], 1)
		if err := os.WriteFile(filepath.Join(dir, "d.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var b board
		err := each(dir, "*.json", func(d dashboard) error { return b.add(d, urls) })
		if (err == nil) != (change[0] == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func link(t *testing.T, from, to string) {
	t.Helper()
	abs, err := filepath.Abs(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(abs, to); err != nil {
		t.Fatal(err)
	}
}
