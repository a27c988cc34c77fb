package documents

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
)

// canary is something personal or secret that must not show up outside of documents.
type canary struct{ kind, text string }

// canaries makes n of them, of each kind in turn. The numbers have right check digits, or
// what masks numbers by their form would rightly leave them alone.
func canaries(n int, r *rand.Rand) []canary {
	kinds := []struct {
		name string
		make func(*rand.Rand) string
	}{{"identity number", identityNumber}, {"mobile phone", mobile}, {"bank card", bankCard}, {"name", personName}, {"token", secretToken}}
	seen := map[string]bool{}
	var out []canary
	for len(out) < n {
		k := kinds[len(out)%len(kinds)]
		if c := (canary{k.name, k.make(r)}); !seen[c.text] {
			seen[c.text] = true
			out = append(out, c)
		}
	}
	return out
}

// identityNumber is 18 digits by GB 11643-1999, the last the check of ISO 7064 MOD 11-2.
func identityNumber(r *rand.Rand) string {
	s := fmt.Sprintf("11010%d19%02d%02d%02d%03d", 1+r.IntN(8), 50+r.IntN(50), 1+r.IntN(12), 1+r.IntN(28), 1+r.IntN(999))
	sum, weight := 0, 1
	for i := len(s) - 1; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += weight * int(s[i]-'0')
	}
	return s + string("10X98765432"[sum%11])
}

func mobile(r *rand.Rand) string { return fmt.Sprintf("139%08d", r.IntN(100_000_000)) }

// bankCard is 19 digits with the check of ISO/IEC 7812-1 (Luhn).
func bankCard(r *rand.Rand) string {
	s := fmt.Sprintf("622202%012d", r.Int64N(1_000_000_000_000))
	sum := 0
	for i := range s {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return s + string(byte('0'+(10-sum%10)%10))
}

// personName is an invented name of characters that no text of the program has.
func personName(r *rand.Rand) string {
	given := []rune("骉猋淼焱垚鑫犇羴麤飍灥雦")
	return "欧阳" + string(given[r.IntN(len(given))]) + string(given[r.IntN(len(given))]) + string(given[r.IntN(len(given))])
}

func secretToken(r *rand.Rand) string { return fmt.Sprintf("canary%016x", r.Uint64()) }

// forms are the ways a canary may be written: as it is, and escaped for URLs, or for ASCII.
func (c canary) forms() []string {
	out := []string{c.text}
	for _, f := range []string{url.QueryEscape(c.text), strings.Trim(fmt.Sprintf("%+q", c.text), `"`)} {
		if f != c.text {
			out = append(out, f)
		}
	}
	return out
}

// findCanaries returns which canaries stand in a text.
func findCanaries(cs []canary, text string) []canary {
	var out []canary
	for _, c := range cs {
		for _, f := range c.forms() {
			if strings.Contains(text, f) {
				out = append(out, c)
				break
			}
		}
	}
	return out
}
