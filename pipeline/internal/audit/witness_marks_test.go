package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/witness"
)

// A lost bucket of marks takes none along: the process has them, and the file.
func TestLostMarksAreToldAndWrittenAgain(t *testing.T) {
	t.Parallel()
	for name, destroy := range map[string]func(*watched){
		"messages_removed": func(w *watched) { w.purge(witnessStream) },
		"stream_recreated": func(w *watched) { w.delete(witnessStream); w.ensure() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := audit.AuditorOptions{Witness: witness.Options{File: filepath.Join(t.TempDir(), "marks.json")}}
			w := watch(t, o, wire.Topology{})
			if err := dead.Replay(w.Context(), w.Conn, w.Dead()[0].ID); err != nil { // a removal that is counted there
				t.Fatal(err)
			}
			w.Idle(wire.Stages()...)
			w.look()
			destroy(w)
			w.look()
			w.red(name + " of " + witnessStream)
			// The marks are whole: what is destroyed now is told as well.
			destroy(w)
			w.truncate(logStream)
			o.Metrics = w.Metrics
			w.audit = audit.NewAuditor(w.Conn, o) // which has only the file
			w.look()
			w.red(name+" of "+witnessStream, "messages_removed of GOUJI_P0")
			accept(w)
			w.look()
			w.red()
		})
	}
}

// The file beside the broker's own files knows what was there when all of these are gone.
func TestTheFileKnowsOfAWholeStoreThatIsGone(t *testing.T) {
	t.Parallel()
	o := audit.AuditorOptions{Witness: witness.Options{File: filepath.Join(t.TempDir(), "marks.json")}}
	w := watch(t, o, wire.Topology{})
	if i, err := os.Stat(o.Witness.File); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", i, err)
	}
	if err := w.stop(); err != nil {
		t.Fatal(err)
	}
	restartWith(w.Rig, func() {
		if err := os.RemoveAll(filepath.Join(w.Dir, "jetstream")); err != nil {
			t.Fatal(err)
		}
	})
	w.ensure()
	o.Metrics = w.Metrics
	w.audit = audit.NewAuditor(w.Conn, o)
	w.look()
	w.red("stream_recreated of GOUJI_SUBMIT", "stream_recreated of GOUJI_P0", "stream_recreated of GOUJI_DEAD", "stream_recreated of "+blobStream, "stream_recreated of "+wire.KVStream(wire.PendingBucket), "stream_recreated of "+wire.KVStream(wire.WebhooksBucket), "stream_recreated of "+witnessStream)
	f := w.audit.Faults()[0]
	if f.Documents != 4 || !strings.Contains(f.Message, "4 accepted documents") {
		t.Errorf("%+v", f)
	}
}

// A write whose mark was never written is no loss: the marks are behind, never ahead.
func TestMarksAreNeverAhead(t *testing.T) {
	t.Parallel()
	w := watch(t, audit.AuditorOptions{}, wire.Topology{})
	ctx, cancel := context.WithCancel(w.Context())
	ended := make(chan error, 1)
	go func() { // an audit that looks without a pause, while documents are on their way
		for ctx.Err() == nil {
			if err := w.audit.Once(w.Context()); err != nil {
				ended <- err
				return
			}
		}
		ended <- nil
	}()
	for i := range 60 {
		w.Submit(fmt.Sprint("poison ", i))
		if i%10 == 0 {
			for _, d := range w.Dead() {
				if err := dead.Replay(w.Context(), w.Conn, d.ID); err != nil && !errors.Is(err, dead.ErrNotFound) {
					t.Fatal(err)
				}
			}
		}
	}
	w.Idle(wire.Stages()...)
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	w.look()
	w.sound("after many looks")
	m, err := w.Conn.Last(w.Context(), witnessStream, "$KV.gouji-witness.marks")
	if err != nil {
		t.Fatal(err)
	}
	var marks witness.Marks
	if err := json.Unmarshal(m.Data, &marks); err != nil {
		t.Fatal(err)
	}
	for name, mark := range marks.Streams {
		if now := w.stream(name).CachedInfo().State; name != witnessStream && (mark.Last != now.LastSeq || mark.Messages != now.Msgs) {
			t.Errorf("the mark of %s is %+v, the stream %+v", name, mark, now)
		}
	}
}

func TestTheGaugesLabelsAreTheKinds(t *testing.T) {
	t.Parallel()
	var want []string
	for _, k := range witness.Kinds() {
		want = append(want, string(k))
	}
	if got := metrics.WitnessKinds(); !slices.Equal(got, want) {
		t.Errorf("the gauge has %q, the witness %q", got, want)
	}
}
