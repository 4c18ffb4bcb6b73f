"""The special maintenance funds of the demo district, and the Party organisations of estates."""

import datetime as dt

import numpy as np

from geo.demo.committees import OWNERS, Committee
from geo.demo.estates import Estate
from geo.demo.plan import Plan, make_rng, read_labels
from geo.demo.sheets import Sheet
from geo.profile import Profile

FUND_HEADER = (
    "区域编码",
    "小区名称",
    "街道名称",
    "是否建立维修资金",
    "管理方式",
    "首期归集金额(万元)",
    "余额(万元)",
    "统计日期",
    "补建续筹",
    "补建续筹日期",
    "补建续筹金额(万元)",
)
PARTY_HEADER = (
    "党组织所属",
    "区域编码",
    "小区名称",
    "街道名称",
    "党组织情况",
    "党组织名称",
    "成立日期",
    "党员人数",
)
# First raise, in yuan a square metre of floor area.
RAISED_A_M2 = (100, 200)
# An older estate has spent more of it: the share that is left falls with the years.
SPENT_A_YEAR = 0.035
# Of the estates without a fund, the share that is setting one up.
SETTING_UP = 0.15
TOPPED_UP = 0.3
SELF_MANAGED = 0.25


def make_fund_sheet(
    estates: list[Estate], committees: list[Committee], plan: Plan, profile: Profile, seed: int
) -> Sheet:
    """Returns the fund of some estates; old public housing often never had one."""
    rng = make_rng(seed, "funds")
    custody = read_labels(profile, "fund_custody")
    again = read_labels(profile, "fund_replenishment")
    sheet = Sheet(FUND_HEADER, title="专项维修资金台账")
    for i in np.sort(rng.choice(len(estates), size=plan.total("funds"), replace=False)):
        estate = estates[i]
        place = (estate.code, estate.name, estate.street.name)
        if estate.old and rng.random() < 0.7:
            under_way = rng.random() < SETTING_UP
            state = again["under_way" if under_way else "none"]
            sheet.rows.append((*place, "否", None, None, None, plan.as_of, state, None, None))
            continue
        own = committees[i].kind == OWNERS and rng.random() < SELF_MANAGED
        kept = custody["self_managed" if own else "municipal"]
        amounts = _make_amounts(estate, plan, again, rng)
        sheet.rows.append((*place, "是", kept, *amounts))
    return sheet


def _make_amounts(
    estate: Estate, plan: Plan, again: dict[str, str], rng: np.random.Generator
) -> tuple[float, float, dt.date, str, dt.date | None, float | None]:
    """Returns first raise, balance, its day, and what was topped up: amounts in 10,000 yuan."""
    raised = estate.floor_area_m2 * int(rng.integers(*RAISED_A_M2)) / 10_000
    years = max(plan.as_of.year - estate.built_year, 0)
    left = float(np.clip(1 - years * SPENT_A_YEAR * rng.uniform(0.3, 1.7), 0.03, 1.0))
    low = left < 0.3
    if low and rng.random() < TOPPED_UP:
        day = plan.as_of - dt.timedelta(days=int(rng.integers(30, 700)))
        more = round(raised * rng.uniform(0.1, 0.3), 2)
        balance = round(raised * left + more, 2)
        return round(raised, 2), balance, plan.as_of, again["topped_up"], day, more
    return round(raised, 2), round(raised * left, 2), plan.as_of, again["none"], None, None


def make_party_sheet(estates: list[Estate], plan: Plan, profile: Profile, seed: int) -> Sheet:
    """Returns the Party organisations of some estates, by themselves or jointly."""
    rng = make_rng(seed, "estate party")
    holder = read_labels(profile, "party_holder")["estate"]
    states = read_labels(profile, "party_organisation")
    sheet = Sheet(PARTY_HEADER)
    for i in np.sort(
        rng.choice(len(estates), size=plan.total("estates_with_party"), replace=False)
    ):
        estate = estates[i]
        joint = rng.random() < 0.2
        day = plan.as_of - dt.timedelta(days=int(rng.integers(60, 1_000)))
        name = f"{estate.name}{'联合' if joint else ''}党支部"
        place = (estate.code, estate.name, estate.street.name)
        state = states["joint" if joint else "established"]
        sheet.rows.append((holder, *place, state, name, day, int(rng.integers(3, 90))))
    return sheet
