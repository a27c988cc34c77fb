package process

import (
	"os/exec"
	"runtime"
	"testing"
)

// A slot whose process is just being started again when the fleet is closed has passed the
// one who closes: it must not be left running, or its keeper waits for ever.
func TestProcessStartedWhileTheFleetStopsIsEnded(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: there is no command sleep")
	}
	spawn := NewSpawner()
	defer spawn.Close()
	f, err := StartFleet(spawn, t.TempDir(), t.Logf, 1, func(int) *exec.Cmd { return exec.Command("sleep", "600") })
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	if err := f.start(0); err != nil {
		t.Fatal(err)
	}
	if p := f.At(0); !p.Ended() {
		p.Kill()
		t.Error("the process goes on though the fleet is closed")
	}
}
