// Package prometheus_test holds what Prometheus is told to what the program measures.
package prometheus_test

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// rule is one entry of alerts.yml.
type rule struct {
	Record, Alert, Expr string
	Labels, Annotations map[string]string
}

// read returns a file as text.
func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// rules returns those of alerts.yml.
func rules(t *testing.T) []rule {
	t.Helper()
	var file struct{ Groups []struct{ Rules []rule } }
	if err := yaml.Unmarshal([]byte(read(t, "alerts.yml")), &file); err != nil {
		t.Fatal(err)
	}
	var all []rule
	for _, g := range file.Groups {
		all = append(all, g.Rules...)
	}
	return all
}

// alerts returns the rules that alert.
func alerts(t *testing.T) []rule {
	t.Helper()
	return slices.DeleteFunc(rules(t), func(r rule) bool { return r.Alert == "" })
}

// TestEveryAlertSaysWhatToDo: a severity, both languages, and a heading of the runbook.
func TestEveryAlertSaysWhatToDo(t *testing.T) {
	t.Parallel()
	headings := make(map[string]bool)
	for _, h := range regexp.MustCompile(`(?m)^## (\w+)$`).FindAllStringSubmatch(read(t, "../../docs/runbook.md"), -1) {
		headings[strings.ToLower(h[1])] = true
	}
	if len(alerts(t)) == 0 {
		t.Fatal("alerts.yml has no alert")
	}
	for _, r := range alerts(t) {
		if s := r.Labels["severity"]; s != "critical" && s != "warning" {
			t.Errorf("%s has the severity %q, want critical or warning", r.Alert, s)
		}
		if r.Annotations["summary"] == "" || r.Annotations["summary_zh"] == "" {
			t.Errorf("%s lacks summary or summary_zh", r.Alert)
		}
		page, anchor, _ := strings.Cut(r.Annotations["runbook_url"], "#")
		if !strings.HasSuffix(page, "/docs/runbook.md") || !headings[anchor] {
			t.Errorf("%s: runbook_url %q leads to no heading", r.Alert, r.Annotations["runbook_url"])
		}
	}
}

// TestEveryAlertIsTested: alerts_test.yml has a moment at which it fires and one at which it
// does not.
func TestEveryAlertIsTested(t *testing.T) {
	t.Parallel()
	var file struct {
		Tests []struct {
			AlertRuleTest []struct {
				Alertname string
				ExpAlerts []any `yaml:"exp_alerts"`
			} `yaml:"alert_rule_test"`
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "alerts_test.yml")), &file); err != nil {
		t.Fatal(err)
	}
	fires, quiet := make(map[string]bool), make(map[string]bool)
	for _, test := range file.Tests {
		for _, moment := range test.AlertRuleTest {
			if len(moment.ExpAlerts) > 0 {
				fires[moment.Alertname] = true
			} else {
				quiet[moment.Alertname] = true
			}
		}
	}
	for _, r := range alerts(t) {
		if !fires[r.Alert] || !quiet[r.Alert] {
			t.Errorf("%s: fires in a test: %t, is quiet in a test: %t", r.Alert, fires[r.Alert], quiet[r.Alert])
		}
	}
}

// TestPromtool runs Prometheus's own checks where its tool is installed.
func TestPromtool(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("promtool")
	if err != nil {
		t.Log("skipped: promtool is not installed (Debian's package prometheus)")
		t.SkipNow()
	}
	for _, args := range [][]string{{"check", "rules", "alerts.yml"}, {"test", "rules", "alerts_test.yml"}} {
		if out, err := exec.CommandContext(t.Context(), tool, args...).CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}
