package neighbour

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/stages/report"
)

// NoBasis is the basis of a verdict that no neighbouring report took part in.
const NoBasis = "0"

// basisNames is how many characters of a basis name the reports.
const basisNames = 22

// Basis names the neighbouring reports that a verdict rests on, in any order; NoBasis if
// there are none. It is a subject token of 32 characters: b, the latest date of
// publication among them as YYYYMMDD, _, and the first 22 characters of the document id
// of one report or of a digest of the ids of several.
//
// Of two verdicts on one report the one with the greater basis counts: one with a
// neighbour before one without, and a neighbour published later before an earlier version
// of it, which is the order of rule.Subject.Last. Neighbours are only ever added, so the
// greatest basis is the last word, whichever verdict was written first.
func Basis(neighbours []report.Report) string {
	if len(neighbours) == 0 {
		return NoBasis
	}
	date := ""
	ids := make([]string, len(neighbours))
	for i, n := range neighbours {
		ids[i] = n.ID
		if n.Published != nil {
			date = max(date, *n.Published)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	name := ids[0]
	if len(ids) > 1 || len(name) < basisNames {
		sum := sha256.Sum256([]byte(strings.Join(ids, "\n")))
		name = strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:]))
	}
	return "b" + compactDate(date) + "_" + name[:basisNames]
}

// compactDate writes YYYY-MM-DD without hyphens; what is no date becomes 00000000.
func compactDate(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return "00000000"
	}
	return t.Format("20060102")
}
