// Package metrics holds every Prometheus collector of the program in one struct and the
// endpoints that operators look at.
package metrics

import (
	"math"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
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
	// EndToEnd is the time from the submission's arrival in the log to its receipt.
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
	m := &Metrics{
		Documents:      counterVec("gouji_documents_total", "Deliveries settled, by stage and outcome.", "stage", "outcome"),
		RuleFailures:   counterVec("gouji_rule_failures_total", "Rules found broken, by rule and severity.", "rule", "severity"),
		RuleOutcomes:   counterVec("gouji_rule_outcomes_total", "Outcomes of rules: met, broken, not_applicable, inconclusive.", "outcome"),
		Cells:          counterVec("gouji_cells_total", "Table cells read, by state.", "state"),
		Evidence:       counterVec("gouji_evidence_total", "Cells of sampled documents whose place was read again, by result: holds, fails.", "result"),
		NeighbourReads: counterVec("gouji_neighbour_reads_total", "Reads made to judge a report with others, by kind: figures of the ledger, a whole report of the log for want of figures, again for a report that is judged again itself.", "kind"),
		JudgedAgain:    counterVec("gouji_judged_again_total", "Reports judged again because of another one, by result: written, same, gone, failed.", "result"),
		Unsettled:      prometheus.NewGauge(prometheus.GaugeOpts{Name: "gouji_unsettled_neighbourhoods", Help: "Issuers and regions with reports that are to be judged again when nothing has come for a while."}),
		LagMessages:    gaugeVec("gouji_lag_messages", "Messages no worker of the stage has received yet.", "stage"),
		LagSeconds:     gaugeVec("gouji_lag_seconds", "Age of the oldest message the stage has not settled.", "stage"),
		Inflight:       gaugeVec("gouji_inflight", "Messages this process holds, by stage.", "stage"),
		Dead:           counterVec("gouji_dead_total", "Dead letters written, by stage and class.", "stage", "class"),
		Nondeterminism: counterVec("gouji_nondeterminism_total", "Effects that differed from what stood under their key already; the first one won.", "stage"),
		PublishRetries: counterVec("gouji_publish_retries_total", "Publish attempts that had to be repeated with the same key.", "stage"),
		SettleFailures: counterVec("gouji_settle_failures_total", "Settlements that did not reach the broker; the message is delivered again.", "stage", "settlement"),
		Heals:          counterVec("gouji_consumer_heals_total", "Times a worker had to restore its consumer.", "stage"),
		StageDuration: prometheus.NewHistogramVec(histogram("gouji_stage_duration_seconds", "Time in the stage's function.",
			[]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}), []string{"stage"}),
		EndToEnd: prometheus.NewHistogram(histogram("gouji_end_to_end_seconds", "From the submission's arrival in the log to its receipt.",
			[]float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400})),
		Unaccounted: prometheus.NewGauge(prometheus.GaugeOpts{Name: "gouji_unaccounted_documents",
			Help: "Accepted documents less published, dead and in flight. Must be 0."}),
		AuditErrors: prometheus.NewCounter(prometheus.CounterOpts{Name: "gouji_audit_errors_total",
			Help: "Audits that could not be finished; lag and unaccounted are stale then."}),
		StreamHoles: prometheus.NewGauge(prometheus.GaugeOpts{Name: "gouji_stream_holes",
			Help: "Messages of the log that cannot be read or were removed. Must be 0."}),
		DamagedBlobs: prometheus.NewGauge(prometheus.GaugeOpts{Name: "gouji_damaged_blobs",
			Help: "Blobs that the standing audit found unreadable or with other bytes. Must be 0."}),
		WitnessFaults: gaugeVec("gouji_witness_faults", "Streams, buckets and stores of which something was destroyed, by kind. Must be 0; `gouji audit` names them.", "kind"),
		BreakerOpen:   gaugeVec("gouji_breaker_open", "1 while a stage does not fetch because this sink is down.", "sink"),
		Parked:        counterVec("gouji_parked_total", "Messages put aside to wait outside their consumer.", "stage"),
		DiskUsed: prometheus.NewGauge(prometheus.GaugeOpts{Name: "gouji_disk_used_ratio",
			Help: "Used share of the disk under the streams, 0 to 1; 0 where it cannot be seen."}),
		Reloads:  counterVec("gouji_reloads_total", "Files that were read again on SIGHUP, by what and result: ok, failed; what is refused leaves the old in force.", "what", "result"),
		Webhooks: counterVec("gouji_webhooks_total", "Results posted to webhooks, by outcome: ok, retry (it is posted again), dead (it was given up; `gouji webhook list` has it).", "outcome"),
		Refusing: gaugeVec("gouji_refusing", "1 while submissions are refused, by reason: disk, lag.", "reason"),
		ServerRestarts: prometheus.NewCounter(prometheus.CounterOpts{Name: "gouji_server_restarts_total",
			Help: "Restarts of the embedded server after a write error."}),
		BrokerMemory: prometheus.NewGauge(prometheus.GaugeOpts{Name: "gouji_broker_memory_ratio",
			Help: "Memory of the fullest NATS server as a share of its GOMEMLIMIT; 0 where none is known."}),
		ReplicasBehind: prometheus.NewGauge(prometheus.GaugeOpts{Name: "gouji_replicas_behind",
			Help: "Replicas of streams that are away or do not have all of their stream. Must be 0."}),
		AckPending:  gaugeVec("gouji_ack_pending_ratio", "Messages a stage holds, as a share of the most it may (max-ack-pending).", "stage"),
		PartRunning: gaugeVec("gouji_part_running", "1 in a process that runs this part: audit, release, results.", "part"),
	}
	broker := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "gouji_broker_connected",
		Help: "1 while this process is connected to the broker, else 0."}, m.brokerConnected)
	r.MustRegister(m.Documents, m.RuleFailures, m.RuleOutcomes, m.Cells, m.Evidence, m.NeighbourReads, m.JudgedAgain, m.Unsettled, m.StageDuration, m.EndToEnd, m.LagMessages,
		m.LagSeconds, m.Inflight, m.Dead, m.Unaccounted, m.Nondeterminism, m.PublishRetries, m.SettleFailures, m.Heals,
		m.AuditErrors, m.StreamHoles, m.DamagedBlobs, m.WitnessFaults, m.BreakerOpen, m.Parked, m.DiskUsed, m.Refusing, m.Reloads, m.Webhooks, m.ServerRestarts, m.PartRunning,
		m.BrokerMemory, m.ReplicasBehind, m.AckPending, broker, buildInfo())
	for _, which := range Certificates() {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "gouji_certificate_seconds", ConstLabels: prometheus.Labels{"certificate": which},
			Help: "Time until a certificate of the connection to the broker ends, by certificate: broker, client; NaN where there is none."},
			func() float64 { return m.certificateLeft(which) }))
	}
	m.initialise(stages)
	return m
}

