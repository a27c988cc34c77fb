package prometheus_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gouji/gouji/metrics"
)

//go:generate go test . -run TestMetricsPageIsCurrent -update

var update = flag.Bool("update", false, "write docs/metrics.md")

const metricsPage = "../../docs/metrics.md"

// collector notes what is registered, because a metric without a series yet is not in what
// a registry gathers.
type collector struct{ descs []*prometheus.Desc }

func (c *collector) Register(k prometheus.Collector) error {
	out := make(chan *prometheus.Desc, 16)
	go func() { k.Describe(out); close(out) }()
	for d := range out {
		c.descs = append(c.descs, d)
	}
	return nil
}

func (c *collector) MustRegister(all ...prometheus.Collector) {
	for _, k := range all {
		_ = c.Register(k)
	}
}

func (c *collector) Unregister(prometheus.Collector) bool { return false }

var desc = regexp.MustCompile(`fqName: "([^"]+)", help: "((?:[^"\\]|\\.)*)".*variableLabels: \{([^}]*)\}`)

// described returns the rows of the page by the name of the metric.
func described(t *testing.T) map[string]string {
	t.Helper()
	var c collector
	metrics.New(&c)
	rows := make(map[string]string)
	for _, d := range c.descs {
		m := desc.FindStringSubmatch(d.String())
		if m == nil {
			t.Fatalf("the description of a metric is not understood: %s", d)
		}
		rows[m[1]] = fmt.Sprintf("| `%s` | %s | %s |\n", m[1], strings.ReplaceAll(m[3], ",", ", "), m[2])
	}
	return rows
}

// TestMetricsPageIsCurrent: each metric has its row, and each row its metric.
func TestMetricsPageIsCurrent(t *testing.T) {
	t.Parallel()
	rows := described(t)
	var b strings.Builder
	b.WriteString("# Metrics 指标\n\nWritten by `go generate ./deploy/prometheus`; do not edit. What each process shows at `/metrics` of `--admin`.\n\n| metric | labels | meaning |\n|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		b.WriteString(rows[name])
	}
	if *update {
		if err := os.WriteFile(metricsPage, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, metricsPage); got != b.String() {
		t.Error("docs/metrics.md is not current: run go generate ./deploy/prometheus")
	}
}

// TestRulesAskForWhatIsThere: a rule over a metric that nobody exports never fires.
func TestRulesAskForWhatIsThere(t *testing.T) {
	t.Parallel()
	rows, recorded := described(t), make(map[string]bool)
	for _, r := range rules(t) {
		recorded[r.Record] = true
	}
	for _, r := range rules(t) {
		for _, name := range regexp.MustCompile(`gouji[_:][a-z0-9_:]+`).FindAllString(r.Expr, -1) {
			if _, ok := rows[name]; !ok && !recorded[name] {
				t.Errorf("%s%s asks for %s, which does not exist", r.Alert, r.Record, name)
			}
		}
	}
}
