package load

import "testing"

func TestDocumentsWaitForTheirRation(t *testing.T) {
	docs := NewRation(3)
	docs.Give(2)
	next, out := make(chan string), make(chan struct{})
	go func() {
		defer close(out)
		for d := range docs.Of(t.Context(), Light(3, 1)) {
			next <- d.ID
		}
	}()
	<-next
	<-next
	select {
	case id := <-next:
		t.Errorf("%s went without leave", id)
	default:
	}
	docs.Give(1)
	<-next
	<-out
}
