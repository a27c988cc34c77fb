package operation

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/process"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
	"github.com/gouji/gouji/pipeline"
)

// RollingUpgrade is two upgrades, as docs/upgrade.md has them.
func RollingUpgrade() scenario.Scenario {
	return scenario.Scenario{
		Name:  "rolling-upgrade",
		Doc:   "workers of an older commit of this repository are replaced by those under test, one process at a time, in the order of docs/upgrade.md, while documents come by both doors; then the same again for a build with another parser, and `gouji reparse --publish` is killed and run again under the same load; every document must have a result under the last parser, older results and decisions must stand as they did, and gouji audit must be clean after each upgrade",
		Short: scenario.Size{Docs: 60, Faults: 1}, Full: scenario.Size{Docs: 3000, Faults: 5}, Bound: time.Hour,
		Do: rolling,
	}
}

// The programs of a process, one after the other.
const (
	older = iota
	present
	next
)

// upgrade is a run whose processes are replaced by those of another version.
type upgrade struct {
	*system.Run
	programs [next + 1]program
	serves   []atomic.Int32 // which of them each process runs
	over     atomic.Bool    // ends the supply of documents
	door     string         // the address of the HTTP door
	pages    string         // that of the pages, which are where the store is
	tokens   string         // the file that lets visitors see the pages
	client   *http.Client
}

// upgradedParts are the processes in the order in which docs/upgrade.md replaces them: who only
// reads, then the stages from the last to the first, then the door. There are two parsers, so that
// both versions of one stage work at once.
func upgradedParts() []string {
	return []string{"--audit", announces, pipeline.StagePublish, pipeline.StageValidate, pipeline.StageParse, pipeline.StageParse, pipeline.StageIngest, "--door"}
}

// announces is the process that puts waiting messages back, and tells producers of the ends. An
// older program does the first alone.
const announces = "--release"

func rolling(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	u, err := beginUpgrade(ctx, l)
	defer u.end()
	if err != nil {
		return scenario.Result{}, err
	}
	// A part of the documents comes to the older program alone.
	if err := u.Reach(ctx, uint64(2*l.Docs)); err != nil {
		return scenario.Result{}, err
	}
	first, err := u.RowsNow(ctx)
	if err != nil {
		return scenario.Result{}, err
	}
	if err := u.to(ctx, present); err != nil {
		return scenario.Result{}, err
	}
	if err := u.decide(ctx); err != nil {
		return scenario.Result{}, err
	}
	if err := u.to(ctx, next); err != nil {
		return scenario.Result{}, err
	}
	before, err := u.keptNow(ctx, first)
	if err != nil {
		return scenario.Result{}, err
	}
	if err := u.reparse(ctx); err != nil {
		return scenario.Result{}, err
	}
	u.over.Store(true)
	out, err := u.Finish(ctx)
	if err != nil {
		return out, err
	}
	if err := u.command(ctx, present, "audit", "--store", u.Store); err != nil {
		out.Failures = append(out.Failures, err.Error())
	}
	wrong, err := u.weigh(ctx, &out, before)
	out.Failures = append(out.Failures, wrong...)
	return out, err
}

func beginUpgrade(ctx context.Context, l *scenario.Lab) (*upgrade, error) {
	parts := upgradedParts()
	u := &upgrade{serves: make([]atomic.Int32, len(parts)), client: &http.Client{Transport: &http.Transport{}}, tokens: filepath.Join(l.Dir, "tokens")}
	var err error
	if u.programs, err = upgradePrograms(ctx, l); err != nil {
		return u, err
	}
	if err := os.WriteFile(u.tokens, []byte(reviewer+"\n"+producer+"\n"), 0o600); err != nil {
		return u, err
	}
	ports, err := machine.FreePorts(2)
	if err != nil {
		return u, err
	}
	u.door, u.pages = fmt.Sprintf("127.0.0.1:%d", ports[0]), fmt.Sprintf("127.0.0.1:%d", ports[1])
	u.Run, err = system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: len(parts), AckWait: l.Lease(), Ahead: l.Lead(),
		Binary: func(slot int) string { return u.programs[u.serves[slot].Load()].path },
		Each:   func(slot int) string { return parts[slot] },
		More:   u.more,
	})
	if err != nil {
		return u, err
	}
	if err := <-u.Submitted; err != nil {
		return u, err
	}
	u.Submitter.Hand = bothDoors(load.NATSDoor(u.Broker.JS), load.HTTPDoor(u.client, "http://"+u.door+"/v1/reports"))
	u.Submit(ctx, u.supply(l.Docs, l.Seed))
	return u, nil
}

