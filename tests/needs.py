"""What a test needs of its machine: missing, it fails where it must be there and skips at home."""

import os
from typing import NoReturn

import pytest


def lack(what: str) -> NoReturn:
    """Fails in CI and where shared data is required; skips elsewhere."""
    if os.environ.get("CI") == "true" or os.environ.get("ONEMAP_REQUIRE_SHARED") == "1":
        pytest.fail(f"missing here, but required: {what}")
    pytest.skip(f"missing here: {what}")
