"""The command line of an office whose database holds the tiny town."""

import re
from pathlib import Path

import pytest

from tests.cli.command import Done, run_command


class CommandLine:
    """Runs commands with the settings of one office."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.settings = {"data": self.data, **settings}

    def run(self, *arguments: object, **settings: object) -> Done:
        chosen = {**self.settings, **settings}
        environment = {
            name if name.isupper() else f"ONEMAP_{name.upper()}": str(value)
            for name, value in chosen.items()
            if value is not None
        }
        return run_command(self.folder, environment, *map(str, arguments))

    def list_archives(self) -> list[str]:
        return sorted(path.name for path in (self.data / "tiles").glob("*"))


@pytest.fixture
def onemap(town, tmp_path) -> CommandLine:
    """The command line of the tiny town's office."""
    url = town.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return CommandLine(tmp_path, database_url=url)


@pytest.fixture
def refuse(town, onemap):
    """Runs a command that must fail, say why in both languages, and change nothing."""

    def look() -> tuple[object, ...]:
        # A staged survey is nobody's business: the next try replaces it.
        published = town.one("SELECT count(*) FROM survey WHERE status <> 'staged'")
        return town.content(), published, onemap.list_archives()

    def run(*arguments: object, code: int = 1, zh: str, en: str, **settings: object) -> Done:
        before = look()
        done = onemap.run(*arguments, **settings)
        assert_refused(done, code, zh, en)
        assert look() == before
        return done

    return run


def assert_refused(done: Done, code: int, zh: str, en: str) -> None:
    """A command failed with a sentence in Chinese and one in English, and without a trace."""
    assert done.code == code, done
    assert "Traceback" not in done.err
    assert re.search(r"^✗ .*[\u4e00-\u9fff]", done.err, re.MULTILINE), done.err
    assert zh in done.err
    assert en in done.err
