package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// laboratory makes reports, converts and judges them.
type laboratory struct {
	gouji, dir string
	n          int
	seed       uint64
	limit      time.Duration       // of one step
	sources    map[string][]sample // by layout and faults
}

// sample is a report of the generator and the values of its cells; nil is a cell without one.
type sample struct {
	file  string
	cells map[string]*float64
}

// values are the cells as they are printed: with noughts, or blanks for them.
func (x sample) values(blank bool) map[string]*float64 {
	if !blank {
		return x.cells
	}
	out := make(map[string]*float64, len(x.cells))
	for k, v := range x.cells {
		if v != nil && *v == 0 {
			v = nil
		}
		out[k] = v
	}
	return out
}

// score counts cells.
type score struct{ reports, refused, cells, right, wrong, invented, missing int }

func (s score) share() float64 { return 100 * float64(s.right) / float64(max(s.cells, 1)) }

func (l *laboratory) measure(r route) (score, error) {
	samples, err := l.source(r.layout, r.faults)
	if err != nil {
		return score{}, err
	}
	dir := filepath.Join(l.dir, strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return c
		}
		return '-'
	}, r.name))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return score{}, err
	}
	var s score
	for i, x := range samples {
		out := filepath.Join(dir, fmt.Sprintf("%03d%s", i, r.to))
		if err := r.convert(x.file, out, l.limit); err != nil {
			return s, err
		}
		if err := l.judge(out, x.values(r.blank), &s); err != nil {
			return s, err
		}
	}
	return s, nil
}

// source makes the reports of a layout once.
func (l *laboratory) source(layout, faults string) ([]sample, error) {
	key := layout + "_" + faults
	if known := l.sources[key]; known != nil {
		return known, nil
	}
	dir := filepath.Join(l.dir, "source-"+layout+strconv.Itoa(len(l.sources)))
	args := []string{"generate", "--out", dir, "-n", strconv.Itoa(l.n), "--seed", strconv.FormatUint(l.seed, 10), "--layout", layout, "--form", "2021"}
	if faults != "" {
		args = append(args, "--faults", faults)
	}
	if said, err := exec.Command(l.gouji, args...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("generate: %w: %s", err, said)
	}
	files, err := filepath.Glob(filepath.Join(dir, "docs", "*"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		cells, err := readTruth(filepath.Join(dir, "truth", filepath.Base(f)+".json"))
		if err != nil {
			return nil, err
		}
		l.sources[key] = append(l.sources[key], sample{f, cells})
	}
	return l.sources[key], nil
}

func readTruth(path string) (map[string]*float64, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var t struct {
		Table2 map[string]*float64 `json:"table2"`
		Table3 struct {
			Rows map[string][]*float64 `json:"rows"`
		} `json:"table3"`
		Table4    map[string][]*float64 `json:"table4"`
		Ambiguous []string              `json:"ambiguous"`
	}
	if err := json.Unmarshal(data, &t); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	out := make(map[string]*float64)
	for k, v := range t.Table2 {
		out["disclosure."+k] = v
	}
	add := func(table string, rows map[string][]*float64, columns ...string) {
		for row, values := range rows {
			for i, v := range values {
				out[table+"."+row+"."+columns[i]] = v
			}
		}
	}
	add("applications", t.Table3.Rows, "natural", "company", "research", "ngo", "legal", "other", "total")
	add("proceedings", t.Table4, "upheld", "corrected", "other", "pending", "total")
	return out, nil
}

// judge compares what gouji reads with the truth.
func (l *laboratory) judge(file string, want map[string]*float64, s *score) error {
	out, err := exec.Command(l.gouji, "check", "--format", "json", "--fail-on", "never", file).Output()
	if len(out) == 0 {
		return fmt.Errorf("check %s: %w", file, err)
	}
	type cell struct {
		Value *float64 `json:"value"`
	}
	var check struct {
		Outcome string `json:"outcome"`
		Report  struct {
			Tables struct {
				Disclosure   map[string]cell            `json:"disclosure"`
				Applications map[string]map[string]cell `json:"applications"`
				Proceedings  map[string]map[string]cell `json:"proceedings"`
			} `json:"tables"`
		} `json:"report"`
	}
	if err := json.Unmarshal(out, &check); err != nil {
		return fmt.Errorf("check %s: %w", file, err)
	}
	got := make(map[string]*float64)
	for k, c := range check.Report.Tables.Disclosure {
		got["disclosure."+k] = c.Value
	}
	for name, table := range map[string]map[string]map[string]cell{"applications": check.Report.Tables.Applications, "proceedings": check.Report.Tables.Proceedings} {
		for row, cells := range table {
			for k, c := range cells {
				got[name+"."+row+"."+k] = c.Value
			}
		}
	}
	s.reports++
	if check.Outcome != "checked" {
		s.refused++
	}
	s.add(got, want)
	return nil
}

func (s *score) add(got, want map[string]*float64) {
	for k, v := range want {
		s.cells++
		switch g := got[k]; {
		case v == nil && g == nil, v != nil && g != nil && *v == *g:
			s.right++
		case g == nil:
			s.missing++
		case v == nil:
			s.invented++
		default:
			s.wrong++
		}
	}
	for k, g := range got {
		if _, known := want[k]; !known && g != nil {
			s.invented++
		}
	}
}
