package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestNoticeIsOfToday makes the notice anew: a module that was added or raised must be in it.
func TestNoticeIsOfToday(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := write(&b, "../.."); err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../../NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, b.Bytes()) {
		t.Error("NOTICE is not what is linked: run `make notice`")
	}
}

func TestNoModuleWithoutLicence(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := licences(dir); err == nil {
		t.Error("a folder without a licence was taken")
	}
	if err := os.WriteFile(filepath.Join(dir, "UNLICENSE"), []byte("\r\nfree  \r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := licences(dir); err != nil || len(got) != 1 || got[0] != "free" {
		t.Errorf("%q, %v", got, err)
	}
}
