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

# The web's types are those of the interface, and nobody wrote them by hand.
same_types() {
    made=$(mktemp) || return 1
    (cd web && npx --no-install openapi-typescript ../api/openapi.json --output "$made" >/dev/null) &&
        diff -q "$made" web/src/api/types.gen.ts
    same=$?
    rm -f "$made"
    return $same
}

[ $# -eq 0 ] || exec python -m pytest "$@"

check ruff ruff check .
check format ruff format --check .
check mypy mypy
check imports lint-imports
check eslint in_web npm run --silent lint
check vue-tsc in_web npm run --silent check
check types same_types
check vitest in_web npm run --silent test
# A file goes to one process: what its tests share is made once. They wait for servers and browsers
# half of their time: one process more than processors.
check pytest python -m pytest tests --numprocesses "$(($(getconf _NPROCESSORS_ONLN) + 1))" --dist loadfile

if [ -n "$failed" ]; then
    printf '\n✗ 未通过 · failed:%s\n' "$failed"
    exit 1
fi
printf '\n✓ 全部通过 · all passed\n'
