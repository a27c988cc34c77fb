package audit_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/witness"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// watched is a rig with four documents through it, one of them dead, and a standing audit that
// has looked at it.
type watched struct {
	*pipelinetest.Rig
	audit *audit.Auditor
	stop  func() error // of the stages
}

func watch(t *testing.T, o audit.AuditorOptions, topo wire.Topology) *watched {
	t.Helper()
	w := &watched{Rig: pipelinetest.NewErasable(t, topo)}
	y := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("poison")}
	w.stop = w.Work(worker.Options{}, y.Stages()...)
	for _, text := range []string{"a", "b", "poison", pipelinetest.Large()} {
		w.Submit(text)
	}
	w.Idle(wire.Stages()...)
	o.Metrics = w.Metrics
	w.audit = audit.NewAuditor(w.Conn, o)
	w.look()
	w.sound("at the beginning")
	return w
}

// look has the standing audit look once.
func (w *watched) look() {
	w.T.Helper()
	if err := w.audit.Once(w.Context()); err != nil {
		w.T.Fatal(err)
	}
}

// kinds are the faults of the last look, as "kind of what".
func kinds(faults []witness.Fault) (out []string) {
	for _, f := range faults {
		out = append(out, string(f.Kind)+" of "+f.What)
	}
	slices.Sort(out)
	return out
}

func (w *watched) sound(when string) {
	w.T.Helper()
	if f := w.audit.Faults(); len(f) != 0 {
		w.T.Fatalf("%s: %v", when, f)
	}
}

// red says that the audit tells exactly this, in every way that it tells anything.
func (w *watched) red(want ...string) {
	w.T.Helper()
	slices.Sort(want)
	if got := kinds(w.audit.Faults()); !slices.Equal(got, want) {
		w.T.Fatalf("the standing audit tells %q, want %q", got, want)
	}
	err := w.audit.Err()
	for _, k := range witness.Kinds() {
		n := 0
		for _, f := range w.audit.Faults() {
			if f.Kind == k {
				n++
			}
			if f.Message == "" || f.MessageZH == "" || err == nil || !strings.Contains(err.Error(), f.Message) || !strings.Contains(f.Message, "o do") {
				w.T.Errorf("%s is told as %q", f.Kind, err)
			}
		}
		if g := testutil.ToFloat64(w.Metrics.WitnessFaults.WithLabelValues(string(k))); g != float64(n) {
			w.T.Errorf("gouji_witness_faults{kind=%q} is %v, want %d", k, g, n)
		}
	}
	// One who looks for the first time says the same.
	told, err := audit.Destroyed(w.Context(), w.Conn)
	if err != nil || !slices.Equal(kinds(told), want) {
		w.T.Errorf("gouji audit tells %q, %v, want %q", kinds(told), err, want)
	}
}

func (w *watched) stream(name string) jetstream.Stream {
	w.T.Helper()
	s, err := w.Conn.JS.Stream(w.Context(), name)
	if err != nil {
		w.T.Fatal(err)
	}
	return s
}

func (w *watched) purge(name string, opts ...jetstream.StreamPurgeOpt) {
	w.T.Helper()
	if err := w.stream(name).Purge(w.Context(), opts...); err != nil {
		w.T.Fatal(err)
	}
}

// truncate has a limit take all but the newest message.
func (w *watched) truncate(name string) {
	w.T.Helper()
	cfg := w.stream(name).CachedInfo().Config
	cfg.MaxMsgs, cfg.Discard, cfg.DiscardNewPerSubject = 1, jetstream.DiscardOld, false
	if _, err := w.Conn.JS.UpdateStream(w.Context(), cfg); err != nil {
		w.T.Fatal(err)
	}
}

func (w *watched) delete(name string) {
	w.T.Helper()
	if err := w.Conn.JS.DeleteStream(w.Context(), name); err != nil {
		w.T.Fatal(err)
	}
}

func (w *watched) ensure() {
	w.T.Helper()
	if err := topology.Ensure(w.Context(), w.Conn, w.Topology); err != nil {
		w.T.Fatal(err)
	}
}

const (
	logStream     = "GOUJI_P0"
	blobStream    = "OBJ_gouji-blobs"
	ledgerStream  = "KV_gouji-ledger"
	witnessStream = "KV_gouji-witness"
)

// fill gives the ledger, which the toy stages do not keep, two keys.
func fill(w *watched) {
	w.T.Helper()
	l := client.OpenBucket(w.Conn, wire.LedgerBucket)
	for _, key := range []string{"a", "b"} {
		if err := l.Put(w.Context(), key, []byte("x")); err != nil {
			w.T.Fatal(err)
		}
	}
	w.look()
	w.sound("with a ledger")
}

