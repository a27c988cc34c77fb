package main

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline"
)

func TestTopologyCommand(t *testing.T) {
	t.Parallel()
	broker := startBroker(t)
	topology := func(args ...string) []string {
		return append(append([]string{"topology"}, args...), "--nats-url", broker.URL(), "--lang", "en")
	}
	if out := mustCommand(t, topology("plan")...); strings.Count(out, "create") != 14 {
		t.Errorf("on an empty server:\n%s", out)
	}
	mustCommand(t, topology("apply")...)
	plans := lines[pipeline.Plan](t, mustCommand(t, topology("plan", "--format", "json")...))
	if len(plans) != 1 || plans[0].Schema != "gouji.topology/v1" || len(plans[0].Items) != 14 || plans[0].Differs() {
		t.Errorf("applied, and still %+v", plans)
	}
	if out := mustCommand(t, topology("plan", "--ack-wait", "40s")...); strings.Count(out, "ack_wait: 30s → 40s") != 4 {
		t.Errorf("another lease:\n%s", out)
	}
	mustCommand(t, topology("apply", "--ack-wait", "40s")...)

	conn := client(t, broker.URL())
	s, err := conn.JS.Stream(t.Context(), pipeline.DeadStream)
	if err != nil {
		t.Fatal(err)
	}
	cfg := s.CachedInfo().Config
	cfg.Subjects = append(cfg.Subjects, "gouji.old.>")
	if _, err := conn.JS.UpdateStream(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	// In an upgrade what is missing is made, and what is there stays.
	if err := conn.JS.DeleteStream(t.Context(), "GOUJI_RESULTS"); err != nil {
		t.Fatal(err)
	}
	mustCommand(t, topology("apply", "--ack-wait", "40s", "--create-only")...)
	if out := mustCommand(t, topology("plan", "--ack-wait", "40s")...); !strings.Contains(out, "gouji.old.>") || strings.Contains(out, "create") {
		t.Errorf("only what is missing was to be made, and then there differs:\n%s", out)
	}
	code, out, errs := command(t, topology("apply", "--ack-wait", "40s")...)
	if code != exitFound || !strings.Contains(errs, "--allow-destructive") || !strings.Contains(out, "gouji.old.>") {
		t.Errorf("a lost subject: exit %d\n%s%s", code, out, errs)
	}
	mustCommand(t, topology("apply", "--ack-wait", "40s", "--allow-destructive")...)
	if out := mustCommand(t, topology("plan", "--ack-wait", "40s", "--format", "json")...); strings.Contains(out, `"change"`) {
		t.Errorf("allowed, and still: %s", out)
	}

	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{topology("plan", "--format", "xml"), exitUsage, "text, json"},
		{topology("plan", "--replicas", "2"), exitUsage, "not one of 1, 3, 5"},
		{topology("apply", "--ack-wait", "40s", "--replicas", "3"), exitFound, "replicas"},
	} {
		if code, _, errs := command(t, c.args...); code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("%v: exit %d, %s", c.args, code, errs)
		}
	}
}
