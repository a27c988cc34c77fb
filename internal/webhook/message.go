package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gouji/gouji/pipeline"
)

// The headers of a message.
const (
	headerID        = "webhook-id"
	headerTimestamp = "webhook-timestamp"
	headerSignature = "webhook-signature"
)

// Body is what is posted.
type Body struct {
	// Type is document.published or document.dead.
	Type string `json:"type"`
	// Timestamp is when the producer was told.
	Timestamp time.Time `json:"timestamp"`
	// Data is of the schema gouji.outcome/v1.
	Data json.RawMessage `json:"data"`
}

// id is the same for every attempt at a result.
func id(r pipeline.Result) string { return "gouji_results-" + strconv.FormatUint(r.Sequence, 10) }

func bodyOf(r pipeline.Result) ([]byte, error) {
	b, err := json.Marshal(Body{"document." + r.State, r.Time.UTC(), r.Message})
	if err != nil {
		return nil, fmt.Errorf("the result %d: %w", r.Sequence, err)
	}
	return b, nil
}

// sign sets the headers of a message that is sent at a time.
func (t Target) sign(h http.Header, id string, at time.Time, body []byte) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	var signatures []string
	for _, key := range t.keys {
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%s.%s", id, stamp, body)
		signatures = append(signatures, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	h.Set(headerID, id)
	h.Set(headerTimestamp, stamp)
	h.Set(headerSignature, strings.Join(signatures, " "))
}
