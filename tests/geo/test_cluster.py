"""The private PostGIS: starts by itself, again after a kill, and only for those who use it."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import text

from geo import cluster
from geo.cluster import find_cluster, run_cluster
from geo.db import Database
from geo.errors import SetupError
from geo.settings import Settings
from tests.needs import lack
from tests.small_disk import mount_small


@pytest.fixture(scope="module")
def private():
    """A cluster of this module's own, with a table in it; it is not running."""
    folder = Path(tempfile.mkdtemp(prefix="om-"))
    folder.chmod(0o755)
    try:
        own = find_cluster(Settings(data=folder))
    except SetupError as error:
        lack(str(error))
    with run_cluster(own):
        database = Database(own.url)
        with database.write() as connection:
            connection.execute(text("CREATE TABLE kept AS SELECT 42 AS n"))
        database.close()
    assert not own.is_running()
    yield own
    own.stop()
    shutil.rmtree(folder, ignore_errors=True)


def read_kept(own) -> int:
    database = Database(own.url)
    try:
        with database.read() as connection:
            return connection.execute(text("SELECT n FROM kept")).scalar_one()
    finally:
        database.close()


def test_it_listens_on_a_socket_only_and_only_for_its_user(private):
    with run_cluster(private):
        database = Database(private.url)
        with database.read() as connection:
            assert connection.execute(text("SHOW listen_addresses")).scalar_one() == ""
            assert connection.execute(text("SHOW server_encoding")).scalar_one() == "UTF8"
        database.close()
        assert private.socket.stat().st_mode & 0o777 == 0o700
        assert private.data.stat().st_mode & 0o777 == 0o700


def test_starting_it_twice_is_starting_it_once(private):
    with run_cluster(private):
        assert private.start() is False
        assert read_kept(private) == 42


def test_who_leaves_last_stops_it(private):
    with run_cluster(private):
        with run_cluster(private):
            assert read_kept(private) == 42
        assert private.is_running()
        assert read_kept(private) == 42
    assert not private.is_running()


def test_a_killed_one_starts_again_with_what_was_committed(private):
    with run_cluster(private):
        postmaster = int((private.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)
    with run_cluster(private):
        assert read_kept(private) == 42


def test_half_a_cluster_is_made_anew(open_folder):
    half = find_cluster(Settings(data=open_folder))
    half.data.mkdir()
    (half.data / "base").mkdir()
    (half.data / "base" / "1").write_text("half")
    with run_cluster(half):
        assert (half.data / "PG_VERSION").exists()


def test_a_long_path_gets_a_short_socket(tmp_path):
    deep = tmp_path / "很长的目录名" / ("x" * 90)
    own = find_cluster(Settings(data=deep))
    assert len(str(own.socket)) < 100


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_a_folder_of_programs_that_is_wrong_is_not_replaced(tmp_path, folder):
    with pytest.raises(SetupError) as error:
        find_cluster(Settings(data=tmp_path, pg_bindir=tmp_path / folder))
    assert error.value.code == "postgis_missing"
    assert "ONEMAP_PG_BINDIR" in error.value.message.zh
    assert "apt install" in error.value.hint.en


def test_a_machine_without_postgresql(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(cluster, "INSTALLED", tmp_path / "none")
    with pytest.raises(SetupError) as error:
        find_cluster(Settings(data=tmp_path, pg_bindir=None))
    assert error.value.code == "postgis_missing"
    assert "ONEMAP_DATABASE_URL" in error.value.hint.zh


def test_a_data_folder_that_cannot_be(open_folder):
    (open_folder / "file").write_text("not a folder")
    (open_folder / "file").chmod(0o755)
    own = find_cluster(Settings(data=open_folder / "file" / "data"))
    with pytest.raises(SetupError) as error, run_cluster(own):
        pass
    assert error.value.code == "data_folder"
    assert "ONEMAP_DATA" in error.value.hint.zh


def test_a_full_disk(open_folder):
    with mount_small(open_folder, 8) as small:
        own = find_cluster(Settings(data=small))
        for _ in range(2):
            with pytest.raises(SetupError) as error, run_cluster(own):
                pass
            assert error.value.code == "disk_full"
            assert not (own.data / "PG_VERSION").exists()
