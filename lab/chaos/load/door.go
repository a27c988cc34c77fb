package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// HTTPDoor posts the raw bytes; only 202 with the document's own id is an acknowledgement.
func HTTPDoor(client *http.Client, url string) Door {
	return func(ctx context.Context, d Submission) (uint64, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(d.Data))
		if err != nil {
			return 0, err
		}
		req.Header = http.Header(d.Header).Clone()
		res, err := client.Do(req)
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
		if err != nil {
			return 0, err
		}
		var a struct{ ID string }
		if res.StatusCode != http.StatusAccepted || json.Unmarshal(body, &a) != nil || a.ID != d.ID {
			return 0, fmt.Errorf("%s: %.200s", res.Status, body)
		}
		return 0, nil
	}
}

// Door takes a document and returns the sequence that its acknowledgement named, 0 where it names
// none.
type Door func(context.Context, Submission) (seq uint64, err error)

// NATSDoor publishes the raw bytes to gouji.submit.chaos.
func NATSDoor(js jetstream.JetStream) Door {
	return func(ctx context.Context, d Submission) (uint64, error) {
		m := &nats.Msg{Subject: "gouji.submit.chaos", Data: d.Data, Header: d.Header}
		if d.Subject != "" {
			m.Subject = d.Subject
		}
		ack, err := js.PublishMsg(ctx, m, jetstream.WithRetryAttempts(0))
		if err != nil {
			return 0, err
		}
		return ack.Sequence, nil
	}
}

// Fetch asks an address of the system once.
func Fetch(ctx context.Context, client *http.Client, url string) (status int, body []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, errors.Join(err, res.Body.Close())
}
