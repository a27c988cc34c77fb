package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// askAll asks everybody at once, each for as long as limit at most: a node that is away
// must not use up the time of the others. It returns the answers of those that gave one,
// and the errors of the others.
func askAll[T any](ctx context.Context, limit time.Duration, asks []func(context.Context) (T, error)) (got []T, failed []error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	values, errs := make([]T, len(asks)), make([]error, len(asks))
	var wg sync.WaitGroup
	for i, ask := range asks {
		wg.Go(func() { values[i], errs[i] = ask(ctx) })
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			failed = append(failed, err)
		} else {
			got = append(got, values[i])
		}
	}
	return got, failed
}

// askMonitor reads what a server's monitoring address says at path. It keeps no connection:
// it is used once in a probe's interval.
func askMonitor(ctx context.Context, base, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(base, "/")+path, nil)
	if err != nil {
		return fmt.Errorf("monitoring address: %w", secretless(err))
	}
	shown := WithoutSecrets(base)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("%s: %w", shown, secretless(err))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", shown, res.Status)
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 4<<20)).Decode(into); err != nil {
		return fmt.Errorf("%s: %w", shown, err)
	}
	return nil
}

// secretless takes the address out of an error, which quotes it with user, password or
// token. Of one that cannot be read nothing is quoted: any part may be of a password.
func secretless(err error) error {
	var u *url.Error
	switch {
	case !errors.As(err, &u):
		return err
	case u.Op == "parse":
		return errors.New("the address cannot be read as a URL")
	}
	return u.Err
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

// readyTimeout bounds one answer for readiness, whose probe has five seconds.
const readyTimeout = 3 * time.Second

// askMonitors asks every monitoring URL which servers fsync, and sees to it that all that
// hold our streams do; on is where each stream lies.
func (c *Conn) askMonitors(ctx context.Context, on []*jetstream.ClusterInfo) error {
	var asks []func(context.Context) (varz, error)
	for _, base := range c.Options().MonitorURLs {
		asks = append(asks, func(ctx context.Context) (v varz, err error) { return v, askMonitor(ctx, base, "/varz", &v) })
	}
	answers, silent := askAll(ctx, readyTimeout, asks)
	always := map[string]bool{} // by server name
	for _, v := range answers {
		if c.ours(v, on) {
			always[v.Name] = v.JetStream.Config.SyncAlways
		}
	}
	if len(always) == 0 {
		return fmt.Errorf("durability unknown: %w", errors.Join(append(silent, errors.New("no monitoring URL speaks for the server we are connected to"))...))
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
func (c *Conn) ours(v varz, on []*jetstream.ClusterInfo) bool {
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
	err := fmt.Errorf("durability unknown: no monitoring URL answers for %s", strings.Join(unknown, ", "))
	return errors.Join(append([]error{err}, silent...)...)
}

func relaxed(name string) error {
	return fmt.Errorf("server %s does not run sync_interval: always; a power cut loses acknowledged messages", name)
}
