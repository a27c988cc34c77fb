package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
)

// TestMembersOfARunningSystem submits the reports of one town and asks who is missing, from
// the ledger, from a rebuilt ledger, and from the files.
func TestMembersOfARunningSystem(t *testing.T) {
	t.Parallel()
	docs := pairOf(t, 3, generate.HTMLClean, false, false)
	dir, list := t.TempDir(), filepath.Join(t.TempDir(), "members.yaml")
	for _, d := range docs {
		if err := os.WriteFile(filepath.Join(dir, d.name), d.data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	first := lines[report.Check](t, mustCommand(t, "check", "--format", "json", "--fail-on", "never", dir))[0]
	text := fmt.Sprintf("schema: gouji.members/v1\nregions:\n  - name: 青石县\n    members:\n      - name: %s\n      - name: 柳塘镇人民政府\n", *first.Report.Agency)
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	year := fmt.Sprint(*first.Report.Year)
	states := func(args ...string) []neighbour.MemberState {
		code, out, errs := command(t, append([]string{"members", "--members", list, "--year", year, "--format", "json"}, args...)...)
		if code != exitFound {
			t.Fatalf("exit %d: %s", code, errs)
		}
		return lines[neighbour.MemberState](t, out)
	}
	offline := states(dir)
	if len(offline) != 3 || !offline[0].Missing() || len(offline[1].Docs) != 1 || !offline[2].Missing() {
		t.Fatalf("%+v", offline)
	}

	up := start(t, "up", "--members", list, "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	url := up.where.NATS
	conn := client(t, url)
	mustCommand(t, "submit", "--wait", "--nats-url", url, dir)
	quiet(t, conn)
	if d := cmp.Diff(offline, states("--nats-url", url)); d != "" {
		t.Errorf("the ledger differs from the files:\n%s", d)
	}
	if err := conn.JS.DeleteKeyValue(t.Context(), state.LedgerBucket); err != nil {
		t.Fatal(err)
	}
	mustCommand(t, "ledger", "rebuild", "--members", list, "--nats-url", url)
	if d := cmp.Diff(offline, states("--nats-url", url)); d != "" {
		t.Errorf("the rebuilt ledger differs from the files:\n%s", d)
	}
}

// TestARunningSystemJudgesAsCheckDoes submits two versions of two years at once, with a list
// of members: what is found in the end is what `gouji check` finds in the same files.
func TestARunningSystemJudgesAsCheckDoes(t *testing.T) {
	t.Parallel()
	docs := append(pairOf(t, 1, generate.HTMLClean, true, false), pairOf(t, 1, generate.HTMLClean, false, false)...)
	dir, list := t.TempDir(), filepath.Join(t.TempDir(), "members.yaml")
	for i, d := range docs {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d-%s", i, d.name)), d.data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	agency := *lines[report.Check](t, mustCommand(t, "check", "--format", "json", "--fail-on", "never", dir))[0].Report.Agency
	text := fmt.Sprintf("schema: gouji.members/v1\nregions:\n  - name: 青石县\n    members:\n      - name: %s\n      - name: 柳塘镇人民政府\n", agency)
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	up := start(t, "up", "--members", list, "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	conn := client(t, up.where.NATS)
	mustCommand(t, "submit", "--wait", "--nats-url", up.where.NATS, dir)
	quiet(t, conn)
	changed := 0
	for _, want := range lines[report.Check](t, mustCommand(t, "check", "--members", list, "--format", "json", "--fail-on", "never", dir)) {
		got := published(t, conn, want.Report.ID)
		if d := cmp.Diff(want.Rules, got.Rules); d != "" {
			t.Errorf("%s ends otherwise:\n%s", want.File, d)
		}
		if d := cmp.Diff(want.Correction, got.Correction); d != "" {
			t.Errorf("%s is corrected otherwise:\n%s", want.File, d)
		}
		if got.Rules.Outcomes.Of("D-06") == report.Broken {
			changed++
		}
	}
	if changed == 0 {
		t.Error("no version is said to have changed")
	}
}

// TestAMembersFileIsRefusedWithItsPlace, and so is a missing one.
func TestAMembersFileIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	list := filepath.Join(t.TempDir(), "members.yaml")
	if err := os.WriteFile(list, []byte("schema: gouji.members/v1\nregions:\n  - nmae: 青石县\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := command(t, "check", "--members", list, "-"); code != exitUsage || !strings.Contains(errs, "members.yaml:3:5:") {
		t.Errorf("exit %d, %s", code, errs)
	}
	if code, _, errs := command(t, "members", "--members", list+"x", "--year", "2023"); code != exitUsage || !strings.Contains(errs, "members file") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

// TestMembersWithoutTheList: a ledger that was made without the list, or with another one,
// cannot tell who has no report, and says so instead of naming all of them.
func TestMembersWithoutTheList(t *testing.T) {
	t.Parallel()
	dir, data := samples(t, 2, 21), t.TempDir()
	first := lines[report.Check](t, mustCommand(t, "check", "--format", "json", "--fail-on", "never", dir))[0]
	write := func(member string) string {
		path := filepath.Join(t.TempDir(), "members.yaml")
		text := fmt.Sprintf("schema: gouji.members/v1\nregions:\n  - name: 青石县\n    members:\n      - name: %s\n      - name: %s\n", *first.Report.Agency, member)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	list, other, year := write("柳塘镇人民政府"), write("松岭镇人民政府"), fmt.Sprint(*first.Report.Year)
	up := func(with ...string) *process {
		return start(t, append(with, "up", "--data", data, "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")...)
	}
	ask := func(p *process, by string, active bool) {
		t.Helper()
		for lang, inactive := range map[string]string{"zh": "名单未启用", "en": "not in force"} {
			code, out, errs := command(t, "members", "--members", by, "--year", year, "--nats-url", p.where.NATS, "--lang", lang)
			told := strings.Contains(out+errs, "未收到") || strings.Contains(out, "none received")
			if active != told || active == strings.Contains(errs, inactive) || active != (code == exitFound) || !active && !strings.Contains(errs, "ledger rebuild --members") {
				t.Errorf("exit %d\n%s%s", code, out, errs)
			}
		}
	}
	bare := up()
	mustCommand(t, "submit", "--wait", "--nats-url", bare.where.NATS, dir)
	ask(bare, list, false)
	mustCommand(t, "ledger", "rebuild", "--members", list, "--nats-url", bare.where.NATS)
	ask(bare, list, false) // what comes is still entered without it
	bare.kill(t)
	with := up("--members", list)
	ask(with, list, false) // what came before was entered without it
	mustCommand(t, "ledger", "rebuild", "--members", list, "--nats-url", with.where.NATS)
	ask(with, list, true)
	ask(with, other, false)
	with.kill(t)
	ask(up(), list, false)
}
