package chaos

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/lab/chaos/build"
)

// guard is one condition of the way on which a message is settled, and the edit that switches it
// off. The tests of the packages, asked in their order, must find out that it is off.
type guard struct {
	what string
	build.Edit
	by []string
}

var (
	pureTests   = []string{"./pipeline/internal/history", "./pipeline/internal/worker", "./pipeline/internal/dead"}
	workerTests = []string{"./pipeline/internal/worker", "./pipeline/internal/dead"}
)

// guards is the list. CONTRIBUTING's rule is that a guard without a test is no guard: whoever
// adds a condition there adds its line here.
func guards() []guard {
	const next, hist = "pipeline/internal/history/next.go", "pipeline/internal/history/history.go"
	const settle, letter = "pipeline/internal/worker/settle.go", "pipeline/internal/worker/deadletter.go"
	const process, raw, lease = "pipeline/internal/worker/process.go", "pipeline/internal/worker/rawstage.go", "pipeline/internal/worker/lease.go"
	pure := func(what, file, old, new string) guard {
		return guard{what, build.Edit{File: file, Old: old, New: new}, pureTests}
	}
	work := func(what, file, old, new string) guard {
		return guard{what, build.Edit{File: file, Old: old, New: new}, workerTests}
	}
	return []guard{
		pure("a known document that is through is a duplicate", next, "case h.ended():\n\t\treturn Decision{Action: Ack, Outcome: metrics.OutcomeDuplicate, Resubmission", "case false:\n\t\treturn Decision{Action: Ack, Outcome: metrics.OutcomeDuplicate, Resubmission"),
		pure("a dropped document that comes again goes on", next, "metrics.OutcomeDuplicate, Resubmission: h.resubmission()}\n\t}\n\treturn Decision{Action: Proceed}", "metrics.OutcomeDuplicate}\n\t}\n\treturn Decision{Action: Proceed}"),
		pure("in doubt the history is asked before a commit", next, "case !a.Doubt:", "case true:"),
		pure("in doubt nothing is committed beside another end", next, "case h.ended():\n\t\treturn Decision{Action: Ack, Outcome: metrics.OutcomeDuplicate}\n", "case false:\n"),
		pure("a done message is not buried", next, "\tcase Done:\n", "\tcase Done + 100:\n"),
		pure("a superseded message is not buried", next, "case Superseded, Buried:", "case Buried:"),
		pure("a dead message is not buried again", next, "case Superseded, Buried:", "case Superseded:"),
		pure("a letter takes the place of the one that was read", next, "d.Replace = h.Letter.Sequence", "_ = h.Letter.Sequence"),
		pure("what the drain cuts short is given back", next, "case a.Draining:", "case false:"),
		pure("an outage of a sink buries nothing", next, "case a.Number >= a.Max && a.SinkDown && !raw:", "case false:"),
		pure("a submission has no sink", next, "a.Number >= a.Max && a.SinkDown && !raw:", "a.Number >= a.Max && a.SinkDown:"),
		pure("the last attempt is the last", next, "case a.Number >= a.Max:\n", "case false:\n"),
		pure("a long wait leaves the consumer", next, "case delay <= ParkAfter:", "case true:"),
		pure("a submission is not parked", next, "\tcase raw:\n", "\tcase false:\n"),
		pure("parking asks the history", next, "d.Action != Bury && d.Action != Park", "d.Action != Bury"),
		pure("burying asks the history", next, "case !h.Read:\n\t\treturn Decision{Action: Look}\n\t}\n\tswitch h.State() {", "case false:\n\t}\n\tswitch h.State() {"),
		pure("what was dropped is not replayed", next, "case a.Letter == wire.ClassDropped:\n\t\treturn Decision{Action: Refuse", "case false:\n\t\treturn Decision{Action: Refuse"),
		pure("a parked message waits for its time", next, "case a.Event == Release && !a.Due:", "case false:"),
		pure("a replayed hop is not put back again", next, "case h.done() || h.State() == Superseded && !h.Message.Raw:", "case h.done():"),
		pure("a newer submission is no end of a replay", next, "h.done() || h.State() == Superseded && !h.Message.Raw", "h.done() || h.State() == Superseded"),
		pure("bytes that were not kept are not put back", next, "case a.Unkept:", "case false:"),
		pure("a repair leaves the dead alone", next, "case h.buried(), h.Newest", "case h.Newest"),
		pure("a repair leaves what was put back alone", next, "h.Newest > h.Message.Sequence, h.done() && !a.Broken", "h.done() && !a.Broken"),
		pure("a repair leaves the done alone", next, ", h.done() && !a.Broken:", ":"),
		pure("an effect that cannot be read is no end for a repair", next, "h.done() && !a.Broken", "h.done()"),
		pure("the letter that is replayed is no end of its replay", hist, "l.ID != h.Message.ReplayOf && ", ""),
		pure("what was dropped gets another chance", hist, " && l.Class != wire.ClassDropped", ""),
		pure("a message's own letter is its end, whatever its class", hist, "l.ID == h.Message.ID() || ", ""),
		pure("an effect is that of the stream it names", hist, "e.CauseStream == m.Stream && ", ""),
		pure("an effect of another message is no end", hist, "e.CauseSequence == m.Sequence", "true"),
		pure("a resubmission has its own effect", hist, "m.Resubmission != \"\" && e.Resubmission == m.Resubmission", "false"),
		pure("a newer submission ends no older one", hist, "h.State() == Superseded && !h.Message.Raw", "h.State() == Superseded"),
		pure("a document that was added to is not through before its effect is", hist, "e.Revision >= h.Revision", "true"),
		pure("a drop is made good once", hist, " || h.Effects[0].Resubmission == h.Dropped.ID", ""),

		work("a lost acknowledgement is not counted", settle, "if !w.ack(h) {\n\t\t\treturn\n\t\t}", "w.ack(h)"),
		work("acknowledged once", settle, "func (w *Worker) ack(h *held) bool {\n\tif !h.settled.CompareAndSwap(false, true) {", "func (w *Worker) ack(h *held) bool {\n\tif false {"),
		work("given back once", settle, "func (w *Worker) nak(h *held, delay time.Duration) {\n\tif !h.settled.CompareAndSwap(false, true) {", "func (w *Worker) nak(h *held, delay time.Duration) {\n\tif false {"),
		work("ended once", settle, "func (w *Worker) term(h *held, reason string) {\n\tif !h.settled.CompareAndSwap(false, true) {", "func (w *Worker) term(h *held, reason string) {\n\tif false {"),
		work("a message whose letter cannot be written comes again", settle, "w.nak(h, w.o.Backoff(int(h.meta.NumDelivered)))", "w.term(h, \"\")"),
		work("the worker knows that it drains", settle, "ctx.Err() != nil && w.draining.Load()", "false"),
		work("another letter at the same moment is looked at", letter, "if !errors.Is(err, broker.ErrKeyTaken) {", "if !errors.Is(err, broker.ErrKeyTaken) || true {"),
		work("a letter is written by compare-and-set", letter, "w.retried, broker.Expectation{Filter: w.message(wk).LetterKey(w.topo.Flow), Last: d.Replace}.Option())", "w.retried)"),
		work("attempts are counted on receipt", process, "if wk.d.Attempt > uint64(w.o.MaxAttempts) {", "if false {"),
		work("what ended is not run", process, "if err == nil && d.Action == history.Ack {", "if false {"),
		work("the lease is looked at", process, "doubt := h.lease.doubtful(time.Now(), w.leaseTime())", "doubt := false"),
		work("the answer before a commit is heard", process, "if d.Action == history.Ack {\n\t\t\treturn d.Outcome, nil", "if false {\n\t\t\treturn d.Outcome, nil"),
		work("an effect of another partition is refused", process, "if hop.Partition != w.topo.Partition {", "if false {"),
		work("a misaddressed submission leaves its bytes free", process, "if wk.misaddressed || !wire.ValidToken", "if !wire.ValidToken"),
		work("submissions of one document go one by one", raw, "return wk.d.Doc }", "return \"\" }"),
		work("a lease that was lost once stays lost", lease, "l.lost || elapsed(l.at, at) > ackWait, at", "false, at"),
		work("an effect has a key", "pipeline/internal/broker/publish.go", "\topts = append(opts, Expectation{}.Option())\n\ttried := 0\n", "\ttried := 0\n"),
		work("a replay does not make two", "pipeline/internal/dead/resubmission.go", "if x.Last > sequence {", "if false {"),
	}
}

