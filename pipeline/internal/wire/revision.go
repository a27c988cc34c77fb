package wire

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
)

// MaxRevision is the greatest revision of a document: how often what its producers say of it
// was added to. A flow that adds what was missing only never comes near it.
const MaxRevision = 999

// revisionMark stands in a parser's token before the revision, in three digits so that the
// greater one is the greater text. No version of a parser is written so.
const revisionMark = "-m"

// RevisedToken is the token of a parser's version for a reading with a revision, the version
// itself for the first one. So what comes of another revision has subjects and keys of its own.
func RevisedToken(parser string, revision int) string {
	if revision <= 0 {
		return parser
	}
	return fmt.Sprintf("%s%s%03d", parser, revisionMark, min(revision, MaxRevision))
}

// SplitRevision undoes RevisedToken.
func SplitRevision(token string) (parser string, revision int) {
	at := len(token) - len(revisionMark) - 3
	if at <= 0 || !strings.HasPrefix(token[at:], revisionMark) {
		return token, 0
	}
	n, err := strconv.ParseUint(token[at+len(revisionMark):], 10, 16)
	if err != nil || n == 0 {
		return token, 0
	}
	return token[:at], int(n)
}

// RevisionIn is the revision that a message's header says, 0 for none.
func RevisionIn(h nats.Header) int {
	n, err := strconv.ParseUint(h.Get(HeaderRevision), 10, 16)
	if err != nil {
		return 0
	}
	return int(min(n, MaxRevision))
}
