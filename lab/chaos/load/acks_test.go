package load

import (
	"testing"
	"time"
)

func TestFirstAckIsOfAnAttemptAfterTheKill(t *testing.T) {
	var a Acks
	before := time.Now()
	next := a.Next()
	a.heard(before.Add(-time.Second))
	select {
	case <-next:
		t.Fatal("an acknowledgement that was on its way before counted")
	default:
	}
	a.heard(time.Now().Add(time.Second))
	select {
	case <-next:
	default:
		t.Error("the first acknowledgement was not told")
	}
}