// more is what a process has beside what its part asks for.
func (u *upgrade) more(slot int) []string {
	part, old := upgradedParts()[slot], u.serves[slot].Load() == older
	switch {
	case part == "--door":
		return []string{"--http", u.door}
	case part == announces && !old:
		return []string{"--results"}
	case part == pipeline.StagePublish && !old:
		return []string{"--door", "--http", u.pages, "--http-tokens", u.tokens}
	}
	return nil
}

// bothDoors hands documents in at one door and the other in turn. A repetition may go to the other.
func bothDoors(doors ...load.Door) load.Door {
	var n atomic.Uint64
	return func(ctx context.Context, d load.Submission) (uint64, error) {
		return doors[n.Add(1)%uint64(len(doors))](ctx, d)
	}
}

func (u *upgrade) end() {
	u.over.Store(true)
	u.Run.End()
	u.client.CloseIdleConnections()
}

// supply is generated reports without end, until the upgrade is over and there were n at least.
func (u *upgrade) supply(n int, seed uint64) iter.Seq[load.Submission] {
	return func(yield func(load.Submission) bool) {
		for i := 0; ; {
			// A batch of its own has issuers of its own.
			for d := range load.Light(n, seed+uint64(i)) {
				if i >= n && u.over.Load() || !yield(d) {
					return
				}
				i++
			}
		}
	}
}

// to upgrades all processes to a program, by the steps of docs/upgrade.md.
func (u *upgrade) to(ctx context.Context, version int) error {
	if err := u.command(ctx, version, "backup", filepath.Join(u.Dir, fmt.Sprintf("backup-%d", version))); err != nil {
		return err
	}
	if err := u.command(ctx, version, append([]string{"topology", "apply", "--create-only"}, u.LeaseArgs()...)...); err != nil {
		return err
	}
	for i, part := range upgradedParts() {
		end, err := u.LogEnd(ctx)
		if err != nil {
			return err
		}
		if err := u.Reach(ctx, end+uint64(u.Workers+u.Rand.IntN(max(1, u.Docs/2)))); err != nil {
			return err
		}
		old := u.Fleet.Expect(i)
		u.Fault("SIGTERM to %s of parser %s, then parser %s", strings.TrimPrefix(part, "--"), u.programs[u.serves[i].Load()].parser, u.programs[version].parser)
		u.serves[i].Store(int32(version))
		if err := old.Stop(); err != nil {
			return err
		}
		if err := wait.Until(ctx, "the next version is started", server.StartWait, func(context.Context) bool { return u.Fleet.At(i) != old }); err != nil {
			return err
		}
	}
	if err := u.command(ctx, version, append([]string{"topology", "apply"}, u.LeaseArgs()...)...); err != nil {
		return err
	}
	if err := u.command(ctx, version, "status"); err != nil {
		return err
	}
	return u.command(ctx, version, "audit", "--store", u.Store)
}

// command runs a command of a program, which must succeed.
func (u *upgrade) command(ctx context.Context, version int, args ...string) error {
	if err := u.Operate(ctx, u.programs[version].path, args...); err != nil {
		return fmt.Errorf("program with parser %s: %w", u.programs[version].parser, err)
	}
	return nil
}

// reparse runs the command, kills it in the middle of its work as often as there are faults, and
// lets it end.
func (u *upgrade) reparse(ctx context.Context) error {
	args := []string{"reparse", "--publish", "--rate", "0"}
	for range u.Faults {
		begun, err := u.readings(ctx)
		if err != nil {
			return err
		}
		p, err := u.Spawn.Start(process.Command(nil, u.programs[next].path, append(args, "--nats-url", u.Broker.URLs())...), filepath.Join(u.Dir, "reparse.log"))
		if err != nil {
			return err
		}
		more := 1 + u.Rand.IntN(max(1, u.Docs/8))
		err = wait.Until(ctx, "reparse has written something", system.StallBound, func(ctx context.Context) bool {
			now, err := u.readings(ctx)
			return p.Ended() || err == nil && now >= begun+more
		})
		if err != nil {
			return errors.Join(err, p.Stop())
		}
		u.Fault("SIGKILL to gouji reparse")
		p.Kill()
	}
	return u.command(ctx, next, args...)
}

// readings is how many documents the store has under the last parser.
func (u *upgrade) readings(ctx context.Context) (int, error) {
	rows, err := u.RowsNow(ctx)
	docs := map[string]bool{}
	for k := range rows {
		if k.Parser == u.programs[next].parser {
			docs[k.Doc] = true
		}
	}
	return len(docs), err
}
