package load

import "testing"

func TestLightDocumentsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(3) {
		for d := range Light(100, seed) {
			if seen[d.ID] {
				t.Errorf("%s twice", d.ID)
			}
			seen[d.ID] = true
		}
	}
	if len(seen) != 300 {
		t.Errorf("%d documents, want 300", len(seen))
	}
}
