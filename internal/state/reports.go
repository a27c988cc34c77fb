package state

import (
	"context"
	"strconv"

	"github.com/gouji/gouji/pipeline/client"
)

// kindParsed is the kind of the messages that hold parsed reports.
const kindParsed client.Kind = "parsed"

// kindValidated is the kind of the messages that hold verdicts.
const kindValidated client.Kind = "validated"

// Parsed is one parsed message of the log.
type Parsed struct{ client.Message }

// Entry completes an entry with where the message stands.
func (p Parsed) Entry(e Entry) Entry {
	e.Doc, e.Parser, e.Subject, e.Sequence = p.Hop.Doc, p.Hop.Parser, p.Subject, p.Sequence
	if env, err := p.Envelope(); err == nil {
		e.Digest = env.Digest
	}
	return e
}

// ScanParsed visits the parsed reports of a year, 0 for all of them, in the order of the
// log and up to its present end. It takes part in no stage's consumer, so that it can run
// beside them.
func ScanParsed(ctx context.Context, c *client.Conn, year int, each func(Parsed) error) error {
	return client.ScanLog(ctx, c, parsedOf(year), func(m client.Message) error { return each(Parsed{m}) })
}

// NewestParsed returns the sequence of the newest parsed message of each document of a
// year, 0 for all of them: a document has one for each version of the parser.
func NewestParsed(ctx context.Context, c *client.Conn, year int) (map[string]uint64, error) {
	return client.Newest(ctx, c, parsedOf(year))
}

func parsedOf(year int) client.Hop {
	h := client.Hop{Kind: kindParsed}
	if year != 0 {
		h.Year = strconv.Itoa(year)
	}
	return h
}
