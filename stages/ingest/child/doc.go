// Package child runs dangerous work in processes of our own binary, which may die of it
// and cost nobody else anything: a Pool starts them, hands each one request after another
// and tells how each ended; Serve is the other end. What a request and an answer mean is
// for those to know who use both ends.
//
// A request takes at most 512 MiB beyond what a Go program has reserved when it starts
// (Memory), the time of Limits on the clock and as much of a processor, and gives way to
// everything else after a second (Patience). Where memory is short, children are ended
// first.
package child
