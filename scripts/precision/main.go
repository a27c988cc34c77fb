// Command precision makes docs/precision.md: how many of the findings that gouji prints of
// real reports a reader would act on, by rule.
//
//	gouji check --format json --fail-on never DOCS... | go run ./scripts/precision -judged scripts/precision/judged.tsv > docs/precision.md
//
// The file of judgements has a line for each finding: document id, rule, place, verdict
// (useful or noise). It holds no text of the documents. With -new the findings without a
// judgement are printed for a reader to judge.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	judged := flag.String("judged", "scripts/precision/judged.tsv", "file of judgements")
	fresh := flag.Bool("new", false, "print the findings without a judgement")
	flag.Parse()
	if err := run(os.Stdin, os.Stdout, *judged, *fresh); err != nil {
		fmt.Fprintln(os.Stderr, "precision:", err)
		os.Exit(1)
	}
}

// check is what is read of a line of `gouji check --format json`.
type check struct {
	Report *struct {
		ID string `json:"id"`
	} `json:"report"`
	Findings []finding `json:"findings"`
}

type finding struct {
	Rule     string   `json:"rule"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	Cells    []string `json:"cells"`
	Section  int      `json:"section"`
	Quotes   []string `json:"quotes"`
	At       []struct {
		Path  string `json:"path"`
		Start int    `json:"start"`
		Page  int    `json:"page"`
	} `json:"at"`
}

// key names a finding without words of the document.
func (f finding) key(id string) string {
	place := fmt.Sprintf("s%d", f.Section)
	switch {
	case len(f.Cells) > 0:
		place = f.Cells[0]
	case len(f.At) > 0:
		place = fmt.Sprintf("%s@%d/%d", f.At[0].Path, f.At[0].Start, f.At[0].Page)
	}
	return id + "\t" + f.Rule + "\t" + place
}

// tally counts the verdicts on one rule at one severity.
type tally struct {
	rule, severity        string
	useful, noise, unsaid int
}

func run(in io.Reader, out io.Writer, judged string, fresh bool) error {
	verdicts, err := read(judged)
	if err != nil {
		return err
	}
	counts := map[string]*tally{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var c check
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return fmt.Errorf("a line of standard input is no check: %w", err)
		}
		if c.Report == nil {
			continue
		}
		for _, f := range c.Findings {
			k := f.key(c.Report.ID)
			v := verdicts[k]
			if fresh {
				if v == "" {
					fmt.Fprintf(out, "%s\t?\t%s\t%s\t%s\n", k, f.Severity, f.Message, strings.ReplaceAll(strings.Join(f.Quotes, " | "), "\n", " "))
				}
				continue
			}
			count(counts, f, v)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading standard input: %w", err)
	}
	if fresh {
		return nil
	}
	page(out, counts)
	return tooNoisy(counts)
}

// tooNoisy names the rules that report more than a hint although fewer than four of five of
// their findings are useful.
func tooNoisy(counts map[string]*tally) error {
	var rules []string
	for _, t := range counts {
		if t.severity != "info" && 5*t.useful < 4*(t.useful+t.noise) {
			rules = append(rules, t.rule+" "+t.severity)
		}
	}
	if len(rules) == 0 {
		return nil
	}
	slices.Sort(rules)
	return fmt.Errorf("less than 0.8 of the findings are useful, make these rules hints: %s", strings.Join(rules, ", "))
}

func count(counts map[string]*tally, f finding, verdict string) {
	k := f.Rule + " " + f.Severity
	t := counts[k]
	if t == nil {
		t = &tally{rule: f.Rule, severity: f.Severity}
		counts[k] = t
	}
	switch verdict {
	case "useful":
		t.useful++
	case "noise":
		t.noise++
	default:
		t.unsaid++
	}
}

func read(path string) (map[string]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the judgements: %w", err)
	}
	out := map[string]string{}
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		p := strings.Split(line, "\t")
		if len(p) < 4 || p[3] != "useful" && p[3] != "noise" {
			return nil, fmt.Errorf("%s, line %d: want document, rule, place and useful or noise, separated by tabs", path, i+1)
		}
		out[strings.Join(p[:3], "\t")] = p[3]
	}
	return out, nil
}

// page writes the table. Findings that nobody has judged are counted apart and in no rate.
func page(out io.Writer, counts map[string]*tally) {
	all := make([]*tally, 0, len(counts))
	sums := map[string]*tally{}
	for _, t := range counts {
		all = append(all, t)
		s := sums[t.severity]
		if s == nil {
			s = &tally{rule: "**all**", severity: t.severity}
			sums[t.severity] = s
		}
		s.useful, s.noise, s.unsaid = s.useful+t.useful, s.noise+t.noise, s.unsaid+t.unsaid
	}
	slices.SortFunc(all, func(a, b *tally) int { return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.severity, b.severity)) })
	fmt.Fprint(out, "# Precision on real reports\n\n<!-- Made by scripts/precision from scripts/precision/judged.tsv, do not edit. -->\n\n"+
		"Real reports, each finding judged by a reader from its message and quote: of the findings that gouji prints, how many a supervising clerk would act on (useful) and how many not (noise). "+
		"A rule whose precision is under 0.8 is a hint or is off.\n\n| Rule | Severity | Useful | Noise | Not judged | Precision |\n|---|---|---:|---:|---:|---:|\n")
	for _, s := range [...]string{"error", "warning", "info"} {
		if t := sums[s]; t != nil {
			t.row(out)
		}
	}
	for _, t := range all {
		t.row(out)
	}
}

func (t *tally) row(out io.Writer) {
	rate := "–"
	if n := t.useful + t.noise; n > 0 {
		rate = fmt.Sprintf("%.2f", float64(t.useful)/float64(n))
	}
	fmt.Fprintf(out, "| %s | %s | %d | %d | %d | %s |\n", t.rule, t.severity, t.useful, t.noise, t.unsaid, rate)
}
