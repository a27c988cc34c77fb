package chaos

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// smallDisk is the size of the disk that runs full. The refusal comes at 85 %, which
// leaves 38 MB for what is on its way. nearlyDisk is that of the one that must not, in full
// runs, where a backlog waits: the stages stop at 92.5 %, at most two looks of a second late,
// in which they write 24 MB.
const (
	smallDisk  = 256 << 20
	nearlyDisk = 1 << 30
)

// roomBound is how soon after there is room again a document must go through, without an
// operator.
const roomBound = 30 * time.Second

// diskFullScenario lets the disk of `gouji up` run full.
func diskFullScenario() Scenario {
	return Scenario{
		Name:  "disk-full",
		Doc:   "the disk under `gouji up` (a small tmpfs) is filled to the last byte by somebody else; at every second time the program is killed then and started on the full disk; producers at every door must hear a refusal, the program may not end by itself, nothing acknowledged may be lost, and documents go through within 30 s of room being made, without an operator",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 600, Faults: 5}, Bound: time.Hour,
		run: diskFull,
	}
}

// diskNearlyFullScenario brings the disk of an external server over the limit, and not to
// its end.
func diskNearlyFullScenario() Scenario {
	return Scenario{
		Name:  "disk-nearly-full",
		Doc:   "the disk under an external nats-server, which `gouji work --disk-path` sees, is filled to 92 % by somebody else while up to half of the documents wait; the server must never get stuck",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 600, Faults: 5}, Bound: time.Hour,
		run: diskNearlyFull,
	}
}

func diskFull(ctx context.Context, l *lab) (Result, error) {
	disk, err := mountTmpfs(filepath.Join(l.dir, "small"), smallDisk)
	if err != nil {
		return Result{}, err
	}
	defer disk.close()
	// The SQL store is on the same disk, as it is by default.
	r, err := beginUp(ctx, l, upSetup{data: disk.dir})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	r.submitter.hand, r.submitter.window = natsDoor(r.broker.js), 16
	return fillDisk(ctx, r, disk, smallDisk, true)
}

// startOnFull kills the program and waits until the HTTP door that is started anew, on the full
// disk, answers anything and the broker takes connections.
func startOnFull(ctx context.Context, r *run) error {
	r.fleet.kill(0)
	return until(ctx, "the door answers on a full disk", roomBound, func(ctx context.Context) bool {
		_, _, err := fetch(ctx, r.client, r.entrance)
		return err == nil && r.broker.nc.IsConnected()
	})
}

func diskNearlyFull(ctx context.Context, l *lab) (Result, error) {
	size := int64(nearlyDisk)
	if l.Short {
		size = smallDisk
	}
	disk, err := mountTmpfs(filepath.Join(l.dir, "small"), size)
	if err != nil {
		return Result{}, err
	}
	defer disk.close()
	r, err := begin(ctx, l, setup{nodes: 1, workers: 2, ackWait: l.lease(), disk: disk.dir, more: func(int) []string { return []string{"--disk-path", disk.dir} }})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	return fillDisk(ctx, r, disk, size*92/100, false)
}

// fillDisk fills the disk to so many bytes, makes room again, and judges. Each time half
// of the documents come before and half wait in the meantime. up says that the program has its
// server and an HTTP door on that disk.
func fillDisk(ctx context.Context, r *run, disk *mount, to int64, up bool) (Result, error) {
	if err := <-r.submitted; err != nil { // of no documents: the first batch begins with nobody before it
		return Result{}, err
	}
	batch := max(1, r.Docs/(2*r.Faults))
	var failures []string
	var heard []string
	slowest := time.Duration(0)
	for i := range r.Faults {
		seed := r.Seed + uint64(2*i)
		r.submit(ctx, samples(batch, seed))
		if err := <-r.submitted; err != nil {
			return Result{}, err
		}
		full, err := disk.fillTo(to)
		if err != nil {
			return Result{}, err
		}
		r.fault("disk full, %d acknowledged", r.ledger.count())
		pass(ctx, 4*time.Second) // the program looks each second, and gives a stuck server two
		if up && i%2 == 1 {
			r.fault("SIGKILL on the full disk")
			if err := startOnFull(ctx, r); err != nil {
				failures = append(failures, err.Error())
			}
		}
		before := r.ledger.count()
		r.submit(ctx, samples(batch, seed+1)) // they are refused, and repeat
		var bad []string
		if heard, bad, err = refusals(ctx, r, up); err != nil {
			return Result{}, err
		}
		failures = append(failures, bad...)
		r.logf("%d acknowledged while the disk was full; heard: %s", r.ledger.count()-before, strings.Join(heard, "; "))
		if err := os.Remove(full); err != nil {
			return Result{}, err
		}
		room, before := time.Now(), r.ledger.count()
		err = until(ctx, "a producer is heard again", stallBound, func(context.Context) bool { return r.ledger.count() > before })
		if err != nil {
			return Result{}, err
		}
		took := time.Since(room)
		slowest = max(slowest, took)
		r.logf("a document was acknowledged %s after there was room", took.Round(time.Millisecond))
		if err := <-r.submitted; err != nil {
			return Result{}, err
		}
	}
	if slowest > roomBound {
		failures = append(failures, fmt.Sprintf("normal service only %s after there was room", slowest.Round(time.Second)))
	}
	r.submitted <- nil
	out, err := r.finish(ctx)
	if out.Crashes > 0 {
		failures = append(failures, fmt.Sprintf("the program ended by itself %d times", out.Crashes))
	}
	out.Failures = append(out.Failures, failures...)
	out.Note = fmt.Sprintf("while full: %s; the first acknowledgement at most %s after there was room, without an operator", strings.Join(heard, "; "), slowest.Round(10*time.Millisecond))
	return out, err
}

