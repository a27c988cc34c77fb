package server

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/process"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// Postgres is a server of our own in the laboratory's folder.
type Postgres struct {
	spawn *process.Spawner
	logs  string
	bin   string
	dir   string
	port  int
	proc  *process.Process
}

// NewPostgres makes a cluster below dir and starts it; where there is no PostgreSQL it is skipped.
func NewPostgres(ctx context.Context, spawn *process.Spawner, dir string) (*Postgres, error) {
	bin := postgresBin()
	if bin == "" {
		return nil, machine.Skipf("no PostgreSQL on this machine (postgres and initdb in PATH or /usr/lib/postgresql)")
	}
	ports, err := machine.FreePorts(1)
	if err != nil {
		return nil, err
	}
	p := &Postgres{spawn: spawn, logs: dir, bin: bin, dir: filepath.Join(dir, "postgres"), port: ports[0]}
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
		return nil, machine.Skipf("initdb: %v %.300s", err, out)
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

// DSN is what a client connects to.
func (p *Postgres) DSN() string {
	return fmt.Sprintf("postgres://gouji@127.0.0.1:%d/postgres?sslmode=disable", p.port)
}

// start starts the server and waits until it answers. After a kill its backends may still
// hold the shared memory for a moment, so it is started until it stays.
func (p *Postgres) start(ctx context.Context) error {
	db, err := sql.Open("pgx", p.DSN())
	if err != nil {
		return err
	}
	defer db.Close()
	var last error
	err = wait.Until(ctx, "PostgreSQL answers", StartWait, func(ctx context.Context) bool {
		if p.proc == nil || p.proc.Ended() {
			cmd := exec.Command(filepath.Join(p.bin, "postgres"), "-D", p.dir, "-p", strconv.Itoa(p.port), "-h", "127.0.0.1", "-k", p.dir)
			asNobody(cmd)
			cmd.Dir = p.dir
			if p.proc, last = p.spawn.Start(cmd, filepath.Join(p.logs, "postgres.log")); last != nil {
				return false
			}
		}
		last = db.PingContext(ctx)
		return last == nil
	})
	return errors.Join(err, last)
}

// Killed kills the server and starts it again on the same files.
func (p *Postgres) Killed(ctx context.Context) error {
	p.proc.Kill()
	return p.start(ctx)
}

// Close ends the server.
func (p *Postgres) Close() {
	if p.proc != nil {
		p.proc.Kill()
	}
}
