package child

import "time"

// Patience is how long a child may work on one document before it has to give way, if it had
// a processor for half of that: where all wait for one, no document is to blame, and another
// child would have to be started for the next. Reports take a tenth of a second, the largest
// documents that are read about one.
const Patience = time.Second

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
