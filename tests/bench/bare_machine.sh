#!/bin/bash
# Proves the bootstrap on a machine that has nothing: a Debian made by debootstrap, entered by chroot.
# Prints what each command took and the disk that it used.
#
#   tests/bench/bare_machine.sh WHO [COMMAND…]     as root, with debootstrap and git installed
#
#   WHO      root (in /root, which nobody else may enter) or user (no sudo)
#   COMMAND  lines for a shell in the clone; without any: help, help again, up until it is ready, all tests
#
#   SUITE=bookworm  MACHINES=/tmp/onemap-bare  PORT=8765     environment, with the defaults
#   KEEP=1          goes on in the machine of the run before (pulls the clone) instead of making a new one
#
# The machine has process and mount namespaces of its own, so nothing stays running or mounted. It shares
# the network, and is given this machine's proxy and certificate settings, as any real machine would be.
set -euo pipefail

who=${1:?root or user}
shift
suite=${SUITE:-bookworm} machines=${MACHINES:-/tmp/onemap-bare} port=${PORT:-8765}
repository=$(cd "$(dirname "$0")/../.." && pwd)
pristine=$machines/$suite machine=$machines/$suite-$who
case $who in
root) account=root home=/root ;;
user) account=ann home=/home/ann ;;
*) echo "root or user" >&2 && exit 2 ;;
esac
clone=$home/onemap
[ $# -gt 0 ] || set -- './onemap --help' './onemap --help' up up './onemap test'

make_machine() {
    if [ ! -e "$pristine.complete" ]; then
        rm -rf "$pristine"
        mkdir -p "$machines"
        debootstrap --variant=minbase "$suite" "$pristine" >"$pristine.log"
        touch "$pristine.complete"
    fi
    rm -rf "$machine"
    cp -a "$pristine" "$machine"
    cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
    echo "127.0.0.1 localhost $(hostname)" >"$machine/etc/hosts"
    if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
        mkdir -p "$machine/etc/ssl/certs" "$machine/usr/local/share/ca-certificates"
        cp -L /etc/ssl/certs/ca-certificates.crt "$machine/etc/ssl/certs/"
        find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$machine/usr/local/share/ca-certificates/" \;
    fi
    chmod 700 "$machine/root"
    [ "$account" = root ] || chroot "$machine" useradd --create-home --uid 5001 "$account"
}

fetch_clone() {
    if [ -d "$machine$clone" ]; then
        git -c safe.directory='*' -C "$machine$clone" pull --quiet --ff-only "$repository" HEAD
    else
        git clone --quiet "$repository" "$machine$clone"
    fi
    [ "$account" = root ] || chroot "$machine" chown -R "$account:" "$clone"
    if [ -d "$repository/../shared" ]; then mkdir -p "$machine$home/shared"; fi
}

inside() { # inside COMMAND LINE: in the machine, in the clone, with a login's small environment
    unshare --mount --pid --fork --kill-child bash -euc '
        machine=$1 home=$2 shared=$3 account=$4
        shift 4
        mount --make-rprivate /
        mount -t proc proc "$machine/proc"
        mount --rbind /dev "$machine/dev"
        if [ -d "$shared" ]; then mount --bind "$shared" "$machine$home/shared"; fi
        # Not exec: this shell is the first process of the machine and buries orphans, as an init does.
        chroot --userspec="$account" "$machine" env -i --default-signal=INT HOME="$home" USER="$account" LANG=C.UTF-8 \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
    ' inside "$machine" "$home" "$repository/../shared" "$account" "${passed[@]}" /bin/sh -c "cd $clone && $1"
}

# Variables of proxies and certificates.
passed=(ONEMAP_BARE=1)
while IFS='=' read -r name value; do
    case ${name,,} in
    http_proxy | https_proxy | no_proxy | ssl_cert_file | pip_cert | node_extra_ca_certs) passed+=("$name=$value") ;;
    esac
done < <(env)

up() { # starts the map, waits until it is ready, stops it by an interrupt as Ctrl-C does
    inside "exec ./onemap up --port $port" &
    local starter=$! ready=1
    for _ in $(seq 1800); do
        sleep 0.5
        if curl -fsS "http://127.0.0.1:$port/health/ready" >/dev/null 2>&1; then ready=0 && break; fi
        kill -0 "$starter" 2>/dev/null || break
    done
    [ "$ready" = 1 ] || echo "ready after $(elapsed) s: $(curl -fsS "http://127.0.0.1:$port/health/ready")"
    interrupt "$starter"
    wait "$starter" || true
    return "$ready"
}

interrupt() { # interrupt PID: the command that `inside` runs, unshare’s child’s child; nothing when it has ended
    local process=$1
    while [ -n "$process" ] && [ "$(cat "/proc/$process/comm")" != unshare ]; do process=$(pgrep -P "$process" | head -n 1); done
    for _ in 1 2; do [ -z "$process" ] || process=$(pgrep -P "$process" | head -n 1); done
    [ -z "$process" ] || kill -INT "$process"
}

elapsed() {
    echo "$(($(date +%s%N) - started))" | awk '{ printf "%.1f", $1 / 1e9 }'
}

disk() {
    du -sm "$machine" | cut -f 1
}

if [ -z "${KEEP:-}" ] || [ ! -d "$machine" ]; then make_machine; fi
fetch_clone
echo "== $suite, $who: $(disk) MB before"
status=0
for line in "$@"; do
    started=$(date +%s%N) outcome=passed
    if [ "$line" = up ]; then up || outcome=FAILED; else inside "$line" || outcome=FAILED; fi
    [ "$outcome" = passed ] || status=1
    echo "== $suite, $who: $line: $outcome, $(elapsed) s, $(disk) MB"
done
exit "$status"
