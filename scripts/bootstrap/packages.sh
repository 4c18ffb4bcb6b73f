# Debian and Ubuntu packages: installed by apt where that is allowed, else fetched as an
# ordinary user and unpacked under $system, from where they are used.

install_packages() { # install_packages CHINESE ENGLISH PACKAGE…
    what_chinese=$1 what_english=$2
    shift 2
    command -v apt-get >/dev/null || fail "缺少 $what_chinese，且没有 apt" "$what_english is missing and there is no apt" \
        "请由管理员安装相当于下列的软件包 / Ask an administrator for the equivalent of: $*"
    refresh_package_lists
    if may_install; then
        attempt "安装 $what_chinese（apt）" "installing $what_english (apt)" apt_get install --yes "$@"
    else
        otherwise="或请管理员运行 / or ask an administrator to run: apt-get install -y $*"
        attempt "下载并解开 $what_chinese（无管理员权限）" "fetching and unpacking $what_english (no administrator's rights)" \
            unpack_packages "$@"
        otherwise=
    fi
}

may_install() {
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

with_rights() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_get() { # sudo clears the environment, from which apt needs the proxy
    with_rights env DEBIAN_FRONTEND=noninteractive \
        ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} ${no_proxy:+"no_proxy=$no_proxy"} \
        apt-get -o DPkg::Lock::Timeout=600 -o APT::Install-Recommends=false "$@"
}

own_apt() { # own_apt TOOL ARGUMENT…: apt with lists and downloads of its own, which needs no rights
    tool=$1
    shift
    mkdir -p "$state/apt/lists/partial" "$state/apt/archives/partial" &&
        "$tool" -o Dir::State="$state/apt" -o Dir::State::lists="$state/apt/lists" \
            -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$state/apt" \
            -o Debug::NoLocking=true -o Acquire::Languages=none -o APT::Install-Recommends=false "$@"
}

refresh_package_lists() { # once in a start; one dead source is no reason to stop, the installation decides
    [ -z "${lists_fresh:-}" ] || return 0
    mkdir -p "$state/log"
    say "更新软件包列表 …" "updating the package lists …"
    if may_install; then apt_get update; else own_apt apt-get update; fi >"$state/log/apt-update.log" 2>&1 </dev/null || true
    lists_fresh=yes
}

offered_packages() { # offered_packages PATTERN: their names; call refresh_package_lists before
    query_packages search --names-only "$1" | cut -d ' ' -f 1 | sort -V
}

offered_version() { # offered_version PACKAGE
    query_packages policy "$1" | sed -n 's/ *Candidate: //p'
}

query_packages() {
    if may_install; then apt-cache "$@"; else own_apt apt-cache "$@"; fi 2>/dev/null
}

unpack_packages() { # unpack_packages PACKAGE…: with what they need and the system lacks
    rm -rf "$state/apt/archives" &&
        own_apt apt-get install --yes --download-only "$@" &&
        mkdir -p "$system" && touch "$system/unfinished" || return 1
    for archive in "$state"/apt/archives/*.deb; do
        case ${archive##*/} in
        libc6_*) continue ;; # must match the system's loader
        esac
        dpkg-deb --extract "$archive" "$system" || return 1
    done
    rm -rf "$state/apt/archives" "$system"/usr/share/doc "$system"/usr/share/man "$system"/usr/share/locale "$system"/usr/share/i18n
    rm "$system/unfinished"
}

discard_half_unpacked() { # what an interrupted start left
    [ -e "$system/unfinished" ] || return 0
    exclusively
    [ ! -e "$system/unfinished" ] || rm -rf "$system"
}

library_path() { # library_path FOLDER: every folder of unpacked shared libraries, under FOLDER's name, joined by colons
    (cd "$system" && find usr/lib lib -name 'lib*.so*' -not -path '*/chromium/*' 2>/dev/null) |
        sed 's,/[^/]*$,,' | sort -u | sed "s,^,$1/," | paste -s -d :
}

# Makes a program that finds its unpacked libraries and data by itself, wherever the folder is moved.
wrap() { # wrap FILE COMMAND ASSIGNMENT…: FILE lies one folder below $system; $system is set in what it runs
    file=$1 command=$2
    shift 2
    {
        echo '#!/bin/sh'
        echo 'system=$(dirname "$(dirname "$(readlink -f "$0")")")'
        printf 'export LD_LIBRARY_PATH="%s${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"\n' "$(library_path '$system')"
        for assignment in "$@"; do printf 'export %s\n' "$assignment"; done
        printf 'exec "%s" "$@"\n' "$command"
    } >"$file" && chmod 755 "$file"
}
