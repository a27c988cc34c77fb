package limit

import (
	"unsafe"
)

// Slab hands out slices of one large array. What it hands out is zero.
type Slab[T any] struct{ buf []T }

// slabSize is the number of elements of a new array, and slabBytes how many bytes it has at
// most unless more is asked for; a usual table three has 200 cells.
const (
	slabSize  = 512
	slabBytes = 192 << 10
)

// Take is an empty slice with room for n elements; more make it move.
func (s *Slab[T]) Take(n int) []T {
	if cap(s.buf)-len(s.buf) < n {
		size := min(slabSize, slabBytes/int(unsafe.Sizeof(*new(T))))
		s.buf = make([]T, 0, max(n, size, min(2*cap(s.buf), 16*size)))
	}
	from := len(s.buf)
	s.buf = s.buf[:from+n]
	return s.buf[from : from : from+n]
}

// Reset forgets what was handed out and keeps the array.
func (s *Slab[T]) Reset() {
	clear(s.buf)
	s.buf = s.buf[:0]
}
