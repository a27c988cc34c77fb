package door

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// maxToken is the longest Authorization header that is looked at, in bytes.
const maxToken = 1024

// Token lets one producer in. Several tokens may have the same producer, so that one can
// be replaced while the other still works.
type Token struct {
	// Producer is the name it submits under, ^[a-z0-9][a-z0-9_-]{0,31}$.
	Producer string
	// Digest is the SHA-256 of the secret; the secret itself is not kept.
	Digest [sha256.Size]byte
}

// NewToken returns the token of a producer with that secret.
func NewToken(producer, secret string) Token {
	return Token{Producer: producer, Digest: sha256.Sum256([]byte(secret))}
}

// caller is who may make requests: the producer of a token, or everybody.
type caller struct {
	Token
	bucket *bucket
}

func newCallers(o Options) ([]*caller, error) {
	name := regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)
	tokens := o.Tokens
	if len(tokens) == 0 {
		tokens = []Token{{Producer: o.Producer}}
	}
	seen := make(map[[sha256.Size]byte]bool)
	var out []*caller
	for _, t := range tokens {
		if !name.MatchString(t.Producer) {
			return nil, fault.Poisonf(fault.BadSubjectToken, "door: the producer's name %.40q does not match %s", t.Producer, name)
		}
		if seen[t.Digest] {
			return nil, fmt.Errorf("door: two tokens have the same secret, one of them of producer %s; give each its own", t.Producer)
		}
		seen[t.Digest] = true
		out = append(out, &caller{Token: t, bucket: newBucket(o.Limits.Rate, o.Limits.Burst, o.Clock())})
	}
	return out, nil
}

// SetTokens has the door let in who has one of these, and nobody else. A token that was good
// before keeps the count of its rate. It fails, and changes nothing, for what New refuses, for
// no token, which would be the end of every one, and on a door that is open to everybody.
func (d *Door) SetTokens(tokens []Token) error {
	if len(tokens) == 0 || len(d.o.Tokens) == 0 {
		return errors.New("door: whether tokens are asked for at all is settled when it is opened")
	}
	o := d.o
	o.Tokens = tokens
	next, err := newCallers(o)
	if err != nil {
		return err
	}
	for _, old := range *d.callers.Load() {
		for _, c := range next {
			if c.Token == old.Token {
				c.bucket = old.bucket
			}
		}
	}
	d.callers.Store(&next)
	return nil
}

// admit finds who makes the request and takes one from the bucket.
func (d *Door) admit(r *http.Request) (*caller, error) {
	c, err := d.who(r)
	if err != nil {
		return nil, err
	}
	if wait := c.bucket.take(d.o.Clock()); wait > 0 {
		return nil, refusef(fault.RateLimited, "每秒超过 %g 份；请稍后再发", "more than %g documents a second; wait and send again", d.o.Limits.Rate).after(wait)
	}
	return c, nil
}

// who compares the digests of all tokens with that of the given secret, so that neither
// the time of a comparison nor the place of a token in the list tells anything about a
// secret.
func (d *Door) who(r *http.Request) (*caller, error) {
	if len(d.o.Tokens) == 0 {
		return (*d.callers.Load())[0], nil
	}
	values := r.Header.Values("Authorization")
	if len(values) != 1 || len(values[0]) > maxToken {
		return nil, refusef(fault.Unauthorized, "请带一个请求头 Authorization: Bearer 令牌", "send one header Authorization: Bearer TOKEN")
	}
	scheme, secret, ok := strings.Cut(values[0], " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return nil, refusef(fault.Unauthorized, "请带一个请求头 Authorization: Bearer 令牌", "send one header Authorization: Bearer TOKEN")
	}
	digest := sha256.Sum256([]byte(secret))
	callers, found := *d.callers.Load(), -1
	for i, c := range callers {
		found = subtle.ConstantTimeSelect(subtle.ConstantTimeCompare(digest[:], c.Digest[:]), i, found)
	}
	if found < 0 {
		return nil, refusef(fault.Unauthorized, "不认识这个令牌", "the token is not known")
	}
	return callers[found], nil
}
