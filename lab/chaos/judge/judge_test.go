package judge

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/lab/chaos/ledger"
)

const docA, docB = "cccccccccccccccccccccccccc", "dddddddddddddddddddddddddd"

// record is an undisturbed record of documents, each under the basis 0. The results of docB have a
// message of their own.
func record(docs ...string) (acks []ledger.Ack, sent map[string]bool, es []Entry) {
	sent = map[string]bool{}
	for i, d := range docs {
		acks = append(acks, ledger.Ack{ID: d, Seq: uint64(i + 1)})
		sent[d] = true
		digest := strings.Repeat(d[:1], 64)
		tail := "2026_1.1.2024.none." + d + ".0"
		all := []Entry{
			{Subject: "gouji.p0.accepted." + d}, {Subject: "gouji.p0.ingested." + d}, {Subject: "gouji.p0.parsed.1.2024.none." + d},
			{Subject: "gouji.p0.validated." + tail},
		}
		receipt := Entry{Subject: "gouji.p0.published.receipt." + tail, Digest: "x", Sound: true, Receipt: digest}
		if d == docB {
			all = append(all, Entry{Subject: "gouji.p0.published.results." + tail, Digest: digest, Sound: true})
		} else {
			receipt.Beside = digest
		}
		for _, e := range append(all, receipt) {
			e.Stream, e.Seq = "GOUJI_P0", uint64(len(es)+1)
			es = append(es, e)
		}
	}
	return acks, sent, es
}

func TestJudgeOfAnUndisturbedRecord(t *testing.T) {
	acks, sent, es := record(docA, docB)
	v := Judge(acks, sent, slices.Values(es))
	if v.Failures() != nil || v.Acked != 2 || v.Published != 2 || v.Dead != 0 {
		t.Errorf("%+v", v)
	}
}

func TestJudgeFindsEveryFalsification(t *testing.T) {
	for _, f := range falsifications() {
		for _, docs := range [][]string{{docA, docB}, {docB, docA}} {
			t.Run(f.what+", "+docs[0][:1], func(t *testing.T) {
				acks, sent, es := record(docs...)
				v := Judge(acks, sent, slices.Values(f.change(es)))
				if f.count(v) != 1 || len(v.Details) == 0 {
					t.Errorf("counted %d, want 1; %+v", f.count(v), v)
				}
			})
		}
	}
}

func TestJudgeAllowsAnotherBasis(t *testing.T) {
	acks, sent, es := record(docA)
	for _, e := range slices.Clone(es) {
		if isReceipt(e) || isResults(e) {
			e.Subject = strings.TrimSuffix(e.Subject, ".0") + ".1abc"
			es = append(es, e)
		}
	}
	v := Judge(acks, sent, slices.Values(es))
	if v.Failures() != nil || v.Published != 1 || v.Rejudged != 1 {
		t.Errorf("%+v", v)
	}
}

func TestJudgeFindsDeadLettersByDocumentAndBySubmission(t *testing.T) {
	acks := []ledger.Ack{{ID: docA, Seq: 7}, {ID: docB, Seq: 8}}
	sent := map[string]bool{docA: true, docB: true}
	es := []Entry{{Subject: "gouji.dead.ingest.empty.gouji_submit.7." + docA}, {Subject: "gouji.dead.ingest.bad_header.gouji_submit.8.none"}}
	v := Judge(acks, sent, slices.Values(es))
	if v.Failures() != nil || v.Dead != 2 || v.Classes["bad_header"] != 1 {
		t.Errorf("%+v", v)
	}
	if wrong := WrongClasses(v, acks, map[string]string{docA: "empty", docB: "bad_header"}); wrong != nil {
		t.Error(wrong)
	}
	if wrong := WrongClasses(v, acks, map[string]string{docA: "malformed", docB: "bad_header"}); wrong == nil {
		t.Error("a wrong class was not noticed")
	}
}

func TestJudgeMissesNoLoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		acks, sent, es := record(docA, docB)
		i := rapid.IntRange(0, len(es)-1).Draw(t, "lost")
		kept := slices.Delete(slices.Clone(es), i, i+1)
		v := Judge(acks, sent, slices.Values(kept))
		// Of the intermediate hops none is needed once the end is there; of the ends each is.
		needed := isReceipt(es[i]) || isResults(es[i])
		if needed == (v.Failures() == nil) {
			t.Errorf("entry %d lost: %v", i, v.Failures())
		}
	})
}
