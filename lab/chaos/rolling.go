package chaos

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

	"github.com/gouji/gouji/pipeline"
)

// rollingScenario is two upgrades, as docs/upgrade.md has them.
func rollingScenario() Scenario {
	return Scenario{
		Name:  "rolling-upgrade",
		Doc:   "workers of an older commit of this repository are replaced by those under test, one process at a time, in the order of docs/upgrade.md, while documents come by both doors; then the same again for a build with another parser, and `gouji reparse --publish` is killed and run again under the same load; every document must have a result under the last parser, older results and decisions must stand as they did, and gouji audit must be clean after each upgrade",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 3000, Faults: 5}, Bound: time.Hour,
		run: rolling,
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
	*run
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

func rolling(ctx context.Context, l *lab) (Result, error) {
	u, err := beginUpgrade(ctx, l)
	defer u.end()
	if err != nil {
		return Result{}, err
	}
	// A part of the documents comes to the older program alone.
	if err := u.reach(ctx, uint64(2*l.Docs)); err != nil {
		return Result{}, err
	}
	first, err := u.rowsNow(ctx)
	if err != nil {
		return Result{}, err
	}
	if err := u.to(ctx, present); err != nil {
		return Result{}, err
	}
	if err := u.decide(ctx); err != nil {
		return Result{}, err
	}
	if err := u.to(ctx, next); err != nil {
		return Result{}, err
	}
	before, err := u.keptNow(ctx, first)
	if err != nil {
		return Result{}, err
	}
	if err := u.reparse(ctx); err != nil {
		return Result{}, err
	}
	u.over.Store(true)
	out, err := u.finish(ctx)
	if err != nil {
		return out, err
	}
	if err := u.command(ctx, present, "audit", "--store", u.store); err != nil {
		out.Failures = append(out.Failures, err.Error())
	}
	wrong, err := u.weigh(ctx, &out, before)
	out.Failures = append(out.Failures, wrong...)
	return out, err
}

func beginUpgrade(ctx context.Context, l *lab) (*upgrade, error) {
	parts := upgradedParts()
	u := &upgrade{serves: make([]atomic.Int32, len(parts)), client: &http.Client{Transport: &http.Transport{}}, tokens: filepath.Join(l.dir, "tokens")}
	var err error
	if u.programs, err = upgradePrograms(ctx, l); err != nil {
		return u, err
	}
	if err := os.WriteFile(u.tokens, []byte(reviewer+"\n"+producer+"\n"), 0o600); err != nil {
		return u, err
	}
	ports, err := freePorts(2)
	if err != nil {
		return u, err
	}
	u.door, u.pages = fmt.Sprintf("127.0.0.1:%d", ports[0]), fmt.Sprintf("127.0.0.1:%d", ports[1])
	u.run, err = begin(ctx, l, setup{nodes: 1, workers: len(parts), ackWait: l.lease(), ahead: l.lead(),
		binary: func(slot int) string { return u.programs[u.serves[slot].Load()].path },
		each:   func(slot int) string { return parts[slot] },
		more:   u.more,
	})
	if err != nil {
		return u, err
	}
	if err := <-u.submitted; err != nil {
		return u, err
	}
	u.submitter.hand = bothDoors(natsDoor(u.broker.js), httpDoor(u.client, "http://"+u.door+"/v1/reports"))
	u.submit(ctx, u.supply(l.Docs, l.Seed))
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
func bothDoors(doors ...door) door {
	var n atomic.Uint64
	return func(ctx context.Context, d submission) (uint64, error) {
		return doors[n.Add(1)%uint64(len(doors))](ctx, d)
	}
}

func (u *upgrade) end() {
	u.over.Store(true)
	u.run.end()
	u.client.CloseIdleConnections()
}

// supply is generated reports without end, until the upgrade is over and there were n at least.
func (u *upgrade) supply(n int, seed uint64) iter.Seq[submission] {
	return func(yield func(submission) bool) {
		for i := 0; ; {
			// A batch of its own has issuers of its own.
			for d := range light(n, seed+uint64(i)) {
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
	if err := u.command(ctx, version, "backup", filepath.Join(u.dir, fmt.Sprintf("backup-%d", version))); err != nil {
		return err
	}
	if err := u.command(ctx, version, append([]string{"topology", "apply", "--create-only"}, u.leaseArgs()...)...); err != nil {
		return err
	}
	for i, part := range upgradedParts() {
		end, err := u.logEnd(ctx)
		if err != nil {
			return err
		}
		if err := u.reach(ctx, end+uint64(u.workers+u.rand.IntN(max(1, u.Docs/2)))); err != nil {
			return err
		}
		old := u.fleet.expect(i)
		u.fault("SIGTERM to %s of parser %s, then parser %s", strings.TrimPrefix(part, "--"), u.programs[u.serves[i].Load()].parser, u.programs[version].parser)
		u.serves[i].Store(int32(version))
		if err := old.stop(); err != nil {
			return err
		}
		if err := until(ctx, "the next version is started", startWait, func(context.Context) bool { return u.fleet.at(i) != old }); err != nil {
			return err
		}
	}
	if err := u.command(ctx, version, append([]string{"topology", "apply"}, u.leaseArgs()...)...); err != nil {
		return err
	}
	if err := u.command(ctx, version, "status"); err != nil {
		return err
	}
	return u.command(ctx, version, "audit", "--store", u.store)
}

// command runs a command of a program, which must succeed.
func (u *upgrade) command(ctx context.Context, version int, args ...string) error {
	if err := u.operate(ctx, u.programs[version].path, args...); err != nil {
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
		p, err := u.spawn.start(command(nil, u.programs[next].path, append(args, "--nats-url", u.broker.urls())...), filepath.Join(u.dir, "reparse.log"))
		if err != nil {
			return err
		}
		more := 1 + u.rand.IntN(max(1, u.Docs/8))
		err = until(ctx, "reparse has written something", stallBound, func(ctx context.Context) bool {
			now, err := u.readings(ctx)
			return p.ended() || err == nil && now >= begun+more
		})
		if err != nil {
			return errors.Join(err, p.stop())
		}
		u.fault("SIGKILL to gouji reparse")
		p.kill()
	}
	return u.command(ctx, next, args...)
}

// readings is how many documents the store has under the last parser.
func (u *upgrade) readings(ctx context.Context) (int, error) {
	rows, err := u.rowsNow(ctx)
	docs := map[string]bool{}
	for k := range rows {
		if k.Parser == u.programs[next].parser {
			docs[k.Doc] = true
		}
	}
	return len(docs), err
}
