"""What the database server must be: new enough, with PostGIS, and able to sort Chinese."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from geo.db import Database
from geo.errors import SetupError, Text

MIN_POSTGRES = 130000
MIN_POSTGIS = (3, 1)
EXTENSIONS = ("postgis", "pg_trgm", "btree_gist")


def check_server(database: Database) -> dict[str, str]:
    """Makes sure that the server can hold the map; returns its versions.

    Creates the extensions that are missing, when the role may.

    Raises:
        SetupError: PostgreSQL or PostGIS is too old or absent, or the database's locale cannot
            search Chinese (pg_trgm finds nothing under LC_CTYPE=C).
        UnavailableError: the server does not answer.
    """
    with database.write() as connection:
        number = connection.execute(text("SHOW server_version_num")).scalar_one()
        if int(number) < MIN_POSTGRES:
            raise _too_old("PostgreSQL", str(number), "13")
        _create_extensions(connection)
        postgis = connection.execute(text("SELECT postgis_lib_version()")).scalar_one()
        if tuple(int(part) for part in postgis.split(".")[:2]) < MIN_POSTGIS:
            raise _too_old("PostGIS", postgis, "3.1")
        encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
        trigrams = connection.execute(text("SELECT show_trgm('物业') <> '{}'")).scalar_one()
    if encoding != "UTF8" or not trigrams:
        raise SetupError(
            "database_locale",
            Text(
                f"数据库的编码或区域设置不支持中文检索（{encoding}）。",
                f"The database's encoding or locale cannot search Chinese ({encoding}).",
            ),
            Text(
                "请用 UTF8 编码和 C.UTF-8 或 zh_CN.UTF-8 区域重新建库。",
                "Create it with ENCODING 'UTF8' and a locale such as C.UTF-8 or zh_CN.UTF-8.",
            ),
        )
    return {"postgresql": str(number), "postgis": postgis}


def _create_extensions(connection: Connection) -> None:
    present = set(connection.execute(text("SELECT extname FROM pg_extension")).scalars())
    offered = set(connection.execute(text("SELECT name FROM pg_available_extensions")).scalars())
    for name in EXTENSIONS:
        if name in present:
            continue
        if name not in offered:
            raise SetupError(
                "extension_missing",
                Text(
                    f"数据库服务器没有安装扩展 {name}。", f"The server lacks the extension {name}."
                ),
                Text(
                    "请安装 PostGIS（Debian/Ubuntu：apt install postgresql-<版本>-postgis-3）。",
                    "Install PostGIS (Debian/Ubuntu: apt install postgresql-<version>-postgis-3).",
                ),
            )
        try:
            connection.execute(text(f'CREATE EXTENSION IF NOT EXISTS "{name}"'))
        except DBAPIError as error:
            raise SetupError(
                "extension_forbidden",
                Text(f"当前数据库用户不能创建扩展 {name}。", f"This role may not create {name}."),
                Text(
                    f"请管理员执行：CREATE EXTENSION {name};",
                    f"Ask the administrator to run: CREATE EXTENSION {name};",
                ),
            ) from error


def _too_old(product: str, found: str, needed: str) -> SetupError:
    return SetupError(
        "database_too_old",
        Text(
            f"{product} 版本过低：{found}，至少需要 {needed}。",
            f"{product} {found} is too old; at least {needed} is needed.",
        ),
    )
