#!/usr/bin/env bash
# Walks through the pages of the office and the viewer in headless Chromium: the way of a reviewer,
# every place of a finding and every figure there and back, in two sizes and two schemes of
# colours. Installs Chromium and poppler from Debian's packages where they are missing.
# SHOTS=folder keeps a picture of each page.
set -euo pipefail
cd "$(dirname "$0")/.."
sudo=()
[ "$(id -u)" = 0 ] || sudo=(sudo)
need=()
command -v chromium >/dev/null || need+=(chromium)
command -v pdftoppm >/dev/null || need+=(poppler-utils poppler-data)
fc-list :lang=zh 2>/dev/null | grep -q . || need+=(fonts-noto-cjk)
if [ "${#need[@]}" -gt 0 ]; then
  "${sudo[@]}" apt-get -q update >/dev/null
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get -q install -y --no-install-recommends "${need[@]}" >/dev/null
fi
mkdir -p "${SHOTS:=$(mktemp -d)}"
cd lab && go test ./browser -count=1 -timeout 2h -v -shots "$(realpath "$SHOTS")"