func TestEachLossIsToldByItself(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		destroy func(*watched)
		want    []string
		// cure is what ends the fault, nil for an acceptance.
		cure func(*watched)
	}{
		{"log purged", func(w *watched) { w.purge(logStream) }, []string{"messages_removed of GOUJI_P0"}, nil},
		{"receipts purged", func(w *watched) { w.purge(logStream, jetstream.WithPurgeSubject("gouji.p0.published.receipt.>")) }, []string{"messages_removed of GOUJI_P0"}, nil},
		{"log truncated", func(w *watched) { w.truncate(logStream) }, []string{"messages_removed of GOUJI_P0"}, nil},
		{"log made anew", func(w *watched) { w.delete(logStream); w.ensure() }, []string{"stream_recreated of GOUJI_P0"}, nil},
		{"dead letters purged", func(w *watched) { w.purge(wire.DeadStream) }, []string{"messages_removed of GOUJI_DEAD"}, nil},
		{"dead letters made anew", func(w *watched) { w.delete(wire.DeadStream); w.ensure() }, []string{"stream_recreated of GOUJI_DEAD"}, nil},
		{"submissions made anew", func(w *watched) { w.delete(wire.SubmitStream); w.ensure() }, []string{"stream_recreated of GOUJI_SUBMIT"}, nil},
		{"blobs purged", func(w *watched) { w.purge(blobStream) }, []string{"blobs_missing of " + blobStream}, nil},
		{"blobs truncated", func(w *watched) { w.truncate(blobStream) }, []string{"blobs_missing of " + blobStream}, nil},
		{"blobs made anew", func(w *watched) { w.delete(blobStream); w.ensure() }, []string{"stream_recreated of " + blobStream}, nil},
		{"ledger purged", func(w *watched) { w.purge(ledgerStream) }, []string{"keys_missing of " + ledgerStream}, fill},
		{"ledger truncated", func(w *watched) { w.truncate(ledgerStream) }, []string{"keys_missing of " + ledgerStream}, func(w *watched) {
			w.delete(ledgerStream)
			w.ensure()
			fill(w)
		}},
		{"ledger made anew", func(w *watched) { w.delete(ledgerStream); w.ensure() }, []string{"keys_missing of " + ledgerStream}, fill},
		{"blobs deleted", func(w *watched) { w.delete(blobStream) }, []string{"stream_missing of " + blobStream}, func(w *watched) {
			w.ensure()
			w.look()
			w.red("stream_recreated of " + blobStream)
			accept(w)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := watch(t, audit.AuditorOptions{}, wire.Topology{})
			fill(w)
			c.destroy(w)
			w.look()
			w.red(c.want...)
			// What comes later does not cover it up, nor does another process.
			w.look()
			w.red(c.want...)
			w.audit = audit.NewAuditor(w.Conn, audit.AuditorOptions{Metrics: w.Metrics})
			w.look()
			w.red(c.want...)
			if c.cure == nil {
				c.cure = accept
			}
			c.cure(w)
			w.look()
			w.red()
		})
	}
}

// accept acknowledges every loss and looks that it is noted.
func accept(w *watched) {
	w.T.Helper()
	told := kinds(w.audit.Faults())
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	lost, err := audit.AcceptLoss(w.Context(), w.Conn, "somebody@here", at)
	if err != nil || !slices.Equal(kinds(lost), told) {
		w.T.Fatalf("accepted %q, %v, want %q", kinds(lost), err, told)
	}
	noted, err := witness.Losses(w.Context(), w.Conn)
	if err != nil || len(noted) != 1 || noted[0].By != "somebody@here" || !noted[0].Time.Equal(at) || !slices.Equal(kinds(noted[0].Faults), told) {
		w.T.Errorf("noted %+v, %v", noted, err)
	}
	if _, err := audit.AcceptLoss(w.Context(), w.Conn, "again", at); len(told) > 0 && !errors.Is(err, witness.ErrNothingLost) && err == nil {
		w.T.Error("a loss was accepted twice")
	}
}

// The log is gone and with it the consumers, so nobody can count; that is told all the same.
func TestADeletedLogIsTold(t *testing.T) {
	t.Parallel()
	w := watch(t, audit.AuditorOptions{}, wire.Topology{})
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	w.delete(logStream)
	if err := w.audit.Once(w.Context()); err == nil {
		t.Error("an audit without a log succeeds")
	}
	w.red("stream_missing of GOUJI_P0")
}

