package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// damage flips a bit in the stored message of a subject, behind the subject. The server
// must be down.
func (r *rig) damage(subject string) {
	r.t.Helper()
	blocks, err := filepath.Glob(filepath.Join(r.dir, "jetstream", "$G", "streams", "*", "msgs", "*.blk"))
	if err != nil {
		r.t.Fatal(err)
	}
	for _, path := range blocks {
		data, err := os.ReadFile(path)
		if err != nil {
			r.t.Fatal(err)
		}
		i := bytes.Index(data, []byte(subject))
		if i < 0 {
			continue
		}
		data[i+len(subject)+10] ^= 4
		if err := os.WriteFile(path, data, 0o600); err != nil {
			r.t.Fatal(err)
		}
		return
	}
	r.t.Fatalf("no block holds %s", subject)
}

func TestStatusOfADamagedLog(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	stop := r.work(WorkerOptions{}, y.ingest(), y.parse())
	docs := make([]string, 20)
	for i := range docs {
		docs[i] = r.submit(fmt.Sprint("document ", i))
	}
	r.idle(StageIngest, StageParse)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	listen := r.addr()
	r.server.Shutdown()
	for _, i := range []int{3, 11} {
		hop, _ := Hop{Partition: "p0", Kind: KindParsed, Parser: "1", Year: "2023", Agency: AgencyToken("市政府"), Doc: docs[i]}.Subject()
		r.damage(hop)
	}
	r.start(listen)
	eventually(t, "connected", func() bool { return r.conn.NC.IsConnected() })
	var x Look
	for range 2 { // the second look begins where the first one ended
		s, _, err := x.Again(r.ctx(), r.conn)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Damaged) != 1 || s.Damaged[0].Stream != "GOUJI_P0" || s.Damaged[0].Messages != 2 || len(s.Damaged[0].Sequences) != 2 {
			t.Fatalf("damaged %+v", s.Damaged)
		}
	}
	r.work(WorkerOptions{}, y.stages()...)
	r.idle(Stages()...)
	s := r.status()
	if s.Accepted != 20 || s.Published != 18 || s.Unaccounted != 2 || len(s.Damaged) != 1 || s.Damaged[0].Messages != 2 {
		t.Errorf("status %+v", s)
	}
	if _, gaps, err := x.Again(r.ctx(), r.conn); err != nil || !gaps {
		t.Errorf("the standing audit: %v, gaps %v", err, gaps)
	}
	var broken *DamagedError
	n := 0
	err := ScanParsed(r.ctx(), r.conn, 2023, func(Parsed) error { n++; return nil })
	if !errors.As(err, &broken) || broken.Messages != 2 || n != 18 {
		t.Errorf("%d parsed reports read, %v", n, err)
	}
}

// What somebody removes is no damage.
func TestRemovedMessagesAreNoDamage(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	for i := range 5 {
		r.waitState(r.submit(fmt.Sprint("document ", i)), StatePublished)
	}
	r.idle(Stages()...)
	log, err := r.conn.JS.Stream(r.ctx(), "GOUJI_P0")
	if err != nil {
		t.Fatal(err)
	}
	last := log.CachedInfo().State.LastSeq
	for _, seq := range []uint64{1, 2, 7, last} {
		if err := log.DeleteMsg(r.ctx(), seq); err != nil {
			t.Fatal(err)
		}
	}
	if s := r.status(); s.Damaged != nil {
		t.Errorf("damaged %+v", s.Damaged)
	}
}
