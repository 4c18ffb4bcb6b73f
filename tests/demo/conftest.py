"""The demo district, written once for all its tests and read back as plain tables."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.demo import DemoFile, write_demo
from geo.demo.plan import Plan, read_plan
from geo.profile import Profile, read_profile
from geo.settings import ROOT


@dataclass(frozen=True)
class Written:
    """The files of the demo district, by kind."""

    files: list[DemoFile]

    def path(self, kind: str) -> Path:
        return next(file.path for file in self.files if file.kind == kind)

    def survey(self, kind: str) -> gpd.GeoDataFrame:
        return gpd.read_file(self.path(kind), encoding="GB18030")

    def table(self, kind: str) -> pd.DataFrame:
        """Returns a workbook's rows as text and dates, whether or not a title is above."""
        path = self.path(kind)
        if path.suffix == ".csv":
            return pd.read_csv(path, encoding="GB18030", dtype=str)
        raw = pd.read_excel(path, header=None, engine="calamine", dtype=object)
        head = 0 if raw.iloc[0].notna().sum() > 1 else 1
        frame = raw.iloc[head + 1 :].set_axis(raw.iloc[head].tolist(), axis=1)
        return frame.reset_index(drop=True)


@pytest.fixture(scope="session")
def profile() -> Profile:
    return read_profile(ROOT / "data" / "profiles" / "chaoyang.toml")


@pytest.fixture(scope="session")
def plan() -> Plan:
    return read_plan()


@pytest.fixture(scope="session")
def written(profile: Profile, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(write_demo(tmp_path_factory.mktemp("demo"), profile))
