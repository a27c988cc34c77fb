package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestABusyPortIsToldAtOnce: the address, the flag and the variable are named, in both
// languages, and nothing was started: the data folder has no file of the server.
func TestABusyPortIsToldAtOnce(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	busy := taken.Addr().String()
	for _, c := range []struct{ command, setting, env, lang, want string }{
		{"up", "nats-listen", "GOUJI_NATS_LISTEN", "zh", "已被占用"},
		{"up", "http", "GOUJI_HTTP", "zh", "已被占用"},
		{"up", "admin", "GOUJI_ADMIN", "en", "is in use"},
		{"work", "admin", "GOUJI_ADMIN", "zh", "已被占用"},
		{"work", "http", "GOUJI_HTTP", "en", "is in use"},
	} {
		data, free := t.TempDir(), map[string]string{"nats-listen": "127.0.0.1:0", "http": "127.0.0.1:0", "admin": "127.0.0.1:0"}
		free[c.setting] = busy
		args := []string{c.command, "--data", data, "--lang", c.lang}
		for name, at := range free {
			args = append(args, "--"+name, at)
		}
		if c.command == "work" {
			args = append(args, "--door")
		}
		begun := time.Now()
		code, _, errs := command(t, args...)
		if took := time.Since(begun); code != exitUsage || took > 2*time.Second {
			t.Errorf("%v: exit %d after %s", args, code, took)
		}
		for _, want := range []string{busy, "--" + c.setting, c.env, c.want} {
			if !strings.Contains(errs, want) {
				t.Errorf("%v does not say %s:\n%s", args, want, errs)
			}
		}
		for _, made := range []string{"nats", "gouji.db"} {
			if _, err := os.Stat(filepath.Join(data, made)); err == nil {
				t.Errorf("%v has made %s", args, made)
			}
		}
	}
}

// TestTwoSettingsOfOneAddress are told like a port that another program has.
func TestTwoSettingsOfOneAddress(t *testing.T) {
	t.Parallel()
	at := freeAddress(t)
	code, _, errs := command(t, "up", "--data", t.TempDir(), "--nats-listen", at, "--http", at, "--admin", "127.0.0.1:0")
	if code != exitUsage || !strings.Contains(errs, "--http") {
		t.Errorf("exit %d:\n%s", code, errs)
	}
	code, _, errs = command(t, "up", "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "nowhere", "--admin", "127.0.0.1:0")
	if code != exitUsage || !strings.Contains(errs, "--http") || !strings.Contains(errs, "不能监听") {
		t.Errorf("exit %d:\n%s", code, errs)
	}
}

// TestTheDemonstrationNamesTheDisksFlag: any disk is fuller than one per cent. Before anything
// is started the flag is named, and with it the demonstration runs.
func TestTheDemonstrationNamesTheDisksFlag(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	demo := []string{"up", "--demo", "--once", "--data", data, "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--disk-limit"}
	for lang, want := range map[string]string{"zh": "--disk-limit 0", "en": "add --disk-limit 0"} {
		if code, _, errs := command(t, append(demo, "1", "--lang", lang)...); code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("exit %d: %s", code, errs)
		}
	}
	if _, err := os.Stat(filepath.Join(data, "nats")); err == nil {
		t.Error("the server was started")
	}
	mustCommand(t, append(demo, "0")...)
}
