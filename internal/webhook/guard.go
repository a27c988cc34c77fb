package webhook

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// postTime is how long a receiver may take for its answer.
const postTime = 20 * time.Second

// newClient posts to addresses that others wrote into a file: it follows no redirect, asks no
// proxy, and connects to public addresses only, unless private is set. What a name leads to is
// judged when the connection is made, so that a name cannot lead elsewhere after it was looked
// at.
func newClient(private bool) *http.Client {
	dial := &net.Dialer{Timeout: 10 * time.Second}
	if !private {
		dial.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err == nil && !public(at.Addr()) {
				err = errPrivate
			}
			return err
		}
	}
	return &http.Client{
		Timeout:       postTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dial.DialContext, TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		},
	}
}

// What is wrong with an address is a defect of the file, not of the receiver.
var (
	errPrivate = errors.New("the address is not public; --webhook-private allows such")
	errPlain   = errors.New("the address is not https; --webhook-private allows such")
)

// public reports whether an address is one of the public internet. Those that carry another
// address inside (NAT64, 6to4, Teredo, IPv4-mapped) could lead inside and are none.
func public(a netip.Addr) bool {
	if a.Is4In6() || !a.IsGlobalUnicast() || a.IsPrivate() || a.Zone() != "" {
		return false
	}
	for _, p := range reserved() {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// reserved are the prefixes that are global unicast by their form alone (IANA's registries of
// special-purpose addresses, RFC 6890).
func reserved() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

// statusError is an answer that is no success.
type statusError struct {
	status int
	// after is what Retry-After says, 0 for nothing.
	after time.Duration
}

// Error says the status.
func (e *statusError) Error() string {
	return fmt.Sprintf("the receiver answers %d %s", e.status, http.StatusText(e.status))
}
