"""Tools of the benchmarks: servers started, stopped, loaded by wrk; their memory and time."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo.settings import ROOT

CONNECTIONS = 64


@dataclass
class Server:
    """A server to measure: how it is started, where it answers, the addresses of the tiles."""

    name: str
    command: list[str]
    port: int
    paths: list[str]
    env: dict[str, str]
    cwd: Path = ROOT


@dataclass
class Result:
    """One measurement by wrk; `cpu_us` is what a request cost the server, whoever else was busy."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int
    cpu_us: float = 0.0


def write_nginx(folder: Path, root: Path, port: int, workers: int) -> Path:
    """Writes the best configuration we know for small compressed files, with our headers."""
    config = folder / f"nginx-{workers}.conf"
    config.write_text(
        f"""
        daemon off; user root; worker_processes {workers}; pid {folder}/nginx-{workers}.pid;
        error_log {folder}/nginx-{workers}.log warn;
        events {{ worker_connections 1024; }}
        http {{
          access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
          open_file_cache max=2000 inactive=60s; open_file_cache_valid 60s;
          default_type application/vnd.mapbox-vector-tile;
          server {{
            listen 127.0.0.1:{port}; root {root}; gzip_static always; gzip_vary on;
            add_header Cache-Control "private, max-age=31536000, immutable";
            add_header X-Content-Type-Options nosniff;
          }}
        }}
        """,
        encoding="utf-8",
    )
    return config


@contextmanager
def running(server: Server, cookie: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        server.command,
        cwd=server.cwd,
        env=server.env,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(server, cookie, process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


def wait_for(server: Server, cookie: str, process: subprocess.Popen[bytes]) -> None:
    address = f"http://127.0.0.1:{server.port}{server.paths[0]}"
    request = urllib.request.Request(address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    end = time.monotonic() + 40
    reason: object = None
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                assert answer.status == 200
                return
        except urllib.error.HTTPError as error:
            reason = error
            time.sleep(0.3)
        except OSError as error:
            reason = error
            time.sleep(0.1)
    sys.exit(f"{server.name} does not answer: {reason}")


def write_script(folder: Path, server: Server, cookie: str) -> Path:
    script = folder / "requests.lua"
    paths = ",".join(f'"{path}"' for path in server.paths)
    script.write_text(
        f"""
        local paths, requests, at = {{{paths}}}, {{}}, 0
        init = function(args)
          wrk.headers["Cookie"] = "{cookie}"
          wrk.headers["Accept-Encoding"] = "gzip, deflate, br"
          for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
        end
        request = function() at = at % #requests + 1 return requests[at] end
        done = function(summary, latency, _)
          local e = summary.errors
          io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration,
            latency:percentile(50), latency:percentile(99),
            e.status + e.connect + e.read + e.write + e.timeout))
        end
        """,
        encoding="utf-8",
    )
    return script


def run_wrk(server: Server, script: Path, seconds: int) -> Result:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script)]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 60,
    )
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", done.stdout)
    assert found is not None, done.stdout
    requests, micros, p50, p99, failed = map(int, found.groups())
    return Result(requests / micros * 1e6, p50 / 1000, p99 / 1000, failed)


def list_processes(pid: int) -> list[str]:
    """Returns a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    return [str(pid), *children]


def cpu_seconds(pid: int) -> float:
    """Returns the processor time that a process and its children have used."""
    ticks = 0
    for each in list_processes(pid):
        fields = Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Returns the memory of a process and its children that is theirs alone or shared fairly."""
    total = 0
    for each in list_processes(pid):
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="utf-8")
        found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
        total += int(found.group(1)) if found else 0
    return total / 1024
