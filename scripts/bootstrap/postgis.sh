# PostgreSQL with PostGIS: the programs only. The private cluster is made and run by geo/cluster.py.

find_postgis() { # exports ONEMAP_PG_BINDIR when the programs are the unpacked ones
    [ -z "${ONEMAP_DATABASE_URL:-}${ONEMAP_PG_BINDIR:-}" ] || return 0
    if [ -x "$system/postgresql/postgres" ]; then
        export ONEMAP_PG_BINDIR="$system/postgresql"
        return 0
    fi
    for control in /usr/share/postgresql/*/extension/postgis.control; do
        version=${control#/usr/share/postgresql/}
        [ -e "$control" ] && [ -x "/usr/lib/postgresql/${version%%/*}/bin/initdb" ] && return
    done
    # Built from source, or of another distribution: its own place for extensions.
    command -v initdb >/dev/null && [ -e "$(pg_config --sharedir 2>/dev/null)/extension/postgis.control" ]
}

prepare_postgis() {
    find_postgis && return
    exclusively
    find_postgis && return
    refresh_package_lists
    package=$(offered_packages '^postgresql-[0-9]+-postgis-3$' | tail -n 1)
    [ -n "$package" ] || fail "软件源中没有 PostGIS" "the package sources offer no PostGIS" \
        "请启用相应的软件源，或设 ONEMAP_DATABASE_URL 指向已有的 PostGIS 服务器 /" \
        "Enable a source that has postgresql-NN-postgis-3, or set ONEMAP_DATABASE_URL to a PostGIS server."
    server=${package%-postgis-3}
    if may_install; then
        install_without_cluster "$server" "$package"
    else
        install_packages "PostgreSQL 和 PostGIS" "PostgreSQL and PostGIS" "$server" "$package" "$package-scripts"
        wrap_unpacked_postgres "${server#postgresql-}"
    fi
    find_postgis || fail "没有找到 PostGIS" "PostGIS was not found" "apt-get install $server $package"
}

install_without_cluster() { # Debian would make and start a cluster on port 5432 that nobody asked for
    settings=/etc/postgresql-common/createcluster.d
    with_rights mkdir -p "$settings"
    trap 'with_rights rm -f "$settings/onemap.conf"; exit 130' INT TERM HUP
    echo 'create_main_cluster = false' | with_rights tee "$settings/onemap.conf" >/dev/null
    # A subshell, so that the setting is taken back after a failure too.
    installed=0
    (install_packages "PostgreSQL 和 PostGIS" "PostgreSQL and PostGIS" "$@") || installed=$?
    with_rights rm -f "$settings/onemap.conf"
    trap - INT TERM HUP
    [ "$installed" = 0 ] || exit "$installed"
}

wrap_unpacked_postgres() { # wrap_unpacked_postgres VERSION: programs that find their libraries and data by themselves
    extensions="$system/usr/share/postgresql/$1/extension"
    for control in "$extensions"/*-3.control; do # Debian's alternatives, which unpacking does not make
        short=${control%-3.control}.control
        [ -e "$short" ] || ln -sf "${control##*/}" "$short"
    done
    rm -rf "$system/postgresql" "$system/postgresql.new"
    mkdir -p "$system/postgresql.new"
    for program in "$system/usr/lib/postgresql/$1/bin"/*; do
        name=${program##*/}
        wrap "$system/postgresql.new/$name" "\$system/usr/lib/postgresql/$1/bin/$name" \
            'PROJ_LIB="$system/usr/share/proj"' 'PROJ_DATA="$system/usr/share/proj"' 'GDAL_DATA="$system/usr/share/gdal"'
    done
    mv "$system/postgresql.new" "$system/postgresql"
}
