package wire

import (
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// Kind says what a subject of the log stands for.
type Kind string

// KindUnknown is the zero value. Every flow has KindAccepted, the record of a document that
// was taken in, and KindArchived, the record of one that went into an archive.
const (
	KindUnknown  Kind = ""
	KindAccepted Kind = "accepted"
	KindArchived Kind = "archived"
)

// NoToken stands where there is nothing to name: no agency, no document.
const NoToken = "none"

// maxToken is the most bytes of a token.
const maxToken = 32

// ValidToken reports whether s may stand as a token of a subject: [a-z0-9][a-z0-9_-]{0,31}.
// The server takes a literal *, > and NUL in published subjects. Every message has dozens of
// tokens looked at, so this is no regular expression, which took a fortieth of a hop.
func ValidToken(s string) bool {
	if s == "" || len(s) > maxToken || s[0] == '_' || s[0] == '-' {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// Token writes s as a token: lower case, and every other character, the dot of 2026.1
// too, as an underscore. It fails with class bad_subject_token where no valid token
// results.
func Token(s string) (string, error) {
	t := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + ('a' - 'A')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		default:
			return '_'
		}
	}, s)
	if !ValidToken(t) {
		return "", fault.Poisonf(fault.BadSubjectToken, "%.40q cannot be written as a subject token", s)
	}
	return t, nil
}

// validPartition: the second token of a subject is a partition, or one of these names.
func validPartition(s string) bool {
	return ValidToken(s) && s != "submit" && s != "dead" && s != "ctl" && s != "results"
}

// Hop holds the tokens of one subject of the log. Which of them a subject has depends on
// Kind; the others are empty.
type Hop struct {
	Partition string
	Kind      Kind
	RuleSet   string
	Parser    string
	Year      string
	Agency    string
	Doc       string
	Basis     string
}

// ReplayProducer is no producer's name: <prefix>.submit.replay is where replays of submissions
// come back, with headers that say whose they were. Those headers are believed on that
// subject only, and only the role replay may publish there, so that no producer can pass a
// resubmission off as the replay of a dead letter.
const ReplayProducer = "replay"
