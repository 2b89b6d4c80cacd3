#!/usr/bin/env bash
# Installs, upgrades or removes Aggregator with its systemd units. deploy/systemd/install.sh --help says how.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)

usage() {
  cat <<'USAGE'
Usage: deploy/systemd/install.sh [OPTION]...

Installs the command and its systemd units, or upgrades them: configuration and state stay as they are, and the version
before stays beside the new one. Run as root, from a checkout. Nothing is started.

  --from DIR      a published folder (dotnet publish, or the version before); without it, this checkout is published
  --prefix DIR    where the command goes: DIR/lib/aggregator, DIR/bin/aggregator (default: /usr/local)
  --etc DIR       where configuration goes: DIR/aggregator, DIR/sysusers.d, DIR/tmpfiles.d (default: /etc)
  --units DIR     where units go (default: ETC/systemd/system)
  --dotnet FILE   the .NET runtime's command (default: the one on the path)
  --destdir DIR   put everything below DIR, for a package; paths in the files stay as above, and no user is made
  --uninstall     remove the command and the units; configuration and state stay
  --purge         with --uninstall: remove the configuration, too

With another --etc or --units, as with --destdir, the machine's service manager is told nothing, and none of its units stopped.
USAGE
}

# refuse WORDS...: wrong usage.
refuse() {
  echo "install.sh: $*. See --help." >&2
  exit 2
}

