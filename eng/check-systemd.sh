#!/usr/bin/env bash
# Installs to the default paths and runs the standalone under a real service manager, with all of the unit's sandboxing: started, asked,
# killed, stopped, and once with a wrong configuration. In namespaces of its own, where /etc is a copy and /usr/local, /var/lib, /var/log and
# /run are empty, so that nothing is left behind. By hand, as root, with systemd installed (not running). Usage: eng/check-systemd.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# show WHAT...: properties of the unit in $unit, in the order that systemctl has.
show() { systemctl --user show "$unit" "${@/#/--property=}" --value | tr '\n' ' '; }

# expect WHAT SAID WANTED
expect() {
  if [ "$2" != "$3" ]; then
    echo "$1: '$2' instead of '$3'" >&2
    exit 1
  fi
  echo "$1: $2"
}

# counted N: waits until N logs are read.
counted() {
  local read=none
  for _ in $(seq 300); do
    read=$( (exec 3<>/dev/tcp/127.0.0.1/19464; printf 'GET /metrics/self HTTP/1.0\r\n\r\n' >&3; sed -n 's/^aggregator_central_logs_read_total{[^}]*} //p' <&3) 2>/dev/null || true)
    [ "$read" != "$1" ] || break
    sleep 0.1
  done
  expect 'logs read' "$read" "$1"
}

# told ARGUMENTS...: what install.sh tells a service manager that seems to run.
told() {
  local command
  mkdir -p /run/systemd/system /usr/local/bin
  for command in systemctl systemd-sysusers systemd-tmpfiles; do
    printf '#!/bin/sh\necho %s "$*" >>/run/told\n' $command >/usr/local/bin/$command
    chmod 755 /usr/local/bin/$command
  done
  : >/run/told
  PATH=/usr/local/bin:$PATH deploy/systemd/install.sh "$@" >/dev/null
  rm -r /run/systemd/system /usr/local/bin/system*
  tr '\n' ';' </run/told
}

inside() {
  cp -a /etc "$work/etc"
  mount --bind "$work/etc" /etc
  for folder in /usr/local /var/lib /var/log /run; do mount -t tmpfs -o mode=755 tmpfs "$folder"; done
  # Mounted again, so that it begins with the namespace's own.
  if [ -d /sys/fs/cgroup/systemd ]; then
    umount /sys/fs/cgroup/systemd
    mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
  else
    umount /sys/fs/cgroup
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
  fi

  local elsewhere=(--prefix "$work/usr" --etc "$work/elsewhere")
  expect 'told when installed elsewhere' "$(told --from "$built" "${elsewhere[@]}")" ''
  deploy/systemd/install.sh --from "$built" >/dev/null
  expect 'told when removed elsewhere' "$(told "${elsewhere[@]}" --uninstall)" ''
  expect 'told when removed' "$(told --uninstall)" \
    'systemctl stop aggregator-central.service aggregator-regional@*.service aggregator-standalone.service;systemctl disable aggregator-central.service aggregator-regional@.service aggregator-standalone.service;systemctl daemon-reload;'
  expect 'told when installed' "$(told --from "$built")" \
    'systemd-sysusers /etc/sysusers.d/aggregator.conf;systemd-tmpfiles --create /etc/tmpfiles.d/aggregator.conf;systemctl daemon-reload;'
  systemd-sysusers /etc/sysusers.d/aggregator.conf 2>/dev/null
  systemd-tmpfiles --create /etc/tmpfiles.d/aggregator.conf
  expect 'owner of the secrets' "$(stat -c %U:%G:%a /etc/aggregator/secrets)" root:aggregator:2750
  (umask 077 && echo secret >/etc/aggregator/secrets/mysql-password)
  systemd-tmpfiles --create /etc/tmpfiles.d/aggregator.conf
  expect 'owner of a password' "$(stat -c %U:%G:%a /etc/aggregator/secrets/mysql-password)" root:aggregator:640
  echo AGGREGATOR_LISTEN=127.0.0.1:19464 >>/etc/aggregator/standalone.env
  mkdir -m 750 /var/log/gateway
  chgrp adm /var/log/gateway
  aggregator generate --count 1000 --damaged 0 --output /var/log/gateway/a.log 2>/dev/null

  # What the system's manager prepares for units, and where one of a user looks for them and keeps their state.
  mkdir -p /run/systemd/system /run/systemd/inaccessible/dir /run/user/0 /var/lib/systemd
  (cd /run/systemd/inaccessible && touch reg sock && mkfifo fifo && mknod chr c 0 0 && mknod blk b 0 0 && chmod 0 ./*)
  chmod 700 /run/user/0
  ln -s /etc/systemd/system /var/lib/systemd/user
  export XDG_RUNTIME_DIR=/run/user/0 XDG_CONFIG_HOME=/var/lib XDG_STATE_HOME=/var/lib
  /lib/systemd/systemd --user --unit=basic.target >"$work/manager.log" 2>&1 &
  until systemctl --user is-system-running --wait >/dev/null 2>&1; do sleep 0.2; done

  unit=aggregator-standalone
  systemctl --user start $unit
  counted 1000
  local process
  process=/proc/$(systemctl --user show $unit --property=MainPID --value)
  expect 'runs as' "$(stat -c %U "$process")" aggregator
  expect 'rights, new ones, filter' "$(sed -n 's/^\(CapEff\|NoNewPrivs\|Seccomp\):\s*//p' "$process/status" | tr '\n' ' ')" '0000000000000000 1 2 '
  aggregator health --ready 127.0.0.1:19464
  systemctl --user kill --signal=KILL $unit
  aggregator generate --count 500 --damaged 0 --seed 2 --output /var/log/gateway/b.log 2>/dev/null
  counted 1500
  expect 'started again' "$(show NRestarts)" '1 '
  systemctl --user stop $unit
  expect 'stopped' "$(show Result ExecMainStatus ActiveState)" 'success 0 inactive '

  unit=aggregator-central
  echo 'central: {}' >/etc/aggregator/central.yaml
  systemctl --user start $unit
  until [ "$(show ActiveState)" != 'activating ' ] && [ "$(show ExecMainStatus)" != '0 ' ]; do sleep 0.2; done
  expect 'a wrong configuration' "$(show NRestarts ExecMainStatus ActiveState)" '0 2 failed '
}

if [ "${1-}" = inside ]; then
  work=$2 built=$3
  inside
  exit
fi

[ "$(id -u)" -eq 0 ] || { echo 'Namespaces and other users take root.' >&2; exit 2; }
dotnet build src/Aggregator -c Release -v quiet
work=$(mktemp -d)
cgroups=/sys/fs/cgroup/systemd
[ -d $cgroups ] || cgroups=/sys/fs/cgroup
own=$cgroups/aggregator-check-$$
mkdir "$own"
trap 'echo $$ >$cgroups/cgroup.procs; rm -rf "$work"; find "$own" -depth -type d -exec rmdir {} \;' EXIT
# In a control group of its own, which is all that the namespace sees: the manager takes every process of the group that it starts in.
echo $$ >"$own/cgroup.procs"
unshare --fork --pid --mount --cgroup --kill-child --mount-proc --propagation private "$0" inside "$work" "$PWD/artifacts/bin/Aggregator/release"
