package broker_test

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestStorageUseOfExternalDisks(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	jsz := func(used, limit int) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if q.URL.Path == "/jsz" {
				_, _ = fmt.Fprintf(w, `{"storage":%d,"config":{"max_storage":%d}}`, used, limit)
			}
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	const away = "http://operator:hunter2@127.0.0.1:1"
	for _, c := range []struct {
		name string
		urls []string
		want float64 // negative: an error
	}{
		{"no limit anywhere", nil, -1},
		{"no limit in the server", []string{jsz(870, 0)}, -1},
		{"one", []string{jsz(870, 1000)}, 0.87},
		{"the fullest", []string{jsz(100, 1000), jsz(910, 1000), jsz(500, 1000)}, 0.91},
		{"one away", []string{away, jsz(910, 1000), jsz(500, 1000)}, 0.91},
		{"all away", []string{away, away}, -1},
	} {
		conn := broker.WithMonitors(r.Conn, c.urls)
		used, err := conn.StorageUse()(r.Context())
		if (c.want < 0) != (err != nil) || err == nil && math.Abs(used-c.want) > 1e-9 {
			t.Errorf("%s: %v, %v", c.name, used, err)
		}
		if unknown := strings.HasPrefix(c.name, "no limit"); errors.Is(err, broker.ErrDiskUnknown) != unknown {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
