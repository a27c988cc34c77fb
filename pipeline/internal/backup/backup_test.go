package backup_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/backup"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestMain(m *testing.M) { pipelinetest.Main(m) }

var began = time.Date(2026, 11, 28, 8, 0, 0, 0, time.UTC)

func write(r *pipelinetest.Rig, dir string) backup.Manifest {
	r.T.Helper()
	m, err := backup.Write(r.Context(), r.Conn, dir, began, func(backup.Stream, int) {})
	if err != nil {
		r.T.Fatal(err)
	}
	return m
}

// TestEverythingAcknowledgedComesBack: a running system is backed up at three points of its
// life, with documents that are through, dead, on their way and not begun. On a new broker all
// of them end as they would have, and none is submitted again.
func TestEverythingAcknowledgedComesBack(t *testing.T) {
	t.Parallel()
	for _, ran := range [][]string{{}, {wire.StageIngest}, {wire.StageIngest, wire.StageParse, wire.StageValidate}, wire.Stages()} {
		t.Run(fmt.Sprint(len(ran), " stages ran"), func(t *testing.T) {
			t.Parallel()
			old := pipelinetest.New(t, wire.Topology{})
			toys := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("bad")}
			var stages []worker.Stage
			for _, s := range toys.Stages() {
				if slices.Contains(ran, s.Name()) {
					stages = append(stages, s)
				}
			}
			var good []string
			for i := range 20 {
				good = append(good, old.Submit(fmt.Sprint("good ", i)))
			}
			bad := old.Submit("bad")
			stop := old.Work(worker.Options{}, stages...)
			old.Idle(ran...)
			dir := t.TempDir()
			m := write(old, dir) // the workers go on
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			if !m.At.Equal(began) || m.Streams[len(m.Streams)-1].Name != "OBJ_gouji-blobs" {
				t.Errorf("manifest %+v", m)
			}

			r := pipelinetest.NewBare(t)
			told, total := 0, 0
			if _, err := backup.Restore(r.Context(), r.Conn, dir, func(_ backup.Stream, of int) { told++; total = of }); err != nil || told != len(m.Streams) || total != told {
				t.Fatalf("restored %d of %d streams: %v", told, len(m.Streams), err)
			}
			if err := topology.Ensure(r.Context(), r.Conn, old.Topology); err != nil {
				t.Fatal(err)
			}
			if got := r.Status(); got.Accepted != 21 || got.Unaccounted != 0 {
				t.Errorf("after the restore: %+v", got)
			}
			again := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("bad")}
			r.Work(worker.Options{}, again.Stages()...)
			for _, id := range good {
				r.WaitState(id, client.StatePublished)
			}
			r.WaitState(bad, client.StateDead)
			r.Idle(wire.Stages()...)
			a, err := audit.Audit(r.Context(), r.Conn, audit.Options{})
			if err != nil || !a.Clean() || a.Published != 20 || a.Dead != 1 {
				t.Errorf("audit %+v, %v", a, err)
			}
			if len(ran) == 4 && again.Parsed.Load() != 0 {
				t.Errorf("%d documents that were through were parsed again", again.Parsed.Load())
			}
		})
	}
}

// TestEveryStreamIsBackedUp: what the topology has, but for the high-water marks.
func TestEveryStreamIsBackedUp(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var got []string
	for _, s := range write(r, t.TempDir()).Streams {
		got = append(got, s.Name)
	}
	want := slices.DeleteFunc(topology.Streams(r.Conn.Topology()), func(name string) bool { return name == wire.KVStream(wire.WitnessBucket) })
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("backed up %v, want %v", got, want)
	}
}

