package access_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline"
)

// TestTheBackupRoleTakesABackup of a log with a message above a chunk, and can put none back.
func TestTheBackupRoleTakesABackup(t *testing.T) {
	t.Parallel()
	s := newSystem(t)
	ctx := within(t, 90*time.Second)
	door := s.as("door")
	if _, err := pipeline.Submit(ctx, door, "crawler", "d", make([]byte, 2<<20), nil); err != nil {
		t.Fatal(err)
	}
	backup, dir := s.as("backup"), filepath.Join(t.TempDir(), "b")
	m, err := pipeline.Backup(ctx, backup, dir, time.Now(), func(pipeline.BackupStream, int) {})
	if err != nil || len(m.Streams) < 7 {
		t.Fatalf("%v, %d streams", err, len(m.Streams))
	}
	for _, st := range m.Streams {
		if st.Name == pipeline.SubmitStream && st.Messages != 1 {
			t.Errorf("%s has %d messages", st.Name, st.Messages)
		}
	}
	if _, err := pipeline.Restore(ctx, backup, dir, func(pipeline.BackupStream, int) {}); err == nil {
		t.Error("the role puts a backup back")
	}
	if _, err := backup.JS.PublishMsg(ctx, nats.NewMsg("gouji.submit.crawler")); !errors.Is(err, nats.ErrPermissionViolation) {
		t.Errorf("the role submits: %v", err)
	}
}