# Each of these is a path in the installed files; on this machine it is below destdir.
prefix=/usr/local etc=/etc units='' dotnet='' from='' destdir='' uninstall=no purge=no
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --uninstall) uninstall=yes; shift; continue ;;
    --purge) purge=yes; shift; continue ;;
    --from | --prefix | --etc | --units | --dotnet | --destdir) [ $# -ge 2 ] || refuse "$1 needs a value" ;;
    *) refuse "unknown option $1" ;;
  esac
  case $1 in
    --from) from=$2 ;;
    --destdir) destdir=${2%/} ;;
    *) [[ $2 == /* && $2 != *[[:space:]\|\&\\]* ]] || refuse "$1 needs an absolute path without spaces, not '$2'"
       printf -v "${1#--}" %s "${2%/}" ;;
  esac
  shift 2
done
units=${units:-$etc/systemd/system}
lib=$prefix/lib/aggregator
[ "$purge" = no ] || [ "$uninstall" = yes ] || refuse '--purge goes with --uninstall'

# The manager of this machine's services is told only about an installation where it looks: any other is not its own.
manages() {
  [ -z "$destdir" ] && [ "$etc" = /etc ] && [ "$units" = /etc/systemd/system ] && [ -d /run/systemd/system ] && [ "$(id -u)" -eq 0 ]
}

# put FILE TARGET: a file of ours, its paths made those of this installation.
put() {
  local target=$destdir$2
  mkdir -p "$(dirname "$target")"
  sed -e "s|/usr/local/bin/aggregator|$prefix/bin/aggregator|g" -e "s|/etc/aggregator|$etc/aggregator|g" "$1" >"$target.tmp"
  chmod 644 "$target.tmp"
  mv "$target.tmp" "$target"
}

# configure FILE TARGET: a file that belongs to whoever edits it. What ships now is beside it, as .new, when it is another.
configure() {
  local target=$destdir$2
  put "$1" "$2.new"
  if [ ! -e "$target" ]; then
    mv "$target.new" "$target"
  elif cmp -s "$target" "$target.new"; then
    rm "$target.new"
  else
    echo "Kept $target; what ships now is $target.new"
  fi
}

publish() {
  command -v dotnet >/dev/null || refuse 'publishing needs the .NET SDK; or name a published folder with --from'
  local work
  work=$(mktemp -d)
  trap "rm -rf '$work'" EXIT
  from=$work/published
  echo "Publishing $repository…"
  # Nothing of it in the checkout: its owner, who is seldom root, could not build there any more.
  DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    dotnet publish "$repository/src/Aggregator" -c Release -v quiet --artifacts-path "$work/artifacts" -o "$from"
}

# A running process keeps the files that it has open: the folder is replaced, never written into.
install_command() {
  [ -e "$from/aggregator.dll" ] || refuse "$from holds no aggregator.dll; it is no published folder"
  mkdir -p "$destdir$prefix/lib" "$destdir$prefix/bin"
  rm -rf "$destdir$lib.new"
  cp -R "$from" "$destdir$lib.new"
  chmod -R u=rwX,go=rX "$destdir$lib.new"
  if [ -e "$destdir$lib" ]; then
    rm -rf "$destdir$lib.previous"
    mv "$destdir$lib" "$destdir$lib.previous"
  fi
  mv "$destdir$lib.new" "$destdir$lib"
  cat >"$destdir$prefix/bin/aggregator.tmp" <<COMMAND
#!/bin/sh
exec '$dotnet' '$lib/aggregator.dll' "\$@"
COMMAND
  chmod 755 "$destdir$prefix/bin/aggregator.tmp"
  mv "$destdir$prefix/bin/aggregator.tmp" "$destdir$prefix/bin/aggregator"
}

install_units() {
  local unit
  for unit in "$here"/*.service; do put "$unit" "$units/$(basename "$unit")"; done
  put "$here/aggregator.sysusers" "$etc/sysusers.d/aggregator.conf"
  put "$here/aggregator.tmpfiles" "$etc/tmpfiles.d/aggregator.conf"
}

install_configuration() {
  configure "$repository/deploy/regional/regional.yaml" "$etc/aggregator/regional.yaml"
  configure "$repository/deploy/central/central.yaml" "$etc/aggregator/central.yaml"
  configure "$here/standalone.yaml" "$etc/aggregator/standalone.yaml"
  local tier
  for tier in regional central standalone; do configure "$here/$tier.env" "$etc/aggregator/$tier.env"; done
}

next_steps() {
  cat <<NEXT

Installed $destdir$prefix/bin/aggregator. What to do next:
  1. systemd-sysusers $etc/sysusers.d/aggregator.conf; systemd-tmpfiles --create $etc/tmpfiles.d/aggregator.conf;
     systemctl daemon-reload $(manages && echo '(done)' || true)
  2. Edit $etc/aggregator/TIER.env and TIER.yaml (TIER: standalone, regional or central).
     A password is a file in $etc/aggregator/secrets, such as mysql-password. After adding one, let the jobs read it:
     systemd-tmpfiles --create $etc/tmpfiles.d/aggregator.conf
     Kafka needs the library librdkafka1 (Debian: apt-get install librdkafka1).
  3. Check, as the jobs' user: runuser -u aggregator -- sh -c \\
       'set -a; . $etc/aggregator/TIER.env; exec $prefix/bin/aggregator validate --config $etc/aggregator/TIER.yaml --connect'
  4. systemctl enable --now aggregator-standalone      or aggregator-central, or aggregator-regional@0
  5. $prefix/bin/aggregator health --ready             127.0.0.1:9465 for a regional worker
After an upgrade, restart the central job first, then the workers. The version before is $lib.previous: --from
installs it again. docs/OPERATIONS.md says when that is safe.
NEXT
}

remove() {
  local unit installed=()
  for unit in "$here"/*.service; do
    unit=$(basename "$unit")
    if [ -e "$destdir$units/$unit" ]; then installed+=("$unit"); fi
  done
  if manages && [ ${#installed[@]} -gt 0 ]; then
    # Of a template, every instance.
    systemctl stop "${installed[@]/@./@*.}" || true
    systemctl disable "${installed[@]}" || true
  fi
  for unit in "${installed[@]}"; do rm "$destdir$units/$unit"; done
  rm -f "$destdir$etc/sysusers.d/aggregator.conf" "$destdir$etc/tmpfiles.d/aggregator.conf" "$destdir$prefix/bin/aggregator"
  rm -rf "$destdir$lib" "$destdir$lib.previous" "$destdir$lib.new"
  if [ "$purge" = yes ]; then rm -rf "$destdir$etc/aggregator"; fi
  if manages; then systemctl daemon-reload; fi
  echo "Removed. State stays in /var/lib/aggregator$([ "$purge" = yes ] || echo ", configuration in $destdir$etc/aggregator")."
}

if [ "$uninstall" = yes ]; then
  remove
  exit 0
fi
dotnet=${dotnet:-$(command -v dotnet || true)}
[ -n "$dotnet" ] || refuse 'there is no dotnet on the path; install the ASP.NET Core 10 runtime, or name it with --dotnet'
[ -n "$from" ] || publish
install_command
install_units
install_configuration
if manages; then
  systemd-sysusers "$etc/sysusers.d/aggregator.conf"
  systemd-tmpfiles --create "$etc/tmpfiles.d/aggregator.conf"
  systemctl daemon-reload
fi
next_steps
