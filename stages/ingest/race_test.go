//go:build race

package ingest_test

// underRace says that the race detector runs, which takes address space as it likes.
const underRace = true
