package child

import (
	"time"

	"golang.org/x/sys/unix"
)

// Patience is how long a child may work on one document before it has to give way. Reports
// take a tenth of a second, the largest documents that are read about one.
const Patience = time.Second

// lowered is what is added to the nice value of a child that has to: it gets a tenth of what
// others get of a processor that they want, and all of one that nobody wants.
const lowered = 10

// watchTicks is how many pieces the time of a document is counted in.
const watchTicks = 30

// Watch watches over a child that works on a document and leads a process group. After
// patience it lowers the priority of the group, with all its threads; after most it calls
// kill. It counts ticks and not hours, because a process that is stopped or frozen gets no
// ticks: when it goes on, nothing says that the document took so long. stop ends the watch
// and reports whether either was done.
func Watch(most, patience time.Duration, pgid int, kill func()) (stop func() (late, slow bool)) {
	done, ended := make(chan struct{}), make(chan struct{})
	var late, slow bool
	go func() {
		defer close(ended)
		tick := time.NewTicker(most / watchTicks)
		defer tick.Stop()
		for n := time.Duration(1); !late; n++ {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			if !slow && n*most/watchTicks >= patience {
				slow = true
				giveWay(pgid)
			}
			late = n == watchTicks
		}
		kill()
	}()
	return func() (bool, bool) {
		close(done)
		<-ended
		return late, slow
	}
}

// giveWay lowers the priority of a process group. It fails where the group has ended.
func giveWay(pgid int) {
	const most = 19
	raw, err := unix.Getpriority(unix.PRIO_PGRP, pgid) // the system call answers 20 less the nice value
	if err != nil {
		return
	}
	_ = unix.Setpriority(unix.PRIO_PGRP, pgid, min(20-raw+lowered, most))
}
