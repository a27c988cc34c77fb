package processes

import (
	"context"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/system"
)

// KillPostgres kills the SQL server that publish writes to.
func KillPostgres() scenario.Scenario {
	return scenario.Scenario{
		Name:  "kill-postgres",
		Doc:   "SIGKILL to a PostgreSQL server of our own, the store of publish, at random moments, restarted on the same files",
		Short: scenario.Size{Docs: 60, Faults: 1}, Full: scenario.Size{Docs: 1000, Faults: 10}, Bound: time.Hour,
		Do: killPostgres,
	}
}

func killPostgres(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	db, err := server.NewPostgres(ctx, l.Spawn, l.Dir)
	if err != nil {
		return scenario.Result{}, err
	}
	defer db.Close()
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 2, Documents: load.Samples(l.Docs, l.Seed), AckWait: l.Lease(), Store: db.DSN()})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	return r.FinishAfter(ctx, func(_ int, mark uint64) error {
		r.Fault("SIGKILL to PostgreSQL at message %d", mark)
		return db.Killed(ctx)
	})
}
