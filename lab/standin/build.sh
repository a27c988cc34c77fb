#!/usr/bin/env bash
# build.sh IMAGE...: makes a local image for each public one that is missing on this machine
# and prints the names it made, one a line. For scripts/compose-test.sh, on machines that
# reach no image registry:
#   nats             the real server, built from the module that go.mod has
#   prom/prometheus  the real server, from Debian's package (an older version)
#   grafana/grafana  no Grafana: lab/standin/grafana, which checks the provisioning
#   postgres         the real server, from Debian's package (an older version), with a start
#                    script of our own that heeds the settings which docker-compose.yml has
# The images are labelled gouji.standin and have busybox for wget, which the health checks call.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say() { echo "$*" >&2; }

# deb NAME DIR: unpacks Debian's package NAME into DIR, without installing it.
deb() {
  local sudo=() dir="$work/deb-$1"
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  mkdir -p "$dir"
  chmod 777 "$work" "$dir" # apt downloads as a user of its own
  if ! (cd "$dir" && apt-get -q download "$1" >/dev/null 2>&1); then
    "${sudo[@]}" apt-get -q update >/dev/null
    (cd "$dir" && apt-get -q download "$1" >/dev/null)
  fi
  dpkg -x "$dir"/*.deb "$2"
}

# busybox DIR: /bin/busybox with sh and wget.
busybox() {
  [ -d "$work/busybox" ] || deb busybox-static "$work/busybox"
  mkdir -p "$1/bin"
  cp "$work/busybox/bin/busybox" "$1/bin/busybox"
  ln -sf busybox "$1/bin/wget"
  ln -sf busybox "$1/bin/sh"
}

nats() {
  local want have
  want=$(go list -m -f '{{.Version}}' github.com/nats-io/nats-server/v2)
  have=${1#*:} have=v${have%-alpine}
  [ "$want" = "$have" ] || { say "docker-compose.yml has NATS $have, go.mod $want"; exit 1; }
  CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$2/bin/nats-server" github.com/nats-io/nats-server/v2
  printf 'ENTRYPOINT ["/bin/nats-server"]\n'
}

# libraries ROOT FILE...: copies into ROOT the shared libraries that the files need.
libraries() {
  local root=$1 lib
  shift
  while read -r lib; do
    mkdir -p "$root$(dirname "$lib")"
    cp -L "$lib" "$root$lib"
  done < <(ldd "$@" 2>/dev/null | grep -o ' /[^ ]*\|^[[:space:]]*/[^ :]* (' | grep -o '/[^ ]*' | sort -u)
}

prometheus() {
  deb prometheus "$work/prometheus"
  local bin="$work/prometheus/usr/bin/prometheus"
  cp "$bin" "$2/bin/"
  libraries "$2" "$bin"
  "${bin%/*}/promtool" test rules deploy/prometheus/alerts_test.yml >&2
  say "prom/prometheus is $("$bin" --version 2>&1 | head -n 1 | cut -d' ' -f1-3) of Debian here"
  printf 'COPY --chown=65534:65534 empty /prometheus\nUSER 65534\nENTRYPOINT ["/bin/prometheus"]\n'
}

grafana() {
  (cd lab && CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$2/bin/grafana" ./standin/grafana)
  say "grafana/grafana is no Grafana here, but a stand-in that checks its provisioning files"
  printf 'COPY --chown=472:472 empty /var/lib/grafana\nUSER 472\nENTRYPOINT ["/bin/grafana"]\n'
}

postgres() {
  local version=15 pg
  command -v ldd >/dev/null
  [ -d "/usr/lib/postgresql/$version" ] || {
    local sudo=()
    [ "$(id -u)" = 0 ] || sudo=(sudo)
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get -q install -y --no-install-recommends "postgresql-$version" >&2
  }
  pg=/usr/lib/postgresql/$version
  mkdir -p "$2$pg" "$2/usr/share/postgresql" "$2/etc"
  cp -a "$pg/bin" "$pg/lib" "$2$pg/"
  cp -a "/usr/share/postgresql/$version" "$2/usr/share/postgresql/"
  cp -aL /usr/share/postgresql-common "$2/usr/share/" 2>/dev/null || true
  mkdir -p "$2/usr/share/zoneinfo"
  cp -aL /usr/share/zoneinfo/UTC /usr/share/zoneinfo/Etc "$2/usr/share/zoneinfo/" 2>/dev/null || true
  libraries "$2" "$pg"/bin/postgres "$pg"/bin/initdb "$pg"/bin/psql "$pg"/bin/pg_isready "$pg"/lib/*.so
  printf 'root:x:0:0::/:/bin/sh\npostgres:x:70:70::/:/bin/sh\n' >"$2/etc/passwd"
  printf 'postgres:x:70:\n' >"$2/etc/group"
  for tool in pg_isready psql; do ln -sf "$pg/bin/$tool" "$2/bin/$tool"; done
  for tool in cat mkdir chmod rm; do ln -sf busybox "$2/bin/$tool"; done
  cat >"$2/bin/start" <<END
#!/bin/sh
set -e
bin=$pg/bin
if [ ! -f "\$PGDATA/PG_VERSION" ]; then
  [ -n "\$POSTGRES_PASSWORD" ] || { echo "POSTGRES_PASSWORD is empty" >&2; exit 1; }
  echo "\$POSTGRES_PASSWORD" >/tmp/password
  \$bin/initdb -D "\$PGDATA" -U "\$POSTGRES_USER" --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256 -E UTF8 --locale=C
  rm /tmp/password
  echo "host all all all scram-sha-256" >>"\$PGDATA/pg_hba.conf"
  echo "CREATE DATABASE \$POSTGRES_DB" | \$bin/postgres --single -D "\$PGDATA" postgres
fi
exec \$bin/postgres -D "\$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql -c dynamic_shared_memory_type=posix
END
  chmod +x "$2/bin/start"
  say "postgres is $("$pg/bin/postgres" --version) of Debian here"
  printf 'COPY --chown=70:70 empty /var/lib/postgresql/data\nUSER 70\nENTRYPOINT ["/bin/start"]\n'
}

for image; do
  if docker image inspect "$image" >/dev/null 2>&1; then
    continue
  fi
  name=${image%%:*} name=${name##*/}
  case $name in nats | prometheus | grafana | postgres) ;; *) say "there is no stand-in for $image"; exit 1 ;; esac
  dir="$work/image-$name"
  mkdir -p "$dir/empty" # a folder that a volume takes its owner from
  busybox "$dir/root"
  printf 'FROM scratch\nCOPY root /\n' >"$dir/Dockerfile"
  "$name" "$image" "$dir/root" >>"$dir/Dockerfile"
  docker build -q -t "$image" --label gouji.standin=true "$dir" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  echo "$image"
done
