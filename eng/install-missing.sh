#!/usr/bin/env bash
# Installs Debian packages whose command or library is missing: eng/install-missing.sh NAME:PACKAGE...
# A NAME with .so in it is a library, which the dynamic linker must know. Services that come with a package are not started.
set -euo pipefail

# is_there NAME: a command on the path, or a library that the dynamic linker knows.
is_there() {
  case $1 in
    *.so*) [[ $(PATH=$PATH:/sbin:/usr/sbin ldconfig -p) == *"$1 "* ]] ;;
    *) PATH=$PATH:/sbin:/usr/sbin command -v "$1" >/dev/null ;;
  esac
}

missing=()
for pair in "$@"; do
  is_there "${pair%%:*}" || missing+=("${pair#*:}")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "Missing: ${missing[*]}. There is no apt-get here: install them by hand." >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Missing: ${missing[*]}. Install them as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

# policy-rc.d is asked before a package starts a service; 101 forbids it. One that is there already stays.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | ${as_root[@]+"${as_root[@]}"} tee "$policy" >/dev/null
  ${as_root[@]+"${as_root[@]}"} chmod 755 "$policy"
  trap '${as_root[@]+"${as_root[@]}"} rm -f "$policy"' EXIT
fi
${as_root[@]+"${as_root[@]}"} apt-get update -q
${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
