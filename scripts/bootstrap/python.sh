# Certificates, Python, uv, and the environment .venv made from a lock file.

trust_system_certificates() { # the tools carry bundles of their own; the system's may hold an office network's authority
    for bundle in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt \
        /etc/ssl/cert.pem "$system/ca-certificates.crt"; do
        [ -s "$bundle" ] || continue
        export SSL_CERT_FILE="$bundle" PIP_CERT="${PIP_CERT:-$bundle}" NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$bundle}"
        export UV_SYSTEM_CERTS=true UV_NATIVE_TLS=true
        return 0
    done
    return 1
}

prepare_certificates() {
    trust_system_certificates && return
    install_packages "根证书" "the certificate authorities" ca-certificates
    if [ -d "$system/usr/share/ca-certificates" ]; then
        find "$system/usr/share/ca-certificates" /usr/local/share/ca-certificates -name '*.crt' -exec cat {} + \
            >"$system/ca-certificates.crt" 2>/dev/null || true
    fi
    trust_system_certificates || fail "没有根证书" "there are no certificate authorities" "apt-get install ca-certificates"
}

find_python() { # sets $python to one that the locked packages exist for
    use_unpacked_libraries
    for python in python3 python3.14 python3.13 python3.12 python3.11 "$system"/usr/bin/python3.1[1-4]; do
        "$python" -c 'import sys, ssl; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && return
    done
    return 1
}

use_unpacked_libraries() { # an unpacked Python finds its shared libraries by this alone
    [ -e "$system/usr/bin/python3" ] || return 0
    [ -n "${unpacked_libraries:-}" ] || unpacked_libraries=$(library_path "$system")
    export LD_LIBRARY_PATH="$unpacked_libraries${caller_libraries:+:$caller_libraries}"
}

prepare_python() {
    find_python && return
    exclusively
    # The system's own python3 may be too old while a newer one is on offer beside it.
    refresh_package_lists
    newest=$(offered_packages '^python3\.1[1-4]$' | tail -n 1)
    case $(offered_version python3) in
    3.1[1-4].*) newest=python3 ;;
    esac
    install_packages "Python" "Python" "${newest:-python3}" python3-pip-whl
    find_python || fail "需要 Python 3.11–3.14" "Python 3.11 to 3.14 is needed" \
        "请安装后把它放在 PATH 中 / Install one and put it on the PATH."
}

find_uv() { # sets $uv
    for uv in "$state/tools/uv/bin/uv" uv; do
        "$uv" --version >/dev/null 2>&1 && return
    done
    return 1
}

prepare_uv() {
    find_uv && return
    find_pip || install_packages "pip" "pip" python3-pip-whl
    find_pip || fail "没有 pip" "there is no pip" "apt-get install python3-pip"
    rm -rf "$state/tools/uv"
    attempt "安装 uv" "installing uv" with_pip install --require-hashes --no-deps --target "$state/tools/uv" \
        -r "$root/scripts/bootstrap/uv.lock"
    find_uv || fail "uv 不能运行" "uv does not run" "rm -r $state/tools/uv"
}

find_pip() { # sets $pip_wheel: empty where Python has pip, else Debian's wheel, from which pip runs as it is
    pip_wheel=
    "$python" -m pip --version >/dev/null 2>&1 && return
    for pip_wheel in /usr/share/python-wheels/pip-*.whl "$system"/usr/share/python-wheels/pip-*.whl; do
        [ -f "$pip_wheel" ] && return
    done
    return 1
}

with_pip() {
    PYTHONPATH=$pip_wheel PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 "$python" -m pip "$@"
}

share_pip_mirror() { # uv does not read pip's configuration, where many networks name their mirror
    [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] && find_pip || return 0
    mirror=${PIP_INDEX_URL:-$(with_pip config get global.index-url 2>/dev/null || true)}
    [ -z "$mirror" ] || export UV_DEFAULT_INDEX="$mirror"
}

environment_place() { # scripts in .venv name this folder, its modules belong to this Python
    echo "$root $(readlink -f "$venv/bin/python")"
}

environment_stamp() { # environment_stamp LOCK: all that .venv depends on
    echo "$1 $(environment_place) $(digest <"$root/$1")"
}

environment_ready() { # environment_ready LOCK: the development environment holds all of the other
    use_unpacked_libraries
    [ -x "$venv/bin/python" ] && stamp=$(cat "$venv/onemap.stamp" 2>/dev/null) || return 1
    [ "$stamp" = "$(environment_stamp requirements-dev.lock)" ] || [ "$stamp" = "$(environment_stamp "$1")" ]
}

prepare_environment() { # prepare_environment LOCK
    environment_ready "$1" && return
    exclusively
    environment_ready "$1" && return
    prepare_certificates
    prepare_python
    prepare_uv
    share_pip_mirror
    lock=$1
    if "$venv/bin/python" -c '' 2>/dev/null; then
        case $(cat "$venv/onemap.stamp" 2>/dev/null || echo "by hand") in
        "by hand" | "requirements-dev.lock $(environment_place) "*) lock=requirements-dev.lock ;;
        "requirements.lock $(environment_place) "*) ;;
        *) rm -rf "$venv" ;; # interrupted, moved, or of another Python
        esac
    else
        rm -rf "$venv"
    fi
    [ -d "$venv" ] || attempt "建立 Python 环境" "making the Python environment" \
        "$uv" venv --directory "$root" --python "$("$python" -c 'import sys; print(sys.executable)')" "$venv"
    echo unfinished >"$venv/onemap.stamp"
    attempt "安装 Python 软件包（$lock）" "installing the Python packages ($lock)" \
        "$uv" pip sync --directory "$root" --python "$venv/bin/python" --require-hashes --no-build "$root/$lock"
    environment_stamp "$lock" >"$venv/onemap.stamp"
}
