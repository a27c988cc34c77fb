// Package disk has the scenarios in which a disk runs full, loses power or flips bits.
package disk

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

	"github.com/gouji/gouji/lab/chaos/fault"
	"github.com/gouji/gouji/lab/chaos/ledger"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
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

// Full lets the disk of `gouji up` run full.
func Full() scenario.Scenario {
	return scenario.Scenario{
		Name:  "disk-full",
		Doc:   "the disk under `gouji up` (a small tmpfs) is filled to the last byte by somebody else; at every second time the program is killed then and started on the full disk; producers at every door must hear a refusal, the program may not end by itself, nothing acknowledged may be lost, and documents go through within 30 s of room being made, without an operator",
		Short: scenario.Size{Docs: 60, Faults: 1}, Full: scenario.Size{Docs: 600, Faults: 5}, Bound: time.Hour,
		Do: diskFull,
	}
}

// NearlyFull brings the disk of an external server over the limit, and not to
// its end.
func NearlyFull() scenario.Scenario {
	return scenario.Scenario{
		Name:  "disk-nearly-full",
		Doc:   "the disk under an external nats-server, which `gouji work --disk-path` sees, is filled to 92 % by somebody else while up to half of the documents wait; the server must never get stuck",
		Short: scenario.Size{Docs: 60, Faults: 1}, Full: scenario.Size{Docs: 600, Faults: 5}, Bound: time.Hour,
		Do: diskNearlyFull,
	}
}

func diskFull(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	disk, err := fault.MountTmpfs(filepath.Join(l.Dir, "small"), smallDisk)
	if err != nil {
		return scenario.Result{}, err
	}
	defer disk.Close()
	// The SQL store is on the same disk, as it is by default.
	r, err := system.BeginUp(ctx, l, system.UpSetup{Data: disk.Dir})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	r.Submitter.Hand, r.Submitter.Window = load.NATSDoor(r.Broker.JS), 16
	return fillDisk(ctx, r, disk, smallDisk, true)
}

// startOnFull kills the program and waits until the HTTP door that is started anew, on the full
// disk, answers anything and the broker takes connections.
func startOnFull(ctx context.Context, r *system.Run) error {
	r.Fleet.Kill(0)
	return wait.Until(ctx, "the door answers on a full disk", roomBound, func(ctx context.Context) bool {
		_, _, err := load.Fetch(ctx, r.Client, r.Entrance)
		return err == nil && r.Broker.Conn.IsConnected()
	})
}

func diskNearlyFull(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	size := int64(nearlyDisk)
	if l.Short {
		size = smallDisk
	}
	disk, err := fault.MountTmpfs(filepath.Join(l.Dir, "small"), size)
	if err != nil {
		return scenario.Result{}, err
	}
	defer disk.Close()
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 2, AckWait: l.Lease(), Disk: disk.Dir, More: func(int) []string { return []string{"--disk-path", disk.Dir} }})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	return fillDisk(ctx, r, disk, size*92/100, false)
}

