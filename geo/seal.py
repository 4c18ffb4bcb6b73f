"""Seals a process before it reads an upload: no network, few files, bounded memory and time.

Linux can do this without any privilege: Landlock (files), seccomp (system calls) and limits. All
three are inherited and can never be lifted again. Whatever a damaged or disguised file makes a
reader do, it can reach nothing but the upload and the workspace.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)

# --- Landlock (linux/landlock.h); its calls have the same numbers on every architecture ---------
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# Write, remove, make folders, files and links, truncate.
_WRITE = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 12 | 1 << 14
_FILE_RIGHTS = _READ_FILE | 1 << 1 | 1 << 14
# Rights that each version of the kernel's interface knows: files, network (4), scopes (6).
_FS_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_FS_RIGHTS_LATER = (1 << 16) - 1
_NET_RIGHTS = 0b11
_SCOPES = 0b11

# --- seccomp (linux/seccomp.h, linux/audit.h): architecture and the calls that are refused -----
_SET_NO_NEW_PRIVS, _SET_PDEATHSIG = 38, 1
_SET_MODE_FILTER, _THREAD_SYNC = 1, 1
_ALLOW, _KILL, _ERRNO_ACCES = 0x7FFF0000, 0x80000000, 0x00050000 | 13
# socket, connect, accept, sendto, bind, listen, socketpair, accept4, execve, execveat, ptrace,
# process_vm_readv/writev, mount, unshare, setns, open_by_handle_at, bpf, userfaultfd, io_uring.
_REFUSED = {
    "x86_64": (
        0xC000003E, 317,
        (41, 42, 43, 44, 49, 50, 53, 288, 59, 322, 101, 310, 311, 165, 272, 308, 304, 321, 323,
         425, 426, 427),
    ),
    "aarch64": (
        0xC00000B7, 277,
        (198, 203, 202, 206, 200, 201, 199, 242, 221, 281, 117, 270, 271, 40, 97, 268, 265, 280,
         282, 425, 426, 427),
    ),
}  # fmt: skip
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000

_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/dev/null",
    "/dev/urandom",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process may use: seconds of CPU, memory, bytes of one file written, open files."""

    seconds: int
    memory: int
    output: int
    files: int


def seal_process(uploads: Iterable[Path], workspace: Path, bounds: Bounds) -> None:
    """Takes from this process all that reading does not need; there is no way back.

    Afterwards it can open nothing but `uploads` (files or folders, to read), `workspace` (to
    write too), the interpreter and the system's libraries; it can open no socket and start no
    program; it dies with its parent.

    Raises:
        OSError: the kernel refuses the filter of system calls. A kernel without Landlock, or
            without both (not Linux), is put up with.
    """
    limit_resources(bounds)
    if sys.platform != "linux":
        return
    _LIBC.prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _check(_LIBC.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _restrict_files([*uploads, *_list_runtime()], workspace)
    _filter_calls()


def limit_resources(bounds: Bounds) -> None:
    """Bounds the process's seconds of CPU, its memory, the files it writes; no core dumps."""
    for name, value in (
        (resource.RLIMIT_CPU, bounds.seconds),
        (resource.RLIMIT_DATA, bounds.memory),
        (resource.RLIMIT_FSIZE, bounds.output),
        (resource.RLIMIT_NOFILE, bounds.files),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(name)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (bound, bound))


def _list_runtime() -> list[Path]:
    """Returns the folders that hold the interpreter, its packages and this one."""
    package = Path(__file__).resolve().parent
    home = package.parent
    folders = {Path(entry).resolve() for entry in sys.path if entry}
    folders |= {Path(path) for path in sysconfig.get_paths().values()}
    folders |= {Path(sys.base_prefix) / "lib", *map(Path, _SYSTEM)}
    # The project's own folder also holds its data; only its code is read.
    folders = {folder for folder in folders if folder != home and folder not in home.parents}
    return [package, *folders]


def _restrict_files(readable: list[Path], workspace: Path) -> None:
    version = _LIBC.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    if version < 1:
        return
    rights = _FS_RIGHTS.get(version, _FS_RIGHTS_LATER)
    attributes = struct.pack("=QQQ", rights, _NET_RIGHTS, _SCOPES)
    attributes = attributes[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = _check(_LIBC.syscall(_CREATE_RULESET, attributes, len(attributes), 0))
    for path in readable:
        _allow(ruleset, path, _READ_FILE | _READ_DIR)
    _allow(ruleset, workspace, rights & (_READ_FILE | _READ_DIR | _WRITE))
    _check(_LIBC.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # this system has no such folder, so there is nothing to allow
    if not path.is_dir():
        rights &= _FILE_RIGHTS
    rule = struct.pack("=Qi", rights, opened)
    _check(_LIBC.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0))
    os.close(opened)


def _filter_calls() -> None:
    known = _REFUSED.get(platform.machine())
    if known is None:
        return
    architecture, seccomp, refused = known
    count = len(refused)
    lines = [
        (_LOAD, 0, 0, 4),
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        # The x32 calls of x86_64 are the same ones under other numbers.
        (_JUMP_AT_LEAST, count + 1, 0, _X32),
        *((_JUMP_EQUAL, count - at, 0, call) for at, call in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO_ACCES),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in lines))
    program = struct.pack("@HP", len(lines), ctypes.addressof(code))
    # With the flag the filter holds for every thread, whenever it was started.
    _check(_LIBC.syscall(seccomp, _SET_MODE_FILTER, _THREAD_SYNC, program))


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
