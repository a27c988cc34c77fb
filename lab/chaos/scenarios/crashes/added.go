package crashes

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/pipeline"
)

// again is a document once more, with an address, which makes a new verdict.
func (c *crashes) again(d load.Submission) load.Submission {
	c.wanted.Lock()
	c.added[d.ID] = true
	c.wanted.Unlock()
	d.Header = nats.Header{"Gouji-Filename": d.Header["Gouji-Filename"], "Gouji-Source": {"https://example.org/" + d.ID}}
	return d
}

// unrevised says how many documents that were submitted again with an address have no verdict with
// it: a worker was killed between the record and its effect, and nobody has done the rest. What the
// record says is read here, and where the first submission came last it was written once.
func (c *crashes) unrevised(ctx context.Context, v judge.Verdict) ([]string, error) {
	have := map[string]int{}
	for k := range v.Keys {
		_, n := pipeline.SplitRevision(k.Parser)
		have[k.Doc] = max(have[k.Doc], n+1)
	}
	log, err := c.Broker.JS.Stream(ctx, "GOUJI_P0")
	if err != nil {
		return nil, err
	}
	var left []string
	revised := 0
	for _, doc := range slices.Sorted(maps.Keys(c.added)) {
		m, err := log.GetLastMsgForSubject(ctx, "gouji.p0.accepted."+doc)
		if err != nil {
			return nil, fmt.Errorf("the accepted record of %s: %w", doc, err)
		}
		head, _, _ := bytes.Cut(m.Data, []byte("\n"))
		var rec struct {
			Payload struct {
				Header   map[string]string
				Revision int
			}
		}
		if err := json.Unmarshal(head, &rec); err != nil {
			return nil, fmt.Errorf("the accepted record of %s: %w", doc, err)
		}
		if rec.Payload.Header["Gouji-Source"] == "" || have[doc] != rec.Payload.Revision+1 {
			left = append(left, doc)
		}
		revised += min(rec.Payload.Revision, 1)
	}
	var out []string
	if len(left) > 0 {
		out = append(out, fmt.Sprintf("%d of %d documents that were added to have no verdict with it, the first %s", len(left), len(c.added), left[0]))
	}
	if revised == 0 {
		out = append(out, "no record was written anew")
	}
	return out, nil
}
