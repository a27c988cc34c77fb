package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

func TestLedgerIsOnDiskWhenAddReturns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	l, err := New(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			a := Ack{ID: fmt.Sprintf("doc%02d", i), Seq: uint64(i)}
			if err := l.Add(a); err != nil {
				t.Error(err)
			}
			back, err := Read(path)
			if err != nil || !slices.Contains(back, a) {
				t.Errorf("%v is not in the file when add has returned: %v", a, err)
			}
		})
	}
	wg.Wait()
	if l.Count() != 50 {
		t.Errorf("%d acknowledgements counted, want 50", l.Count())
	}
}

func TestLedgerRefusesTornLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	if err := os.WriteFile(path, []byte("doc1 1\ndoc2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil {
		t.Error("a line without its sequence was taken")
	}
}
