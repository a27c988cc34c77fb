package disk

import "testing"

func TestAClosedPortIsNoClearRefusal(t *testing.T) {
	for said, want := range map[string]bool{
		`Post "http://127.0.0.1:1/v1/reports": dial tcp 127.0.0.1:1: connect: connection refused`: false,
		"context deadline exceeded":      false,
		"read: connection reset by peer": false,
		"nats: API error: code=503 err_code=10077 description=refused: disk 100 % full": true,
		`503 Service Unavailable: {"detail":"暂不接收：disk 100 % full；请稍后再发"}`:              true,
	} {
		if clearRefusal(said) != want {
			t.Errorf("%q is taken for a clear refusal: %v", said, !want)
		}
	}
}
