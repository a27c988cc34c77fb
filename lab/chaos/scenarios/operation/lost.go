package operation

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// Lost destroys by hand what gouji keeps, one thing after another.
func Lost() scenario.Scenario {
	return scenario.Scenario{
		Name:  "lost",
		Doc:   "each stream and bucket of a running `gouji up` purged, truncated, deleted; its store deleted and replaced by an older copy; each must be told by name within a minute, nothing else be gone, and `gouji audit` find no fault once it was mended or accepted",
		Short: scenario.Size{Docs: 6, Faults: 11}, Full: scenario.Size{Docs: 60, Faults: 100}, Bound: 40 * time.Minute,
		Do: lost,
	}
}

// toldBound is how soon a loss must make /readyz and a gauge red.
const toldBound = time.Minute

// greenBound is how long it may take from the remedy until all is green again.
const greenBound = 2 * time.Minute

// loser is a system from which things are taken.
type loser struct {
	*system.Run
	data     string
	batch    int // of documents, so that no two are alike
	told     []time.Duration
	failures []string
}

func lost(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	data := filepath.Join(l.Dir, "data")
	r, err := system.BeginUp(ctx, l, system.UpSetup{Data: data, AckWait: l.Lease(), Admin: true})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	s := &loser{Run: r, data: data}
	losses := losses()
	if l.Faults < len(losses) { // one of each thing at least, spread over the ways to lose it
		losses = slices.DeleteFunc(losses, func(x loss) bool { return !x.short })
	}
	for _, x := range losses {
		if err := s.lose(ctx, x); err != nil {
			return scenario.Result{}, fmt.Errorf("%s: %w", x.name, err)
		}
	}
	return s.weigh(ctx)
}

// lose fills the system, destroys one thing, waits until it is told, looks that nothing else
// is gone, and mends it.
func (s *loser) lose(ctx context.Context, x loss) error {
	if err := s.fill(ctx); err != nil {
		return err
	}
	if err := s.green(ctx, "before"); err != nil {
		return err
	}
	before, err := s.holdings(ctx)
	if err != nil {
		return err
	}
	s.Fault("%s", x.name)
	if err := x.destroy(ctx, s); err != nil {
		return err
	}
	begun, said := time.Now(), ""
	err = wait.Until(ctx, x.name+" is told", toldBound, func(ctx context.Context) bool {
		said = s.redness(ctx)
		return strings.Contains(said, x.what) && (x.kind == "" || s.gauge(ctx, x.kind))
	})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		s.failures = append(s.failures, fmt.Sprintf("%s is not told within %s: /readyz says %.200q", x.name, toldBound, said))
	}
	s.told = append(s.told, time.Since(begun))
	s.Logf("told after %s: %.120q", time.Since(begun).Round(time.Millisecond), said)
	if x.kind != "" && s.command(ctx, "audit") == nil {
		s.failures = append(s.failures, x.name+": gouji audit finds nothing wrong")
	}
	after, err := s.holdings(ctx)
	if err != nil {
		return err
	}
	for name, n := range before {
		if is, ok := after[name]; !strings.HasPrefix(x.name, name+" ") && (!ok || is < n) {
			s.failures = append(s.failures, fmt.Sprintf("%s: %s had %d and has %d", x.name, name, n, is))
		}
	}
	s.Logf("mending")
	if err := x.mend(ctx, s); err != nil {
		return err
	}
	s.Logf("mended")
	if err := s.green(ctx, "after "+x.name); err != nil {
		return err
	}
	// What was accepted as lost is named and no fault any more. Documents whose end was lost with it
	// are nowhere, and are done again from what is left of them; of a blob the record may be left,
	// which a repair takes away, so that it can be accepted too.
	if s.command(ctx, "audit") != nil {
		_ = s.command(ctx, "audit", "--repair") // it ends as an audit does that has found something
		if err := s.Rest(ctx, system.Consumers()); err != nil {
			return err
		}
		if s.command(ctx, "audit") != nil {
			_ = acceptLoss(ctx, s) // where there was nothing to accept the audit says what is wrong
		}
	}
	if err := s.command(ctx, "audit"); err != nil {
		s.failures = append(s.failures, fmt.Sprintf("%s: after it was mended or accepted: %v", x.name, err))
	}
	return nil
}

// fill has some documents go through: the last one is no report and ends as a dead letter, the
// two before it are reports. These three are too large to travel beside their records, so that
// there is something in the object store. A stream that keeps its newest message alone has fewer
// records then than there are published reports, also before the marks have counted these.
func (s *loser) fill(ctx context.Context) error {
	s.batch++
	seed := s.Seed<<16 + uint64(s.batch)
	if err := s.Submitter.Run(ctx, load.Light(s.Docs, seed)); err != nil {
		return err
	}
	for i := range 2 {
		large, err := generate.One(generate.Options{Seed: seed<<1 + uint64(i), Layout: generate.HTMLClean, Year: 2023, Pad: tooLargeBeside})
		if err != nil {
			return err
		}
		large.Data = load.OwnIssuer(large, seed, s.Docs+i)
		if err := s.Submitter.Run(ctx, load.OfSample(large)); err != nil {
			return err
		}
	}
	if _, err := s.Broker.JS.Publish(ctx, "gouji.submit.chaos", fmt.Appendf(nil, "\x89PNG\r\n\x1a\n\x00\x00%0*d", tooLargeBeside, seed)); err != nil {
		return err
	}
	return s.Rest(ctx, system.Consumers())
}

