package broker

import (
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

const (
	// CodeStoreFailed is the server's answer where a limit of the stream is reached.
	CodeStoreFailed = 10077
	// refusalAfter is when a refused producer should come again.
	refusalAfter = 10 * time.Second
	// RefusedPrefix begins the description of a refusal by an admission controller.
	RefusedPrefix = "refused: "
	// RefusedByLimit is said where nobody tells more.
	RefusedByLimit = "the broker takes no submissions at present, its disk is nearly full or a stage is far behind"
)

// refusalOf returns the refusal in the answer to a submission, nil where there is none.
func refusalOf(subject string, err error) error {
	var api *jetstream.APIError
	if !wire.IsSubmission(subject) || !errors.As(err, &api) || api.ErrorCode != CodeStoreFailed {
		return nil
	}
	reason, ours := strings.CutPrefix(api.Description, RefusedPrefix)
	if !ours {
		reason = RefusedByLimit
	}
	return &fault.RefusedError{Reason: reason, After: refusalAfter}
}

// Unauthorized reports that a server does not let us in with the credentials we have.
func Unauthorized(err error) bool { return errors.Is(err, nats.ErrAuthorization) }
