"""The reading process: what it can reach, what it answers, and what is done with a false answer."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from geo.boundaries.readers.job import Options
from geo.boundaries.reading import sandbox
from geo.boundaries.reading.sandbox import read_source
from geo.errors import InputError
from geo.settings import ROOT
from tests.world import CHAOYANG, write_geojson, write_geopackage

pytestmark = pytest.mark.sealed

ATTEMPTS = """
import json, os, sys
from pathlib import Path
from geo.boundaries.readers.limits import bound_process
from geo.seal import seal_process
upload, workspace, outside = map(Path, sys.argv[1:])
seal_process([upload], workspace, bound_process(60))

def attempt(action):
    try:
        action()
    except OSError as error:
        return error.errno
    return "done"

import socket, subprocess, ctypes
libc = ctypes.CDLL(None, use_errno=True)
def ring():
    if libc.syscall(425, 8, ctypes.create_string_buffer(256)) < 0:
        raise OSError(ctypes.get_errno(), "io_uring")
print(json.dumps({
    "upload": attempt(lambda: upload.read_bytes()),
    "workspace": attempt(lambda: (workspace / "new").write_text("x")),
    "passwd": attempt(lambda: open("/etc/passwd").read()),
    "outside": attempt(lambda: outside.read_bytes()),
    "list": attempt(lambda: os.listdir("/")),
    "environ": attempt(lambda: open(f"/proc/{os.getppid()}/environ").read()),
    "write": attempt(lambda: upload.write_bytes(b"")),
    "link": attempt(lambda: ((workspace / "link").symlink_to(outside),
                             (workspace / "link").read_bytes())),
    "inet": attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)),
    "inet6": attempt(lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)),
    "unix": attempt(lambda: socket.socket(socket.AF_UNIX)),
    "pair": attempt(lambda: socket.socketpair()),
    "run": attempt(lambda: os.execv("/bin/true", ["true"])),
    "io_uring": attempt(ring),
}))
"""


@pytest.fixture
def upload(tmp_path) -> Path:
    return write_geojson(CHAOYANG.zones(), tmp_path / "zones.geojson")


@pytest.fixture
def workspace(tmp_path) -> Path:
    made = tmp_path / "workspace"
    made.mkdir()
    return made


def test_a_sealed_process_reaches_the_upload_and_nothing_else(upload, workspace, tmp_path):
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    done = subprocess.run(
        [sys.executable, "-c", ATTEMPTS, upload, workspace, outside],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert {name for name, result in found.items() if result == "done"} == {"upload", "workspace"}
    assert set(found.values()) == {"done", 13}


def test_the_drivers_of_gdal_that_are_left():
    code = "import pyogrio, json; print(json.dumps(sorted(pyogrio.list_drivers())))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=sandbox._ENVIRONMENT, capture_output=True, check=True,
        timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout) == ["ESRI Shapefile", "GPKG", "OpenFileGDB"]


needs_strace = pytest.mark.skipif(
    not Path("/usr/bin/strace").exists(), reason="strace is not installed"
)


def trace_reading(upload: Path, workspace: Path) -> tuple[dict, list[str], list[str]]:
    """Returns the reader's answer, its network calls, and what it opened once it was sealed."""
    log = workspace.parent / "trace"
    job = {"uploads": [str(upload)], "workspace": str(workspace), "seconds": 60, "options": {}}
    subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=%network,openat,execve,seccomp", "-o", log,
         sys.executable, "-m", "geo.boundaries.readers"],
        cwd=ROOT, env=sandbox._ENVIRONMENT, input=json.dumps(job).encode(), timeout=120, check=True,
    )  # fmt: skip
    lines = log.read_text().splitlines()
    sealed = next(at for at, line in enumerate(lines) if "seccomp(" in line)
    calls = [line.split(None, 1)[1] for line in lines]
    opened = [
        c.split('"')[1] for c in calls[sealed:] if c.startswith("openat") and " = -1" not in c
    ]
    network = [call for call in calls if call.startswith(("socket", "connect", "sendto"))]
    return json.loads((workspace / "answer.json").read_text()), network, opened


@needs_strace
def test_reading_opens_no_socket_and_no_other_file(tmp_path, workspace):
    upload = write_geopackage(CHAOYANG.zones(), tmp_path / "zones.gpkg", 4548)
    answer, network, opened = trace_reading(upload, workspace)
    assert answer["survey"]["features"] == 9
    assert network == []
    own = (str(tmp_path), str(ROOT), sys.prefix, sys.base_prefix, "/lib", "/usr/lib", "/proc",
           "/sys", "/dev", "/etc/ld.so.cache")  # fmt: skip
    assert [path for path in opened if path.startswith("/") and not path.startswith(own)] == []


_FAR = "/vsicurl/http://127.0.0.1:9/zones.shp"
_DISGUISES = {
    "zones.gpkg": f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>{_FAR}</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>",
    "zones.geojson": "<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>",
    "zones.kml": f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY far SYSTEM "{_FAR}">]>'
    "<kml><Document><name>&far;</name></Document></kml>",
    "zones.zip": f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>{_FAR}</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>",
}


@needs_strace
@pytest.mark.parametrize("name", _DISGUISES)
def test_a_disguise_sends_no_packet_and_opens_no_other_file(name, tmp_path, workspace):
    upload = tmp_path / "handed-in" / name
    upload.parent.mkdir()
    if upload.suffix == ".zip":
        with zipfile.ZipFile(upload, "w") as archive:
            for member in ("zones.shp", "zones.shx", "zones.dbf"):
                archive.writestr(member, _DISGUISES[name])
    else:
        upload.write_text(_DISGUISES[name])
    answer, network, opened = trace_reading(upload, workspace)
    assert answer.keys() == {"error"}
    assert network == []
    assert [path for path in opened if "vsicurl" in path or "127.0.0.1" in path] == []


