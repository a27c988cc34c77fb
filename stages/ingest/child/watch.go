package child

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// Patience is how long a child may work on one document before it has to give way, if it had
// a processor for half of that: where all wait for one, no document is to blame, and another
// child would have to be started for the next. Reports take a tenth of a second, the largest
// documents that are read about one.
const Patience = time.Second

// lowered is what is added to the nice value of a child that has to: it gets a tenth of what
// others get of a processor that they want, and all of one that nobody wants.
const lowered = 10

// deafFor is how much longer than its limit of processor time a child may go on that does
// not heed the kernel's word.
const deafFor = 2 * time.Second

// watchTicks is how many pieces the time of a document is counted in.
const watchTicks = 30

// Watch watches over a child that works on a document and leads a process group. After
// patience, see Patience, it lowers the priority of the group, with all its threads; after
// most on the clock, or processor and two seconds of a processor, it calls kill. (At processor
// itself the kernel tells the child, which then says what it was at.) It counts ticks and not hours, because a process that is stopped or
// frozen gets no ticks: when it goes on, nothing says that the document took so long. stop
// ends the watch and reports whether either was done.
func Watch(most, processor, patience time.Duration, pgid int, kill func()) (stop func() (late, slow bool)) {
	done, ended := make(chan struct{}), make(chan struct{})
	var late, slow bool
	before, _ := processorTime(pgid)
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
			used, err := processorTime(pgid)
			if !slow && n*most/watchTicks >= patience {
				if slow = err == nil && used-before >= patience/2; slow {
					giveWay(pgid)
				}
			}
			late = n == watchTicks || err == nil && used-before >= processor+deafFor
		}
		kill()
	}()
	return func() (bool, bool) {
		close(done)
		<-ended
		return late, slow
	}
}

// processorTime is how much of the processors a process has used.
func processorTime(pid int) (time.Duration, error) {
	var used unix.Timespec
	// The clock of a process: its number inverted, and 2 for what the scheduler counted.
	if err := unix.ClockGettime(int32(^pid<<3|2), &used); err != nil {
		return 0, fmt.Errorf("the child's processor time: %w", err)
	}
	return time.Duration(used.Nano()), nil
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
