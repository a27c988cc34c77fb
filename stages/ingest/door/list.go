package door

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Query selects what producers were told. Zero fields select nothing.
type Query struct {
	// Producer is whose documents, State published or dead.
	Producer, State string
	// Since leaves out what was told before. It counts where After is 0.
	Since time.Time
	// After is the cursor of the last result that is known already.
	After uint64
	// Limit is the most results.
	Limit int
}

// Result is one thing that a producer was told: the JSON of it, and its cursor.
type Result struct {
	Cursor  uint64
	Message json.RawMessage
	// State is published or dead.
	State string
}

// Lister lists what producers were told, in the order in which they were told.
type Lister interface {
	List(ctx context.Context, q Query) ([]Result, error)
}

const (
	// pageMost is the most results of one page, pageUsual that where nothing is said.
	pageMost, pageUsual = 1000, 100
	// statusMost is the most ids of one question.
	statusMost = 200
	// statusAtOnce is how many of them are looked up at once.
	statusAtOnce = 8
)

// page is the answer to GET /v1/reports.
type page struct {
	Results []json.RawMessage `json:"results"`
	// Next is the cursor to go on with, "" where the page is not full; asking again with it
	// later gives what has come since.
	Next string `json:"next,omitempty"`
}

// list answers with what producers were told. The owner of a token sees its own.
func (d *Door) list(_ http.ResponseWriter, r *http.Request, c *caller, _ *Request) answer {
	if d.o.List == nil {
		return refuse(missing("这个入口没有结果列表", "this door keeps no list of results"))
	}
	q, err := d.query(r, c)
	if err != nil {
		return refuse(err)
	}
	ctx, cancel := context.WithTimeout(r.Context(), d.o.Limits.Hold)
	defer cancel()
	found, err := d.o.List.List(ctx, q)
	if err != nil {
		d.o.Log.Warn().Err(err).Msg("results could not be listed")
		return refuse(busy(againLater, "暂时列不出结果，请再问", "the results could not be listed; ask again"))
	}
	out := page{Results: []json.RawMessage{}}
	for _, f := range found {
		out.Results = append(out.Results, f.Message)
	}
	if len(found) > 0 {
		out.Next = strconv.FormatUint(found[len(found)-1].Cursor, 10)
	}
	return answer{status: http.StatusOK, body: out}
}

// query reads the parameters. One that cannot be read is refused: unlike what describes a
// document, it decides what is answered.
func (d *Door) query(r *http.Request, c *caller) (Query, error) {
	p := r.URL.Query()
	q := Query{Producer: p.Get("producer"), State: p.Get("state"), Limit: pageUsual}
	who, err := d.reader(r, c)
	if err != nil {
		return q, err
	}
	if !who.all {
		if q.Producer != "" && q.Producer != who.producer {
			return q, refusef(fault.Forbidden, "%.40s 只能看自己的文档", "%.40s sees its own documents only", who.producer)
		}
		q.Producer = who.producer
	}
	if q.State != "" && q.State != "published" && q.State != "dead" {
		return q, refusef(fault.BadMetadata, "state 是 %.40q；请写 published 或 dead，或不写", "state is %.40q; give published or dead, or nothing", q.State)
	}
	if v := p.Get("since"); v != "" {
		if q.Since, err = time.Parse(time.RFC3339, v); err != nil {
			if q.Since, err = time.ParseInLocation(time.DateOnly, v, time.Local); err != nil {
				return q, refusef(fault.BadMetadata, "since 是 %.40q；请写 2024-01-31 或 2024-01-31T08:00:00+08:00", "since is %.40q; give 2024-01-31 or 2024-01-31T08:00:00+08:00", v)
			}
		}
	}
	if v := p.Get("cursor"); v != "" {
		if q.After, err = strconv.ParseUint(v, 10, 64); err != nil || q.After == 0 {
			return q, refusef(fault.BadMetadata, "cursor 是 %.40q；请写上次答复中的 next", "cursor is %.40q; give the next of an earlier answer", v)
		}
	}
	if v := p.Get("limit"); v != "" {
		if q.Limit, err = strconv.Atoi(v); err != nil || q.Limit < 1 || q.Limit > pageMost {
			return q, refusef(fault.BadMetadata, "limit 是 %.40q；请写 1 至 %d", "limit is %.40q; give 1 to %d", v, pageMost)
		}
	}
	return q, nil
}

// standing is where one document is, in the answer to POST /v1/status.
type standing struct {
	ID string `json:"id"`
	report.Brief
}

// status says where many documents are, in the order asked. An unknown one has the state
// unknown, as has that of another producer.
func (d *Door) status(w http.ResponseWriter, r *http.Request, c *caller, _ *Request) answer {
	who, err := d.reader(r, c)
	if err != nil {
		return refuse(err)
	}
	var ask struct {
		IDs []string `json:"ids"`
	}
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 32<<10))
	if err := dec.Decode(&ask); err != nil || dec.Decode(new(json.RawMessage)) != io.EOF {
		return refuse(refusef(fault.Malformed, `请求体不是 {"ids":["…"]}`, `the body is not {"ids":["…"]}`))
	}
	if len(ask.IDs) == 0 || len(ask.IDs) > statusMost {
		return refuse(refusef(fault.BadMetadata, "%d 个编号；请给 1 至 %d 个", "%d ids; give 1 to %d", len(ask.IDs), statusMost))
	}
	for _, id := range ask.IDs {
		if !validID(id) {
			return refuse(noID(id))
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), d.o.Limits.Hold)
	defer cancel()
	out := make([]standing, len(ask.IDs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(statusAtOnce)
	for i, id := range ask.IDs {
		g.Go(func() error {
			return d.guarded(func() error {
				var state string
				var check json.RawMessage
				sees, err := d.sees(ctx, who, id)
				if err == nil && sees {
					state, check, err = d.o.Find.Find(ctx, id)
				}
				if err != nil {
					return err
				}
				if state == "" {
					state = "unknown"
				}
				b, err := report.BriefOf(state, report.MaskJSON(check))
				out[i] = standing{id, b}
				return err
			})
		})
	}
	if err := g.Wait(); err != nil {
		var defect *refusal
		if errors.As(err, &defect) {
			return refuse(defect)
		}
		if !errors.Is(err, context.Canceled) {
			d.o.Log.Warn().Err(err).Msg("documents could not be looked up")
		}
		return refuse(busy(againLater, "暂时查不到这些文档，请再问", "the documents could not be looked up; ask again"))
	}
	return answer{status: http.StatusOK, body: struct {
		Documents []standing `json:"documents"`
	}{out}}
}
