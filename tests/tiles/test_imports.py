"""What the server loads: no frames, no geometry; they would cost it its memory."""

import subprocess
import sys

from geo.settings import ROOT


def test_serving_loads_no_geometry_frames():
    code = (
        "import sys, tiles.server, tiles.columns, api.asgi;"
        "heavy = ('pandas', 'geopandas', 'pyogrio', 'tiles.display');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "[]"
