package gouji_test

import "testing"

// laboratory is the rooms of the fault laboratory, from what knows nothing to what knows all. It is
// a module of its own, which no other room may import. It judges the binary from outside; of the
// inside it takes the names that others have too.
func laboratory() []room {
	const in = "lab/chaos/"
	row := func(dir string, own ...string) room {
		return room{dir: in + dir, own: append(own, in+dir), foreign: []string{anything}}
	}
	const wait, machine, process, server = in + "wait", in + "machine", in + "process", in + "server"
	const ledger, judge, load, fault = in + "ledger", in + "judge", in + "load", in + "fault"
	const build, crash, scenario, system = in + "build", in + "crash", in + "scenario", in + "system"
	// All may make documents, have them submitted by a run, and name the stages.
	of := func(group string, own ...string) room {
		return row("scenarios/"+group, append(own, wait, machine, process, server, ledger, judge, load, scenario, system, "generate", "pipeline", "stages/report")...)
	}
	network := row("fault", wait, machine)
	network.tests = []string{module + process} // the programs in it are children
	return []room{
		row("wait"), row("machine"), row("ledger"),
		row("process", wait),
		row("server", wait, machine, process, "pipeline"),
		// The judge reads for itself: nothing of what it judges, and nothing of who submitted it.
		row("judge", ledger),
		row("load", wait, ledger, "generate", "stages/report"),
		// Faults know nothing of the system that they fall on.
		network,
		row("build", machine), row("crash", build),
		row("scenario", machine, process, judge),
		row("system", wait, machine, process, server, ledger, judge, load, scenario),
		of("control"), of("processes"), of("network", fault), of("disk", fault), of("documents", build), of("crashes", build, crash), of("operation", build),
		{dir: "lab/chaos", own: []string{build, scenario, server, in + "scenarios"}, foreign: []string{anything}},
		{dir: "lab/chaos/cmd", own: []string{"lab/chaos"}, foreign: []string{anything}},
		{dir: "lab", own: []string{"lab", "generate", "pipeline", "stages/report"}, foreign: []string{anything}},
	}
}

func TestTheLaboratoryHasWalls(t *testing.T) {
	for _, c := range []struct{ dir, imports string }{
		{"judge", "load"}, {"judge", "system"}, {"judge", "server"},
		{"load", "judge"}, {"load/hostile", "system"},
		{"fault", "system"}, {"fault", "server"},
		{"process", "server"}, {"ledger", "load"}, {"system", "fault"}, {"scenario", "system"},
		{"scenarios/network", "scenarios/disk"}, {"scenarios/processes", "fault"}, {"scenarios/documents", "crash"},
	} {
		if roomOf("lab/chaos/"+c.dir).refuses(module+"lab/chaos/"+c.imports) == "" {
			t.Errorf("%s may import %s, and should not", c.dir, c.imports)
		}
	}
	for _, product := range []string{"pipeline", "stages/ingest", "pipeline/internal/wire"} {
		if roomOf("lab/chaos/judge").refuses(module+product) == "" {
			t.Errorf("the judge may import %s, and should not", product)
		}
	}
}
