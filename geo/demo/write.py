"""Writes the demo district: two surveys and seven workbooks, in the order in which they load."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.demo.committees import make_committee_sheet, make_committees
from geo.demo.enforcement import make_enforcement_sheet
from geo.demo.estates import Estate, make_estates, read_streets
from geo.demo.hotline import choose_estates, make_calls, make_complaint_sheet, weigh_estates
from geo.demo.names import NameMaker
from geo.demo.plan import PLAN, Plan, make_rng, read_labels, read_plan
from geo.demo.ratings import make_list_sheet, make_rating_sheet
from geo.demo.services import make_firm_sheet, make_firms, make_service_sheet, make_services
from geo.demo.sheets import Sheet, write_csv, write_shapefile, write_workbook
from geo.errors import InputError, Text
from geo.profile import Profile

SEED = 20220930
STREETS, ZONES = "街乡边界.zip", "物业管理区域.zip"


class DemoFile(NamedTuple):
    """A file to load: its kind, as the load commands know it, and where it is."""

    kind: str
    path: Path


def write_demo(
    folder: Path,
    profile: Profile,
    seed: int = SEED,
    progress: Callable[[int, int, str], None] | None = None,
    plan_file: Path = PLAN,
) -> list[DemoFile]:
    """Writes the demo district and returns its files in the order in which they are loaded.

    The same seed gives the same bytes. Surveys are in the profile's projected system.

    Args:
        folder: where the files go; it is made if it is missing.
        profile: the district; the plan must be made for it.
        seed: of everything that is left to chance.
        progress: called as (files done, files in all, file name) before each file and at the end.
        plan_file: totals and names; the street boundaries lie beside it.

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
                f"The demo data are of {plan.district}, the district in use is {profile.code}.",
            ),
            Text("请使用该区的配置，或载入本区数据。", "Use that profile, or load your own data."),
        )
    report = progress or _keep_silent
    folder.mkdir(parents=True, exist_ok=True)
    world = _World(profile, plan, seed, plan_file.parent / plan.places.streets)
    writers = world.list_writers()
    files = []
    for done, (kind, name, write) in enumerate(writers):
        report(done, len(writers), name)
        write(folder / name)
        files.append(DemoFile(kind, folder / name))
    report(len(writers), len(writers), "")
    return files


class _World:
    """The demo district while it is made: everything that its files tell parts of."""

    def __init__(self, profile: Profile, plan: Plan, seed: int, streets: Path) -> None:
        self.profile, self.plan, self.seed = profile, plan, seed
        self.names = NameMaker(plan.names, make_rng(seed, "names"))
        self.streets = read_streets(streets, plan, profile.crs.measure)
        self.estates = make_estates(self.streets, plan, self.names, seed)
        self.firms = make_firms(plan, self.names, seed)
        self.services = make_services(self.estates, self.firms, plan, seed)
        self.committees = make_committees(self.estates, self.services, plan, seed)
        rng = make_rng(seed, "complaint weights")
        self.weights = weigh_estates(self.estates, self.services, self.committees, rng)

    def list_writers(self) -> list[tuple[str, str, Callable[[Path], None]]]:
        """Returns (kind, file name, writer) of each file, places before what happens there."""
        estates, plan, profile, seed = self.estates, self.plan, self.profile, self.seed
        return [
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
            ("complaint", "热线工单.csv", self._write_complaints),
            _workbook(
                "enforcement",
                "执法检查.xlsx",
                lambda: make_enforcement_sheet(
                    estates, self.services, self.weights, plan, profile, seed
                ),
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

    def _write_complaints(self, path: Path) -> None:
        rng = make_rng(self.seed, "complaints")
        calls = make_calls(self.plan, rng)
        chosen = choose_estates(calls, self.estates, self.weights, rng)
        places = [self.estates[i] for i in chosen]
        write_csv(
            path,
            make_complaint_sheet(calls, places, self.names, self.plan, self.profile, self.seed),
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
