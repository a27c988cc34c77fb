// Package metrics holds every Prometheus collector of the program in one struct and the
// endpoints that operators look at.
package metrics

import (
	"math"
	"runtime"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// The outcomes of a delivery, the closed set of the label outcome.
const (
	// OutcomeOK: the effects were committed and the message acknowledged.
	OutcomeOK = "ok"
	// OutcomeDuplicate: somebody had committed the same effects before.
	OutcomeDuplicate = "duplicate"
	// OutcomeRetry: the message was given back, to be delivered again.
	OutcomeRetry = "retry"
	// OutcomeRejected: a dead letter, because the document itself is at fault.
	OutcomeRejected = "rejected"
	// OutcomeDead: a dead letter, because we failed: too many attempts, or a panic.
	OutcomeDead = "dead"
	// OutcomeSkipped: the stage said that there was nothing to do.
	OutcomeSkipped = "skipped"
)

// Outcomes returns the closed set of outcomes.
func Outcomes() []string {
	return []string{OutcomeOK, OutcomeDuplicate, OutcomeRetry, OutcomeRejected, OutcomeDead, OutcomeSkipped}
}

// Metrics is every collector there is. Labels come from closed sets only: never an
// agency, a document or an instance.
type Metrics struct {
	// Documents counts settled deliveries by stage and outcome.
	Documents *prometheus.CounterVec
	// RuleFailures counts broken rules by rule and severity.
	RuleFailures *prometheus.CounterVec
	// RuleOutcomes counts rule outcomes: met, broken, not_applicable, inconclusive.
	RuleOutcomes *prometheus.CounterVec
	// Cells counts cells by state.
	Cells *prometheus.CounterVec
	// Evidence counts cells whose place was read again in the document's bytes, by result:
	// holds, fails.
	Evidence *prometheus.CounterVec
	// NeighbourReads counts what was read so that a report could be judged with others, by
	// kind: figures (out of the ledger), report (a whole one out of the log, because the ledger
	// had none of it), again (a whole one, to be judged again itself).
	NeighbourReads *prometheus.CounterVec
	// JudgedAgain counts reports whose verdict another report may change, by result: written,
	// same (it stood there), gone (the report left the log), failed (its judging did).
	JudgedAgain *prometheus.CounterVec
	// Unsettled is the neighbourhoods whose reports are to be judged again.
	Unsettled prometheus.Gauge
	// StageDuration is the time in the stage's function, in seconds, by stage.
	StageDuration *prometheus.HistogramVec
	// EndToEnd is the time from a document's first arrival to its receipt, without those that were
	// added to since.
	EndToEnd prometheus.Histogram
	// LagMessages is what no worker has received yet, by stage.
	LagMessages *prometheus.GaugeVec
	// LagSeconds is the age of the oldest message that is not settled, by stage.
	LagSeconds *prometheus.GaugeVec
	// Inflight is the number of messages this process holds, by stage.
	Inflight *prometheus.GaugeVec
	// Dead counts dead letters written by this process, by stage and class.
	Dead *prometheus.CounterVec
	// Unaccounted is accepted less published, dead and in flight: must be 0.
	Unaccounted prometheus.Gauge
	// Nondeterminism counts effects that differed from what stood under their key already.
	Nondeterminism *prometheus.CounterVec
	// PublishRetries counts publish attempts that had to be repeated, by stage.
	PublishRetries *prometheus.CounterVec
	// SettleFailures counts settlements (ack, nak, term, dead letter) that did not reach the
	// broker, by stage and what; the message comes again.
	SettleFailures *prometheus.CounterVec
	// Heals counts how often a worker had to restore its consumer, by stage.
	Heals *prometheus.CounterVec
	// AuditErrors counts audits that could not be finished; the gauges are stale then.
	AuditErrors prometheus.Counter
	// StreamHoles is the messages of the log that cannot be read or were removed, DamagedBlobs
	// the blobs that the standing audit has found unreadable or with other bytes.
	StreamHoles, DamagedBlobs prometheus.Gauge
	// WitnessFaults is what was destroyed by the high-water marks, by kind, see WitnessKinds.
	WitnessFaults *prometheus.GaugeVec
	// BreakerOpen is 1 while a stage does not fetch because a sink is down, by sink.
	BreakerOpen *prometheus.GaugeVec
	// Parked counts messages that this process put aside to wait outside their consumer.
	Parked *prometheus.CounterVec
	// DiskUsed is the share of the disk under the streams that is used, where it is seen.
	DiskUsed prometheus.Gauge
	// Refusing is 1 while submissions are refused, by reason: disk, lag.
	Refusing *prometheus.GaugeVec
	// Reloads counts what was read again on request, by what, see Reloadable, and result: ok,
	// failed.
	Reloads *prometheus.CounterVec
	// Webhooks counts attempts to post a result to a webhook, by outcome, see WebhookOutcomes.
	Webhooks *prometheus.CounterVec
	// ServerRestarts counts restarts of the embedded server that a write error had stopped.
	ServerRestarts prometheus.Counter
	// PartRunning is 1 in a process that runs a part of which one is enough: audit, release, results.
	PartRunning *prometheus.GaugeVec
	// BrokerMemory is the fullest server's memory as a share of its GOMEMLIMIT, 0 where none
	// is known. ReplicasBehind is the replicas that do not have all of their stream.
	BrokerMemory, ReplicasBehind prometheus.Gauge
	// AckPending is what a stage holds as a share of what it may, 0 to 1.
	AckPending *prometheus.GaugeVec
	// certificates is how the end of a certificate is known; nil before there is a connection.
	certificates atomic.Pointer[func(which string) time.Time]
	// broker is how gouji_broker_connected is known; nil before there is a connection.
	broker atomic.Pointer[func() bool]
}

// WatchBroker has gouji_broker_connected follow connected, which is asked at each scrape.
// Before, it stands at 0: a process that waits for its broker is not connected.
func (m *Metrics) WatchBroker(connected func() bool) { m.broker.Store(&connected) }

func (m *Metrics) brokerConnected() float64 {
	connected := m.broker.Load()
	return Bool(connected != nil && (*connected)())
}

// WitnessKinds are the values of the label kind of gouji_witness_faults.
func WitnessKinds() []string {
	return []string{"stream_missing", "stream_recreated", "messages_removed", "blobs_missing", "keys_missing", "rows_missing", "store_replaced", "store_moved"}
}

// Certificates is the closed set of the label certificate: the broker's, and this process' own.
func Certificates() []string { return []string{"broker", "client"} }

// WatchCertificates has gouji_certificate_seconds follow end, which is asked at each scrape
// for when one of Certificates ends, zero for none.
func (m *Metrics) WatchCertificates(end func(which string) time.Time) { m.certificates.Store(&end) }

// certificateLeft is what is left of a certificate in seconds, NaN where there is none: no
// comparison with NaN is true.
func (m *Metrics) certificateLeft(which string) float64 {
	end := m.certificates.Load()
	if end == nil {
		return math.NaN()
	}
	at := (*end)(which)
	if at.IsZero() {
		return math.NaN()
	}
	return time.Until(at).Seconds()
}

// Reloadable is the closed set of the label what of Reloads.
func Reloadable() []string { return []string{"configuration", "rules", "members", "tokens"} }

// WebhookOutcomes is the closed set of the label outcome of Webhooks: the receiver took it, it is
// posted again, it was given up.
func WebhookOutcomes() []string { return []string{OutcomeOK, OutcomeRetry, OutcomeDead} }

// Settlements is the closed set of the label settlement of SettleFailures.
func Settlements() []string { return []string{"ack", "nak", "term", "heartbeat", "dead_letter"} }

// New makes the collectors and registers them. It panics when a name is taken already,
// as registering does. Counters of closed sets stand at 0 from the start, those of the label stage
// for the stages named: which there are, the flow knows.
func New(r prometheus.Registerer, stages ...string) *Metrics {
	f := factory{promauto.With(r)}
	stage := closed("stage", stages...)
	m := &Metrics{
		Documents:      f.counters("gouji_documents_total", "Deliveries settled, by stage and outcome.", stage, closed("outcome", Outcomes()...)),
		RuleFailures:   f.counters("gouji_rule_failures_total", "Rules found broken, by rule and severity.", open("rule"), open("severity")),
		RuleOutcomes:   f.counters("gouji_rule_outcomes_total", "Outcomes of rules: met, broken, not_applicable, inconclusive.", closed("outcome", "met", "broken", "not_applicable", "inconclusive")),
		Cells:          f.counters("gouji_cells_total", "Table cells read, by state.", closed("state", "printed", "blank", "dash", "derived", "unread")),
		Evidence:       f.counters("gouji_evidence_total", "Cells of sampled documents whose place was read again, by result: holds, fails.", closed("result", "holds", "fails")),
		NeighbourReads: f.counters("gouji_neighbour_reads_total", "Reads made to judge a report with others, by kind: figures of the ledger, a whole report of the log for want of figures, again for a report that is judged again itself.", closed("kind", "figures", "report", "again")),
		JudgedAgain:    f.counters("gouji_judged_again_total", "Reports judged again because of another one, by result: written, same, gone, failed.", closed("result", "written", "same", "gone", "failed")),
		Unsettled:      f.gauge("gouji_unsettled_neighbourhoods", "Issuers and regions with reports that are to be judged again when nothing has come for a while."),
		LagMessages:    f.gauges("gouji_lag_messages", "Messages no worker of the stage has received yet.", stage),
		LagSeconds:     f.gauges("gouji_lag_seconds", "Age of the oldest message the stage has not settled.", stage),
		Inflight:       f.gauges("gouji_inflight", "Messages this process holds, by stage.", stage),
		Dead:           f.counters("gouji_dead_total", "Dead letters written, by stage and class.", stage, open("class")),
		Nondeterminism: f.counters("gouji_nondeterminism_total", "Effects that differed from what stood under their key already; the first one won.", stage),
		PublishRetries: f.counters("gouji_publish_retries_total", "Publish attempts that had to be repeated with the same key.", stage),
		SettleFailures: f.counters("gouji_settle_failures_total", "Settlements that did not reach the broker; the message is delivered again.", stage, closed("settlement", Settlements()...)),
		Heals:          f.counters("gouji_consumer_heals_total", "Times a worker had to restore its consumer.", stage),
		StageDuration: f.histograms("gouji_stage_duration_seconds", "Time in the stage's function.",
			[]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}, stage),
		EndToEnd: f.NewHistogram(histogram("gouji_end_to_end_seconds", "From a document's first arrival to its receipt; documents that were added to later are left out.",
			[]float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400})),
		Unaccounted:    f.gauge("gouji_unaccounted_documents", "Accepted documents less published, dead and in flight. Must be 0."),
		AuditErrors:    f.counter("gouji_audit_errors_total", "Audits that could not be finished; lag and unaccounted are stale then."),
		StreamHoles:    f.gauge("gouji_stream_holes", "Messages of the log that cannot be read or were removed. Must be 0."),
		DamagedBlobs:   f.gauge("gouji_damaged_blobs", "Blobs that the standing audit found unreadable or with other bytes. Must be 0."),
		WitnessFaults:  f.gauges("gouji_witness_faults", "Streams, buckets and stores of which something was destroyed, by kind. Must be 0; `gouji audit` names them.", closed("kind", WitnessKinds()...)),
		BreakerOpen:    f.gauges("gouji_breaker_open", "1 while a stage does not fetch because this sink is down.", open("sink")),
		Parked:         f.counters("gouji_parked_total", "Messages put aside to wait outside their consumer.", stage),
		DiskUsed:       f.gauge("gouji_disk_used_ratio", "Used share of the disk under the streams, 0 to 1; 0 where it cannot be seen."),
		Reloads:        f.counters("gouji_reloads_total", "Files that were read again on SIGHUP, by what and result: ok, failed; what is refused leaves the old in force.", closed("what", Reloadable()...), closed("result", "ok", "failed")),
		Webhooks:       f.counters("gouji_webhooks_total", "Results posted to webhooks, by outcome: ok, retry (it is posted again), dead (it was given up; `gouji webhook list` has it).", closed("outcome", WebhookOutcomes()...)),
		Refusing:       f.gauges("gouji_refusing", "1 while submissions are refused, by reason: disk, lag.", closed("reason", "disk", "lag")),
		ServerRestarts: f.counter("gouji_server_restarts_total", "Restarts of the embedded server after a write error."),
		BrokerMemory:   f.gauge("gouji_broker_memory_ratio", "Memory of the fullest NATS server as a share of its GOMEMLIMIT; 0 where none is known."),
		ReplicasBehind: f.gauge("gouji_replicas_behind", "Replicas of streams that are away or do not have all of their stream. Must be 0."),
		AckPending:     f.gauges("gouji_ack_pending_ratio", "Messages a stage holds, as a share of the most it may (max-ack-pending).", stage),
		PartRunning:    f.gauges("gouji_part_running", "1 in a process that runs this part: audit, release, results.", open("part")),
	}
	f.NewGaugeFunc(prometheus.GaugeOpts{Name: "gouji_broker_connected", Help: "1 while this process is connected to the broker, else 0."}, m.brokerConnected)
	for _, which := range Certificates() {
		f.NewGaugeFunc(prometheus.GaugeOpts{Name: "gouji_certificate_seconds", ConstLabels: prometheus.Labels{"certificate": which},
			Help: "Time until a certificate of the connection to the broker ends, by certificate: broker, client; NaN where there is none."},
			func() float64 { return m.certificateLeft(which) })
	}
	r.MustRegister(buildInfo())
	return m
}

