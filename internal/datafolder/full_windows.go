package datafolder

import (
	"errors"
	"syscall"
)

// The codes of Windows: a full disk, and one on which a handle can write nothing more.
const errorDiskFull, errorHandleDiskFull = syscall.Errno(112), syscall.Errno(39)

// full reports whether an error says that there is no room on the disk.
func full(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull)
}
