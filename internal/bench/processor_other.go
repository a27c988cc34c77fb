//go:build !linux

package bench

import "time"

// ProcessorTime is the time on the clock: other systems do not tell what the children of a
// process have used.
func ProcessorTime() time.Duration { return time.Duration(time.Now().UnixNano()) }

func forgetPeak() {}

// peakMemory is 0: other systems do not tell it.
func peakMemory() int64 { return 0 }

// writtenBytes is 0: other systems do not tell it.
func writtenBytes() int64 { return 0 }

// peakOf is 0: other systems do not tell it.
func peakOf(int) int64 { return 0 }
