package pdf

import (
	"errors"
	"io"

	"github.com/gouji/gouji/stages/ingest/child"
	lib "github.com/ledongthuc/pdf"
)

// ServeFlag is what Warm adds to the command line of a child that shall call ServeMain.
const ServeFlag = "--serve"

// ServeMain reads PDF after PDF from stdin and answers each with what ChildMain writes,
// within the same limits, until stdin ends: see child.Serve. It returns the exit code if it
// cannot go on. It keeps nothing from one document for the next.
func ServeMain(stdin io.Reader, stdout io.Writer) int {
	return child.Serve(stdin, stdout, func(data []byte, w io.Writer) (refusal []byte) {
		if err := extract(data, w); err != nil {
			return append([]byte{byte(exitCode(err))}, err.Error()...)
		}
		return nil
	})
}

func exitCode(err error) int {
	if errors.Is(err, lib.ErrInvalidPassword) {
		return exitEncrypted
	}
	return exitMalformed
}
