#!/usr/bin/env bash
# fuzz.sh [TIME [PACKAGE...]]: runs every fuzz target of the packages (default ./...) for TIME
# (default 10s), one after another. Fails if one finds something, and if there is none.
# Needs jq.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-10s} packages=("${@:2}")
[ ${#packages[@]} -gt 0 ] || packages=(./...)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
list=$(go test -list '^Fuzz' -json "${packages[@]}" |
  jq -r 'select(.Action == "output" and (.Output | startswith("Fuzz"))) | .Package + " " + (.Output | rtrimstr("\n"))')
[ -n "$list" ] || { echo "there is no fuzz target" >&2; exit 1; }
while read -r package target; do
  echo "== $target of $package for $time"
  # By itself Go spends a minute to make each new input smaller: in a short run, all of it.
  go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 50x "$package" >"$log" 2>&1 || { cat "$log"; exit 1; }
  tail -n 1 "$log"
done <<<"$list"
echo "fuzzed $(wc -l <<<"$list") targets for $time each, nothing found"