// tooLargeBeside is more bytes than a document may have that travels beside its record.
const tooLargeBeside = 68 << 10

// redness is what /readyz says, "" where it is green.
func (s *loser) redness(ctx context.Context) string {
	code, text := s.get(ctx, "/readyz")
	if code == http.StatusOK {
		return ""
	}
	return text
}

// gauge reports whether the gauge of a kind is above 0.
func (s *loser) gauge(ctx context.Context, kind string) bool {
	_, text := s.get(ctx, "/metrics")
	name := fmt.Sprintf("gouji_witness_faults{kind=%q} ", kind)
	return strings.Contains(text, name) && !strings.Contains(text, name+"0\n")
}

// get asks the admin endpoints; the code is 0 where nobody answers.
func (s *loser) get(ctx context.Context, path string) (int, string) {
	status, text, err := load.Fetch(ctx, http.DefaultClient, "http://"+s.Admin+path)
	if err != nil {
		return 0, ""
	}
	return status, string(text)
}

func (s *loser) green(ctx context.Context, when string) error {
	said := ""
	err := wait.Until(ctx, "all is green "+when, greenBound, func(ctx context.Context) bool {
		code, text := s.get(ctx, "/readyz")
		said = text
		return code == http.StatusOK
	})
	if err != nil {
		err = fmt.Errorf("%w: /readyz says %.300q", err, said)
	}
	return err
}

// command runs gouji against the system; the error has what it said.
func (s *loser) command(ctx context.Context, args ...string) error {
	out, err := exec.CommandContext(ctx, s.Gouji, append(args, "--lang", "en", "--nats-url", s.Broker.URLs(), "--data", s.data)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("gouji %s: %w: %.300s", strings.Join(args, " "), err, out)
	}
	return nil
}

// holdings is how many messages each stream has, and rows the store. The submissions are left
// out, which are empty by rights.
func (s *loser) holdings(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	for _, name := range []string{"GOUJI_P0", "GOUJI_DEAD", "OBJ_gouji-blobs", "KV_gouji-ledger"} {
		h, err := s.Broker.JS.Stream(ctx, name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[name] = int(h.CachedInfo().State.Msgs)
	}
	if _, err := os.Stat(s.db()); err != nil {
		return out, nil
	}
	if rows, err := s.RowsNow(ctx); err == nil { // else it has no tables
		out["store"] = len(rows)
	}
	return out, nil
}

func (s *loser) db() string { return filepath.Join(s.data, "gouji.db") }

// again stops the system in order, does something to its files, and waits until it runs again.
func (s *loser) again(ctx context.Context, between func() error) error {
	if err := s.Fleet.Stop(); err != nil {
		return err
	}
	if err := between(); err != nil {
		return err
	}
	return s.StartWorkers(ctx)
}

// weigh has a last batch go through what is left, and judges that.
func (s *loser) weigh(ctx context.Context) (scenario.Result, error) {
	acknowledged := s.Ledger.Count()
	if err := s.fill(ctx); err != nil {
		return scenario.Result{}, err
	}
	out := scenario.Result{Faults: s.Injected, Took: time.Since(s.Begun), Failures: s.failures}
	acks, err := s.Ledger.ReadBack()
	if err != nil {
		return out, err
	}
	entries, gaps, err := judge.ReadStreams(ctx, s.Broker.JS)
	if err != nil {
		return out, err
	}
	// What is no report was sent past the ledger.
	entries = slices.DeleteFunc(entries, func(e judge.Entry) bool { return strings.HasPrefix(e.Subject, "gouji.dead.") })
	out.Verdict = judge.Judge(acks[acknowledged:], s.Ledger.SentIDs(), slices.Values(entries))
	out.Failures = append(out.Failures, out.Verdict.Failures()...)
	if gaps > 0 {
		out.Failures = append(out.Failures, fmt.Sprintf("%d messages of the log cannot be read", gaps))
	}
	rows, err := s.RowsNow(ctx)
	if err != nil {
		return out, err
	}
	out.Rows = len(rows)
	missing := 0
	for k, digest := range out.Verdict.Keys {
		if rows[k] != digest {
			missing++
		}
	}
	if missing > 0 {
		out.Failures = append(out.Failures, fmt.Sprintf("%d receipts have no row in the store", missing))
	}
	out.Note = "told after " + system.SpreadOf(s.told).String()
	return out, nil
}
