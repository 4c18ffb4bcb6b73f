"""Disputes about property service that people's mediation took up in the demo district."""

import calendar
import datetime as dt

import numpy as np

from geo.demo.enforcement import split_exactly
from geo.demo.estates import Estate
from geo.demo.partition import Floats
from geo.demo.plan import Plan, make_rng, read_labels
from geo.demo.sheets import Sheet
from geo.profile import Profile

MEDIATION_HEADER = (
    "案件编号",
    "调解日期",
    "区域编码",
    "小区名称",
    "街道名称",
    "纠纷类型",
    "调解结果",
    "调解组织",
    "涉及金额(元)",
)
# What is disputed, and how often.
KINDS = {
    "fee": 0.34,
    "service": 0.2,
    "parking": 0.14,
    "leak": 0.14,
    "noise": 0.08,
    "common_parts": 0.06,
    "other": 0.04,
}
SETTLED, WITHDRAWN = 0.86, 0.04
# Fees that owners came to pay: of so many cases, between so many yuan each.
FEE_CASES = 420
FEES = (600, 30_000)


def make_mediation_sheet(
    estates: list[Estate], weights: Floats, plan: Plan, profile: Profile, seed: int
) -> Sheet:
    """Returns the cases of each year by their day; most lie where most is complained of."""
    rng = make_rng(seed, "mediation")
    kinds, outcomes = (read_labels(profile, f"mediation_{part}") for part in ("kind", "outcome"))
    days = _make_days(plan, rng)
    zones = rng.choice(len(estates), size=len(days), p=weights / weights.sum())
    disputed = rng.choice(list(KINDS), size=len(days), p=list(KINDS.values()))
    ended = rng.choice(
        ["settled", "withdrawn", "failed"],
        size=len(days),
        p=[SETTLED, WITHDRAWN, 1 - SETTLED - WITHDRAWN],
    )
    paid = np.flatnonzero((disputed == "fee") & (ended == "settled"))[-FEE_CASES:]
    fees = split_exactly(plan.total("mediated_fees_yuan"), len(paid), *FEES, rng)
    amounts = dict(zip(paid.tolist(), fees, strict=True))
    sheet = Sheet(MEDIATION_HEADER)
    for i, (day, zone) in enumerate(zip(days, zones, strict=True)):
        estate = estates[zone]
        sheet.rows.append(
            (
                f"调{day.year}-{i + 1:05d}",
                day,
                estate.code,
                estate.name,
                estate.street.name,
                kinds[disputed[i]],
                outcomes[ended[i]],
                f"{estate.street.name}人民调解委员会",
                amounts.get(i),
            )
        )
    return sheet


def _make_days(plan: Plan, rng: np.random.Generator) -> list[dt.date]:
    """Returns the day of each case in order; of the last year only its first half is known."""
    days: list[dt.date] = []
    for year in range(plan.first_day.year, plan.as_of.year + 1):
        months = 6 if year == plan.as_of.year else 12
        first = dt.date(year, 1, 1)
        last = dt.date(year, months, calendar.monthrange(year, months)[1])
        offsets = rng.integers(0, (last - first).days + 1, plan.total(f"mediations_{year}"))
        days += sorted(first + dt.timedelta(days=int(offset)) for offset in offsets)
    return days
