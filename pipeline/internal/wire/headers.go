package wire

import (
	"fmt"
	"net/textproto"
	"strings"
	"unicode/utf8"

	"github.com/nats-io/nats.go"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/gouji/gouji/pipeline/fault"
)

// Headers that the program itself sets on messages of the log.
const (
	HeaderCause     = "Gouji-Cause"     // <stream>:<sequence> of the message this one results from
	HeaderDigest    = "Gouji-Digest"    // SHA-256 of the payload in hex
	HeaderSubmitted = "Gouji-Submitted" // when the document was first taken in, RFC 3339
	HeaderReplay    = "Gouji-Replay"    // id of the dead letter this message was replayed from
	HeaderProducer  = "Gouji-Producer"  // whose a replayed submission is: the last token of its first subject
	HeaderAgain     = "Gouji-Again"     // id of the dropped record of a document that was submitted again
	HeaderTrace     = "Gouji-Trace"     // the trace in which a replayed message failed, as a traceparent
	HeaderAttempts  = "Gouji-Attempts"  // attempts of a parked message before it was parked
	HeaderBeside    = "Gouji-Beside"    // SHA-256 in hex of the bytes that travel beside the payload
	HeaderRevision  = "Gouji-Revision"  // how often what producers say of the document was added to, none for never
	HeaderArchive   = "Gouji-Archive"   // SHA-256 of the archive that the document went into, or came back from
	HeaderRemoved   = "Gouji-Removed"   // sequences of the log that the archive took the place of
	HeaderKept      = "Gouji-Kept"      // how many of them are of kinds that never leave it else
	HeaderErased    = "Gouji-Erased"    // why a document was erased: the reason's class
)

// HeaderNotes says what a door left out of what came with a document, notes separated by
// NoteSeparator. It describes, like what a producer says, and is believed like that.
const (
	HeaderNotes   = "Gouji-Notes"
	NoteSeparator = " | "
)

// MaxHeaders bounds the producer's headers in bytes.
const MaxHeaders = 8 << 10

// ProducerHeader picks what a producer may say about a submission: Gouji-* and
// Content-Type. Everything else is stripped, above all every Nats-* header, and the
// Gouji-* headers that are ours. A value describes and decides nothing: GBK is decoded, and of
// what is neither GBK nor UTF-8 the bytes are escaped (%XX). A header that stands there twice
// with two values, and headers beyond MaxHeaders, are of class bad_header; the usable ones come
// back beside the error.
func ProducerHeader(h map[string][]string) (map[string]string, error) {
	out := map[string]string{}
	var bad error
	size := 0
	for name, values := range h {
		key := textproto.CanonicalMIMEHeaderKey(name)
		switch key {
		case HeaderCause, HeaderDigest, HeaderSubmitted, HeaderReplay, HeaderProducer, HeaderAgain, HeaderAttempts, HeaderTrace, HeaderBeside, HeaderRevision, HeaderArchive, HeaderRemoved, HeaderKept, HeaderErased:
			continue
		}
		if key != "Content-Type" && !strings.HasPrefix(key, "Gouji-") {
			continue
		}
		if !utf8.ValidString(key) {
			continue // nobody knows such a header
		}
		for _, value := range values {
			size += len(key) + len(value)
			value = asText(value)
			if have, twice := out[key]; twice && have != value {
				bad = fmt.Errorf("header %.60q stands there twice", key)
				continue
			}
			out[key] = value
		}
	}
	if size > MaxHeaders {
		return map[string]string{}, fault.Poisonf(fault.BadHeader, "headers of %d bytes, at most %d", size, MaxHeaders)
	}
	return out, fault.Poison(fault.BadHeader, bad)
}

// asText is a value as UTF-8, to be written as JSON.
func asText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	if t, err := simplifiedchinese.GBK.NewDecoder().String(s); err == nil && !strings.ContainsRune(t, utf8.RuneError) {
		return t
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, "%%%02X", s[0])
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
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
