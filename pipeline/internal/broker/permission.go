package broker

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/nats-io/nats.go"
)

// PermissionError says that the server refused what this connection's user asked for. The
// server does not answer such a request, it reports it beside; without this error the
// request would only time out.
type PermissionError struct {
	// Subject is what was refused, Listen that it was a subscription.
	Subject string
	Listen  bool
}

// Error names the subject.
func (e *PermissionError) Error() string {
	if e.Listen {
		return fmt.Sprintf("permission denied: the server refuses this user to subscribe to %s", e.Subject)
	}
	return fmt.Sprintf("permission denied: the server refuses this user to publish to %s", e.Subject)
}

// Is makes it an errors.Is of nats.ErrPermissionViolation.
func (e *PermissionError) Is(target error) bool { return target == nats.ErrPermissionViolation }

// violation is how nats-server words a refusal; the subject is quoted as Go does.
var violation = regexp.MustCompile(`(?i)permissions violation for (publish|subscription) to ("(?:[^"\\]|\\.)*")`)

// parseViolation reads the subject out of an asynchronous error, nil for any other error.
func parseViolation(err error) *PermissionError {
	if !errors.Is(err, nats.ErrPermissionViolation) {
		return nil
	}
	m := violation.FindStringSubmatch(err.Error())
	if m == nil {
		return nil
	}
	subject, err := strconv.Unquote(m[2])
	if err != nil {
		return nil
	}
	return &PermissionError{Subject: subject, Listen: strings.EqualFold(m[1], "subscription")}
}

// refusals brings the server's refusals to the requests that wait for an answer. The zero
// value is ready; it is safe for concurrent use.
type refusals struct {
	mu      sync.Mutex
	waiting map[*asked]struct{}
	count   uint64
	last    map[string]uint64 // the newest refusal of each subject, by count
	inbox   *inboxError       // set once no answer can come at all
	api     string            // what JetStream's requests begin with, "" for defaultAPI
}

// subject is one that is written as a server of no domain has it, by the connection's API.
func (r *refusals) subject(s string) string {
	if rest, ok := strings.CutPrefix(s, defaultAPI+"."); ok && r.api != "" {
		return r.api + "." + rest
	}
	return s
}

// asked is a request under way: what it publishes to, and how to end it.
type asked struct {
	subject string
	prefix  bool // of the subject: the rest is a name that the client library chooses
	cancel  context.CancelCauseFunc
}

// inboxError is a refused inbox: no request of the connection is ever answered.
type inboxError struct{ cause *PermissionError }

func (e *inboxError) Error() string {
	return e.cause.Error() + "; give the inbox prefix of the role, _INBOX_<role> (--nats-inbox-prefix, docs/access.md)"
}

func (e *inboxError) Unwrap() error { return e.cause }

// maxRefused bounds the subjects that are remembered.
const maxRefused = 256

// heard takes a refusal in. It reports whether some request was ended by it.
func (r *refusals) heard(p *PermissionError, inboxPrefix string) (ended bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
	if r.last == nil || len(r.last) >= maxRefused {
		r.last = map[string]uint64{}
	}
	r.last[p.Subject] = r.count
	if p.Listen && strings.HasPrefix(p.Subject, inboxPrefix) {
		r.inbox = &inboxError{p}
		for a := range r.waiting {
			a.cancel(r.inbox)
		}
		return len(r.waiting) > 0
	}
	for a := range r.waiting {
		if !p.Listen && (a.subject == p.Subject || a.prefix && strings.HasPrefix(p.Subject, a.subject)) {
			a.cancel(p)
			ended = true
		}
	}
	return ended
}

// forget is called on a new connection, whose user may be another.
func (r *refusals) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inbox, r.last = nil, nil
}

// lasting is the refusal that no request can get past, nil if there is none.
func (r *refusals) lasting() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.inbox != nil {
		return r.inbox
	}
	return nil
}

// now is the present count, for since.
func (r *refusals) now() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count
}

// since returns the refusal of a subject after the count was n, nil if there was none.
func (r *refusals) since(n uint64, subject string) error {
	subject = r.subject(subject)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.inbox != nil:
		return r.inbox
	case r.last[subject] > n:
		return &PermissionError{Subject: subject}
	}
	return nil
}

// ask watches over one request: with the returned context it ends as soon as the server refuses
// the subject, and answered turns its error into the refusal. A subject that ends in a dot
// stands for all that begin with it.
func (r *refusals) ask(ctx context.Context, subject string) (_ context.Context, answered func(error) error) {
	ctx, cancel := context.WithCancelCause(ctx)
	subject = r.subject(subject)
	a := &asked{subject: subject, prefix: strings.HasSuffix(subject, "."), cancel: cancel}
	r.mu.Lock()
	if r.waiting == nil {
		r.waiting = map[*asked]struct{}{}
	}
	r.waiting[a] = struct{}{}
	if r.inbox != nil {
		cancel(r.inbox)
	}
	r.mu.Unlock()
	return ctx, func(err error) error {
		r.mu.Lock()
		delete(r.waiting, a)
		r.mu.Unlock()
		cause := context.Cause(ctx)
		cancel(nil)
		if err != nil && errors.Is(cause, nats.ErrPermissionViolation) {
			return cause
		}
		return err
	}
}
