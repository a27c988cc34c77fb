# compose.sh: what the tests of docker-compose.yml share; to be sourced with $1 as the name of
# the project. It has a folder $work, removes at the end everything of the project and every
# image that it made, and nothing else.
work=$(mktemp -d)
started=$SECONDS
made=()
export COMPOSE_PROJECT_NAME="$1-$$"
export GOUJI_NATS_PORT=0 GOUJI_NATS_MONITOR_PORT=0 GOUJI_PROMETHEUS_PORT=0 GOUJI_GRAFANA_PORT=0 GOUJI_HTTP_PORT=0
compose=(docker-compose)
! docker compose version >/dev/null 2>&1 || compose=(docker compose)

step() { printf '== %4ss  %s\n' "$((SECONDS - started))" "$*"; }
fail() { echo "$COMPOSE_PROJECT_NAME failed: $*" >&2; exit 1; }

cleanup() {
  status=$?
  if [ "$status" != 0 ]; then
    "${compose[@]}" ps || true
    "${compose[@]}" logs --no-color --tail 20 || true
    [ ! -s "$work/jsz.json" ] || jq -c '.account_details[]?.stream_detail[]? | {name, cluster}' "$work/jsz.json" || true
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

# build_images: the program, its image, and a local stand-in for each other one that is
# missing; with COMPOSE_TEST_PULL=1 those are pulled.
build_images() {
  local image name images
  make -s build
  make -s image >"$work/image.log" 2>&1 || { cat "$work/image.log" >&2; fail "make image"; }
  "${compose[@]}" config >"$work/config.yml"
  mapfile -t images < <(awk '$1 == "image:" {print $2}' "$work/config.yml" | grep -v '^gouji/' | sort -u)
  for image in "${images[@]}"; do # one at a time, so that those made before a failure are known to the cleanup
    if [ "${COMPOSE_TEST_PULL:-0}" = 1 ]; then
      docker pull -q "$image"
      continue
    fi
    name=$(lab/standin/build.sh "$image")
    [ -z "$name" ] || made+=("$name")
  done
}

# start PARSERS SECONDS: everything, with so many parse workers, which is healthy within the
# time; $containers is how many containers there are.
start() {
  "${compose[@]}" up -d --scale parse="$1" >"$work/up.log" 2>&1 || { cat "$work/up.log" >&2; fail "up"; }
  containers=$(docker ps -aq --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" | wc -l)
  wait_for "$containers healthy containers" "$2" all_healthy
  nats=$("${compose[@]}" port nats 4222)
  monitor=$("${compose[@]}" port nats 8222)
  prometheus=$("${compose[@]}" port prometheus 9090)
}

all_healthy() {
  [ "$(docker ps -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --filter health=healthy | wc -l)" -ge "$containers" ]
}

gouji() { bin/gouji --nats-url "nats://$nats" "$@"; }

# settled: all of $distinct documents are through, by the sum of the standing audit: the broker's
# counters, which answer while the audit does not, know nothing of what is unaccounted for. The last status is in $work/status.json; the
# broker's memory is looked at each time.
settled() {
  curl -sS --fail --max-time 5 "http://$monitor/varz" | jq .mem >>"$work/memory"
  gouji status --format json >"$work/status.json" || return 1
  jq -e --argjson n "$distinct" '.unaccounted != null and .accepted >= $n and .accepted == .published + .dead and ([.stages[] | .lag + .ack_pending] | add) == 0' "$work/status.json" >/dev/null
}

# metric QUERY: the value of a query that gives one number, 0 if it gives none.
metric() {
  curl -sS --fail --max-time 5 --data-urlencode "query=$1" "http://$prometheus/api/v1/query" |
    jq -r 'if .status == "success" then (.data.result[0].value[1] // "0") else error(.error) end'
}

metric_is() { [ "$(metric "$1")" = "$2" ]; }
