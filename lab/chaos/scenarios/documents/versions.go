package documents

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/lab/chaos/judge"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
	"github.com/gouji/gouji/stages/report"
)

// Versions lets one issuer's report come in many versions: each changes what is known
// of the ones after it.
func Versions() scenario.Scenario {
	return scenario.Scenario{
		Name:  "versions",
		Doc:   "128 versions of one issuer's report through the HTTP door of `gouji up`, which is killed between them; each may be judged three times, the last verdicts must be those of `gouji check` of them all, and what is stored is bounded by what came in",
		Short: scenario.Size{Docs: 128, Faults: 1}, Full: scenario.Size{Docs: 240, Faults: 4}, Bound: 30 * time.Minute,
		Do: versions,
	}
}

const (
	// mostVerdicts is how often a version is judged: when it comes, and in a period or two in
	// which its issuer was quiet. Each kill may make one more of it.
	mostVerdicts = 3
	// storedEach is how many bytes a version may take in all streams, as the server counts them.
	storedEach = 240 << 10
)

func versions(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	docs, err := versionsOf(l.Docs, l.Seed)
	if err != nil {
		return scenario.Result{}, err
	}
	// What is bounded is verdicts for each period in which the issuer was quiet. On a loaded machine
	// the default of 2 s passes between two versions, and again, though they come one after the other.
	r, err := system.KilledUp(ctx, l, docs, "--judge-quiet", "10s", "--judge-longest", "2m")
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	out, err := r.Finish(ctx)
	if err != nil {
		return out, err
	}
	most, stored, err := costs(ctx, r)
	if err != nil {
		return out, err
	}
	if allowed := mostVerdicts + max(l.Faults-1, 0); most > allowed {
		out.Failures = append(out.Failures, fmt.Sprintf("a version was judged %d times, at most %d is asked", most, allowed))
	}
	if stored > uint64(l.Docs)*storedEach {
		out.Failures = append(out.Failures, fmt.Sprintf("%d bytes are stored for %d versions", stored, l.Docs))
	}
	otherwise, err := againstCheck(ctx, r, docs)
	if err != nil {
		return out, err
	}
	if otherwise != "" {
		out.Failures = append(out.Failures, otherwise)
	}
	out.Note = fmt.Sprintf("at most %d verdicts a version, %.1f on average, %d KB a version in all streams", most,
		float64(out.Verdict.Hops["validated"])/float64(l.Docs), stored/uint64(l.Docs)>>10)
	return out, nil
}

// versionsOf are n documents that say the same report, and one number in a few of them.
func versionsOf(n int, seed uint64) (iter.Seq[load.Submission], error) {
	s, err := generate.One(generate.Options{Seed: seed, Layout: generate.HTMLClean, Year: 2023, Form: report.Form2021})
	if err != nil {
		return nil, err
	}
	return func(yield func(load.Submission) bool) {
		for i := range n {
			data := fmt.Appendf(bytes.Clone(s.Data), "<!-- visitor %d -->", i)
			header := nats.Header{"Gouji-Filename": {fmt.Sprintf("%03d.html", i)}}
			if !yield(load.Submission{ID: report.DocumentID(data), Data: data, Header: header}) {
				return
			}
		}
	}, nil
}

// costs are the most verdicts that a document has, and the bytes of all streams.
func costs(ctx context.Context, r *system.Run) (most int, stored uint64, err error) {
	entries, _, err := judge.ReadStreams(ctx, r.Broker.JS)
	if err != nil {
		return 0, 0, err
	}
	of := map[string]int{}
	for _, e := range entries {
		if strings.Contains(e.Subject, ".validated.") {
			of[e.Doc()]++
			most = max(most, of[e.Doc()])
		}
	}
	streams := r.Broker.JS.ListStreams(ctx)
	for s := range streams.Info() {
		stored += s.State.Bytes
	}
	return most, stored, streams.Err()
}

// judgedAs is what must be the same of a verdict, whoever made it.
type judgedAs struct {
	Findings   any `json:"findings"`
	Correction any `json:"correction"`
	Rules      any `json:"rules"`
}

// againstCheck holds the last verdicts against a check of all documents in a folder, and says
// what is otherwise.
func againstCheck(ctx context.Context, r *system.Run, docs iter.Seq[load.Submission]) (string, error) {
	dir := filepath.Join(r.Dir, "versions")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	var ids []string
	for d := range docs {
		if err := os.WriteFile(filepath.Join(dir, d.Header.Get("Gouji-Filename")), d.Data, 0o600); err != nil {
			return "", err
		}
		ids = append(ids, d.ID)
	}
	text, err := exec.CommandContext(ctx, r.Gouji, "check", "--format", "json", "--fail-on", "never", dir).Output()
	if err != nil {
		return "", fmt.Errorf("gouji check of all versions: %w", err)
	}
	dec, differ := json.NewDecoder(bytes.NewReader(text)), 0
	for _, id := range ids {
		var want, got judgedAs
		if err := dec.Decode(&want); err != nil {
			return "", fmt.Errorf("what gouji check says: %w", err)
		}
		status, body, err := lookUp(ctx, r.Client, r.Entrance+"/"+id)
		if err != nil {
			return "", err
		}
		if status != http.StatusOK {
			return fmt.Sprintf("%s is answered by %d: %.200s", id, status, body), nil
		}
		if err := json.Unmarshal(body, &got); err != nil {
			return "", err
		}
		if want.Findings == nil || !reflect.DeepEqual(want, got) {
			differ++
		}
	}
	if differ > 0 {
		return fmt.Sprintf("%d of %d versions ended otherwise than in a check of them all", differ, len(ids)), nil
	}
	return "", nil
}

// lookUp asks the door, again as long as it says that it was asked too often.
func lookUp(ctx context.Context, client *http.Client, url string) (status int, body []byte, err error) {
	ask := func(ctx context.Context) bool {
		status, body, err = load.Fetch(ctx, client, url)
		return err != nil || status != http.StatusTooManyRequests
	}
	if late := wait.Until(ctx, "the door answers", time.Minute, ask); late != nil {
		return status, body, late
	}
	return status, body, err
}
