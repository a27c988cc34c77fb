package bench

import (
	"testing"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/neighbour/identity"
)

// TestIssuersAreAsUnrelatedAsTheyAreCalled: no two reports of unrelated issuers are of one, and
// five years in a row are.
func TestIssuersAreAsUnrelatedAsTheyAreCalled(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	c, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for years, want := range map[int]int{1: 60, 5: 12} {
		docs, err := reports(generatedText, 60, years)
		if err != nil {
			t.Fatal(err)
		}
		defer docs.close()
		keys := map[string]bool{}
		for i := range docs.len() {
			data, err := docs.at(i)
			if err != nil {
				t.Fatal(err)
			}
			r, err := c.Read(t.Context(), ingest.Input{Data: data}, "")
			if err != nil || r.Report == nil {
				t.Fatalf("document %d is not read: %v", i, err)
			}
			keys[identity.Of(*r.Report).Key] = true
		}
		if len(keys) != want || keys[""] {
			t.Errorf("%d reports, %d years of each: %d issuers, want %d", docs.len(), years, len(keys), want)
		}
	}
}
