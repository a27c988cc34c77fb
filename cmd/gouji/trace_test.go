package main

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	collect "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collector takes spans by OTLP over HTTP.
type collector struct {
	mu    sync.Mutex
	spans []*otlp.Span
	names map[string]bool // of services
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		body = z
	}
	data, err := io.ReadAll(body)
	var in collect.ExportTraceServiceRequest
	if err == nil {
		err = proto.Unmarshal(data, &in)
	}
	if err != nil || r.URL.Path != "/base/v1/traces" {
		http.Error(w, r.URL.Path, http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, res := range in.ResourceSpans {
		for _, a := range res.Resource.Attributes {
			if a.Key == "service.name" {
				c.names[a.Value.GetStringValue()] = true
			}
		}
		for _, scope := range res.ScopeSpans {
			c.spans = append(c.spans, scope.Spans...)
		}
	}
}

// TestSpansComeToTheCollector: by processes of their own, a trace of a document's whole way,
// with the child that read it; and nothing at all without the variable.
func TestSpansComeToTheCollector(t *testing.T) {
	c := &collector{names: map[string]bool{}}
	s := httptest.NewServer(c)
	defer s.Close()
	silent := startUp(t, t.TempDir())
	mustCommand(t, "submit", "--wait", samples(t, 1, 3), "--nats-url", silent.where.NATS)

	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", s.URL+"/base/")
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
	up := startUp(t, t.TempDir())
	env := func(name string) (string, bool) {
		if strings.HasPrefix(name, "OTEL_") {
			return os.LookupEnv(name)
		}
		return "", false
	}
	var out strings.Builder
	if code := run(t.Context(), program{Args: []string{"submit", "--wait", childSamples(t, 1, 4), "--nats-url", up.where.NATS}, Env: env,
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out}); code != exitOK {
		t.Fatalf("exit %d: %s", code, out.String())
	}
	parents := map[string]string{"submit": "", "ingest": "submit", "child": "ingest", "parse": "ingest", "validate": "parse", "publish": "validate"}
	named := map[string]*otlp.Span{}
	until(t, "a span of each", func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, s := range c.spans {
			named[s.Name] = s
		}
		return len(named) >= len(parents)
	})
	for name, parent := range parents {
		s := named[name]
		if s == nil {
			t.Fatalf("no span %s in %v", name, named)
		}
		if string(s.TraceId) != string(named["submit"].TraceId) {
			t.Errorf("%s is in another trace than the submission", name)
		}
		if parent == "" && len(s.ParentSpanId) != 0 || parent != "" && string(s.ParentSpanId) != string(named[parent].SpanId) {
			t.Errorf("%s is not below %q", name, parent)
		}
	}
	if !c.names["gouji"] {
		t.Errorf("services %v", c.names)
	}
	c.mu.Lock()
	documents := map[string]bool{}
	for _, s := range c.spans {
		for _, a := range s.Attributes {
			if a.Key == "gouji.document" {
				documents[a.Value.GetStringValue()] = true
			}
		}
	}
	c.mu.Unlock()
	if len(documents) != 1 {
		t.Errorf("spans of %d documents; one process was told of no collector", len(documents))
	}
}

// TestACollectorThatIsAwayCostsNothing: documents go their way, and an address that is none is a
// usage error.
func TestACollectorThatIsAwayCostsNothing(t *testing.T) {
	t.Parallel()
	gone := "http://" + freeAddress(t)
	env := func(endpoint string) func(string) (string, bool) {
		return func(name string) (string, bool) { return endpoint, name == "OTEL_EXPORTER_OTLP_ENDPOINT" }
	}
	up := startUp(t, t.TempDir())
	var said lockedBuffer
	submit := func(endpoint string) int {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		return run(ctx, program{Args: []string{"submit", "--wait", samples(t, 1, 5), "--nats-url", up.where.NATS}, Env: env(endpoint),
			Stdin: strings.NewReader(""), Stdout: &said, Stderr: &said})
	}
	if code := submit(gone); code != exitOK || !strings.Contains(said.String(), "spans could not be sent") {
		t.Errorf("exit %d: %s", code, said.String())
	}
	for _, bad := range []string{"collector:4318", "nonsense", "ftp://x"} {
		if code := submit(bad); code != exitUsage {
			t.Errorf("%s: exit %d, want %d", bad, code, exitUsage)
		}
	}
}