def answer_with(monkeypatch, workspace: Path, table: pa.Table | None, **changes) -> None:
    """Makes the reader answer something else than it read."""
    asked = sandbox._ask_reader

    def lie(*arguments):
        answer = asked(*arguments)
        if table is not None:
            with pa.ipc.new_file(workspace / "features.arrow", table.schema) as writer:
                writer.write_table(table)
        for name, value in changes.items():
            setattr(answer.survey, name, value)
        return answer

    monkeypatch.setattr(sandbox, "_ask_reader", lie)


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"name": ["x"]}),
        pa.table({sandbox.SHAPE: pa.array([b"\x01"] * 9, pa.large_binary()), "a": [[1]] * 9}),
        pa.table({sandbox.SHAPE: pa.array([b"\x01"] * 8, pa.large_binary())}),
        pa.table({sandbox.SHAPE: pa.array([b"no wkb"] * 9, pa.large_binary())}),
    ],
)
def test_a_false_answer_is_refused(monkeypatch, upload, workspace, table):
    answer_with(monkeypatch, workspace, table)
    with pytest.raises(InputError) as refused:
        read_source(upload, workspace, Options())
    assert refused.value.code == "survey_refused"


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"survey": {"format": "vrt"}}', b"{}"])
def test_an_answer_in_another_form_is_refused(monkeypatch, upload, workspace, said):
    read_answer = sandbox._read_answer

    def spoil(path, folder, code):
        (folder / "answer.json").write_bytes(said)
        return read_answer(path, folder, code)

    monkeypatch.setattr(sandbox, "_read_answer", spoil)
    with pytest.raises(InputError) as refused:
        read_source(upload, workspace, Options())
    assert refused.value.code == "survey_refused"


def test_a_reader_that_takes_too_long_is_killed(monkeypatch, upload, workspace):
    monkeypatch.setattr(sandbox, "allow_seconds", lambda _size: -10)
    with pytest.raises(InputError) as refused:
        read_source(upload, workspace, Options())
    assert "seconds" in refused.value.message.en


def test_lines_and_points_are_read_for_reference_layers(tmp_path, workspace):
    zones = CHAOYANG.zones()
    path = write_geopackage(zones.set_geometry(zones.boundary), tmp_path / "roads.gpkg", 4548)
    source = read_source(path, workspace, Options(only_polygons=False))
    assert len(source.table) == 9
    assert {shape.geom_type for shape in source.shapes.take()} <= {"LineString", "MultiLineString"}


# --- Disguises ---------------------------------------------------------------------------------

DISGUISES = {
    "vrt": "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>secret.gpkg</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>",
    "vrt in kml's clothes": "<OGRVRTDataSource><!-- <kml -->"
    "<OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
    "</OGRVRTDataSource>",
    "wfs": "<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>",
    "vsicurl": "/vsicurl/http://127.0.0.1:9/zones.geojson",
    "connection": "WFS:http://127.0.0.1:9/wfs?a=1,b=2",
    "pipe": '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipe ! read secret.gpkg"}',
    "entity": '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<kml><Placemark><name>&x;</name></Placemark></kml>",
}
ENDINGS = ("geojson", "json", "gpkg", "shp", "kml", "kmz", "dxf", "csv", "xlsx", "zip", "gdb")


@pytest.mark.parametrize("text", DISGUISES.values(), ids=DISGUISES)
def test_a_disguise_is_refused_under_every_ending(tmp_path, text, spare_reader):
    write_geopackage(CHAOYANG.zones(), tmp_path / "secret.gpkg", 4548)
    for ending in ENDINGS:
        plain = tmp_path / f"zones.{ending}"
        plain.write_text(text)
        zipped = tmp_path / f"zipped-{ending}.zip"
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr(f"zones.{ending}", text)
            archive.writestr("zones.dbf", text)
        for path in (plain, zipped):
            answer = spare_reader(path)
            assert "error" in answer, path
        plain.unlink()


def test_a_disguise_is_refused_by_the_true_process(tmp_path, workspace):
    path = tmp_path / "zones.gpkg"
    path.write_text(DISGUISES["vrt"])
    with pytest.raises(InputError) as refused:
        read_source(path, workspace, Options())
    assert refused.value.code == "survey_refused"


def test_a_link_in_a_folder_is_not_followed(tmp_path, workspace):
    folder = tmp_path / "survey"
    folder.mkdir()
    (folder / "zones.geojson").symlink_to("/etc/passwd")
    with pytest.raises(InputError) as refused:
        read_source(folder, workspace, Options())
    assert "link" in refused.value.message.en


def test_the_environment_is_not_handed_on(upload, workspace, monkeypatch):
    seen = {}
    popen = subprocess.Popen

    def watch(*arguments, **options):
        seen.update(options["env"])
        return popen(*arguments, **options)

    monkeypatch.setenv("ONEMAP_DATABASE_URL", "postgresql://secret@host/x")
    monkeypatch.setattr(sandbox.subprocess, "Popen", watch)
    read_source(upload, workspace, Options())
    assert not [name for name in seen if name.startswith(("ONEMAP", "PG", "PATH"))]
    assert "secret" not in str(seen)
