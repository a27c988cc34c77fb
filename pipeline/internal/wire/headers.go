package wire

import (
	"fmt"
	"net/textproto"
	"strings"
	"unicode/utf8"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/fault"
)

// Headers that the program itself sets on messages of the log.
const (
	HeaderCause     = "Gouji-Cause"     // <stream>:<sequence> of the message this one results from
	HeaderDigest    = "Gouji-Digest"    // SHA-256 of the payload in hex
	HeaderSubmitted = "Gouji-Submitted" // when the document reached the log, RFC 3339
	HeaderReplay    = "Gouji-Replay"    // id of the dead letter this message was replayed from
	HeaderProducer  = "Gouji-Producer"  // whose a replayed submission is: the last token of its first subject
	HeaderAgain     = "Gouji-Again"     // id of the dropped record of a document that was submitted again
	HeaderAttempts  = "Gouji-Attempts"  // attempts of a parked message before it was parked
)

// MaxHeaders bounds the producer's headers in bytes.
const MaxHeaders = 8 << 10

// ProducerHeader picks what a producer may say about a submission: Gouji-* and
// Content-Type. Everything else is stripped, above all every Nats-* header, and the
// Gouji-* headers that are ours. An unusable header is of class bad_header, and the
// usable ones come back beside the error.
func ProducerHeader(h map[string][]string) (map[string]string, error) {
	out := map[string]string{}
	var bad error
	size := 0
	for name, values := range h {
		key := textproto.CanonicalMIMEHeaderKey(name)
		switch key {
		case HeaderCause, HeaderDigest, HeaderSubmitted, HeaderReplay, HeaderProducer, HeaderAgain, HeaderAttempts:
			continue
		}
		if key != "Content-Type" && !strings.HasPrefix(key, "Gouji-") {
			continue
		}
		value := strings.Join(values, "")
		size += len(key) + len(value)
		_, twice := out[key]
		if twice || len(values) != 1 || !utf8.ValidString(value) || !utf8.ValidString(key) {
			bad = fmt.Errorf("header %.60q stands there twice or is not UTF-8", key)
			continue
		}
		out[key] = value
	}
	if size > MaxHeaders {
		return map[string]string{}, fault.Poisonf(fault.BadHeader, "headers of %d bytes, at most %d", size, MaxHeaders)
	}
	return out, fault.Poison(fault.BadHeader, bad)
}

// SubmittedOn is the subject that a submission's producer wrote to, and for a replay the
// dead letter that it comes from. What the headers say of it counts on the subject of the
// replays only.
func (f Flow) SubmittedOn(subject string, h nats.Header) (origin, replayOf string) {
	if p := h.Get(HeaderProducer); subject == f.SubmitPrefix()+ReplayProducer && p != "" {
		return f.SubmitPrefix() + p, h.Get(HeaderReplay)
	}
	return subject, ""
}
