# Chromium and a Chinese font, for the browser tests only. The tests read $ONEMAP_CHROMIUM, else /usr/bin/chromium.

find_browser() { # exports ONEMAP_CHROMIUM
    [ -z "${ONEMAP_CHROMIUM:-}" ] || return 0
    for ONEMAP_CHROMIUM in "$system/browser/chromium" /usr/bin/chromium /usr/bin/google-chrome /usr/bin/chromium-browser; do
        # Ubuntu's chromium is a small script or link that starts a snap, which tests cannot drive.
        if [ -x "$ONEMAP_CHROMIUM" ] && ! grep -q snap "$ONEMAP_CHROMIUM" 2>/dev/null; then
            export ONEMAP_CHROMIUM
            return 0
        fi
    done
    unset ONEMAP_CHROMIUM
    return 1
}

find_chinese_font() {
    [ -d "$system/usr/share/fonts/opentype/noto" ] || fc-list ':lang=zh' 2>/dev/null | grep -q .
}

prepare_browser() {
    find_browser && find_chinese_font && return
    exclusively
    set -- fonts-noto-cjk fontconfig
    if ! find_browser; then
        refresh_package_lists
        case $(. /etc/os-release && echo "${ID:-}")/$(offered_version chromium) in
        ubuntu/* | */*snap*) fail "Ubuntu 的 chromium 是 snap，浏览器测试不能用它" "Ubuntu's chromium is a snap, which the browser tests cannot drive" \
            "请安装 Google Chrome 的 .deb 包，或把任一 Chromium 程序的路径写入 ONEMAP_CHROMIUM，再运行 ./onemap test /" \
            "Install Google Chrome's .deb package, or set ONEMAP_CHROMIUM to the path of any Chromium, then run ./onemap test." ;;
        esac
        set -- chromium "$@"
    fi
    install_packages "Chromium 和中文字体" "Chromium and a Chinese font" "$@"
    may_install || wrap_unpacked_browser
    find_browser || fail "没有找到 Chromium" "Chromium was not found" "apt-get install chromium fonts-noto-cjk"
}

wrap_unpacked_browser() { # with the unpacked fonts, also for a browser that the system already had
    program='$system/usr/lib/chromium/chromium'
    [ -x "$system/usr/lib/chromium/chromium" ] || program=${ONEMAP_CHROMIUM:-/usr/bin/chromium}
    mkdir -p "$system/browser"
    cat >"$system/browser/fonts.conf" <<'END'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir prefix="relative">../usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family><family>Noto Sans CJK SC</family></prefer></alias>
</fontconfig>
END
    wrap "$system/browser/chromium" "$program" 'FONTCONFIG_FILE="$system/browser/fonts.conf"'
    unset ONEMAP_CHROMIUM
}
