// Package tracing sends spans to a collector by OTLP over HTTP, where the environment names one.
package tracing

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// EndpointEnv is the variable that turns tracing on; every other one of OpenTelemetry
// (OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES
// and so on) has the meaning that its specification gives it.
const EndpointEnv = "OTEL_EXPORTER_OTLP_ENDPOINT"

// closeTime bounds the sending of what is left at the end.
const closeTime = 5 * time.Second

// Options says where spans go.
type Options struct {
	// Env reads the environment.
	Env func(string) (string, bool)
	// Version is the program's.
	Version string
	// Log is told where spans cannot be sent.
	Log zerolog.Logger
}

// Traces is where spans go. A nil Traces is nowhere.
type Traces struct{ provider *sdk.TracerProvider }

// New returns nil where EndpointEnv is not set or OTEL_SDK_DISABLED is true. It fails for an
// address that is none, and connects to nothing: a collector that is away is a log line each
// time that spans cannot be sent, and costs no document. Close must be called.
func New(ctx context.Context, o Options) (*Traces, error) {
	endpoint, _ := o.Env(EndpointEnv)
	if off, _ := o.Env("OTEL_SDK_DISABLED"); endpoint == "" || strings.EqualFold(off, "true") {
		return nil, nil
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%s: %q is no address such as http://127.0.0.1:4318", EndpointEnv, endpoint)
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(u.JoinPath("v1", "traces").String()))
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	// What the environment says comes last, and so holds.
	res, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "gouji"), attribute.String("service.version", o.Version)),
		resource.WithHost(), resource.WithProcessPID(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("traces: OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	return &Traces{sdk.NewTracerProvider(sdk.WithBatcher(told{exporter, o.Log}), sdk.WithResource(res))}, nil
}

// Tracer makes spans of a library of that name; nil where they go nowhere.
func (t *Traces) Tracer(name string) trace.Tracer {
	if t == nil {
		return nil
	}
	return t.provider.Tracer(name)
}

// Close sends what is left, for 5 s at most.
func (t *Traces) Close() {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	_ = t.provider.Shutdown(ctx) // told has told it
}

// told tells the log of spans that could not be sent; the library would write to standard error.
type told struct {
	sdk.SpanExporter
	log zerolog.Logger
}

// ExportSpans implements sdk.SpanExporter.
func (t told) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	if err := t.SpanExporter.ExportSpans(ctx, spans); err != nil {
		t.log.Warn().Err(err).Int("spans", len(spans)).Msg("spans could not be sent")
	}
	return nil
}
