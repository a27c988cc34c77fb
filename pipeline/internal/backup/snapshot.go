package backup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/klauspost/compress/s2"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// The files of one stream have the names that the NATS command line gives them, so that
// `nats stream restore` reads them too. The library behind it, jsm.go, is not used: through
// it the embedded server would be linked with a fuzzing service's SDK that loads a shared
// library at its start. The protocol is NATS's ADR-57 and the schemas
// io.nats.jetstream.api.v1.stream_snapshot_request and stream_restore_request.
const (
	dataFile = "stream.arc.s2"
	metaFile = "backup.json"
)

const (
	// chunkSize is what the server puts into one message of a snapshot, window how much it sends before an
	// acknowledgement: with its default of 8 MiB.
	chunkSize = 128 << 10
	// silence is how long nothing may come before the snapshot has failed. The server waits
	// for an acknowledgement for a few seconds.
	silence = time.Minute
	// restoring is how long a server may take to read what it was sent. It checks every message.
	restoring = time.Hour
)

// apiError is how the server refuses.
type apiError struct {
	Code        int    `json:"err_code"`
	Description string `json:"description"`
}

func (e *apiError) Error() string { return fmt.Sprintf("%s (%d)", e.Description, e.Code) }

// meta is the file beside the data, and the request that begins a restore. The server gets
// back what it said, whatever fields it has.
type meta struct {
	Config json.RawMessage `json:"config"`
	State  json.RawMessage `json:"state"`
}

// snapshot writes one stream with its consumers into a folder, as it is at one moment, and
// returns its state at that moment.
func snapshot(ctx context.Context, c *broker.Conn, stream, folder string) (state jetstream.StreamState, err error) {
	nc := c.NC
	inbox := nc.NewRespInbox()
	sub, err := nc.SubscribeSync(inbox)
	if err != nil {
		return state, err
	}
	defer func() { err = errors.Join(err, sub.Unsubscribe()) }()
	if err := sub.SetPendingLimits(-1, -1); err != nil { // the server's window bounds it
		return state, err
	}
	var answer struct {
		Error *apiError `json:"error"`
		meta
	}
	request := map[string]any{"deliver_subject": inbox, "chunk_size": chunkSize, "jsck": true}
	if err := ask(ctx, nc, c.API("STREAM.SNAPSHOT."+stream), request, silence, &answer); err != nil {
		return state, err
	}
	if answer.Error != nil {
		return state, answer.Error
	}
	if err := json.Unmarshal(answer.State, &state); err != nil {
		return state, err
	}
	if err := receive(ctx, sub, filepath.Join(folder, dataFile)); err != nil {
		return state, err
	}
	about, err := json.MarshalIndent(answer.meta, "", "  ")
	if err != nil {
		return state, err
	}
	return state, writeWhole(filepath.Join(folder, metaFile), about)
}

// receive writes the chunks to a file until the empty message that ends them. Each is
// acknowledged at once, because the server waits for that.
func receive(ctx context.Context, sub *nats.Subscription, path string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for {
		m, err := next(ctx, sub)
		if err != nil {
			return err
		}
		if len(m.Data) == 0 {
			if status := m.Header.Get("Status"); status != "" && status != "204" {
				return fmt.Errorf("the server gave up: %s %s", status, m.Header.Get("Description"))
			}
			return f.Sync()
		}
		if m.Reply != "" {
			if err := m.Respond(nil); err != nil {
				return err
			}
		}
		if _, err := f.Write(m.Data); err != nil {
			return err
		}
	}
}

func next(ctx context.Context, sub *nats.Subscription) (*nats.Msg, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, silence, fmt.Errorf("nothing came from the server for %s", silence))
	defer cancel()
	m, err := sub.NextMsgWithContext(ctx)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return m, err
}

// restore sends one stream's files to the server and returns the state that came of them.
func restore(ctx context.Context, c *broker.Conn, stream, folder string) (state jetstream.StreamState, err error) {
	about, err := os.ReadFile(filepath.Join(folder, metaFile))
	if err != nil {
		return state, err
	}
	if t := c.Topology(); t.Deletable && slices.Contains([]string{t.LogStream(), t.Flow.ResultsStream(), t.Flow.BlobStream()}, stream) {
		if about, err = deletable(about); err != nil {
			return state, err
		}
	}
	var begin struct {
		Error   *apiError `json:"error"`
		Deliver string    `json:"deliver_subject"`
	}
	if err := ask(ctx, c.NC, c.API("STREAM.RESTORE."+stream), json.RawMessage(about), silence, &begin); err != nil {
		return state, err
	}
	if begin.Error != nil {
		return state, begin.Error
	}
	f, err := os.Open(filepath.Join(folder, dataFile))
	if err != nil {
		return state, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := sendParts(ctx, c.NC, begin.Deliver, f); err != nil {
		return state, err
	}
	var end struct {
		Error *apiError             `json:"error"`
		State jetstream.StreamState `json:"state"`
	}
	if err := ask(ctx, c.NC, begin.Deliver, nil, restoring, &end); err != nil {
		return state, err
	}
	if end.Error != nil {
		return state, end.Error
	}
	return end.State, nil
}

// deletable takes from a stream the setting by which nobody can remove what went into an archive
// or is to be erased. A stream that is there never loses it.
func deletable(about []byte) ([]byte, error) {
	var m meta
	var config map[string]json.RawMessage
	err := json.Unmarshal(about, &m)
	if err == nil {
		err = json.Unmarshal(m.Config, &config)
	}
	if err != nil {
		return nil, err
	}
	delete(config, "deny_delete")
	if m.Config, err = json.Marshal(config); err != nil {
		return nil, err
	}
	return json.Marshal(m)
}

// restorePart is how many unpacked bytes the server gets at once. It stores message after message,
// each with its fsync, while the next part waits, and gives a restore up when that takes 5 s. The
// blocks of a snapshot hold 1 MiB, too much for a slow disk, so they are packed anew.
const restorePart = 16 << 10

func sendParts(ctx context.Context, nc *nats.Conn, subject string, file io.Reader) error {
	from, part, packed := s2.NewReader(file), make([]byte, restorePart), &bytes.Buffer{}
	to := s2.NewWriter(packed, s2.WriterConcurrency(1))
	for {
		n, err := io.ReadFull(from, part)
		if n > 0 {
			if _, err := to.Write(part[:n]); err != nil {
				return err
			}
			if err := to.Flush(); err != nil {
				return err
			}
			if err := send(ctx, nc, subject, packed.Bytes()); err != nil {
				return err
			}
			packed.Reset()
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// send hands one chunk over and waits until the server has it.
func send(ctx context.Context, nc *nats.Conn, subject string, chunk []byte) error {
	ctx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	m, err := nc.RequestWithContext(ctx, subject, chunk)
	if err != nil {
		return err
	}
	var refused struct {
		Error *apiError `json:"error"`
	}
	if len(m.Data) > 0 && json.Unmarshal(m.Data, &refused) == nil && refused.Error != nil {
		return refused.Error
	}
	return nil
}

// ask sends a request, nil for an empty one, and reads the answer into out.
func ask(ctx context.Context, nc *nats.Conn, subject string, request any, patience time.Duration, out any) error {
	var data []byte
	if request != nil {
		var err error
		if data, err = json.Marshal(request); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	m, err := nc.RequestWithContext(ctx, subject, data)
	if err != nil {
		return err
	}
	return json.Unmarshal(m.Data, out)
}
