package chaos

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// killPostgresScenario kills the SQL server that publish writes to.
func killPostgresScenario() Scenario {
	return Scenario{
		Name:  "kill-postgres",
		Doc:   "SIGKILL to a PostgreSQL server of our own, the store of publish, at random moments, restarted on the same files",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 1000, Faults: 10}, Bound: time.Hour,
		run: killPostgres,
	}
}

func killPostgres(ctx context.Context, l *lab) (Result, error) {
	db, err := newPostgres(ctx, l.spawn, l.dir)
	if err != nil {
		return Result{}, err
	}
	defer db.close()
	r, err := begin(ctx, l, setup{nodes: 1, workers: 2, docs: samples(l.Docs, l.Seed), ackWait: l.lease(), store: db.dsn()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	err = r.atMarks(ctx, func(_ int, mark uint64) error {
		r.fault("SIGKILL to PostgreSQL at message %d", mark)
		return db.killed(ctx)
	})
	if err != nil {
		return Result{}, err
	}
	return r.finish(ctx)
}

// postgres is a server of our own in the laboratory's folder.
type postgres struct {
	spawn *spawner
	logs  string
	bin   string
	dir   string
	port  int
	proc  *process
}

// newPostgres makes a cluster below dir and starts it; where there is no PostgreSQL it is skipped.
func newPostgres(ctx context.Context, spawn *spawner, dir string) (*postgres, error) {
	bin := postgresBin()
	if bin == "" {
		return nil, skipf("no PostgreSQL on this machine (postgres and initdb in PATH or /usr/lib/postgresql)")
	}
	ports, err := freePorts(1)
	if err != nil {
		return nil, err
	}
	p := &postgres{spawn: spawn, logs: dir, bin: bin, dir: filepath.Join(dir, "postgres"), port: ports[0]}
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return nil, err
	}
	if err := giveAway(dir, p.dir); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", p.dir, "-U", "gouji", "-A", "trust", "-E", "UTF8", "--no-locale")
	asNobody(cmd)
	cmd.Dir = p.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, skipf("initdb: %v %.300s", err, out)
	}
	return p, p.start(ctx)
}

func postgresBin() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is sound
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(found[len(found)-1])
}

func (p *postgres) dsn() string {
	return fmt.Sprintf("postgres://gouji@127.0.0.1:%d/postgres?sslmode=disable", p.port)
}

// start starts the server and waits until it answers. After a kill its backends may still
// hold the shared memory for a moment, so it is started until it stays.
func (p *postgres) start(ctx context.Context) error {
	db, err := sql.Open("pgx", p.dsn())
	if err != nil {
		return err
	}
	defer db.Close()
	var last error
	err = until(ctx, "PostgreSQL answers", startWait, func(ctx context.Context) bool {
		if p.proc == nil || p.proc.ended() {
			cmd := exec.Command(filepath.Join(p.bin, "postgres"), "-D", p.dir, "-p", strconv.Itoa(p.port), "-h", "127.0.0.1", "-k", p.dir)
			asNobody(cmd)
			cmd.Dir = p.dir
			if p.proc, last = p.spawn.start(cmd, filepath.Join(p.logs, "postgres.log")); last != nil {
				return false
			}
		}
		last = db.PingContext(ctx)
		return last == nil
	})
	return errors.Join(err, last)
}

// killed kills the server and starts it again on the same files.
func (p *postgres) killed(ctx context.Context) error {
	p.proc.kill()
	return p.start(ctx)
}

func (p *postgres) close() {
	if p.proc != nil {
		p.proc.kill()
	}
}
