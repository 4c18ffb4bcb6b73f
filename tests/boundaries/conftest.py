"""Fixtures of the boundary surveys."""

from collections.abc import Iterator

import pytest

from tests.boundaries.spare import SpareReader


@pytest.fixture(scope="session")
def spare_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpareReader]:
    """The sealed reader, kept warm for many uploads below pytest's own folder."""
    reader = SpareReader(tmp_path_factory.getbasetemp())
    yield reader
    reader.close()
