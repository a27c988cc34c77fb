package broker

import (
	"errors"
	"fmt"
	"testing"

	"github.com/nats-io/nats.go"
)

func TestParseViolation(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]*PermissionError{
		`Permissions Violation for Publish to "$JS.API.STREAM.INFO.X"`:    {Subject: "$JS.API.STREAM.INFO.X"},
		`Permissions Violation for Subscription to "a.>"`:                 {Subject: "a.>", Listen: true},
		`Permissions Violation for Subscription to "a.b" using queue "q"`: {Subject: "a.b", Listen: true},
		`Permissions Violation for Publish with Reply of "_INBOX.x"`:      nil,
		`Permissions Violation for Publish to "quoted \"subject\""`:       {Subject: `quoted "subject"`},
		`something else`: nil,
	} {
		got := parseViolation(fmt.Errorf("%w: %s", nats.ErrPermissionViolation, text))
		if (got == nil) != (want == nil) || got != nil && *got != *want {
			t.Errorf("%s: %+v", text, got)
		}
	}
	if parseViolation(errors.New(`Permissions Violation for Publish to "x"`)) != nil {
		t.Error("an error of another kind was taken for a refusal")
	}
}
