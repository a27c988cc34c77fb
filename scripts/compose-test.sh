#!/usr/bin/env bash
# compose-test.sh [N]: runs docker-compose.yml as it is, with three parse workers and N
# generated reports (default 200), and checks what comes out. Images that are missing on
# this machine get a local stand-in of the same name and tag (lab/standin/build.sh) for
# the time of the test; with COMPOSE_TEST_PULL=1 they are pulled instead. Ports are free ones
# on loopback. Everything of its own project is removed at the end, and nothing else. No
# container may be started again, nor the broker take more than 0.85 of its memory; with a
# quarter of both: GOUJI_NATS_MEMORY=512m GOUJI_NATS_GOMEMLIMIT=400MiB compose-test.sh 5000.
#
# Needs docker, docker-compose or `docker compose`, go, make, jq and curl.
set -euo pipefail
cd "$(dirname "$0")/.."
n=${1:-200}
parsers=3
. scripts/compose.sh gouji-test

step "build the program, its image, and what stands in for others"
build_images

step "start, with $parsers parse workers"
start "$parsers" 90
[ "$containers" -ge $((7 + parsers)) ] || fail "only $containers containers"
grafana=$("${compose[@]}" port grafana 3000)
step "$containers containers are healthy"

bin/gouji generate --out "$work/samples" -n "$n" --seed 7 2>/dev/null
gouji submit --format json "$work/samples/docs" >"$work/submitted.jsonl"
distinct=$(jq -r .id "$work/submitted.jsonl" | sort -u | wc -l)
step "submitted $(wc -l <"$work/submitted.jsonl") reports, $distinct of them distinct"

wait_for "all accepted documents published or dead" $((300 + n / 10)) settled
accepted=$(jq .accepted "$work/status.json") published=$(jq .published "$work/status.json") dead=$(jq .dead "$work/status.json")
step "accepted $accepted, published $published, dead $dead"
[ "$accepted" = "$distinct" ] || fail "$distinct documents were submitted, $accepted accepted"
[ "$(jq .unaccounted "$work/status.json")" = 0 ] || fail "$(jq -c . "$work/status.json")"
[ "$published" = "$accepted" ] || fail "$accepted documents were accepted, $published published"

# What came out of the containers is what this machine finds offline in the same bytes, but
# for what the producer said and the place the file lay in. All are checked in one call,
# because the years of an issuer are judged together. What is published hides personal numbers,
# which the check shows, so reports with such a number (the faults privacy-…) are left out.
# It takes 2,000 at once: of more, one by one, the years would not be seen together.
compared=0
: >"$work/checked.jsonl"
[ "$n" -gt 2000 ] || bin/gouji check --format json --fail-on never "$work/samples/docs" >"$work/checked.jsonl"
same='del(.file, .id, .state, .report.source)'
while read -r id file; do
  gouji show "$id" --format json >"$work/shown.json"
  [ "$(jq -r .state "$work/shown.json")" = published ] || fail "$id is $(jq -r .state "$work/shown.json")"
  jq -c --arg file "$file" 'select(.file == $file)' "$work/checked.jsonl" >"$work/checked.json"
  diff <(jq -S "$same" "$work/checked.json") <(jq -S "$same" "$work/shown.json") >"$work/diff" ||
    { head -n 20 "$work/diff" >&2; fail "$file differs from what was published"; }
  compared=$((compared + 1))
done < <([ "$n" -gt 2000 ] || jq -r '.id + " " + .file' "$work/submitted.jsonl" | grep -v '\.privacy-' | sort -u -k1,1 | head -n 20)
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

# No container was started again, and the broker kept within 0.85 of its memory.
restarts=$(docker ps -aq --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" | xargs docker inspect -f '{{.RestartCount}}' | awk '{n += $1} END {print n}')
[ "$restarts" = 0 ] || fail "containers were started again $restarts times"
resident=$(sort -n "$work/memory" | tail -n 1)
limit=$(docker inspect -f '{{.HostConfig.Memory}}' "$("${compose[@]}" ps -q nats)")
[ $((resident * 100)) -le $((limit * 85)) ] || fail "the broker took $resident bytes of $limit"
step "no restarts; the broker took at most $((resident >> 20)) MiB of $((limit >> 20))"

curl -sS --fail --max-time 5 "http://$grafana/api/health" >/dev/null
board="real Grafana, queries not asked"
if [ "$(docker image inspect -f '{{index .Config.Labels "gouji.standin"}}' "$(awk '/image: grafana/{print $2}' "$work/config.yml")")" = true ]; then
  board=$(curl -sS --fail --max-time 30 "http://$grafana/check") || fail "a query of the dashboard: $board"
fi

echo "compose test passed in $((SECONDS - started)) s: $containers containers, $accepted accepted, $published published, 0 unaccounted;" \
  "$compared results equal to gouji check; dashboard $board; stand-ins: ${made[*]:-none}"
