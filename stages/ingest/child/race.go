//go:build race

package child

// underRace says that the race detector runs, which takes address space as it likes and
// ends the program where it gets none.
const underRace = true
