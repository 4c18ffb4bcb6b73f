"""The private PostGIS that is the embedded default: a unix socket, no TCP, no DBA."""

import errno
import fcntl
import getpass
import grp
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from geo.errors import SetupError, Text
from geo.settings import Settings

DATABASE = "onemap"
INSTALLED = Path("/usr/lib/postgresql")
_SOCKET_LIMIT = 100
_CONFIG = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 40
shared_buffers = 128MB
work_mem = 16MB
maintenance_work_mem = 128MB
effective_cache_size = 1GB
random_page_cost = 1.1
max_wal_size = 1GB
jit = off
timezone = 'UTC'
log_min_messages = warning
logging_collector = off
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a private PostGIS lies and who runs it."""

    data: Path
    socket: Path
    bindir: Path
    user: str

    @property
    def url(self) -> str:
        """The address of its database, by its unix socket."""
        return f"postgresql://{self.user}@/{DATABASE}?host={self.socket}"

    def start(self) -> bool:
        """Makes the cluster if there is none, and starts it; False when it ran already.

        Safe to repeat, and after a killed process: PostgreSQL recovers what was committed.

        Raises:
            SetupError: the programs are missing, the disk is full, or it did not start; with
                the last lines of its log.
        """
        self._prepare_folders()
        if not (self.data / "PG_VERSION").exists():
            self._create()
        if self.is_running():
            return False
        log = self.data / "server.log"
        options = f"-c unix_socket_directories={self.socket}"
        started = self._run(
            "pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-l", log, "-o", options
        )
        if started.returncode != 0:
            raise _failed("start", _tail(log) or started.stderr)
        self._create_database()
        return True

    def stop(self) -> None:
        """Stops the cluster cleanly; does nothing when it is not running."""
        if self.is_running():
            self._run("pg_ctl", "stop", "-w", "-t", "30", "-m", "fast", "-D", self.data)

    def is_running(self) -> bool:
        """Returns whether this cluster's postmaster runs."""
        return self._run("pg_ctl", "status", "-D", self.data).returncode == 0

    def _prepare_folders(self) -> None:
        for folder in (self.data.parent, self.data, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            owner = pwd.getpwnam(self.user)
            for folder in (self.data, self.socket):
                os.chown(folder, owner.pw_uid, owner.pw_gid)
        self.data.chmod(0o700)
        self.socket.chmod(0o700)

    def _create(self) -> None:
        # A run that was killed half-way leaves files without PG_VERSION; initdb wants it empty.
        for left in self.data.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        made = self._run(
            "initdb", "-D", self.data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        if made.returncode != 0:
            # Half a cluster must not look like one.
            (self.data / "PG_VERSION").unlink(missing_ok=True)
            raise _failed("initdb", made.stderr)
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as config:
            config.write(_CONFIG)

    def _create_database(self) -> None:
        query = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608 - constant
        found = self._run("psql", "-h", self.socket, "-d", "postgres", "-Atc", query)
        if found.stdout.strip() != "1":
            made = self._run(
                "createdb", "-h", self.socket, "-T", "template0", "-E", "UTF8", DATABASE
            )
            if made.returncode != 0:
                raise _failed("createdb", made.stderr)

    def _run(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGUSER": self.user}
        as_other = os.geteuid() == 0
        # pg_ctl's child keeps an inherited pipe open, so output goes through files.
        with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
            done = subprocess.run(  # noqa: S603 - our own arguments, no shell
                [self.bindir / program, *map(str, arguments)],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                check=False,
                # A Ctrl-C in the terminal is for us: we stop the database ourselves, cleanly.
                start_new_session=True,
                user=self.user if as_other else None,
                group=pwd.getpwnam(self.user).pw_gid if as_other else None,
                extra_groups=[] if as_other else None,
            )
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, out.read(), err.read())


def find_cluster(settings: Settings) -> Cluster:
    """Returns this installation's private cluster, made or not.

    Raises:
        SetupError: PostgreSQL's programs or PostGIS are not on this machine.
    """
    bindir = _find_bindir(settings)
    user = _find_user()
    data = settings.data.absolute() / "postgres"
    if os.geteuid() == 0 and not _can_enter(data, user):
        mark = hashlib.sha256(str(data).encode()).hexdigest()[:12]
        data = Path("/var/lib/onemap") / mark / "postgres"
    socket = data.parent / "socket"
    if len(str(socket)) > _SOCKET_LIMIT:
        mark = hashlib.sha256(str(data).encode()).hexdigest()[:12]
        socket = Path(tempfile.gettempdir()) / f"onemap-{os.geteuid()}-{mark}"
    return Cluster(data, socket, bindir, user)


@contextmanager
def run_cluster(cluster: Cluster) -> Iterator[None]:
    """Keeps the cluster running inside the block; who leaves last stops it.

    Several processes may use one cluster (a server and a load). Each holds a shared lock on a
    file, which the kernel releases even when a process is killed.

    Raises:
        SetupError: the data folder cannot be written, or the cluster did not start.
    """
    folder = cluster.data.parent
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        users, starting = ((folder / f"{name}.lock").open("a") for name in ("users", "start"))
    with users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with starting, _explained(folder):
            fcntl.flock(starting, fcntl.LOCK_EX)
            cluster.start()
        try:
            yield
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _failed("mkdir", "No space left on device") from error
        raise SetupError(
            "data_folder",
            Text(
                f"数据目录不可写：{folder}（{error.strerror}）",
                f"The data folder cannot be written: {folder} ({error.strerror})",
            ),
            Text("请检查权限，或用 ONEMAP_DATA 换一个。", "Check its rights, or set ONEMAP_DATA."),
        ) from error


def _find_bindir(settings: Settings) -> Path:
    # Packages that were unpacked without an administrator come with wrappers that find their parts.
    candidates = [settings.pg_bindir or settings.data / "system" / "postgresql"]
    # A folder that a person names is used, or missed; never replaced by another.
    if not settings.pg_bindir and INSTALLED.is_dir():
        versions = sorted(INSTALLED.iterdir(), key=lambda p: float(p.name), reverse=True)
        candidates += [version / "bin" for version in versions]
    on_path = None if settings.pg_bindir else shutil.which("initdb")
    candidates += [Path(on_path).parent] if on_path else []
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "postgres").exists():
            return candidate
    raise SetupError(
        "postgis_missing",
        Text(
            f"找不到 PostgreSQL 程序：{settings.pg_bindir}（ONEMAP_PG_BINDIR）。",
            f"PostgreSQL's programs are not in {settings.pg_bindir} (ONEMAP_PG_BINDIR).",
        )
        if settings.pg_bindir
        else Text(
            "本机没有安装 PostgreSQL 与 PostGIS。", "PostgreSQL and PostGIS are not installed here."
        ),
        Text(
            "请执行 apt install postgresql-15-postgis-3（Ubuntu 版本号不同），"
            "或用 ONEMAP_DATABASE_URL 指定已有的 PostGIS 服务器。",
            "Run apt install postgresql-15-postgis-3 (another number on Ubuntu), or name a "
            "PostGIS server in ONEMAP_DATABASE_URL.",
        ),
    )


def _find_user() -> str:
    if os.geteuid() != 0:
        return getpass.getuser()
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SetupError(
        "no_plain_user",
        Text(
            "initdb 不能以 root 运行，而本机没有 postgres 用户。", "initdb refuses to run as root."
        ),
        Text("请以普通用户运行，或安装 postgresql。", "Run as an ordinary user."),
    )


def _can_enter(folder: Path, user: str) -> bool:
    entry = pwd.getpwnam(user)
    groups = {entry.pw_gid, *(g.gr_gid for g in grp.getgrall() if user in g.gr_mem)}
    for parent in folder.parents:
        if not parent.exists():
            continue
        status = parent.stat()
        if status.st_uid == entry.pw_uid:
            bit = 0o100
        elif status.st_gid in groups:
            bit = 0o010
        else:
            bit = 0o001
        if not status.st_mode & bit:
            return False
    return True


def _tail(log: Path) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])
    except OSError:
        return ""


def _failed(step: str, output: str) -> SetupError:
    reason = output.strip()
    full = "No space left on device" in reason
    return SetupError(
        "disk_full" if full else "cluster_failed",
        Text(
            f"内置数据库未能启动（{step}）：{reason}",
            f"The private database did not start ({step}): {reason}",
        ),
        Text("请清理磁盘空间后重试。", "Free some disk space and try again.")
        if full
        else Text("请查看上面的原因；数据未受影响。", "See the reason above; no data was touched."),
    )
