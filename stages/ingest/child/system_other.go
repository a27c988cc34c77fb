//go:build !linux

package child

import (
	"errors"
	"syscall"
	"time"
)

// Limited says that this system can bound the memory and the processor time of a child.
// Elsewhere documents are better read in this process: a child would cost its start and
// protect from nothing.
const Limited = false

// Attributes are those of any process: only Linux kills a child with its parent.
func Attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

// Expend does nothing: only Linux can be told which process to end where memory is short.
func Expend(int) {}

func (c *process) limitTime(time.Duration) error { return nil }

func processorTime(int) (time.Duration, error) {
	return 0, errors.New("only Linux tells how much of the processors a process has used")
}

func giveWay(int) {}

func limitMemory() error { return nil }
