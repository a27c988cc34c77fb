package sqlstore_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// crashEnv makes the test binary the child that TestKilledWriter kills.
const crashEnv = "GOUJI_TEST_CRASH_STORE"

// TestMain is the child if crashEnv is set, which puts verdicts and says so until killed.
func TestMain(m *testing.M) {
	if dsn := os.Getenv(crashEnv); dsn != "" {
		putUntilKilled(dsn)
	}
	os.Exit(m.Run())
}

type fatal struct{}

func (fatal) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// putUntilKilled ends by itself after 100,000 verdicts, in case nobody kills it.
func putUntilKilled(dsn string) {
	s, err := sqlstore.Open(context.Background(), dsn)
	if err != nil {
		panic(err)
	}
	for i := range 100_000 {
		doc := fmt.Sprint("doc", i)
		if _, err := s.Put(context.Background(), fullRecord(fatal{}, doc, 2024, "甲", "0")); err != nil {
			panic(err)
		}
		fmt.Println(doc)
	}
	os.Exit(0)
}

func TestKilledWriter(t *testing.T) {
	t.Parallel()
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "gouji.db")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self)
	child.Env = append(os.Environ(), crashEnv+"="+dsn)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acked []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		acked = append(acked, lines.Text())
		if len(acked) == 40 {
			if err := child.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	_ = child.Wait() // it says that the child was killed
	if len(acked) < 40 {
		t.Fatalf("the child ended by itself after %d verdicts", len(acked))
	}
	s := open(t, dsn)
	for _, doc := range acked {
		if _, err := s.Get(t.Context(), doc); err != nil {
			t.Errorf("%s was acknowledged: %v", doc, err)
		}
	}
	n, err := s.Count(t.Context(), sqlstore.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := scan(t, s, "SELECT COUNT(*) FROM cells"), fmt.Sprint(n*200); got != want {
		t.Errorf("%d verdicts have %s cells, want %s: one was written in part", n, got, want)
	}
}
