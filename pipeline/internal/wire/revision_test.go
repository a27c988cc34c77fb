package wire

import (
	"testing"

	"pgregory.net/rapid"
)

func TestRevisionsAreTokensAndGrow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parser := rapid.StringMatching(`[a-z0-9][a-z0-9_]{0,20}`).Draw(t, "parser")
		n := rapid.IntRange(0, MaxRevision).Draw(t, "revision")
		token := RevisedToken(parser, n)
		if p, r := SplitRevision(token); p != parser || r != n {
			t.Errorf("%s is read as %s and %d", token, p, r)
		}
		if !ValidToken(token) {
			t.Errorf("%s is no token", token)
		}
		if next := RevisedToken(parser, n+1); n < MaxRevision && next <= token {
			t.Errorf("%s does not come behind %s", next, token)
		}
	})
}
