# Lines for people, failures with advice, and the lock that keeps two starts apart.
# Everything goes to standard error: standard output belongs to the command that is started.

say() { # say CHINESE ENGLISH
    printf 'onemap: %s · %s\n' "$1" "$2" >&2
}

fail() { # fail CHINESE ENGLISH [LINE…]: the lines after the first say what to do
    say "✗ $1" "$2"
    shift 2
    for line in "$@"; do printf '        %s\n' "$line" >&2; done
    exit 1
}

# Runs a command quietly; when it fails, shows its last lines, what to do, and the line in $otherwise.
attempt() { # attempt CHINESE ENGLISH COMMAND…
    chinese=$1 english=$2 started=$(date +%s)
    shift 2
    say "$chinese …" "$english …"
    log=$state/log/bootstrap.log
    mkdir -p "$state/log"
    if ! NO_COLOR=1 "$@" >"$log" 2>&1 </dev/null; then
        tail -n 15 "$log" | sed 's/\x1b\[[0-9;]*m//g; s/^/        | /' >&2
        fail "失败：$chinese（完整输出：$log）" "failed: $english (whole output: $log)" "$(advice "$log")" ${otherwise:+"$otherwise"}
    fi
    say "  完成，$(($(date +%s) - started)) 秒" "done in $(($(date +%s) - started)) s"
}

advice() { # advice LOG: prints what a person can do about the failure written there
    if grep -qiE 'no space left|not enough free space|ENOSPC|disk quota' "$1"; then
        echo "磁盘已满：请腾出约 3 GB 后重试 / The disk is full: free about 3 GB and run it again."
        df -h "$root" "$state" /var 2>/dev/null | sort -u | sed 's/^/        | /' >&2
    elif grep -qiE 'certificate.?verif|peer certificate|self.signed|local issuer|unknown ?issuer|unknown ca' "$1"; then
        echo "证书不受信任：若网络有自己的证书机构，请把它的证书放入系统证书库，或设 SSL_CERT_FILE / A certificate is not trusted: add your network's certificate authority to the system's bundle, or set SSL_CERT_FILE."
    elif grep -qiE 'could not resolve|temporary failure|name resolution|unreachable|timed? ?out|connection (refused|reset|failed)|dns error|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRE|failed to (fetch|connect)|no matching distribution' "$1"; then
        echo "网络不通：请检查网络、代理（http_proxy、https_proxy、no_proxy）和镜像设置后重试 / The network does not answer: check it, the proxy variables (http_proxy, https_proxy, no_proxy) and your mirror settings, then run it again."
    elif grep -q 'Unable to locate package' "$1"; then
        echo "软件源没有列出它：请检查 /etc/apt 中的软件源和网络 / The package sources do not list it: check the sources in /etc/apt and the network."
        grep -E '^[EW]:|^Err' "$state/log/apt-update.log" | tail -n 3 | sed 's/^/        | /' >&2
    elif grep -qiE 'dpkg was interrupted|unmet dependencies|broken packages|dpkg --configure' "$1"; then
        echo "软件包系统未完成上次安装：请运行 dpkg --configure -a 和 apt-get -f install / The package system is half-way through an earlier installation: run dpkg --configure -a and apt-get -f install."
    elif grep -qiE 'hash(es)? mismatch|do not match the hashes' "$1"; then
        echo "下载内容与锁定的校验值不符：镜像可能损坏或被改动 / A download differs from its locked hash: the mirror may be damaged or altered."
    elif grep -qiE 'permission denied|EACCES|read-only file system' "$1"; then
        echo "没有写权限：请用拥有此目录的用户运行 / No permission to write: run it as the user that owns this folder."
    else
        echo "修正后再运行同一命令即可，已完成的部分不会重做 / Run the same command again after the repair; what is done is not done twice."
    fi
}

exclusively() { # waits until no other start prepares this folder
    [ -z "${locked:-}" ] || return 0
    mkdir -p "$state" 2>/dev/null && [ -w "$state" ] || fail "不能写入 $state" "cannot write to $state" \
        "请用拥有此目录的用户运行 / Run it as the user that owns this folder."
    exec 9>"$state/bootstrap.lock"
    if ! flock -n 9; then
        say "另一个 onemap 正在准备环境，等待 …" "another onemap is preparing this folder, waiting …"
        flock 9
    fi
    locked=yes
}

digest() { # prints one hash of the standard input
    sha256sum | cut -c 1-64
}