// refusals hands one more document to every door and returns what each hears, and what is
// no clear refusal. One that is taken all the same, in the last bytes of the disk, must not be lost.
func refusals(ctx context.Context, r *run, up bool) (heard, bad []string, err error) {
	var one submission
	for s := range samples(1, r.Seed+1<<32) {
		one = s
	}
	r.ledger.send(one.id)
	note := func(who, what, took string) {
		heard = append(heard, who+" hears "+what+took)
		if !clearRefusal(what) {
			bad = append(bad, who+" hears no clear refusal: "+what)
		}
	}
	doors := map[string]door{"a NATS producer": natsDoor(r.broker.js)}
	if up {
		doors["an HTTP producer"] = httpDoor(r.client, r.entrance)
	}
	for _, who := range slices.Sorted(maps.Keys(doors)) {
		begun := time.Now()
		seq, said := patiently(ctx, doors[who], one)
		took := time.Since(begun).Round(time.Millisecond)
		if said == nil {
			heard = append(heard, fmt.Sprintf("%s is acknowledged in %s", who, took))
			if err := r.ledger.add(Ack{ID: one.id, Seq: seq}); err != nil {
				return heard, bad, err
			}
			continue
		}
		note(who, fmt.Sprintf("%q", said.Error()), " in "+took.String())
	}
	text, err := submitCommand(ctx, r, one)
	if strings.Contains(text, one.id) { // its line is the acknowledgement
		heard = append(heard, "gouji submit is acknowledged")
		return heard, bad, errors.Join(err, r.ledger.add(Ack{ID: one.id}))
	}
	note("gouji submit", fmt.Sprintf("%q", text), "")
	return heard, bad, err
}

// patiently hands a document over as a producer does that gives each attempt fullFor: a stuck server
// answers nobody, and the program that answers in its stead needs two looks of a second to know it.
// One that hears nothing three times hears no refusal.
func patiently(ctx context.Context, door door, d submission) (seq uint64, err error) {
	for range 3 {
		actx, cancel := context.WithTimeout(ctx, fullFor)
		seq, err = door(actx, d)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			break
		}
	}
	return seq, err
}

// fullFor is how long a producer waits for an answer; the HTTP door holds a submission for 10 s.
const fullFor = 15 * time.Second

// clearRefusal reports whether what a producer hears says that nothing is taken, and why. A port
// on which nobody answers, a connection that is cut, and a time that is over say nothing.
func clearRefusal(said string) bool {
	if strings.Contains(said, "connection refused") {
		return false
	}
	for _, word := range []string{"refused", "not taken in at present", "暂不接收", "maximum bytes"} {
		if strings.Contains(said, word) {
			return true
		}
	}
	return false
}

// submitCommand runs the public command for some seconds and returns what it says
// meanwhile; it goes on for ever by itself.
func submitCommand(ctx context.Context, r *run, s submission) (string, error) {
	path := filepath.Join(r.dir, "refused.txt")
	if err := os.WriteFile(path, s.data, 0o600); err != nil {
		return "", err
	}
	cctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(cctx, r.Gouji, "submit", "--lang", "en", "--format", "json", "--nats-url", r.broker.urls(), path)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && cctx.Err() == nil {
		return "", err
	}
	return strings.TrimSpace(string(out) + said.String()), nil
}
