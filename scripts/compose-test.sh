#!/usr/bin/env bash
# compose-test.sh [N]: runs docker-compose.yml as it is, with three parse workers and N
# generated reports (default 200), and checks what comes out. Images that are missing on
# this machine get a local stand-in of the same name and tag (lab/standin/build.sh) for
# the time of the test; with COMPOSE_TEST_PULL=1 they are pulled instead. Ports are free ones
# on loopback. Everything of its own project is removed at the end, and nothing else.
#
# Needs docker, docker-compose or `docker compose`, go, make, jq and curl.
set -euo pipefail
cd "$(dirname "$0")/.."
n=${1:-200}
parsers=3
work=$(mktemp -d)
started=$SECONDS
made=()
export COMPOSE_PROJECT_NAME="gouji-test-$$"
export GOUJI_NATS_PORT=0 GOUJI_NATS_MONITOR_PORT=0 GOUJI_PROMETHEUS_PORT=0 GOUJI_GRAFANA_PORT=0
compose=(docker-compose)
! docker compose version >/dev/null 2>&1 || compose=(docker compose)

step() { printf '== %4ss  %s\n' "$((SECONDS - started))" "$*"; }
fail() { echo "compose test failed: $*" >&2; exit 1; }

cleanup() {
  status=$?
  if [ "$status" != 0 ]; then
    "${compose[@]}" ps || true
    "${compose[@]}" logs --no-color --tail 20 || true
  fi
  "${compose[@]}" down -v --remove-orphans >"$work/down.log" 2>&1 || cat "$work/down.log" >&2
  [ "${#made[@]}" = 0 ] || docker rmi "${made[@]}" >/dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# wait_for WHAT SECONDS COMMAND...: until the command succeeds, once a second.
wait_for() {
  local what=$1 left=$2
  shift 2
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || fail "waited too long: $what"
    sleep 1
  done
}

all_healthy() {
  local healthy
  healthy=$(docker ps -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --filter health=healthy | wc -l)
  [ "$healthy" -ge "$containers" ]
}

gouji() { bin/gouji --nats-url "nats://$nats" "$@"; }

settled() { # the last status is in $work/status.json
  gouji status --format json >"$work/status.json" || return 1
  jq -e --argjson n "$distinct" '.accepted >= $n and .accepted == .published + .dead and ([.stages[] | .lag + .ack_pending] | add) == 0' "$work/status.json" >/dev/null
}

# metric QUERY: the value of a query that gives one number, 0 if it gives none.
metric() {
  curl -sS --fail --max-time 5 --data-urlencode "query=$1" "http://$prometheus/api/v1/query" |
    jq -r 'if .status == "success" then (.data.result[0].value[1] // "0") else error(.error) end'
}

metric_is() { [ "$(metric "$1")" = "$2" ]; }

step "build the program and its image"
make -s build
make -s image >"$work/image.log" 2>&1 || { cat "$work/image.log" >&2; fail "make image"; }

step "images of others"
"${compose[@]}" config >"$work/config.yml"
mapfile -t images < <(awk '$1 == "image:" {print $2}' "$work/config.yml" | grep -v '^gouji/' | sort -u)
if [ "${COMPOSE_TEST_PULL:-0}" = 1 ]; then
  for image in "${images[@]}"; do docker pull -q "$image"; done
else
  # One at a time, so that those made before a failure are known to the cleanup.
  for image in "${images[@]}"; do
    name=$(lab/standin/build.sh "$image")
    [ -z "$name" ] || made+=("$name")
  done
fi

step "start, with $parsers parse workers"
"${compose[@]}" up -d --scale parse="$parsers" >"$work/up.log" 2>&1 || { cat "$work/up.log" >&2; fail "up"; }
containers=$(("$("${compose[@]}" config --services | wc -l)" + parsers - 1))
wait_for "$containers healthy containers" 90 all_healthy
nats=$("${compose[@]}" port nats 4222)
prometheus=$("${compose[@]}" port prometheus 9090)
grafana=$("${compose[@]}" port grafana 3000)
step "$containers containers are healthy"

bin/gouji generate --out "$work/samples" -n "$n" --seed 7 2>/dev/null
gouji submit --format json "$work/samples/docs" >"$work/submitted.jsonl"
distinct=$(jq -r .id "$work/submitted.jsonl" | sort -u | wc -l)
step "submitted $(wc -l <"$work/submitted.jsonl") reports, $distinct of them distinct"

wait_for "all accepted documents published or dead" 300 settled
accepted=$(jq .accepted "$work/status.json") published=$(jq .published "$work/status.json") dead=$(jq .dead "$work/status.json")
step "accepted $accepted, published $published, dead $dead"
[ "$accepted" = "$distinct" ] || fail "$distinct documents were submitted, $accepted accepted"
[ "$(jq .unaccounted "$work/status.json")" = 0 ] || fail "$(jq -c . "$work/status.json")"
[ "$published" = "$accepted" ] || fail "$accepted documents were accepted, $published published"

# What came out of the containers is what this machine finds offline in the same bytes, but
# for what the producer said and the place the file lay in. All are checked in one call,
# because the years of an issuer are judged together.
bin/gouji check --format json --fail-on never "$work/samples/docs" >"$work/checked.jsonl"
same='del(.file, .id, .state, .report.source)'
compared=0
while read -r id file; do
  gouji show "$id" --format json >"$work/shown.json"
  [ "$(jq -r .state "$work/shown.json")" = published ] || fail "$id is $(jq -r .state "$work/shown.json")"
  jq -c --arg file "$file" 'select(.file == $file)' "$work/checked.jsonl" >"$work/checked.json"
  diff <(jq -S "$same" "$work/checked.json") <(jq -S "$same" "$work/shown.json") >"$work/diff" ||
    { head -n 20 "$work/diff" >&2; fail "$file differs from what was published"; }
  compared=$((compared + 1))
done < <(jq -r '.id + " " + .file' "$work/submitted.jsonl" | sort -u -k1,1 | head -n 20)
step "$compared results are those of gouji check"

# Each is taken in once; it is published once more for each neighbour that comes later.
wait_for "Prometheus has counted $published documents taken in" 30 metric_is 'sum(gouji_documents_total{stage="ingest",outcome="ok"})' "$published"
wait_for "Prometheus has counted them published" 30 metric_is 'sum(gouji_documents_total{stage="publish",outcome="ok"}) >= bool '"$published" 1
# ingest, validate, publish, the audit, and the parse workers
wait_for "Prometheus sees $((parsers + 4)) workers" 30 metric_is 'count(up{job="gouji"} == 1)' "$((parsers + 4))"
metric_is 'max(gouji_unaccounted_documents)' 0 || fail "gouji_unaccounted_documents is not 0"
parsing=$(metric 'count(sum by (instance) (gouji_documents_total{service="parse",stage="parse",outcome="ok"}) > 0)')
[ "$parsing" = "$parsers" ] || echo "note: only $parsing of $parsers parse workers got a document" >&2
rules=$(curl -sS --fail --max-time 5 "http://$prometheus/api/v1/rules" | jq '[.data.groups[].rules[] | select(.health == "ok" or .health == "unknown")] | length')
[ "$rules" = "$(grep -c -E '^ *- (alert|record):' deploy/prometheus/alerts.yml)" ] || fail "Prometheus has $rules of the rules"
step "Prometheus counts the same, and has $rules rules"

curl -sS --fail --max-time 5 "http://$grafana/api/health" >/dev/null
board="real Grafana, queries not asked"
if [ "$(docker image inspect -f '{{index .Config.Labels "gouji.standin"}}' "$(awk '/image: grafana/{print $2}' "$work/config.yml")")" = true ]; then
  board=$(curl -sS --fail --max-time 30 "http://$grafana/check") || fail "a query of the dashboard: $board"
fi

echo "compose test passed in $((SECONDS - started)) s: $containers containers, $accepted accepted, $published published, 0 unaccounted;" \
  "$compared results equal to gouji check; dashboard $board; stand-ins: ${made[*]:-none}"