// Nobody knows submissions that came past the doors and that ingest has not seen: they have no
// accepted record.
func TestPurgedSubmissionsAreTold(t *testing.T) {
	t.Parallel()
	for name, destroy := range map[string]func(*watched){
		"purged":    func(w *watched) { w.purge(wire.SubmitStream) },
		"one":       func(w *watched) { _ = w.stream(wire.SubmitStream).DeleteMsg(w.Context(), 6) },
		"truncated": func(w *watched) { w.truncate(wire.SubmitStream) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := watch(t, audit.AuditorOptions{}, wire.Topology{})
			if err := w.stop(); err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				if _, err := w.Conn.JS.PublishMsg(w.Context(), &nats.Msg{Subject: "gouji.submit.test", Data: fmt.Append(nil, "waiting ", i)}); err != nil {
					t.Fatal(err)
				}
			}
			w.look()
			w.sound("with submissions that wait")
			destroy(w)
			if name == "one" { // seen once its consumer has passed it
				var y pipelinetest.Toys
				w.Work(worker.Options{}, y.Stages()...)
				w.Idle(wire.Stages()...)
			}
			w.look()
			w.red("messages_removed of GOUJI_SUBMIT")
			accept(w)
			w.look()
			w.red()
		})
	}
}

// What the system does by itself, or an operator by its commands, is no loss.
func TestWhatIsAsItShouldBeStaysGreen(t *testing.T) {
	t.Parallel()
	w := watch(t, audit.AuditorOptions{}, wire.Topology{})
	letter := w.Dead()[0].ID
	step := func(what string, f func()) {
		t.Helper()
		f()
		w.Idle(wire.Stages()...)
		w.look()
		w.sound(what)
		again := audit.NewAuditor(w.Conn, audit.AuditorOptions{Metrics: w.Metrics})
		if err := again.Once(w.Context()); err != nil || len(again.Faults()) > 0 {
			t.Fatalf("%s, seen by another: %v, %v", what, again.Faults(), err)
		}
	}
	step("a replay", func() {
		if err := dead.Replay(w.Context(), w.Conn, letter); err != nil {
			t.Fatal(err)
		}
		w.Idle(wire.Stages()...)
		pipelinetest.Eventually(t, "dead again", func() bool { return len(w.Dead()) == 1 })
	})
	step("a drop", func() {
		if err := dead.Drop(w.Context(), w.Conn, w.Dead()[0].ID, time.Now()); err != nil {
			t.Fatal(err)
		}
	})
	step("duplicates", func() { w.Submit("a"); w.Submit("poison") })
	step("more documents", func() {
		for i := range 20 {
			w.Submit(fmt.Sprint("more ", i))
		}
	})
	step("collected orphans", func() {
		if _, err := w.Conn.Blobs.Put(w.Context(), []byte("orphan")); err != nil {
			t.Fatal(err)
		}
		w.look()
		if _, n, err := audit.Collect(w.Context(), w.Conn, broker.MinOrphanAge, time.Now().Add(2*broker.MinOrphanAge)); err != nil || n != 1 {
			t.Fatalf("%d collected, %v", n, err)
		}
	})
	step("other limits", func() {
		w.Topology.LogMaxBytes, w.Topology.AckWait = 1<<30, 5*time.Second
		w.ensure()
	})
	step("a consumer made anew", func() {
		if err := w.Conn.JS.DeleteConsumer(w.Context(), wire.SubmitStream, wire.StageIngest); err != nil {
			t.Fatal(err)
		}
		w.ensure()
		w.Submit("after the consumer")
	})
	step("a restart of the server", func() {
		restartWith(w.Rig, func() {})
		w.Submit("after the restart")
	})
	if _, err := audit.AcceptLoss(w.Context(), w.Conn, "nobody", time.Now()); !errors.Is(err, witness.ErrNothingLost) {
		t.Errorf("accepted nothing: %v", err)
	}
}

// Where hops expire, what was accepted and what came of it must stay.
func TestExpiredHopsAreNoLoss(t *testing.T) {
	t.Parallel()
	w := watch(t, audit.AuditorOptions{}, wire.Topology{HopTTL: time.Second})
	log := w.stream(logStream)
	pipelinetest.Eventually(t, "expired", func() bool {
		i, err := log.Info(w.Context(), jetstream.WithSubjectFilter("gouji.p0.ingested.>"))
		return err == nil && len(i.State.Subjects) == 0
	})
	w.look()
	w.sound("after the hops have expired")
	w.audit = audit.NewAuditor(w.Conn, audit.AuditorOptions{Metrics: w.Metrics})
	w.look()
	w.sound("to one who has never seen them")
	w.purge(logStream, jetstream.WithPurgeSubject("gouji.p0.published.receipt.>"))
	w.look()
	w.red("messages_removed of GOUJI_P0")
}
