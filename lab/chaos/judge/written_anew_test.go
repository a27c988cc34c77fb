package judge

import (
	"slices"
	"testing"
)

func TestPutBackHidesNoDoubleEffect(t *testing.T) {
	es := []Entry{
		{Seq: 1, Subject: "gouji.p0.accepted." + docA}, {Seq: 2, Subject: "gouji.p0.ingested." + docA},
		{Seq: 3, Subject: "gouji.p0.accepted." + docA}, {Seq: 4, Subject: "gouji.p0.ingested." + docA},
		{Seq: 5, Subject: "gouji.p0.accepted." + docB}, {Seq: 6, Subject: "gouji.p0.accepted." + docB},
	}
	var left []uint64
	for _, e := range WithoutPutBack(es, map[string]bool{docA: true}) {
		left = append(left, e.Seq)
	}
	if !slices.Equal(left, []uint64{2, 3, 4, 5, 6}) {
		t.Errorf("left %v", left)
	}
}
