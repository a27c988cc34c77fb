package export_test

import (
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish/export"
)

// TestEveryRefusalSaysWhatToDo: each class has a name and what to do about it, in both
// languages.
func TestEveryRefusalSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, w := range []export.Words{export.Chinese(), export.English()} {
		for _, c := range append(fault.Classes(), "unreadable_input", "several_reports", "links_only") {
			if name := w.ClassName(c); name == "" || name == string(c) {
				t.Errorf("%s: %s has no name", w.Lang, c)
			}
			if w.Advice(c) == "" {
				t.Errorf("%s: nothing is said of what to do about %s", w.Lang, c)
			}
		}
	}
}
