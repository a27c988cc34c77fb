package validate

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/neighbour"
)

// Basis names all reports that a verdict rests on. Without peers it is that of the
// neighbours; with them it is c, their number in three digits of base 36, the neighbours'
// date as in neighbour.Basis, the first ten characters of their name there and ten of a digest of the
// peers' ids.
//
// Peers are only ever added and a neighbour gives way to a greater one only, so the verdict
// that rests on everything has the greatest basis of all. Where a neighbour has gone all the same,
// the generation goes before: g, seven digits of base 36 of it, the number of peers in three, the
// date, and thirteen characters of a digest of all names.
func (in Input) Basis() string {
	peers := in.Peers.Docs()
	own := neighbour.Basis(in.Neighbours)
	if in.Generation > 0 {
		return in.raised(own, peers)
	}
	if len(peers) == 0 {
		return own
	}
	date, name := "00000000", "0000000000"
	if own != neighbour.NoBasis {
		date, name = own[1:9], own[10:20]
	}
	return "c" + base36(uint64(len(peers)), 3) + date + name + digestOf(strings.Join(peers, "\n"))[:10]
}

// raised is the basis of a generation above 0; it has 32 characters as the others.
func (in Input) raised(own string, peers []string) string {
	date := "00000000"
	if own != neighbour.NoBasis {
		date = own[1:9]
	}
	return "g" + base36(in.Generation, 7) + base36(uint64(len(peers)), 3) + date + digestOf(own + "\n" + strings.Join(peers, "\n"))[:13]
}

// base36 is n in so many digits; what does not fit is the greatest that does.
func base36(n uint64, digits int) string {
	s := strconv.FormatUint(n, 36)
	if len(s) > digits {
		return strings.Repeat("z", digits)
	}
	return strings.Repeat("0", digits-len(s)) + s
}

func digestOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:]))
}
