#!/bin/sh
# Makes a fresh clone ready to use: ffmpeg from the system, npm packages, the build. Safe to run again.
set -eu
cd "$(dirname "$0")/.."
. scripts/system-packages.sh

if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 18) ? 0 : 1)'; then
  say "oss-live needs Node 20.18.1 or newer; this is $(node --version)." >&2
  exit 1
fi

if command -v ffmpeg >/dev/null 2>&1 && command -v ffprobe >/dev/null 2>&1; then
  say "ffmpeg is here: $(command -v ffmpeg)"
else
  install_packages ffmpeg ffmpeg-free ffmpeg ffmpeg
fi

# npm ci empties node_modules; run it only when the lock file is not the one that was installed.
stamp=node_modules/.oss-live-lock
if [ -f "$stamp" ] && cmp -s package-lock.json "$stamp"; then
  say "npm packages are up to date"
else
  say "Installing npm packages"
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
fi

say "Building"
npm run --silent build

say ""
say "Ready. In this folder call it as:   npx oss-live --help"
say "To have it everywhere:              npm link"
