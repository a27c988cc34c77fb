package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const line = `{"report":{"id":"doc"},"findings":[{"rule":"W-06","severity":"warning","message":"m","section":1,"at":[{"path":"","start":7,"page":0}],"quotes":["words"]},{"rule":"T3-01","severity":"error","cells":["applications.granted.total"]}]}
{"outcome":"rejected"}
`

func TestPrecision(t *testing.T) {
	t.Parallel()
	judged := filepath.Join(t.TempDir(), "judged.tsv")
	if err := os.WriteFile(judged, []byte("# a comment\ndoc\tW-06\t@7/0\tuseful\ndoc\tT3-01\tapplications.granted.total\tnoise\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(strings.NewReader(line), &out, judged, false); err == nil || !strings.Contains(err.Error(), "T3-01 error") {
		t.Fatalf("a rule whose findings are noise is not named: %v", err)
	}
	for _, want := range []string{"| W-06 | warning | 1 | 0 | 0 | 1.00 |", "| T3-01 | error | 0 | 1 | 0 | 0.00 |"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	out.Reset()
	if err := run(strings.NewReader(line), &out, judged, true); err != nil || out.String() != "" {
		t.Errorf("all are judged: %q, %v", out.String(), err)
	}
}

func TestBadJudgement(t *testing.T) {
	t.Parallel()
	judged := filepath.Join(t.TempDir(), "judged.tsv")
	if err := os.WriteFile(judged, []byte("doc\tW-06\t@7/0\tperhaps\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(strings.NewReader(line), &strings.Builder{}, judged, false); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("error %v", err)
	}
}