// initialise makes the series of closed sets visible at 0, so that a rate over them has a
// start.
func (m *Metrics) initialise(stages []string) {
	for _, s := range stages {
		for _, o := range Outcomes() {
			m.Documents.WithLabelValues(s, o)
		}
		for _, w := range Settlements() {
			m.SettleFailures.WithLabelValues(s, w)
		}
		m.StageDuration.WithLabelValues(s)
		m.LagMessages.WithLabelValues(s)
		m.LagSeconds.WithLabelValues(s)
		m.Inflight.WithLabelValues(s)
		m.AckPending.WithLabelValues(s)
		m.Nondeterminism.WithLabelValues(s)
		m.PublishRetries.WithLabelValues(s)
		m.Heals.WithLabelValues(s)
		m.Parked.WithLabelValues(s)
	}
	for _, o := range []string{"met", "broken", "not_applicable", "inconclusive"} {
		m.RuleOutcomes.WithLabelValues(o)
	}
	for _, r := range []string{"disk", "lag"} {
		m.Refusing.WithLabelValues(r)
	}
	for _, what := range Reloadable() {
		m.Reloads.WithLabelValues(what, "ok")
		m.Reloads.WithLabelValues(what, "failed")
	}
	for _, o := range WebhookOutcomes() {
		m.Webhooks.WithLabelValues(o)
	}
	for _, k := range WitnessKinds() {
		m.WitnessFaults.WithLabelValues(k)
	}
	for _, r := range []string{"holds", "fails"} {
		m.Evidence.WithLabelValues(r)
	}
	for _, k := range []string{"figures", "report", "again"} {
		m.NeighbourReads.WithLabelValues(k)
	}
	for _, r := range []string{"written", "same", "gone", "failed"} {
		m.JudgedAgain.WithLabelValues(r)
	}
	for _, s := range []string{"printed", "blank", "dash", "derived", "unread"} {
		m.Cells.WithLabelValues(s)
	}
}

func counterVec(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func gaugeVec(name, help string, labels ...string) *prometheus.GaugeVec {
	return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
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
