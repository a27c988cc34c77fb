package topology

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// varz is what we read of a server's /varz.
type varz struct {
	ID      string `json:"server_id"`
	Name    string `json:"server_name"`
	Cluster struct {
		Name string `json:"name"`
	} `json:"cluster"`
	JetStream struct {
		Config struct {
			SyncAlways bool `json:"sync_always"`
		} `json:"config"`
	} `json:"jetstream"`
}

// errUnknown says that no monitoring URL tells whether a server fsyncs.
var errUnknown = errors.New("durability unknown")

// readyTimeout bounds one answer for readiness, whose probe has five seconds.
const readyTimeout = 3 * time.Second

// askMonitors asks every monitoring URL which servers fsync, and sees to it that all that
// hold our streams do; on is where each stream lies.
func askMonitors(ctx context.Context, c *broker.Conn, on []*jetstream.ClusterInfo) error {
	var asks []func(context.Context) (varz, error)
	for _, base := range c.Options().MonitorURLs {
		asks = append(asks, func(ctx context.Context) (v varz, err error) { return v, broker.AskMonitor(ctx, base, "/varz", &v) })
	}
	answers, silent := broker.AskAll(ctx, readyTimeout, asks)
	always := map[string]bool{} // by server name
	for _, v := range answers {
		if ours(c, v, on) {
			always[v.Name] = v.JetStream.Config.SyncAlways
		}
	}
	if len(always) == 0 {
		return fmt.Errorf("%w: %w", errUnknown, errors.Join(append(silent, errors.New("no monitoring URL speaks for the server we are connected to"))...))
	}
	for _, i := range on {
		if err := fsynced(i, always, silent); err != nil {
			return err
		}
	}
	return nil
}

// ours reports whether the answer is of the server that we are connected to, or of a
// cluster that holds streams of ours.
func ours(c *broker.Conn, v varz, on []*jetstream.ClusterInfo) bool {
	if v.ID == c.NC.ConnectedServerId() {
		return true
	}
	name := v.Cluster.Name
	ours := name == c.NC.ConnectedClusterName()
	for _, i := range on {
		ours = ours || i != nil && i.Name == name
	}
	return name != "" && ours
}

// fsynced judges the servers that hold a stream. Those that are away are passed over. One
// that is there must be known to fsync; where its monitoring address may be one of the
// silent ones a known majority will do, so that a node which was killed a moment ago and
// counts as there for some seconds does not turn every door red.
func fsynced(i *jetstream.ClusterInfo, always map[string]bool, silent []error) error {
	if i == nil || i.Leader == "" { // a server that tells no peers; it was found among always
		for name, yes := range always {
			if !yes {
				return relaxed(name)
			}
		}
		return nil
	}
	there, sure := []string{i.Leader}, 0
	for _, r := range i.Replicas {
		if present(r) {
			there = append(there, r.Name)
		}
	}
	var unknown []string
	for _, name := range there {
		yes, known := always[name]
		switch {
		case !known:
			unknown = append(unknown, name)
		case !yes:
			return relaxed(name)
		default:
			sure++
		}
	}
	if n := len(unknown); n == 0 || n <= len(silent) && sure > (len(i.Replicas)+1)/2 {
		return nil
	}
	err := fmt.Errorf("%w: no monitoring URL answers for %s", errUnknown, strings.Join(unknown, ", "))
	return errors.Join(append([]error{err}, silent...)...)
}

func relaxed(name string) error {
	return fmt.Errorf("server %s does not run sync_interval: always; a power cut loses acknowledged messages", name)
}

// durable finds out whether the server fsyncs before it acknowledges. An ordinary client
// cannot see that: neither INFO nor $JS.API nor the account's own $SYS requests (CONNZ,
// STATZ, USER.INFO) carry it, only JSZ and VARZ of the system account and the same two
// over the monitoring port, as jetstream.config.sync_always. So the embedded server is
// asked in process and an external one over MonitorURLs; where neither can tell it is
// unknown, which is not ready unless the operator vouches for it. on is where each stream
// lies.
func durable(ctx context.Context, c *broker.Conn, on []*jetstream.ClusterInfo) error {
	switch o := c.Options(); {
	case o.Embedded != nil:
		if !o.Embedded.SyncAlways() {
			return errors.New("the embedded server does not run sync_interval: always; a power cut loses acknowledged messages")
		}
		return nil
	case len(o.MonitorURLs) > 0:
		err := askMonitors(ctx, c, on)
		if o.AssumeDurable && errors.Is(err, errUnknown) {
			return nil
		}
		return err
	case o.AssumeDurable:
		return nil
	}
	return errors.New("unknown whether the server runs sync_interval: always, which a client cannot see: give the monitoring URLs of the servers, or state that it does")
}
