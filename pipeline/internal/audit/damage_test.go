package audit_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// damage flips a bit in the stored message of a subject, behind the subject. The server
// must be down.
func damage(r *pipelinetest.Rig, subject string) {
	r.T.Helper()
	blocks, err := filepath.Glob(filepath.Join(r.Dir, "jetstream", "$G", "streams", "*", "msgs", "*.blk"))
	if err != nil {
		r.T.Fatal(err)
	}
	for _, path := range blocks {
		data, err := os.ReadFile(path)
		if err != nil {
			r.T.Fatal(err)
		}
		i := bytes.Index(data, []byte(subject))
		if i < 0 {
			continue
		}
		data[i+len(subject)+10] ^= 4
		if err := os.WriteFile(path, data, 0o600); err != nil {
			r.T.Fatal(err)
		}
		return
	}
	r.T.Fatalf("no block holds %s", subject)
}

func TestStatusOfADamagedLog(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	stop := r.Work(worker.Options{}, y.Ingest(), y.Parse())
	docs := make([]string, 20)
	for i := range docs {
		docs[i] = r.Submit(fmt.Sprint("document ", i))
	}
	r.Idle(wire.StageIngest, wire.StageParse)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	listen := r.Addr()
	r.Server.Shutdown()
	for _, i := range []int{3, 11} {
		hop, _ := wire.Hop{Partition: "p0", Kind: wire.KindParsed, Parser: "1", Year: "2023", Agency: wire.AgencyToken("市政府"), Doc: docs[i]}.Subject()
		damage(r, hop)
	}
	r.Start(listen)
	pipelinetest.Eventually(t, "connected", func() bool { return r.Conn.NC.IsConnected() })
	var x audit.Look
	for range 2 { // the second look begins where the first one ended
		s, _, err := x.Again(r.Context(), r.Conn)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Damaged) != 1 || s.Damaged[0].Stream != "GOUJI_P0" || s.Damaged[0].Messages != 2 || len(s.Damaged[0].Sequences) != 2 {
			t.Fatalf("damaged %+v", s.Damaged)
		}
	}
	r.Work(worker.Options{}, y.Stages()...)
	r.Idle(wire.Stages()...)
	s := r.Status()
	if s.Accepted != 20 || s.Published != 18 || s.Unaccounted != 2 || len(s.Damaged) != 1 || s.Damaged[0].Messages != 2 {
		t.Errorf("status %+v", s)
	}
	if _, gaps, err := x.Again(r.Context(), r.Conn); err != nil || !gaps {
		t.Errorf("the standing audit: %v, gaps %v", err, gaps)
	}
	var broken *broker.DamagedError
	n := 0
	err := client.ScanLog(r.Context(), r.Conn, wire.Hop{Kind: wire.KindParsed, Year: "2023"}, func(client.Message) error { n++; return nil })
	if !errors.As(err, &broken) || broken.Messages != 2 || n != 18 {
		t.Errorf("%d parsed reports read, %v", n, err)
	}
}

// What somebody removes is no damage.
func TestRemovedMessagesAreNoDamage(t *testing.T) {
	t.Parallel()
	r := pipelinetest.NewErasable(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	for i := range 5 {
		r.WaitState(r.Submit(fmt.Sprint("document ", i)), client.StatePublished)
	}
	r.Idle(wire.Stages()...)
	log, err := r.Conn.JS.Stream(r.Context(), "GOUJI_P0")
	if err != nil {
		t.Fatal(err)
	}
	last := log.CachedInfo().State.LastSeq
	for _, seq := range []uint64{1, 2, 7, last} {
		if err := log.DeleteMsg(r.Context(), seq); err != nil {
			t.Fatal(err)
		}
	}
	if s := r.Status(); s.Damaged != nil {
		t.Errorf("damaged %+v", s.Damaged)
	}
}
