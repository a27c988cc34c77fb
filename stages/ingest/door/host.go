package door

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// known refuses requests that were sent to another name than the door's. A page of another
// site can have its own name lead to this address (DNS rebinding), and a browser then lets
// it read the answers; but the browser says that name in the Host header. An address cannot
// be made to lead elsewhere, so every literal one is known.
func (d *Door) known(r *http.Request) error {
	if d.o.Hosts == nil {
		return nil
	}
	if KnownHost(r.Host, d.o.Hosts) {
		return nil
	}
	return other(http.StatusMisdirectedRequest, string(fault.Forbidden), "这个入口不叫 %s；若应当，请写入 --http-hosts",
		"this door does not go by the name %s; name it with --http-hosts if it should", quoted(r.Host))
}

// KnownHost reports whether a Host header names one of the hosts, in lower case, or a literal
// address, with any port.
func KnownHost(host string, hosts []string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil || slices.Contains(hosts, host)
}

// quoted is a short form of what a stranger sent.
func quoted(s string) string {
	if len(s) > 60 {
		s = s[:60] + "…"
	}
	return "\"" + strings.Map(func(r rune) rune {
		if r < 0x20 || r == '"' || r >= 0x7f {
			return '?'
		}
		return r
	}, s) + "\""
}
