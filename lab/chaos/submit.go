package chaos

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/report"
)

// submission is one document on its way in.
type submission struct {
	id     string
	data   []byte
	header nats.Header
	// subject is gouji.submit.chaos unless set.
	subject string
	// bad is set for what must be refused.
	bad bool
}

// samples makes n generated reports; those that are PDF files are left out, because they
// are read in a child process of their own, which is another thing to break.
func samples(n int, seed uint64) iter.Seq[submission] {
	return func(yield func(submission) bool) {
		made := 0
		for s := range generate.Many(2*n+10, seed) {
			if made == n {
				return
			}
			if s.Layout == generate.PDF {
				continue
			}
			made++
			one := submission{id: report.DocumentID(s.Data), data: s.Data, header: nats.Header{"Gouji-Filename": {s.Name}}}
			if !yield(one) {
				return
			}
		}
	}
}

// light makes n reports that cost little to read, for runs whose size is what counts: one in
// twenty is a generated one with all its tables, the others say that there is nothing to
// tell. One in ten is of an issuer whose report of another year is there too.
func light(n int, seed uint64) iter.Seq[submission] {
	layouts := []generate.Layout{generate.Pipes, generate.CellsPipe, generate.Tabs, generate.Markdown, generate.HTMLClean}
	return func(yield func(submission) bool) {
		for i := range n {
			data, name := []byte(nothingToTell(seed, i)), "report.txt"
			if i%20 == 0 {
				s, err := generate.One(generate.Options{Seed: seed<<32 + uint64(i), Layout: layouts[i/20%len(layouts)], Year: 2023})
				if err != nil { // options that the generator knows
					panic(err)
				}
				data, name = ownIssuer(s, seed, i), s.Name
			}
			if !yield(submission{id: report.DocumentID(data), data: data, header: nats.Header{"Gouji-Filename": {name}}}) {
				return
			}
		}
	}
}

// ownIssuer is a generated report in the name of an issuer that no other one has: the
// generator knows few, and the hundredth version of a report is held against all the others.
func ownIssuer(s generate.Sample, seed uint64, i int) []byte {
	if s.Truth.Agency == nil {
		return s.Data
	}
	return bytes.ReplaceAll(s.Data, []byte(*s.Truth.Agency), fmt.Appendf(nil, "云溪市石渡县第%d-%d中学", seed, i))
}

// nothingToTell is the report of a small school. Most have an issuer of their own: the many
// reports of few issuers that a generator makes are judged anew again and again.
func nothingToTell(seed uint64, i int) string {
	school, year := i, 2023
	if i%20 == 19 {
		school, year = i-1, 2024
	}
	return fmt.Sprintf(`云溪市石渡县第%d-%d小学%d年政府信息公开工作年度报告

一、总体情况
%d年，本校主动公开政府信息%d条，未收到政府信息公开申请。

二、主动公开政府信息情况
无。

三、收到和处理政府信息公开申请情况
无。

四、政府信息公开行政复议、行政诉讼情况
无。

五、存在的主要问题及改进情况
公开内容还不够丰富，下一步将加强培训。

六、其他需要报告的事项
无。
`, seed, school, year, year, i%97)
}

// attemptFor bounds one publish of so many bytes, as the program's own doors do: a lost
// answer must not look like a slow server. A stall is repeated.
func attemptFor(bytes int) time.Duration {
	return 500*time.Millisecond + time.Duration(bytes)*time.Second/(4<<20)
}

// submitter is a producer: it repeats each document until the door acknowledges it.
type submitter struct {
	ledger *ledger
	hand   door
	// window is how many submissions wait for an acknowledgement at once.
	window int
	// pace, where it is not nil, is called before each document and may hold it back.
	pace func(context.Context)
	acks acksHeard
	// refusals counts publishes that failed; each was repeated.
	refusals atomic.Int64
}

// run submits until docs end or ctx does.
func (s *submitter) run(ctx context.Context, docs iter.Seq[submission]) error {
	jobs := make(chan submission)
	errs := make(chan error, s.window)
	var wg sync.WaitGroup
	for range s.window {
		wg.Go(func() {
			for d := range jobs {
				if err := s.one(ctx, d); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	var err error
feed:
	for d := range docs {
		if s.pace != nil {
			s.pace(ctx)
		}
		select {
		case jobs <- d:
		case err = <-errs:
			break feed
		case <-ctx.Done():
			err = context.Cause(ctx)
			break feed
		}
	}
	close(jobs)
	wg.Wait()
	select {
	case e := <-errs:
		return e
	default:
		return err
	}
}

// one submits a document until it is acknowledged and in the ledger.
func (s *submitter) one(ctx context.Context, d submission) error {
	s.ledger.send(d.id)
	for {
		begun := time.Now()
		actx, cancel := context.WithTimeout(ctx, attemptFor(len(d.data)))
		seq, err := s.hand(actx, d)
		cancel()
		if err == nil {
			s.acks.heard(begun)
			return s.ledger.add(Ack{ID: d.id, Seq: seq})
		}
		s.refusals.Add(1)
		if !pass(ctx, 50*time.Millisecond) {
			return context.Cause(ctx)
		}
	}
}

// door takes a document and returns the sequence that its acknowledgement named, 0 where it names
// none.
type door func(context.Context, submission) (seq uint64, err error)

// natsDoor publishes the raw bytes to gouji.submit.chaos.
func natsDoor(js jetstream.JetStream) door {
	return func(ctx context.Context, d submission) (uint64, error) {
		m := &nats.Msg{Subject: "gouji.submit.chaos", Data: d.data, Header: d.header}
		if d.subject != "" {
			m.Subject = d.subject
		}
		ack, err := js.PublishMsg(ctx, m, jetstream.WithRetryAttempts(0))
		if err != nil {
			return 0, err
		}
		return ack.Sequence, nil
	}
}
