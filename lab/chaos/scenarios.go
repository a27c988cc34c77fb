package chaos

import (
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/scenarios/control"
	"github.com/gouji/gouji/lab/chaos/scenarios/crashes"
	"github.com/gouji/gouji/lab/chaos/scenarios/disk"
	"github.com/gouji/gouji/lab/chaos/scenarios/documents"
	"github.com/gouji/gouji/lab/chaos/scenarios/network"
	"github.com/gouji/gouji/lab/chaos/scenarios/operation"
	"github.com/gouji/gouji/lab/chaos/scenarios/processes"
)

// Scenarios lists all of them.
func Scenarios() []scenario.Scenario {
	return []scenario.Scenario{
		processes.KillWorkers(), processes.KillServer(), processes.KillLeader(), processes.KillUp(), operation.TwoUps(), operation.SlowUploads(), documents.Versions(), operation.Lost(), processes.KillAll(), processes.KillPostgres(),
		processes.StopWorkers(), processes.StopServers(), network.Partition(), network.SlowLinks(), disk.Full(), disk.NearlyFull(), disk.PowerCut(), disk.PowerCutControl(),
		disk.BitFlips(), documents.Poison(), documents.Huge(), documents.Hostile(), crashes.CrashPoints(), operation.RollingUpgrade(), operation.Restore(), crashes.BrokenBuilds(), documents.Canaries(), control.Control(),
	}
}
