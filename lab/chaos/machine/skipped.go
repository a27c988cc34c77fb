package machine

import (
	"errors"
	"fmt"
)

// ErrSkipped says that this machine cannot do a scenario, and why.
var ErrSkipped = errors.New("skipped")

func Skipf(format string, a ...any) error {
	return fmt.Errorf("%w: %s", ErrSkipped, fmt.Sprintf(format, a...))
}
