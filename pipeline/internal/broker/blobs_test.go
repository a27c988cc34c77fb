package broker_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestBlobsAreWrittenOnce(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	for _, data := range []string{"", "small", strings.Repeat("large ", 600_000)} {
		refs := make(chan string, 10)
		for range cap(refs) {
			go func() {
				ref, err := r.Conn.Blobs.Put(r.Context(), []byte(data))
				if err != nil {
					t.Error(err)
				}
				refs <- ref
			}()
		}
		for range cap(refs) {
			if ref := <-refs; ref != wire.RefOf(wire.DigestOf([]byte(data))) {
				t.Errorf("ref %q", ref)
			}
		}
		got, err := r.Conn.Blobs.Get(r.Context(), wire.RefOf(wire.DigestOf([]byte(data))))
		if err != nil || string(got) != data {
			t.Errorf("%d bytes back, %v", len(got), err)
		}
	}
	s, err := r.Conn.JS.Stream(r.Context(), "OBJ_"+wire.BlobBucket)
	if err != nil {
		t.Fatal(err)
	}
	if n := s.CachedInfo().State.Msgs; n != 3+1+4 { // three names, and 0, 1 and 4 chunks of 1 MiB
		t.Errorf("%d messages in the bucket", n)
	}
	if _, err := r.Conn.Blobs.Get(r.Context(), "sha256/../x"); err == nil {
		t.Error("a name that is no reference was looked up")
	}
}
