//go:build !linux && !darwin

package broker

func statDisk(string) (float64, error) { return 0, ErrDiskUnknown }

// FreeRoom is how many bytes may still be written, which is not known here.
func FreeRoom(string) (uint64, error) { return 0, ErrDiskUnknown }