// label is a label of a metric. One whose values are a closed set names them.
type label struct {
	name   string
	values []string
}

func closed(name string, values ...string) label { return label{name, values} }

func open(name string) label { return label{name: name} }

// factory makes collectors that are registered.
type factory struct{ promauto.Factory }

func (f factory) counter(name, help string) prometheus.Counter {
	return f.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
}

func (f factory) gauge(name, help string) prometheus.Gauge {
	return f.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
}

func (f factory) counters(name, help string, labels ...label) *prometheus.CounterVec {
	v := f.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, names(labels))
	each(labels, func(values ...string) { v.WithLabelValues(values...) })
	return v
}

func (f factory) gauges(name, help string, labels ...label) *prometheus.GaugeVec {
	v := f.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, names(labels))
	each(labels, func(values ...string) { v.WithLabelValues(values...) })
	return v
}

func (f factory) histograms(name, help string, buckets []float64, labels ...label) *prometheus.HistogramVec {
	v := f.NewHistogramVec(histogram(name, help, buckets), names(labels))
	each(labels, func(values ...string) { v.WithLabelValues(values...) })
	return v
}

func names(labels []label) []string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = l.name
	}
	return out
}

// each calls with every combination of the labels' values, so that the series stand at 0 and a
// rate over them has a start. A label that is open leaves none.
func each(labels []label, call func(values ...string)) {
	combinations := [][]string{nil}
	for _, l := range labels {
		var longer [][]string
		for _, c := range combinations {
			for _, v := range l.values {
				longer = append(longer, append(slices.Clone(c), v))
			}
		}
		combinations = longer
	}
	for _, c := range combinations {
		call(c...)
	}
}

// histogram is classic and native in one: a server that scrapes native histograms gets
// buckets of 10 %, any other the fixed ones.
func histogram(name, help string, buckets []float64) prometheus.HistogramOpts {
	return prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets,
		NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 100}
}

func buildInfo() prometheus.Collector {
	version, revision := "unknown", "unknown"
	if b, ok := debug.ReadBuildInfo(); ok {
		if b.Main.Version != "" {
			version = b.Main.Version
		}
		for _, s := range b.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "gouji_build_info", Help: "Always 1; the labels say what runs.",
		ConstLabels: prometheus.Labels{"version": version, "revision": revision, "goversion": runtime.Version()}})
	g.Set(1)
	return g
}
