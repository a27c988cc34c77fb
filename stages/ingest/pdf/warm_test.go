package pdf_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/pdf"
)

func warm(t testing.TB) *pdf.Warm {
	w := pdf.NewWarm([]string{os.Args[0], "pdf-extract"}, limits())
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// children are the process ids of the children that a process has.
func children(t testing.TB, parent int) []int {
	t.Helper()
	paths, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	if err != nil || len(paths) == 0 {
		t.Skip("skipped: the system does not list children")
	}
	var pids []int
	for _, path := range paths {
		list, _ := os.ReadFile(path)
		for _, f := range strings.Fields(string(list)) {
			pid, _ := strconv.Atoi(f)
			pids = append(pids, pid)
		}
	}
	return pids
}

// hungry is a file whose reader asks for two thousand million bytes, and dies of it.
func hungry() []byte {
	return file("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R>>",
		strings.Replace(deflated("BT ET"), "/FlateDecode", "/FlateDecode /DecodeParms <</Predictor 12 /Columns 2000000000>>", 1))
}

// TestWarmReadsAlike has one child read documents one after another, each as a child of
// its own would.
func TestWarmReadsAlike(t *testing.T) {
	w := warm(t)
	var first []int
	for _, data := range [][]byte{pages("", row), sheets(), pages("/Rotate 90", row), pages("", row, row)} {
		want, err := builtIn().Words(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.Words(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		now := children(t, os.Getpid())
		if first == nil {
			first = now
		}
		if len(now) != 1 || now[0] != first[0] {
			t.Errorf("children %v, at first %v; want one, always the same", now, first)
		}
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if left := children(t, os.Getpid()); len(left) != 0 {
		t.Errorf("children %v are left after Close", left)
	}
	if _, err := w.Words(t.Context(), pages("", row)); err == nil {
		t.Error("a document was read after Close")
	}
}

// TestWarmSurvives has hostile documents between good ones, in a new child and in one that
// served before: they cost nobody but themselves.
func TestWarmSurvives(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want fault.Class
	}{
		"memory": {hungry(), fault.LimitMemory},
		"nesting": {file("", "<</Type /Catalog /Pages 2 0 R /X "+strings.Repeat("[", 3_000_000)+">>", "<</Type /Pages /Kids [] /Count 0>>"),
			fault.Malformed},
		"cut off": {pages("", row)[:900], fault.Malformed},
		"password": {file("/ID [<00><00>] /Encrypt <</Filter /Standard /V 1 /R 2 /P -4 /O <"+strings.Repeat("41", 32)+"> /U <"+strings.Repeat("42", 32)+">>>",
			"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [] /Count 0>>"), fault.Encrypted},
	} {
		if underRace && c.want == fault.LimitMemory {
			continue // the race detector does not run in a limited address space
		}
		t.Run(name, func(t *testing.T) {
			w := warm(t)
			for range 2 {
				_, err := w.Words(t.Context(), c.data)
				if got, _ := fault.ClassOf(err); got != c.want {
					t.Errorf("got %v, want class %s", err, c.want)
				}
				if c.want == fault.LimitMemory && len(children(t, os.Getpid())) != 0 {
					t.Error("a child that failed was kept")
				}
				if words, err := w.Words(t.Context(), pages("", row)); err != nil || len(words[0]) != 4 {
					t.Errorf("the next document: %v, %v", words, err)
				}
			}
		})
	}
}

// TestWarmBadChildren has children that do not do their work.
func TestWarmBadChildren(t *testing.T) {
	quick := limits()
	quick.Time = 200 * time.Millisecond
	for mode, c := range map[string]struct {
		lim  pdf.Limits
		want fault.Class // "" for an error that says nothing about the document
	}{
		"hang":   {quick, fault.LimitTime},
		"flood":  {quick, fault.LimitTime}, // it takes no document
		"crash":  {limits(), fault.Malformed},
		"deaf":   {limits(), ""},
		"silent": {limits(), ""},
	} {
		w := pdf.NewWarm([]string{os.Args[0], mode}, c.lim)
		_, err := w.Words(t.Context(), make([]byte, 1<<20))
		if got, _ := fault.ClassOf(err); got != c.want || err == nil {
			t.Errorf("%s: got %v, want class %q", mode, err, c.want)
		}
		if left := children(t, os.Getpid()); len(left) != 0 {
			t.Errorf("%s: children %v are left", mode, left)
		}
	}
}

func TestWarmLimitsOutput(t *testing.T) {
	lim := limits()
	lim.Output = 100_000
	w := pdf.NewWarm([]string{os.Args[0], "pdf-extract"}, lim)
	defer w.Close()
	_, err := w.Words(t.Context(), sheets())
	if got, _ := fault.ClassOf(err); got != fault.LimitCells {
		t.Errorf("got %v, want class %s", err, fault.LimitCells)
	}
}

func TestWarmConcurrent(t *testing.T) {
	w := warm(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 3 {
				if words, err := w.Words(t.Context(), pages("", row)); err != nil || len(words[0]) != 4 {
					t.Errorf("%v, %v", words, err)
				}
				if _, err := w.Words(t.Context(), []byte("%PDF-1.7\n")); err == nil {
					t.Error("a file of nothing was read")
				}
			}
		})
	}
	all.Wait()
}

// FuzzWarm runs the built-in reader on any bytes, one after another in the same children.
func FuzzWarm(f *testing.F) {
	f.Add(pages("", row))
	f.Add([]byte("%PDF-1.4\n%%EOF"))
	w := pdf.NewWarm([]string{os.Args[0], "pdf-extract"}, limits())
	f.Cleanup(func() { _ = w.Close() })
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := pdf.Read(t.Context(), w, data, limits())
		if _, ok := fault.ClassOf(err); err != nil && !ok {
			t.Fatalf("an error without class: %v", err)
		}
	})
}
