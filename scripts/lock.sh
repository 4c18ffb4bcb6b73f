#!/bin/sh
# Rewrites the lock files from pyproject.toml: exact versions with hashes, no registry address.
#   scripts/lock.sh            keeps locked versions that still fit
#   scripts/lock.sh --upgrade  takes the newest of everything
set -eu
cd "$(dirname "$0")/.."

lock() { # lock OUTPUT SOURCE [OPTION…]
    output=$1
    shift
    uv pip compile "$@" --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
        --python-version 3.11 --custom-compile-command scripts/lock.sh --output-file "$output"
}

lock requirements.lock pyproject.toml "$@"
# The runtime lock bounds the other, so that what is tested is what is run.
lock requirements-dev.lock pyproject.toml --extra dev --constraint requirements.lock "$@"
for tool in uv node; do
    lock "scripts/bootstrap/$tool.lock" "scripts/bootstrap/$tool.in" "$@"
done
