#!/usr/bin/env bash
# Runs `go test` with what it is given beside a PostgreSQL: a cluster of its own in a temporary
# folder, on a socket that nobody else reaches, removed at the end. Installs PostgreSQL from
# Debian's packages where it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
sudo=()
[ "$(id -u)" = 0 ] || sudo=(sudo)
bin() { find /usr/lib/postgresql -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -1; }
if [ -z "$(bin)" ]; then
  "${sudo[@]}" apt-get -q update >/dev/null
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get -q install -y --no-install-recommends postgresql >/dev/null
fi
dir=$(mktemp -d)
# PostgreSQL refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$dir"
  as=(runuser -u postgres --)
fi
stop() {
  "${as[@]}" "$(bin)/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT
cd / # a folder that PostgreSQL's user may read
"${as[@]}" "$(bin)/initdb" -D "$dir/data" -U gouji -A trust -E UTF8 --locale=C.UTF-8 >"$dir.log" 2>&1 || { cat "$dir.log"; exit 1; }
rm -f "$dir.log"
"${as[@]}" "$(bin)/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-c listen_addresses='' -c unix_socket_directories='$dir'" start >/dev/null
cd - >/dev/null
chmod 755 "$dir"
export GOUJI_TEST_POSTGRES="postgres://gouji@/postgres?host=$dir"
# Benchmarks of the pages fill this one.
export GOUJI_BENCH_STORE=$GOUJI_TEST_POSTGRES
go test "$@"
