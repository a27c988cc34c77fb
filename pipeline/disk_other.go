//go:build !linux && !darwin

package pipeline

func statDisk(string) (float64, error) { return 0, ErrDiskUnknown }
