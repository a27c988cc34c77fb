package broker_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestStuckServerIsRestartedWhenThereIsRoom(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var disk pipelinetest.FakeDisk
	disk.Percent.Store(100)
	g := r.Guard(admission.Options{Disk: disk.Use, Server: r.Server})
	doc, url := r.Submit("acknowledged"), r.Server.URL()
	broker.NoteServerError(r.Server, "Critical write error: %v", "write 1.blk: no space left on device")
	g.Once(r.Context())
	if !r.Server.Stuck() || testutil.ToFloat64(r.Metrics.ServerRestarts) != 0 {
		t.Fatal("restarted without room")
	}
	disk.Percent.Store(50)
	g.Once(r.Context())
	if r.Server.Stuck() || r.Server.URL() != url || testutil.ToFloat64(r.Metrics.ServerRestarts) != 1 {
		t.Fatalf("stuck %v at %s", r.Server.Stuck(), r.Server.URL())
	}
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(doc, client.StatePublished)
	pipelinetest.Eventually(t, "submissions are taken again", func() bool {
		g.Once(r.Context())
		refused, err := r.TrySubmit("after")
		return refused == nil && err == nil
	})
	r.WaitState(pipelinetest.ToyID([]byte("after")), client.StatePublished)
}

func TestStartServerRefusesBadOptions(t *testing.T) {
	t.Parallel()
	for _, o := range []broker.ServerOptions{{}, {Dir: t.TempDir(), Listen: "nowhere"}, {Dir: t.TempDir(), Listen: "127.0.0.1:99999"}, {Dir: t.TempDir(), Listen: "127.0.0.1:x"}} {
		if s, err := broker.StartServer(o); err == nil {
			s.Shutdown()
			t.Errorf("%+v: no error", o)
		}
	}
	s, err := broker.StartServer(broker.ServerOptions{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if !s.SyncAlways() || !strings.HasPrefix(s.URL(), "nats://127.0.0.1:") {
		t.Errorf("%s, sync always %v", s.URL(), s.SyncAlways())
	}
	s.Shutdown()
	s.Shutdown()
}

func TestConnectGivesUpWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := broker.Connect(ctx, broker.ConnectOptions{URL: "nats://127.0.0.1:1"}); err == nil {
		t.Error("no error")
	}
	for _, o := range []broker.ConnectOptions{{NKey: "/does/not/exist"}, {CA: "/does/not/exist"}, {Cert: "/does/not/exist"}, {Creds: "/does/not/exist"}} {
		o.URL = "nats://127.0.0.1:1"
		if _, err := broker.Connect(ctx, o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}
