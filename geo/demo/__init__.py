"""The demo district: surveys and workbooks as offices hand them over, invented but for streets."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from geo.profile import Profile

SEED = 20220930


class DemoFile(NamedTuple):
    """A file to load: its kind, as the load commands know it, and where it is."""

    kind: str
    path: Path


def write_demo(
    folder: Path,
    profile: "Profile",
    seed: int = SEED,
    progress: Callable[[int, int, str], None] | None = None,
) -> list[DemoFile]:
    """Writes the demo district and returns its files in the order in which they are loaded.

    The same seed gives the same bytes. Surveys are in the profile's projected system.

    Args:
        folder: where the files go; it is made if it is missing.
        profile: the district; there must be a demo plan for it.
        seed: of everything that is left to chance.
        progress: called as (files done, files in all, file name) before each file and at the end.

    Raises:
        InputError: demo_other_district, when the demo plan belongs to another district.
        SetupError: the demo plan cannot be read.
    """
    # numpy, pyogrio and openpyxl cost two seconds, which `onemap --help` must not pay.
    from geo.demo.write import World, write_world  # noqa: PLC0415

    return write_world(folder, World.make(profile, seed), progress)
