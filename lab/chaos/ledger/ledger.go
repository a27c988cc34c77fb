// Package ledger keeps what was acknowledged in a file outside the system under test, fsynced
// before it counts.
package ledger

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"sync"
)

// Ack is one acknowledged submission.
type Ack struct {
	// ID is the document's id, Seq the sequence in GOUJI_SUBMIT that the acknowledgement named.
	ID  string
	Seq uint64
}

// Ledger keeps acknowledgements in a file outside the system under test. It is safe for
// concurrent use.
type Ledger struct {
	mu      sync.Mutex
	file    *os.File
	pending strings.Builder
	round   *ledgerRound // of the lines in pending
	writing bool
	acks    []Ack
	sent    map[string]bool
}

// ledgerRound is one write with one fsync, for all lines that waited for it.
type ledgerRound struct {
	done chan struct{}
	acks []Ack
	err  error
}

// New begins an empty file; one that is there already is an error.
func New(path string) (*Ledger, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return &Ledger{file: f, sent: map[string]bool{}}, nil
}

// Send notes that a document is about to be submitted.
func (l *Ledger) Send(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent[id] = true
}

// Add writes an acknowledgement and returns when it is fsynced; only then it counts.
func (l *Ledger) Add(a Ack) error {
	l.mu.Lock()
	if l.round == nil {
		l.round = &ledgerRound{done: make(chan struct{})}
	}
	r := l.round
	fmt.Fprintf(&l.pending, "%s %d\n", a.ID, a.Seq)
	r.acks = append(r.acks, a)
	lead := !l.writing
	l.writing = true
	l.mu.Unlock()
	if lead {
		l.write()
	}
	<-r.done
	return r.err
}

// write writes rounds until none is waiting: one caller does it for the others.
func (l *Ledger) write() {
	for {
		l.mu.Lock()
		r, lines := l.round, l.pending.String()
		if r == nil {
			l.writing = false
			l.mu.Unlock()
			return
		}
		l.round = nil
		l.pending.Reset()
		l.mu.Unlock()
		_, r.err = l.file.WriteString(lines)
		if r.err == nil {
			r.err = l.file.Sync()
		}
		if r.err == nil {
			l.mu.Lock()
			l.acks = append(l.acks, r.acks...)
			l.mu.Unlock()
		}
		close(r.done)
	}
}

// Count is how many submissions are acknowledged so far.
func (l *Ledger) Count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acks)
}

// IDs is the documents that are acknowledged so far.
func (l *Ledger) IDs() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, a := range l.acks {
		out = append(out, a.ID)
	}
	return out
}

// SentIDs is which documents were submitted, acknowledged or not.
func (l *Ledger) SentIDs() map[string]bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make(map[string]bool, len(l.sent))
	for id := range l.sent {
		out[id] = true
	}
	return out
}

// Close closes the file, every line of which is on the disk already.
func (l *Ledger) Close() error { return l.file.Close() }

// ReadBack reads the file back, see Read.
func (l *Ledger) ReadBack() ([]Ack, error) { return Read(l.file.Name()) }

// Read reads the file back, which is what the judge is given: not our memory.
func Read(path string) ([]Ack, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	defer f.Close()
	var out []Ack
	for s := bufio.NewScanner(f); s.Scan(); {
		var a Ack
		if _, err := fmt.Sscanf(s.Text(), "%s %d", &a.ID, &a.Seq); err != nil {
			return nil, fmt.Errorf("ledger: line %d %q: %w", len(out)+1, s.Text(), err)
		}
		out = append(out, a)
	}
	return out, nil
}
