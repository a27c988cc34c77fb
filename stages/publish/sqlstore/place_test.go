package sqlstore_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/stages/publish/sqlstore"
)

func TestTheStoreNoticesThatItsFileIsGoneOrReplaced(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.db")
	s := open(t, "sqlite:"+path)
	if err := s.AtPath(); err != nil {
		t.Fatalf("untouched: %v", err)
	}
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if err := s.AtPath(); !errors.Is(err, sqlstore.ErrMoved) {
		t.Errorf("moved away: %v", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.AtPath(); !errors.Is(err, sqlstore.ErrMoved) {
		t.Errorf("replaced: %v", err)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if err := s.AtPath(); err != nil {
		t.Errorf("put back: %v", err)
	}
}
