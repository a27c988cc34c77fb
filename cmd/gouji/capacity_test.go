package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// TestTheCapacityPageAddsUp: its table follows from what it says one report costs.
func TestTheCapacityPageAddsUp(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/capacity.md")
	if err != nil {
		t.Fatal(err)
	}
	number := func(pattern string) float64 {
		t.Helper()
		m := regexp.MustCompile(pattern).FindSubmatch(page)
		if m == nil {
			t.Fatalf("the page has no %s", pattern)
		}
		v, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	ms, rate := number(`\| processor, .* \| ([\d.]+) ms`), number(`\| rate \| ([\d.]+) a second`)
	kb := number(`\| log and ledger \| ([\d.]+) KB`) + number(`\| raw document \| ([\d.]+) KB`) + number(`\| row of the store .* \| ([\d.]+) KB`)
	rows := regexp.MustCompile(`(?m)^\| (\w+) \| (\d+) \| (.*) \|$`).FindAllSubmatch(page, -1)
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		n, err := strconv.ParseFloat(string(row[2]), 64)
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("%.0f s | %.0f s | %.1f GB", n*ms/1000, n/rate, n*kb/1e6)
		if string(row[3]) != want {
			t.Errorf("%s: %s, want %s", row[1], row[3], want)
		}
	}
}
