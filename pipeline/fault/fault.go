// Package fault classifies errors where the knowledge is, so that the decision what
// becomes of a message is taken in one place, the worker.
//
// A plain error means: try again, it may pass. Poison means: it would fail again on
// the same bytes. RetryAfter means: try again, but not before. Skip means: there is
// nothing to do, which is no failure.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Class names why a document was refused or ended as a dead letter. The classes are
// a closed set, used as metric labels and subject tokens.
type Class string

// The classes, the same in every door.
const (
	Empty           Class = "empty"
	TooLarge        Class = "too_large"
	UnsupportedType Class = "unsupported_type"
	TypeMismatch    Class = "type_mismatch"
	CharsetUnknown  Class = "charset_unknown"
	EmptyDocument   Class = "empty_document"
	NoText          Class = "no_text"
	NotAReport      Class = "not_a_report"
	// SeveralReports is two years or two bodies in one file, LinksOnly a page that only links
	// its report.
	SeveralReports    Class = "several_reports"
	LinksOnly         Class = "links_only"
	Malformed         Class = "malformed"
	Encrypted         Class = "encrypted"
	AmbiguousPackage  Class = "ambiguous_package"
	LimitDepth        Class = "limit_depth"
	LimitCells        Class = "limit_cells"
	LimitAttributes   Class = "limit_attributes"
	LimitToken        Class = "limit_token"
	LimitInflate      Class = "limit_inflate"
	LimitParts        Class = "limit_parts"
	LimitPages        Class = "limit_pages"
	LimitTime         Class = "limit_time"
	LimitMemory       Class = "limit_memory"
	BadMetadata       Class = "bad_metadata"
	BadHeader         Class = "bad_header"
	BadSubjectToken   Class = "bad_subject_token"
	DigestMismatch    Class = "digest_mismatch"
	Unauthorized      Class = "unauthorized"
	Forbidden         Class = "forbidden"
	RateLimited       Class = "rate_limited"
	SchemaVersion     Class = "schema_version"
	SchemaInvalid     Class = "schema_invalid"
	AttemptsExhausted Class = "attempts_exhausted"
	// Erased is the class of bytes that were erased and are not taken in again.
	Erased Class = "erased"
	// Panic is the class of a stage that panicked: a defect of ours, kept apart from
	// faults of the document.
	Panic Class = "panic"
)

// Classes returns every class there is, in a fixed order.
func Classes() []Class {
	return []Class{
		Empty, TooLarge, UnsupportedType, TypeMismatch, CharsetUnknown, EmptyDocument, NoText, NotAReport,
		SeveralReports, LinksOnly, Malformed, Encrypted, AmbiguousPackage, LimitDepth, LimitCells, LimitAttributes, LimitToken, LimitInflate,
		LimitParts, LimitPages, LimitTime, LimitMemory, BadMetadata, BadHeader, BadSubjectToken, DigestMismatch,
		Unauthorized, Forbidden, RateLimited, SchemaVersion, SchemaInvalid, AttemptsExhausted, Erased, Panic,
	}
}

// PoisonError is an error that would come back on the same bytes.
type PoisonError struct {
	Class Class
	Err   error
}

// Error says the class and the cause.
func (e *PoisonError) Error() string { return string(e.Class) + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *PoisonError) Unwrap() error { return e.Err }

// Poison marks err as one that would come back on the same bytes. It returns nil for a
// nil err.
func Poison(c Class, err error) error {
	if err == nil {
		return nil
	}
	return &PoisonError{Class: c, Err: err}
}

// Poisonf is Poison with the message of fmt.Errorf.
func Poisonf(c Class, format string, args ...any) error {
	return &PoisonError{Class: c, Err: fmt.Errorf(format, args...)}
}

// ClassOf returns the class of the poison in err's chain, and false if there is none.
func ClassOf(err error) (Class, bool) {
	var p *PoisonError
	if errors.As(err, &p) {
		return p.Class, true
	}
	return "", false
}

type retryError struct {
	after time.Duration
	err   error
}

func (e *retryError) Error() string { return e.err.Error() }
func (e *retryError) Unwrap() error { return e.err }

// RetryAfter marks err as one that may pass, but not before d. It returns nil for a
// nil err.
func RetryAfter(d time.Duration, err error) error {
	if err == nil {
		return nil
	}
	return &retryError{after: d, err: err}
}

// Delay returns the delay that RetryAfter set, and false if there is none in err's chain.
func Delay(err error) (time.Duration, bool) {
	var r *retryError
	if errors.As(err, &r) {
		return r.after, true
	}
	return 0, false
}

// SinkError says that a sink, such as a database, did not take something, which is not the
// document's fault.
type SinkError struct {
	// Sink is its name, of a closed set.
	Sink string
	Err  error
}

// Error names the sink and the cause.
func (e *SinkError) Error() string { return e.Sink + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *SinkError) Unwrap() error { return e.Err }

// RefusedError says that no submission is taken at present, whatever it holds: the disk is
// nearly full, or a stage is far behind. Reason is for the producer.
type RefusedError struct {
	Reason string
	// After is when it is worth another try.
	After time.Duration
}

// Error says why.
func (e *RefusedError) Error() string { return "refused: " + e.Reason }

// ErrSkip says that there is nothing to do for this message; it is acknowledged
// without an effect.
var ErrSkip = errors.New("nothing to do")
