package broker_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

func TestMonitorErrorsCarryNoCredentials(t *testing.T) {
	t.Parallel()
	down := httptest.NewServer(http.NotFoundHandler())
	defer down.Close()
	host := strings.TrimPrefix(down.URL, "http://")
	for _, base := range []string{
		"http://operator:hunter2@127.0.0.1:1", "http://hunter2@127.0.0.1:1", "http://operator:hunter2@" + host,
		"http://operator:hunt er2@h", "http://op%hu:hunter2@h", "http://h:hunter2/x@y",
	} {
		err := broker.AskMonitor(t.Context(), base, "/varz", &map[string]any{})
		if err == nil {
			t.Errorf("%s answers", base)
			continue
		}
		for _, secret := range []string{"operator", "hunt", "er2", "%hu"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", base, err)
			}
		}
	}
}

// A server that takes the connection and says nothing costs its own time, not the others'.
func TestMonitorThatHangsHidesNobody(t *testing.T) {
	t.Parallel()
	ask := func(answer int) func(context.Context) (int, error) {
		return func(ctx context.Context) (int, error) {
			if answer == 0 {
				<-ctx.Done()
				return 0, ctx.Err()
			}
			return answer, nil
		}
	}
	got, failed := broker.AskAll(t.Context(), 20*time.Millisecond, []func(context.Context) (int, error){ask(0), ask(7), ask(0), ask(8)})
	if fmt.Sprint(got) != "[7 8]" || len(failed) != 2 || !errors.Is(failed[0], context.DeadlineExceeded) {
		t.Errorf("%v, %v", got, failed)
	}
}
