#!/bin/sh
# Every test. Brings what only the tests need from the system, then runs the checks and vitest.
set -eu
cd "$(dirname "$0")/.."
. scripts/system-packages.sh

missing=""
for program in chromium gst-launch-1.0 zsh fish curl; do
  command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
if [ -z "$missing" ] && ! { gst-inspect-1.0 rtmp2sink && gst-inspect-1.0 rtmpsink && gst-inspect-1.0 tsdemux; } >/dev/null 2>&1; then
  missing=" gstreamer-plugins"
fi
# A camera for the tests of live inputs.
/usr/bin/python3 -c 'import gi; gi.require_version("GstRtspServer", "1.0")' >/dev/null 2>&1 || missing="$missing gst-rtsp-server"
# The plugin of docs/ci/ is run with it.
/usr/bin/python3 -c 'import pytest' >/dev/null 2>&1 || missing="$missing pytest"
# Alerts and units are judged by those who will read them.
for program in prometheus promtool; do
  command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
if ! command -v systemd-analyze >/dev/null 2>&1 && ! command -v apt-get >/dev/null 2>&1; then
  say "Left out: test/deploy/systemd.test.ts. There is no systemd here."
  set -- --exclude test/deploy/systemd.test.ts "$@"
elif ! command -v systemd-analyze >/dev/null 2>&1; then
  missing="$missing systemd"
fi
# Not installed: that of Debian 12 is too old. GitHub's machines have one.
if ! kubectl version --client 2>/dev/null | grep -q 'Kustomize Version: v[5-9]'; then
  say "Left out: test/deploy/kustomize.test.ts. There is no kubectl of 1.26 or newer here."
  set -- --exclude test/deploy/kustomize.test.ts "$@"
fi
for program in ip nsenter; do
  [ "$(uname)" != Linux ] || command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
go_sdk=/usr/share/gocode/src/github.com/aliyun/aliyun-oss-go-sdk
if ! command -v go >/dev/null 2>&1 || [ ! -d "$go_sdk" ]; then
  if command -v apt-get >/dev/null 2>&1; then
    missing="$missing aliyun-oss-go-sdk"
  else
    say "Left out: test/foreign/go-sdk.test.ts. Only Debian and Ubuntu package Alibaba Cloud's Go SDK."
    set -- --exclude test/foreign/go-sdk.test.ts "$@"
  fi
fi
if [ -n "$missing" ]; then
  say "The tests also need:$missing"
  install_packages \
    "chromium gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav gir1.2-gst-rtsp-server-1.0 python3-gi python3-pytest iproute2 util-linux zsh fish curl prometheus systemd golang-go golang-github-aliyun-aliyun-oss-go-sdk-dev" \
    "chromium gstreamer1 gstreamer1-plugins-base gstreamer1-plugins-good gstreamer1-plugins-bad-free gstreamer1-plugins-ugly-free gstreamer1-plugin-libav gstreamer1-rtsp-server python3-gobject python3-pytest iproute util-linux zsh fish curl golang-github-prometheus" \
    "chromium gstreamer-tools gst-plugins-base gst-plugins-good gst-plugins-bad gst-plugins-ugly gst-libav gst-rtsp-server py3-gobject3 py3-pytest iproute2 util-linux zsh fish curl prometheus" \
    "chromium gstreamer pygobject3 fish curl prometheus"
  # Debian starts what it installs; the tests start one of their own.
  case "$missing" in *prometheus*)
    [ ! -d /run/systemd/system ] || as_root systemctl disable --quiet --now prometheus.service || true
  esac
fi

if ! node -e "import('./scripts/bun.js').then(({ bunFor, HERE, licencesOfBun }) => { bunFor(HERE); licencesOfBun(); })" 2>/dev/null; then
  say "Left out: test/house/binary.test.ts. npm does not give Bun for this machine."
  set -- --exclude test/house/binary.test.ts "$@"
fi

npm run --silent check
exec npx --no-install vitest run --reporter=default --reporter=./test/helpers/summary-reporter.ts "$@"