// TestASystemOfAnEarlierVersion has not every stream: what can be made anew is named and not in
// the backup, which comes back without it. A log that is not there is no backup.
func TestASystemOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	r.Submit("one")
	derived := []string{wire.KVStream(wire.PendingBucket), wire.KVStream(wire.WebhooksBucket), r.Conn.Topology().Flow.ResultsStream()}
	for _, name := range derived {
		if err := r.Conn.JS.DeleteStream(r.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	m := write(r, dir)
	slices.Sort(m.Absent)
	slices.Sort(derived)
	if !slices.Equal(m.Absent, derived) {
		t.Errorf("not in the backup: %v, want %v", m.Absent, derived)
	}
	fresh := pipelinetest.NewBare(t)
	if _, err := backup.Restore(fresh.Context(), fresh.Conn, dir, func(backup.Stream, int) {}); err != nil {
		t.Fatal(err)
	}
	if err := topology.Ensure(fresh.Context(), fresh.Conn, r.Topology); err != nil {
		t.Fatal(err)
	}
	if got := fresh.Status(); got.Accepted != 1 || got.Unaccounted != 0 {
		t.Errorf("after the restore: %+v", got)
	}
	if err := r.Conn.JS.DeleteStream(r.Context(), wire.DeadStream); err != nil {
		t.Fatal(err)
	}
	if m, err := backup.Write(r.Context(), r.Conn, t.TempDir(), began, func(backup.Stream, int) {}); err == nil {
		t.Errorf("a backup without dead letters: %+v", m)
	}
}

// TestNothingIsWrittenOver: a backup goes into an empty folder, a restore onto a broker that
// has none of the streams.
func TestNothingIsWrittenOver(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	r.Submit("one")
	dir := t.TempDir()
	write(r, dir)
	if _, err := backup.Write(r.Context(), r.Conn, dir, began, func(backup.Stream, int) {}); !errors.Is(err, backup.ErrExists) {
		t.Errorf("a second backup into the folder: %v", err)
	}
	if _, err := backup.Restore(r.Context(), r.Conn, dir, func(backup.Stream, int) { t.Error("a stream was restored") }); !errors.Is(err, backup.ErrInUse) {
		t.Errorf("restored over what is there: %v", err)
	}
}

// TestDamageIsFoundBeforeTheBrokerIsTouched: a flipped bit, a missing file, a manifest that is
// missing, of another schema, or names a path outside.
func TestDamageIsFoundBeforeTheBrokerIsTouched(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	r.Submit("one")
	whole := t.TempDir()
	write(r, whole)
	empty := pipelinetest.NewBare(t)
	manifest := "backup.json"
	data := filepath.Join("GOUJI_SUBMIT", "stream.arc.s2")
	for name, c := range map[string]struct {
		damage func(dir string) error
		want   error
	}{
		"a flipped bit": {func(dir string) error {
			b, err := os.ReadFile(filepath.Join(dir, data))
			b[len(b)/2] ^= 1
			return errors.Join(err, os.WriteFile(filepath.Join(dir, data), b, 0o600))
		}, backup.ErrDamaged},
		"a missing file": {func(dir string) error { return os.Remove(filepath.Join(dir, data)) }, backup.ErrDamaged},
		"no manifest":    {func(dir string) error { return os.Remove(filepath.Join(dir, manifest)) }, backup.ErrIncomplete},
		"another schema": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, manifest), []byte(`{"schema":"x"}`), 0o600)
		}, backup.ErrDamaged},
		"half of a manifest": {func(dir string) error { return os.WriteFile(filepath.Join(dir, manifest), []byte(`{"sch`), 0o600) }, backup.ErrDamaged},
		"a path outside": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, manifest), []byte(`{"schema":"gouji.backup/v1","streams":[{"name":"../x","files":{"a":"b"}}]}`), 0o600)
		}, backup.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := errors.Join(os.CopyFS(dir, os.DirFS(whole)), c.damage(dir)); err != nil {
				t.Fatal(err)
			}
			if _, err := backup.Restore(empty.Context(), empty.Conn, dir, func(backup.Stream, int) {}); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			for name := range empty.Conn.JS.StreamNames(empty.Context()).Name() {
				t.Errorf("stream %s was made", name)
			}
		})
	}
}

// TestALogFromWhichNobodyCanDelete comes back as it was, or, where that is asked for, as one from
// which archives can be removed: the server never takes that setting back from a stream.
func TestALogFromWhichNobodyCanDelete(t *testing.T) {
	t.Parallel()
	old := pipelinetest.NewBare(t)
	topo := wire.Topology{}.WithDefaults()
	for _, cfg := range topology.StreamConfigs(topo) {
		if cfg.Name == topo.LogStream() && !cfg.DenyDelete {
			t.Error("whoever may ask can delete from the log")
		}
		if _, err := old.Conn.JS.CreateStream(old.Context(), cfg); err != nil {
			t.Fatal(err)
		}
	}
	if err := topology.Ensure(old.Context(), old.Conn, topo); err != nil {
		t.Fatal(err)
	}
	asked := topo
	asked.Deletable = true
	if p, err := topology.NewPlan(old.Context(), old.Conn, asked); err != nil || p.Differs() {
		t.Errorf("plan %+v, %v", p.Items, err)
	}
	old.Topology = topo
	doc := old.Submit("kept")
	dir := t.TempDir()
	write(old, dir)
	for _, topo := range []wire.Topology{topo, asked} {
		r := pipelinetest.NewBare(t)
		r.Conn.Use(topo)
		if _, err := backup.Restore(r.Context(), r.Conn, dir, func(backup.Stream, int) {}); err != nil {
			t.Fatal(err)
		}
		s, err := r.Conn.JS.Stream(r.Context(), topo.LogStream())
		if err != nil || s.CachedInfo().Config.DenyDelete == topo.Deletable || !s.CachedInfo().Config.DenyPurge || s.CachedInfo().State.Msgs == 0 {
			t.Errorf("%+v, %v", s.CachedInfo(), err)
		}
		if state, _, err := client.Lookup(r.Context(), r.Conn, doc); err != nil || state != client.StateInFlight {
			t.Errorf("%s, %v", state, err)
		}
	}
}
