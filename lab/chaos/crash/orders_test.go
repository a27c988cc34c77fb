package crash

import (
	"go/format"
	"os"
	"strings"
	"testing"
)

func TestOverlayIsFormattedGo(t *testing.T) {
	got, err := format.Source(crashingBoundary)
	if err != nil || string(got) != string(crashingBoundary) {
		t.Errorf("boundary.go.txt is no formatted Go: %v", err)
	}
	if !strings.Contains(string(crashingBoundary), `"`+OrderEnv+`"`) {
		t.Error("boundary.go.txt and the laboratory name the order differently")
	}
}

func TestOrdersAreCarriedOutOnce(t *testing.T) {
	o := Orders{Dir: t.TempDir()}
	if err := o.Give("x", "ack.before ingest", 3); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(o.Path("x"))
	if err != nil || !strings.HasPrefix(string(text), "ack.before ingest 3 ") {
		t.Errorf("%q, %v", text, err)
	}
	if o.Withdraw("x") {
		t.Error("an order that nobody took counts as carried out")
	}
	if err := os.WriteFile(o.Path("x")+".done", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !o.Withdraw("x") || o.Withdraw("x") {
		t.Error("a carried out order must count once")
	}
}
