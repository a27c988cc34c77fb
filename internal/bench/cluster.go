package bench

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/gouji/gouji/pipeline"
)

// clusterReady is how long a server may take to start.
const clusterReady = time.Minute

// cluster is three servers in this process, which fsync as the embedded one does.
type cluster []*server.Server

// newCluster starts them with their files below dir. Their leader may not be there yet.
func newCluster(dir string) (cluster, error) {
	routes := make([]*url.URL, 3)
	ports := make([]int, len(routes))
	var held []net.Listener
	for i := range routes {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		held = append(held, l)
		routes[i], ports[i] = &url.URL{Scheme: "nats", Host: l.Addr().String()}, l.Addr().(*net.TCPAddr).Port
	}
	for _, l := range held {
		_ = l.Close() // so that the servers can have these ports
	}
	var c cluster
	for i := range routes {
		n, err := server.NewServer(&server.Options{
			ServerName: fmt.Sprint("node-", i), Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, SyncAlways: true,
			StoreDir: filepath.Join(dir, fmt.Sprint("node-", i)), NoSigs: true, NoLog: true, MaxPayload: pipeline.DefaultMaxPayload, MaxPending: 4 * int64(pipeline.DefaultMaxPayload),
			Routes: routes, Cluster: server.ClusterOpts{Name: "gouji", Host: "127.0.0.1", Port: ports[i]},
		})
		if err != nil {
			c.close()
			return nil, fmt.Errorf("cluster: %w", err)
		}
		n.Start()
		c = append(c, n)
	}
	for _, n := range c {
		if !n.ReadyForConnections(clusterReady) {
			c.close()
			return nil, errors.New("cluster: a server did not start")
		}
	}
	return c, nil
}

// ready reports whether the servers have a leader who knows all of them.
func (c cluster) ready() bool {
	for _, n := range c {
		if n.JetStreamIsLeader() {
			return len(n.JetStreamClusterPeers()) == len(c)
		}
	}
	return false
}

func (c cluster) close() {
	for _, n := range c {
		n.Shutdown()
		n.WaitForShutdown()
	}
}
