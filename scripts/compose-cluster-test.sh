#!/usr/bin/env bash
# compose-cluster-test.sh [N]: runs docker-compose.yml with the profiles cluster, door and
# postgres, hands over N generated reports (default 300), kills one NATS server and one of two
# parse workers while they are on their way, starts both again, and checks that nothing that
# was accepted is lost, that every stream has its three replicas again, and what the alerts
# say. Images that are missing get a local stand-in, as in compose-test.sh. Everything of its
# own project is removed at the end, and nothing else.
#
# It is no part of .ci/run: thirteen containers on two processors that others use as well may not
# elect leaders in time. With a load average of 60 to 110 the producer gave up once; whether the
# load alone was to blame is not known. lab/chaos has the same faults with processes
# (kill-leader, kill-workers, partition), and those run there.
#
# Needs docker, docker-compose or `docker compose`, go, make, jq and curl.
set -euo pipefail
cd "$(dirname "$0")/.."
n=${1:-300}
. scripts/compose.sh gouji-cluster
export COMPOSE_PROFILES=cluster,door,postgres
export GOUJI_NATS_CONF=cluster.conf GOUJI_REPLICAS=3
export GOUJI_NATS_URL=nats://nats:4222,nats://nats-1:4222,nats://nats-2:4222
export GOUJI_MONITOR_URL=http://nats:8222,http://nats-1:8222,http://nats-2:8222
GOUJI_POSTGRES_PASSWORD=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
export GOUJI_POSTGRES_PASSWORD GOUJI_STORE="postgres://gouji:$GOUJI_POSTGRES_PASSWORD@postgres:5432/gouji?sslmode=disable"

some_published() {
  gouji status --format json >"$work/status.json" && jq -e '.published > 20' "$work/status.json" >/dev/null
}

in_step() { # every stream has two followers that are current; its leader knows
  local server
  for server in nats nats-1 nats-2; do
    "${compose[@]}" exec -T prometheus wget -q -O - "http://$server:8222/jsz?streams=1&accounts=1&stream-leader-only=1" || return 1
  done 2>/dev/null >"$work/jsz.json"
  jq -es '[.[].account_details[]?.stream_detail[]? | [.cluster.replicas[]? | select(.current and (.offline | not))] | length] | length > 5 and all(. == 2)' "$work/jsz.json" >/dev/null
}

container() { docker ps -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --filter "label=com.docker.compose.service=$1" | head -n 1; }

step "build the program, its image, and what stands in for others"
build_images

step "start: three NATS servers, PostgreSQL, the door, two parse workers"
start 2 180
[ "$containers" = 13 ] || fail "$containers containers instead of 13"
door=$("${compose[@]}" port door 8080)
step "$containers containers are healthy"
wait_for "three replicas of every stream" 60 in_step

bin/gouji generate --out "$work/samples" -n "$n" --seed 11 2>/dev/null
gouji submit --format json "$work/samples/docs" >"$work/submitted.jsonl" &
submit=$!
wait_for "the first documents are published" 120 some_published
victim=$(container nats-2) worker=$(container parse)
docker kill "$victim" "$worker" >/dev/null
step "killed one NATS server and one parse worker with $(jq .published "$work/status.json") published"
wait "$submit" || fail "gouji submit"
distinct=$(jq -r .id "$work/submitted.jsonl" | sort -u | wc -l)
wait_for "all accepted documents published or dead" 300 settled
step "with two servers: $(jq -c '{accepted, published, dead, unaccounted}' "$work/status.json") of $distinct"
[ "$(jq .published "$work/status.json")" = "$distinct" ] || fail "$distinct were submitted"
[ "$(jq .unaccounted "$work/status.json")" = 0 ] || fail "documents are unaccounted for"
# Prometheus sees what is away. One of three servers is a fault that nobody has to be woken for
# before it has lasted five minutes, which a slow machine may need.
wait_for "Prometheus sees that replicas are away" 120 metric_is 'count(ALERTS{alertname="GoujiReplicasBehind"}) > bool 0' 1
firing=$(metric 'count(ALERTS{alertstate="firing",severity="critical",alertname!="GoujiReplicasBehind"})')
[ "$firing" = 0 ] || fail "$firing critical alerts fire: $(curl -sS "http://$prometheus/api/v1/alerts")"

docker start "$victim" "$worker" >/dev/null
wait_for "three replicas of every stream again" 120 in_step
wait_for "all containers healthy again" 90 all_healthy
wait_for "Prometheus sees that all replicas are back" 120 metric_is 'count(ALERTS{alertname="GoujiReplicasBehind"})' 0
step "the killed are back and in step"

# The door takes one more, and answers with what the others found.
file=$(find "$work/samples/docs" -type f | sort | head -n 1)
code=$(curl -sS --max-time 30 -o "$work/door.json" -w '%{http_code}' --data-binary "@$file" "http://$door/v1/reports")
case $code in 200 | 202) ;; *) fail "the door answers $code: $(cat "$work/door.json")" ;; esac
rows=$("${compose[@]}" exec -T postgres psql -U gouji -h /var/run/postgresql -d gouji -Atc 'select count(distinct doc) from verdicts' 2>"$work/psql") || { cat "$work/psql" >&2; fail "psql"; }
rows=${rows//[[:space:]]/}
[ "$rows" = "$distinct" ] || fail "PostgreSQL has $rows documents of $distinct"
gouji audit --format json >"$work/audit.json" || fail "gouji audit: $(cat "$work/audit.json")"

echo "cluster test passed in $((SECONDS - started)) s: $containers containers, one NATS server and one worker killed;" \
  "$distinct accepted, $rows in PostgreSQL, 0 unaccounted, no alert but of the replicas that were away, three replicas again"
