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
// that rests on everything has the greatest basis of all.
func (in Input) Basis() string {
	peers := in.Peers.Docs()
	own := neighbour.Basis(in.Neighbours)
	if len(peers) == 0 {
		return own
	}
	date, name := "00000000", "0000000000"
	if own != neighbour.NoBasis {
		date, name = own[1:9], own[10:20]
	}
	count := strconv.FormatInt(int64(min(len(peers), 36*36*36-1)), 36)
	sum := sha256.Sum256([]byte(strings.Join(peers, "\n")))
	digest := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:]))
	return "c" + strings.Repeat("0", 3-len(count)) + count + date + name + digest[:10]
}