// TestGuardsAreThere: each line of the list still switches off what it names, so that the list is
// not of a source that is no more.
func TestGuardsAreThere(t *testing.T) {
	root, err := build.ModuleRoot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range guards() {
		source, err := os.ReadFile(filepath.Join(root, g.File))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := g.Apply(string(source)); err != nil {
			t.Errorf("%s: %v", g.what, err)
		}
	}
}

// TestGuardsAreCaught switches off each guard by itself, in the build alone, and asks the tests.
func TestGuardsAreCaught(t *testing.T) {
	if os.Getenv("GOUJI_FULL") == "" {
		t.Skip("skipped: it runs the transport's tests some fifty times; GOUJI_FULL=1 does it")
	}
	root, err := build.ModuleRoot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range guards() {
		t.Run(g.what, func(t *testing.T) {
			by, out, err := caught(t.Context(), root, t.TempDir(), g)
			switch {
			case err != nil:
				t.Fatal(err)
			case by == "":
				t.Error("no test fails without it")
			default:
				t.Logf("caught by %s: %s", by, out)
			}
		})
	}
}

// caught runs the tests of the packages without the guard, and returns the first that fails with
// the names of the tests, or "" for none. A guard whose absence does not compile is an error.
func caught(ctx context.Context, root, dir string, g guard) (by, tests string, err error) {
	source, err := os.ReadFile(filepath.Join(root, g.File))
	if err != nil {
		return "", "", err
	}
	broken, err := g.Apply(string(source))
	if err != nil {
		return "", "", err
	}
	to, list := filepath.Join(dir, filepath.Base(g.File)), filepath.Join(dir, "overlay.json")
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, g.File): to}})
	if err != nil {
		return "", "", err
	}
	for name, data := range map[string][]byte{to: []byte(broken), list: overlay} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			return "", "", err
		}
	}
	vet := exec.CommandContext(ctx, "go", "build", "-overlay", list, "./pipeline/...")
	vet.Dir = root
	if text, err := vet.CombinedOutput(); err != nil {
		return "", "", &exec.Error{Name: string(text), Err: err}
	}
	for _, pkg := range g.by {
		run := exec.CommandContext(ctx, "go", "test", "-overlay", list, "-count=1", "-failfast", "-timeout=5m", pkg)
		run.Dir = root
		text, err := run.CombinedOutput()
		if err == nil {
			continue
		}
		var names []string
		for line := range strings.Lines(string(text)) {
			if name, ok := strings.CutPrefix(strings.TrimSpace(line), "--- FAIL: "); ok {
				names = append(names, name)
			}
		}
		if len(names) == 0 {
			names = append(names, "the run itself: "+string(text[max(0, len(text)-300):]))
		}
		return pkg, strings.Join(names, ", "), nil
	}
	return "", "", ctx.Err()
}
