package machine

import (
	"fmt"
	"net"
)

// FreePorts finds ports on loopback that nobody listens on. They are held together while
// they are found, so that they differ.
func FreePorts(n int) ([]int, error) {
	var out []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("find a free port: %w", err)
		}
		defer l.Close()
		out = append(out, l.Addr().(*net.TCPAddr).Port)
	}
	return out, nil
}

// AnyPort is an address on loopback that nobody asks.
const AnyPort = "127.0.0.1:0"