// fillDisk fills the disk to so many bytes, makes room again, and judges. Each time half
// of the documents come before and half wait in the meantime. up says that the program has its
// server and an HTTP door on that disk.
func fillDisk(ctx context.Context, r *system.Run, disk *fault.Mount, to int64, up bool) (scenario.Result, error) {
	if err := <-r.Submitted; err != nil { // of no documents: the first batch begins with nobody before it
		return scenario.Result{}, err
	}
	batch := max(1, r.Docs/(2*r.Faults))
	var failures []string
	var heard []string
	slowest := time.Duration(0)
	for i := range r.Faults {
		seed := r.Seed + uint64(2*i)
		r.Submit(ctx, load.Samples(batch, seed))
		if err := <-r.Submitted; err != nil {
			return scenario.Result{}, err
		}
		full, err := disk.FillTo(to)
		if err != nil {
			return scenario.Result{}, err
		}
		r.Fault("disk full, %d acknowledged", r.Ledger.Count())
		wait.For(ctx, 4*time.Second) // the program looks each second, and gives a stuck server two
		if up && i%2 == 1 {
			r.Fault("SIGKILL on the full disk")
			if err := startOnFull(ctx, r); err != nil {
				failures = append(failures, err.Error())
			}
		}
		before := r.Ledger.Count()
		r.Submit(ctx, load.Samples(batch, seed+1)) // they are refused, and repeat
		var bad []string
		if heard, bad, err = refusals(ctx, r, up); err != nil {
			return scenario.Result{}, err
		}
		failures = append(failures, bad...)
		r.Logf("%d acknowledged while the disk was full; heard: %s", r.Ledger.Count()-before, strings.Join(heard, "; "))
		if err := os.Remove(full); err != nil {
			return scenario.Result{}, err
		}
		room, before := time.Now(), r.Ledger.Count()
		err = wait.Until(ctx, "a producer is heard again", system.StallBound, func(context.Context) bool { return r.Ledger.Count() > before })
		if err != nil {
			return scenario.Result{}, err
		}
		took := time.Since(room)
		slowest = max(slowest, took)
		r.Logf("a document was acknowledged %s after there was room", took.Round(time.Millisecond))
		if err := <-r.Submitted; err != nil {
			return scenario.Result{}, err
		}
	}
	if slowest > roomBound {
		failures = append(failures, fmt.Sprintf("normal service only %s after there was room", slowest.Round(time.Second)))
	}
	r.Submitted <- nil
	out, err := r.Finish(ctx)
	if out.Crashes > 0 {
		failures = append(failures, fmt.Sprintf("the program ended by itself %d times", out.Crashes))
	}
	out.Failures = append(out.Failures, failures...)
	out.Note = fmt.Sprintf("while full: %s; the first acknowledgement at most %s after there was room, without an operator", strings.Join(heard, "; "), slowest.Round(10*time.Millisecond))
	return out, err
}

// refusals hands one more document to every door and returns what each hears, and what is
// no clear refusal. One that is taken all the same, in the last bytes of the disk, must not be lost.
func refusals(ctx context.Context, r *system.Run, up bool) (heard, bad []string, err error) {
	var one load.Submission
	for s := range load.Samples(1, r.Seed+1<<32) {
		one = s
	}
	r.Ledger.Send(one.ID)
	note := func(who, what, took string) {
		heard = append(heard, who+" hears "+what+took)
		if !clearRefusal(what) {
			bad = append(bad, who+" hears no clear refusal: "+what)
		}
	}
	doors := map[string]load.Door{"a NATS producer": load.NATSDoor(r.Broker.JS)}
	if up {
		doors["an HTTP producer"] = load.HTTPDoor(r.Client, r.Entrance)
	}
	for _, who := range slices.Sorted(maps.Keys(doors)) {
		begun := time.Now()
		seq, said := patiently(ctx, doors[who], one)
		took := time.Since(begun).Round(time.Millisecond)
		if said == nil {
			heard = append(heard, fmt.Sprintf("%s is acknowledged in %s", who, took))
			if err := r.Ledger.Add(ledger.Ack{ID: one.ID, Seq: seq}); err != nil {
				return heard, bad, err
			}
			continue
		}
		note(who, fmt.Sprintf("%q", said.Error()), " in "+took.String())
	}
	text, err := submitCommand(ctx, r, one)
	if strings.Contains(text, one.ID) { // its line is the acknowledgement
		heard = append(heard, "gouji submit is acknowledged")
		return heard, bad, errors.Join(err, r.Ledger.Add(ledger.Ack{ID: one.ID}))
	}
	note("gouji submit", fmt.Sprintf("%q", text), "")
	return heard, bad, err
}

// patiently hands a document over as a producer does that gives each attempt fullFor: a stuck server
// answers nobody, and the program that answers in its stead needs two looks of a second to know it.
// One that hears nothing three times hears no refusal.
func patiently(ctx context.Context, door load.Door, d load.Submission) (seq uint64, err error) {
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
func submitCommand(ctx context.Context, r *system.Run, s load.Submission) (string, error) {
	path := filepath.Join(r.Dir, "refused.txt")
	if err := os.WriteFile(path, s.Data, 0o600); err != nil {
		return "", err
	}
	cctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(cctx, r.Gouji, "submit", "--lang", "en", "--format", "json", "--nats-url", r.Broker.URLs(), path)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && cctx.Err() == nil {
		return "", err
	}
	return strings.TrimSpace(string(out) + said.String()), nil
}
