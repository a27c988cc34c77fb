package witness_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/witness"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestMain(m *testing.M) { pipelinetest.Main(m) }

// shelf is a store of keys, the newest last.
type shelf struct {
	keys  []string
	moved error
	asked int
}

func (s *shelf) Kept(context.Context) (uint64, string, error) {
	s.asked++
	if len(s.keys) == 0 {
		return 0, "", nil
	}
	return uint64(len(s.keys)), s.keys[len(s.keys)-1], nil
}

func (s *shelf) Holds(_ context.Context, key string) (bool, error) {
	return slices.Contains(s.keys, key), nil
}

func (s *shelf) AtPath() error { return s.moved }

func kindsOf(faults []witness.Fault) (out []witness.Kind) {
	for _, f := range faults {
		out = append(out, f.Kind)
	}
	return out
}

// A process with the store alone tells what is missing, and whoever audits without the store
// tells it too.
func TestTheStoreIsHeldAgainstItsMark(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := &shelf{}
	clock := func() time.Time { return now }
	w := witness.NewStoreWatch(r.Conn, witness.Options{Store: s, Clock: clock})
	auditor := witness.New(r.Conn, witness.Options{Clock: clock})
	uncounted := func(context.Context, witness.State) (witness.Documents, bool, error) {
		return witness.Documents{}, false, nil
	}
	step := func(what string, want ...witness.Kind) {
		t.Helper()
		now = now.Add(time.Minute)
		faults, err := w.Look(r.Context())
		if err != nil || !slices.Equal(kindsOf(faults), want) {
			t.Fatalf("%s: %v, %v, want %v", what, kindsOf(faults), err, want)
		}
		if told, err := auditor.Look(r.Context(), uncounted); err != nil || !slices.Equal(kindsOf(told), want) {
			t.Fatalf("%s: another process tells %v, %v, want %v", what, kindsOf(told), err, want)
		}
	}
	step("an empty store")
	s.keys = []string{"a", "b", "c"}
	step("filled")
	s.keys = []string{"a", "b"}
	step("an older copy", witness.RowsMissing, witness.StoreReplaced)
	s.keys = []string{"a", "b", "d", "e"}
	step("an older copy that has gone on", witness.StoreReplaced)
	s.keys = []string{"a", "b", "d", "e", "c"}
	step("filled again")
	s.moved = errors.New("moved")
	asked := s.asked
	step("moved away", witness.StoreMoved)
	if s.asked != asked {
		t.Error("a store that is not at its path was asked for its rows")
	}
	s.moved = nil
	step("put back")
	s.keys = nil
	step("emptied", witness.RowsMissing, witness.StoreReplaced)
	if lost, err := witness.Accept(r.Context(), r.Conn, uncounted, witness.Named{}, "somebody", now); err != nil || len(lost) != 2 {
		t.Fatalf("accepted %v, %v", kindsOf(lost), err)
	}
	faults, err := w.Look(r.Context()) // whoever has the store begins its mark anew
	if err != nil || len(faults) != 0 {
		t.Errorf("after it was accepted: %v, %v", kindsOf(faults), err)
	}
	s.keys = []string{"f"}
	step("on its way again")
	s.keys = nil
	step("and lost again", witness.RowsMissing, witness.StoreReplaced)
}

// There must be a row for each receipt, whether or not a mark was ever written.
func TestReceiptsNeedTheirRows(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	s := &shelf{keys: []string{"a", "b"}}
	w := witness.New(r.Conn, witness.Options{Store: s})
	receipts := uint64(2)
	count := func(context.Context, witness.State) (witness.Documents, bool, error) {
		return witness.Documents{Receipts: receipts}, true, nil
	}
	if faults, err := w.Look(r.Context(), count); err != nil || len(faults) != 0 {
		t.Fatalf("%v, %v", faults, err)
	}
	receipts, s.keys = 3, []string{"a", "b", "c", "put and its receipt not written yet"}
	if faults, err := w.Look(r.Context(), count); err != nil || len(faults) != 0 {
		t.Fatalf("more rows than receipts: %v, %v", faults, err)
	}
	receipts = 7
	faults, err := witness.New(r.Conn, witness.Options{Store: s}).Look(r.Context(), count)
	if err != nil || !slices.Equal(kindsOf(faults), []witness.Kind{witness.RowsMissing}) || faults[0].Was != 7 || faults[0].Is != 4 {
		t.Errorf("%+v, %v", faults, err)
	}
}
