// Package limit keeps one reading within its bounds: Work counts steps and cells, and ends the
// reading by a panic of type Halt when its context has ended or a bound is exceeded; Slab hands
// out memory that the next reading uses again. It knows nothing of documents.
package limit
