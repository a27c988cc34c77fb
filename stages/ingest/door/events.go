package door

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
)

// Follower tells what producers are told as it comes.
type Follower interface {
	// Follow calls each for every result behind q.After or since q.Since, and then for those
	// that come, one after the other, until ctx ends or each fails.
	Follow(ctx context.Context, q Query, each func(Result) error) error
	// Newest is the cursor of the newest result of anybody, 0 where there is none.
	Newest(ctx context.Context) (uint64, error)
}

const (
	// eventWrite is how long a listener may take for one event.
	eventWrite = 30 * time.Second
	// eventRetry is after how many milliseconds a listener that lost its stream comes again.
	eventRetry = 3000
)

// events answers with what a producer is told, as server-sent events: from behind Last-Event-ID,
// cursor or since, and from now on where there is none of them. The owner of a token hears its
// own. The stream ends where the client goes, the broker is away or the process ends; a client
// then comes again with the last id, and misses nothing.
func (d *Door) events(_ http.ResponseWriter, r *http.Request, c *caller, _ *Request) answer {
	if d.o.Follow == nil {
		return refuse(missing("这个入口不推送结果", "this door tells of no results"))
	}
	q, err := d.query(r, c)
	if err != nil {
		return refuse(err)
	}
	last := r.Header.Get("Last-Event-ID")
	if v := last; v != "" { // 0 is what somebody has who heard of nothing yet
		if q.After, err = strconv.ParseUint(v, 10, 64); err != nil {
			return refuse(refusef(fault.BadHeader, "Last-Event-ID 是 %.40q；请写最后收到的 id", "Last-Event-ID is %.40q; give the id that came last", v))
		}
	}
	if last == "" && q.After == 0 && q.Since.IsZero() {
		ctx, cancel := context.WithTimeout(r.Context(), d.o.Limits.Hold)
		defer cancel()
		if q.After, err = d.o.Follow.Newest(ctx); err != nil {
			d.o.Log.Warn().Err(err).Msg("results could not be followed")
			return refuse(busy(againLater, "暂时不能推送结果，请再试", "the results cannot be told at present; ask again"))
		}
	}
	who := d.whose(r, c)
	if err := d.listeners.take(who); err != nil {
		return refuse(refusef(fault.RateLimited, "同时收听的太多；请先关闭一个", "too many listeners at once; close one first"))
	}
	return answer{status: http.StatusOK, stream: func(w http.ResponseWriter) {
		defer d.listeners.give(who)
		if err := d.tell(w, r, q); err != nil {
			d.o.Log.Debug().Err(err).Str("producer", q.Producer).Msg("a stream of results ended")
		}
	}}
}

// errEnds says that the process ends.
var errEnds = errors.New("the process ends")

// tell writes events until one of the sides ends.
func (d *Door) tell(w http.ResponseWriter, r *http.Request, q Query) error {
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	conn := http.NewResponseController(w)
	// The server's own limits are for one request and one answer. A ResponseWriter of a test may
	// have none.
	_ = conn.SetReadDeadline(time.Time{})
	write := func(b []byte) error {
		_ = conn.SetWriteDeadline(time.Now().Add(eventWrite))
		if _, err := w.Write(b); err != nil {
			return err
		}
		return conn.Flush()
	}
	// The id without data tells a listener whence to go on that goes before the first event.
	if err := write(fmt.Appendf(nil, "retry: %d\nid: %d\n\n", eventRetry, q.After)); err != nil {
		return err
	}
	results, failed := make(chan Result), make(chan error, 1)
	go func() {
		failed <- d.guarded(func() error {
			return d.o.Follow.Follow(ctx, q, func(x Result) error {
				select {
				case results <- x:
					return nil
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			})
		})
	}()
	beat, stop := d.o.Tick(d.o.Limits.Heartbeat)
	defer stop()
	var err error
	for err == nil {
		select {
		case x := <-results:
			err = write(event(x))
		case <-beat:
			err = write([]byte(":\n\n"))
		case <-d.o.Ends:
			err = errEnds
		case err = <-failed:
			return err
		}
	}
	cancel(err)
	<-failed
	return err
}

// event is a result as one server-sent event; its data may have several lines.
func event(x Result) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "id: %d\nevent: %s\n", x.Cursor, x.State)
	for line := range bytes.Lines(x.Message) {
		fmt.Fprintf(&b, "data: %s\n", bytes.TrimRight(line, "\r\n"))
	}
	b.WriteByte('\n')
	return b.Bytes()
}
