package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Ready returns nil when messages can be taken and would survive a power cut: the broker
// answers and lets us hear its answers, streams, bucket and consumers are there and have a
// leader with a majority behind it, streams are on disk, and the server runs
// sync_interval: always. The error says what is missing.
func Ready(ctx context.Context, c *Conn) error {
	if !c.NC.IsConnected() {
		return fmt.Errorf("no connection to the broker (%s)", c.NC.Status())
	}
	if err := c.refused.standing(); err != nil {
		return err
	}
	t := c.Topology()
	for _, name := range []string{SubmitStream, t.LogStream(), DeadStream, "OBJ_" + BlobBucket} {
		s, err := c.JS.Stream(ctx, name)
		if err != nil {
			return fmt.Errorf("stream %s: %w", name, err)
		}
		cfg := s.CachedInfo().Config
		if cfg.Storage != jetstream.FileStorage {
			return fmt.Errorf("stream %s is not on disk", name)
		}
		// The server drops sync_interval: always for streams in this mode.
		if cfg.PersistMode == jetstream.AsyncPersistMode {
			return fmt.Errorf("stream %s persists asynchronously", name)
		}
		if err := quorum(s.CachedInfo().Cluster); err != nil {
			return fmt.Errorf("stream %s: %w", name, err)
		}
	}
	for _, stage := range Stages() {
		stream, _, err := t.stageStream(stage)
		if err != nil {
			return err
		}
		cons, err := c.JS.Consumer(ctx, stream, stage)
		if err == nil {
			err = quorum(cons.CachedInfo().Cluster)
		}
		if err != nil {
			return fmt.Errorf("consumer %s on %s: %w", stage, stream, err)
		}
	}
	return c.durable(ctx)
}

// silentAfter is how long a replica may say nothing before it counts as away. A leader
// sends a heartbeat each second and steps down after ten without a majority.
const silentAfter = 5 * time.Second

// quorum judges the replicas of a stream or consumer, nil for a server without a cluster.
// It says so a few seconds before the leader itself gives up.
func quorum(i *jetstream.ClusterInfo) error {
	if i == nil || i.Name == "" && i.Leader == "" && len(i.Replicas) == 0 {
		return nil
	}
	if i.Leader == "" {
		return errors.New("there is no leader")
	}
	there := 1
	for _, r := range i.Replicas {
		if !r.Offline && r.Active < silentAfter {
			there++
		}
	}
	if of := len(i.Replicas) + 1; there <= of/2 {
		return fmt.Errorf("%d of %d replicas are there, which is no majority", there, of)
	}
	return nil
}

// durable finds out whether the server fsyncs before it acknowledges. An ordinary client
// cannot see that: neither INFO nor $JS.API nor the account's own $SYS requests (CONNZ,
// STATZ, USER.INFO) carry it, only JSZ and VARZ of the system account and the same two
// over the monitoring port, as jetstream.config.sync_always. So the embedded server is
// asked in process and an external one over MonitorURLs; where neither is given it is
// unknown, which is not ready unless the operator vouches for it.
func (c *Conn) durable(ctx context.Context) error {
	switch o := c.opts; {
	case o.Embedded != nil:
		if !o.Embedded.SyncAlways() {
			return errors.New("the embedded server does not run sync_interval: always; a power cut loses acknowledged messages")
		}
		return nil
	case len(o.MonitorURLs) > 0:
		return c.askMonitors(ctx)
	case o.AssumeDurable:
		return nil
	}
	return errors.New("unknown whether the server runs sync_interval: always, which a client cannot see: give the monitoring URLs of the servers, or state that it does")
}

// askMonitors asks every monitoring URL, and sees to it that they speak for the server or
// the cluster that we are connected to.
func (c *Conn) askMonitors(ctx context.Context) error {
	ours := false
	for _, url := range c.opts.MonitorURLs {
		v, err := askVarz(ctx, url)
		if err != nil {
			return fmt.Errorf("durability unknown: %w", err)
		}
		if !v.JetStream.Config.SyncAlways {
			return fmt.Errorf("server %s does not run sync_interval: always; a power cut loses acknowledged messages", v.Name)
		}
		cluster := c.NC.ConnectedClusterName()
		ours = ours || v.ID == c.NC.ConnectedServerId() || cluster != "" && cluster == v.Cluster.Name
	}
	if !ours {
		return errors.New("durability unknown: no monitoring URL speaks for the server we are connected to")
	}
	return nil
}

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

// monitorClient keeps no connections: it is used once in a probe's interval.
var monitorClient = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

func askVarz(ctx context.Context, base string) (varz, error) {
	var v varz
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(base, "/")+"/varz", nil)
	if err != nil {
		return v, err
	}
	res, err := monitorClient.Do(req)
	if err != nil {
		return v, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return v, fmt.Errorf("%s: %s", req.URL, res.Status)
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 4<<20)).Decode(&v); err != nil {
		return v, fmt.Errorf("%s: %w", req.URL, err)
	}
	return v, nil
}
