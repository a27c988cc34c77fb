package validate

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gouji/gouji/stages/report"
)

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
	return "b" + day(date) + "_" + name[:basisNames]
}

// basis names all reports that a verdict rests on. Without peers it is that of the
// neighbours; with them it is c, their number in three digits of base 36, the neighbours'
// date as in Basis, the first ten characters of their name there and ten of a digest of the
// peers' ids.
//
// Peers are only ever added and a neighbour gives way to a greater one only, so the verdict
// that rests on everything has the greatest basis of all.
func (in Input) basis() string {
	peers := in.Peers.Docs()
	own := Basis(in.Neighbours)
	if len(peers) == 0 {
		return own
	}
	date, name := "00000000", "0000000000"
	if own != NoBasis {
		date, name = own[1:9], own[10:20]
	}
	count := strconv.FormatInt(int64(min(len(peers), 36*36*36-1)), 36)
	sum := sha256.Sum256([]byte(strings.Join(peers, "\n")))
	digest := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:]))
	return "c" + strings.Repeat("0", 3-len(count)) + count + date + name + digest[:10]
}

// day writes YYYY-MM-DD without hyphens; what is no date is nought.
func day(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return "00000000"
	}
	return t.Format("20060102")
}
