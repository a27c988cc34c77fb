//go:build linux || darwin

package broker

import (
	"fmt"

	"golang.org/x/sys/unix"
)

func statDisk(dir string) (float64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", dir, err)
	}
	used := uint64(s.Blocks) - uint64(s.Bfree)
	if total := used + uint64(s.Bavail); total > 0 {
		return float64(used) / float64(total), nil
	}
	return 0, ErrDiskUnknown // a file system that counts nothing, such as overlay on some hosts
}

// FreeRoom is how many bytes may still be written on the file system of a folder. What only root
// may use is none of them.
func FreeRoom(dir string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", dir, err)
	}
	if s.Blocks == 0 {
		return 0, ErrDiskUnknown
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}
