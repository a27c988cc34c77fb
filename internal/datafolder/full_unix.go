//go:build unix

package datafolder

import (
	"errors"
	"syscall"
)

// full reports whether an error says that there is no room: on the disk, or for this user.
func full(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }
