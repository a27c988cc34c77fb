package pipeline

import (
	"context"
)

// Parsed is one parsed message of the log.
type Parsed struct{ Message }

// Entry completes an entry with where the message stands.
func (p Parsed) Entry(e LedgerEntry) LedgerEntry {
	e.Doc, e.Parser, e.Subject, e.Sequence = p.Hop.Doc, p.Hop.Parser, p.Subject, p.Sequence
	if env, err := p.Envelope(); err == nil {
		e.Digest = env.Digest
	}
	return e
}

// ScanParsed visits the parsed reports of a year, 0 for all of them, in the order of the
// log and up to its present end. It takes part in no stage's consumer, so that it can run
// beside them.
func ScanParsed(ctx context.Context, c *Conn, year int, each func(Parsed) error) error {
	return ScanLog(ctx, c, parsedOf(year), func(m Message) error { return each(Parsed{m}) })
}

// NewestParsed returns the sequence of the newest parsed message of each document of a
// year, 0 for all of them: a document has one for each version of the parser.
func NewestParsed(ctx context.Context, c *Conn, year int) (map[string]uint64, error) {
	return Newest(ctx, c, parsedOf(year))
}

func parsedOf(year int) Hop {
	h := Hop{Kind: KindParsed}
	if year != 0 {
		h.Year = YearToken(year)
	}
	return h
}
