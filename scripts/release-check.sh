#!/usr/bin/env bash
# release-check.sh TOOLS: has goreleaser of the folder TOOLS check .goreleaser.yaml and make a
# release of what is here without a tag and without publishing anything. Then looks at what was
# made: an archive with the program, its licences and, for Linux, the units of systemd; an SBOM in
# which the program's modules are; checksums that fit; and a program for this machine that says its
# version. Needs jq. What it makes is in dist, which git does not see.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$1:$PATH"
fail() { echo "release check failed: $*" >&2; exit 1; }
goreleaser check
# Two at a time: each links a program of its own. The hour that goreleaser gives by itself is too
# little on a busy machine without a cache.
goreleaser release --snapshot --clean --parallelism 2 --timeout 3h
cd dist
systems=0
for system in linux darwin windows; do
  for arch in amd64 arm64; do
    name=$(find . -maxdepth 1 -name "gouji_*_${system}_$arch.tar.gz" -o -maxdepth 1 -name "gouji_*_${system}_$arch.zip")
    [ -f "$name" ] || fail "no archive for $system $arch"
    case $name in
    *.zip) list=$(unzip -Z1 "$name") program=gouji.exe ;;
    *) list=$(tar -tzf "$name") program=gouji ;;
    esac
    for file in "$program" LICENSE NOTICE README.md README.zh-CN.md CHANGELOG.md systemd/gouji.service; do
      grep -qx "$file" <<<"$list" || fail "$name has no $file"
    done
    sbom=$(find . -maxdepth 1 -name "gouji_*_${system}_$arch.cdx.json")
    [ -f "$sbom" ] || fail "no SBOM for $system $arch"
    jq -e '[.components[].name] | index("github.com/nats-io/nats-server/v2") != null' "$sbom" >/dev/null || fail "$sbom does not have the modules"
    systems=$((systems + 1))
  done
done
sha256sum --quiet --check checksums.txt
[ "$(wc -l <checksums.txt)" -ge $((2 * systems)) ] || fail "checksums.txt has $(wc -l <checksums.txt) lines for $systems archives and SBOMs"
here=$(find . -name gouji -path "*_$(go env GOOS)_$(go env GOARCH)_*" -type f)
"$here" version
echo "release check passed: $systems archives with an SBOM each, checksums fit, $(du -sh . | cut -f 1) in dist"
