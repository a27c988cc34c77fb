package broker_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

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

// TestABlobOutlivesWhatIsWrittenOverIt: whoever may write blobs can publish any record under any
// name, and any piece. What was stored is read all the same, and a whole record can be put over
// a wrong one again.
func TestABlobOutlivesWhatIsWrittenOverIt(t *testing.T) {
	t.Parallel()
	for name, over := range map[string]func(info jetstream.ObjectInfo) (record jetstream.ObjectInfo, piece string){
		"other bytes": func(i jetstream.ObjectInfo) (jetstream.ObjectInfo, string) {
			i.NUID, i.Chunks, i.Size = "hostile", 1, 7
			return i, "hostile"
		},
		"no such pieces":    func(i jetstream.ObjectInfo) (jetstream.ObjectInfo, string) { i.NUID = "nowhere"; return i, "" },
		"deleted":           func(i jetstream.ObjectInfo) (jetstream.ObjectInfo, string) { i.Deleted = true; return i, "" },
		"nothing":           func(jetstream.ObjectInfo) (jetstream.ObjectInfo, string) { return jetstream.ObjectInfo{}, "" },
		"a piece behind it": func(i jetstream.ObjectInfo) (jetstream.ObjectInfo, string) { return i, i.NUID },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			s, err := r.Conn.JS.Stream(r.Context(), "OBJ_"+wire.BlobBucket)
			if err != nil {
				t.Fatal(err)
			}
			for _, data := range []string{"small", strings.Repeat("large ", 600_000)} {
				ref, err := r.Conn.Blobs.Put(r.Context(), []byte(data))
				if err != nil {
					t.Fatal(err)
				}
				subject := "$O." + wire.BlobBucket + ".M." + base64.URLEncoding.EncodeToString([]byte(ref))
				m, err := s.GetLastMsgForSubject(r.Context(), subject)
				if err != nil {
					t.Fatal(err)
				}
				var info jetstream.ObjectInfo
				if err := json.Unmarshal(m.Data, &info); err != nil {
					t.Fatal(err)
				}
				record, piece := over(info)
				if piece != "" {
					if _, err := r.Conn.JS.Publish(r.Context(), "$O."+wire.BlobBucket+".C."+piece, []byte("hostile")); err != nil {
						t.Fatal(err)
					}
				}
				b, err := json.Marshal(record)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := r.Conn.JS.Publish(r.Context(), subject, b); err != nil {
					t.Fatal(err)
				}
				if _, err := r.Conn.Blobs.GetNewest(r.Context(), ref); err == nil {
					t.Errorf("%d bytes: the newest record is whole", len(data))
				}
				if got, err := r.Conn.Blobs.Get(r.Context(), ref); err != nil || string(got) != data {
					t.Errorf("%d bytes: %d back, %v", len(data), len(got), err)
				}
			}
		})
	}
}
