# Sourced by setup.sh and test.sh: brings programs from the system's own package manager.

say() { printf '%s\n' "$*"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# install_packages APT_NAMES DNF_NAMES APK_NAMES BREW_NAMES
install_packages() {
  if command -v apt-get >/dev/null 2>&1; then
    say "Installing with apt-get: $1"
    as_root apt-get update -qq
    # shellcheck disable=SC2086  # the names are a list
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1 >/dev/null
  elif command -v dnf >/dev/null 2>&1; then
    say "Installing with dnf: $2"
    # shellcheck disable=SC2086
    as_root dnf install -y -q $2
  elif command -v apk >/dev/null 2>&1; then
    say "Installing with apk: $3"
    # shellcheck disable=SC2086
    as_root apk add --quiet $3
  elif command -v brew >/dev/null 2>&1; then
    say "Installing with brew: $4"
    # shellcheck disable=SC2086
    brew install --quiet $4
  else
    say "No apt-get, dnf, apk or brew here. Please install by hand: $1" >&2
    return 1
  fi
}
