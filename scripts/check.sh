#!/bin/sh
# Everything that is checked, in order; ends non-zero when any part failed and says which.
# Started by ./onemap test, which prepares the tools. Arguments go to pytest, which then runs alone.
set -u
cd "$(dirname "$0")/.." || exit 1
PATH=$PWD/.venv/bin:$PATH
failed=

check() { # check NAME COMMAND…
    name=$1
    shift
    printf '\n== %s: %s\n' "$name" "$*"
    "$@" || failed="$failed $name"
}

in_web() {
    (cd web && "$@")
}

[ $# -eq 0 ] || exec python -m pytest "$@"

check ruff ruff check .
check format ruff format --check .
check mypy mypy
check imports lint-imports
check eslint in_web npm run --silent lint
check vue-tsc in_web npm run --silent check
check vitest in_web npm run --silent test
check pytest python -m pytest tests

if [ -n "$failed" ]; then
    printf '\n✗ 未通过 · failed:%s\n' "$failed"
    exit 1
fi
printf '\n✓ 全部通过 · all passed\n'
