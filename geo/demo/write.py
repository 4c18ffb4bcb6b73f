"""Writes the demo district, file by file, in the order in which they load.

Two surveys, three reference layers and ten workbooks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from geo.demo import DemoFile
from geo.demo.committees import Committee, make_committee_sheet, make_committees
from geo.demo.enforcement import make_enforcement_sheet
from geo.demo.estates import Estate, Street, make_estates, make_lands, read_streets
from geo.demo.funds import make_fund_sheet, make_party_sheet
from geo.demo.ground import Ground, make_ground
from geo.demo.hotline import choose_estates, make_calls, make_complaint_sheet, weigh_estates
from geo.demo.mediation import make_mediation_sheet
from geo.demo.names import NameMaker
from geo.demo.partition import Floats
from geo.demo.plan import PLAN, Plan, make_rng, read_labels, read_plan
from geo.demo.ratings import make_list_sheet, make_rating_sheet
from geo.demo.services import (
    Firm,
    Service,
    make_firm_sheet,
    make_firms,
    make_service_sheet,
    make_services,
)
from geo.demo.sheets import Sheet, write_csv, write_shapefile, write_workbook
from geo.errors import InputError, Text
from geo.profile import Profile

STREETS, ZONES = "街乡边界.zip", "物业管理区域.zip"
# Reference layers, by kind.
GROUND = {"water": "河湖", "green": "绿地", "road": "道路"}
# How many estates callers name that no survey knows.
NOWHERE = 40


def write_world(
    folder: Path, world: "World", progress: Callable[[int, int, str], None] | None = None
) -> list[DemoFile]:
    """Writes all files of a demo district; see `geo.demo.write_demo`."""
    folder.mkdir(parents=True, exist_ok=True)
    report = progress or _keep_silent
    writers = world.list_writers()
    files = []
    for done, (kind, name, write) in enumerate(writers):
        report(done, len(writers), name)
        write(folder / name)
        files.append(DemoFile(kind, folder / name))
    report(len(writers), len(writers), "")
    return files


@dataclass(frozen=True)
class World:
    """A demo district: everything that its files tell parts of."""

    profile: Profile
    plan: Plan
    seed: int
    nowhere: list[str]
    streets: list[Street]
    estates: list[Estate]
    firms: list[Firm]
    services: list[Service]
    committees: list[Committee]
    weights: Floats
    ground: Ground

    @classmethod
    def make(cls, profile: Profile, seed: int, plan_file: Path = PLAN) -> Self:
        """Returns the demo district of a profile; the street boundaries lie beside the plan.

        Raises:
            InputError: demo_other_district, when the plan belongs to another district.
            SetupError: the plan cannot be read.
        """
        plan = read_plan(plan_file)
        if plan.district != profile.code:
            raise InputError(
                "demo_other_district",
                Text(
                    f"演示数据属于 {plan.district}，当前区为 {profile.code}。",
                    f"The demo data are of {plan.district}, the district is {profile.code}.",
                ),
                Text("请载入本区数据。", "Load this district's own data."),
            )
        names = NameMaker(plan.names, make_rng(seed, "names"))
        streets = read_streets(plan_file.parent / plan.places.streets, plan, profile.crs.measure)
        lands = make_lands(streets, plan, seed)
        estates = make_estates(streets, lands, plan, names, seed)
        firms = make_firms(plan, names, seed)
        services = make_services(estates, firms, plan, seed)
        committees = make_committees(estates, services, plan, seed)
        rng = make_rng(seed, "complaint weights")
        weights = weigh_estates(estates, services, committees, rng)
        facts = (streets, estates, firms, services, committees, weights)
        nowhere = [names.make_estates(names.make_stem(), "commodity", 1)[0] for _ in range(NOWHERE)]
        ground = make_ground(streets, lands, plan, seed)
        return cls(profile, plan, seed, nowhere, *facts, ground)

    def list_writers(self) -> list[tuple[str, str, Callable[[Path], None]]]:
        """Returns (kind, file name, writer) of each file, places before what happens there."""
        estates, plan, profile, seed = self.estates, self.plan, self.profile, self.seed
        return [
            # First, while drawing the map anew costs least.
            *((kind, f"{name}.zip", self._write_ground(kind)) for kind, name in GROUND.items()),
            ("street", STREETS, self._write_streets),
            ("zone", ZONES, self._write_zones),
            _workbook("firm", "物业企业.xlsx", lambda: make_firm_sheet(self.firms, profile)),
            _workbook(
                "service",
                "物业服务.xlsx",
                lambda: make_service_sheet(estates, self.services, plan, profile, seed),
            ),
            _workbook(
                "committee",
                "业主组织.xlsx",
                lambda: make_committee_sheet(estates, self.committees, plan, profile, seed),
            ),
            _workbook(
                "party", "小区党组织.xlsx", lambda: make_party_sheet(estates, plan, profile, seed)
            ),
            _workbook(
                "fund",
                "专项维修资金.xlsx",
                lambda: make_fund_sheet(estates, self.committees, plan, profile, seed),
            ),
            ("complaint", "热线工单.csv", self._write_complaints),
            _workbook(
                "enforcement",
                "执法检查.xlsx",
                lambda: make_enforcement_sheet(
                    estates, self.services, self.weights, plan, profile, seed
                ),
            ),
            _workbook(
                "mediation",
                "人民调解.xlsx",
                lambda: make_mediation_sheet(estates, self.weights, plan, profile, seed),
            ),
            _workbook(
                "rating",
                "物业评价.xlsx",
                lambda: make_rating_sheet(estates, self.services, self.firms, plan, profile, seed),
            ),
            _workbook(
                "list",
                "榜单名单.xlsx",
                lambda: make_list_sheet(estates, self.firms, self.weights, plan, profile, seed),
            ),
        ]

    def _write_streets(self, path: Path) -> None:
        kinds = {kind.id: kind.zh for kind in self.profile.streets.kinds}
        columns = {
            "街道代码": _text(s.code for s in self.streets),
            "街道名称": _text(s.name for s in self.streets),
            "类型": _text(kinds[s.kind] for s in self.streets),
        }
        shapes = [street.shape for street in self.streets]
        write_shapefile(path, shapes, columns, self.profile.crs.measure)

    def _write_zones(self, path: Path) -> None:
        shapes = [estate.shape for estate in self.estates]
        columns = _list_zone_columns(self.estates, read_labels(self.profile, "estate_kind"))
        write_shapefile(path, shapes, columns, self.profile.crs.measure)

    def _write_ground(self, kind: str) -> Callable[[Path], None]:
        features = self.ground[kind]
        columns = {"名称": _text(feature.name or "" for feature in features)}
        if kind == "road":
            columns["等级"] = _text(feature.grade for feature in features)
        shapes = [feature.shape for feature in features]
        return lambda path: write_shapefile(path, shapes, columns, self.profile.crs.measure)

    def _write_complaints(self, path: Path) -> None:
        rng = make_rng(self.seed, "complaints")
        calls = make_calls(self.plan, rng)
        chosen = choose_estates(calls, self.estates, self.weights, rng)
        places = [self.estates[i] for i in chosen]
        write_csv(
            path,
            make_complaint_sheet(calls, places, self.nowhere, self.plan, self.profile, self.seed),
        )


def _keep_silent(_done: int, _total: int, _label: str) -> None:
    """Reports nothing."""


def _workbook(
    kind: str, name: str, make: Callable[[], Sheet]
) -> tuple[str, str, Callable[[Path], None]]:
    """Returns kind, file name and writer of a workbook, which is made when it is written."""
    return kind, name, lambda path: write_workbook(path, make())


def _list_zone_columns(estates: list[Estate], kinds: dict[str, str]) -> dict[str, npt.NDArray[Any]]:
    """Returns the survey's fields of all zones; a missing number of households is masked."""
    households = np.ma.MaskedArray(
        np.array([estate.households or 0 for estate in estates], dtype=np.int32),
        mask=[estate.households is None for estate in estates],
    )
    return {
        "区域编码": _text(e.code for e in estates),
        "小区名称": _text(e.name for e in estates),
        "街道代码": _text(e.street.code for e in estates),
        "街道名称": _text(e.street.name for e in estates),
        "社区": _text(e.community for e in estates),
        "地址": _text(e.address for e in estates),
        "建成年份": np.array([e.built_year for e in estates], dtype=np.int32),
        "户数": households,
        "楼栋数": np.array([e.buildings for e in estates], dtype=np.int32),
        "建筑面积": np.array([e.floor_area_m2 for e in estates], dtype=np.int32),
        "小区类型": _text(kinds[e.kind] for e in estates),
        "老旧小区": _text("是" if e.old else "否" for e in estates),
    }


def _text(values: Iterable[str]) -> npt.NDArray[Any]:
    return np.array(list(values), dtype=object)
