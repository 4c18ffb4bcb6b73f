"""Owners' committees and property management committees of the demo district."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from geo.demo.estates import Estate, weigh_by_street
from geo.demo.partition import Floats
from geo.demo.plan import Plan, make_rng, read_labels
from geo.demo.services import Ints, Service
from geo.demo.sheets import Cell, Sheet
from geo.profile import Profile

COMMITTEE_HEADER = (
    "区域编码",
    "小区名称",
    "街道名称",
    "组织类型",
    "状态",
    "组建情形",
    "成立日期",
    "备案日期",
    "备案编号",
    "届满日期",
    "委员人数",
    "党组织",
    "过渡情况",
)
OWNERS, MANAGEMENT, NONE = "owners_committee", "property_management_committee", "none"
# The regulation that knows property management committees took effect on this day.
REGULATION = dt.date(2020, 5, 1)
OWNERS_TERM_YEARS = 5
MANAGEMENT_TERM_YEARS = (2, 3, 3, 3)
GROUNDS = ("no_conditions", "difficulty", "oc_not_elected")
# Small estates may have fewer members.
SMALL_HOUSEHOLDS = 100
TRANSITION_DONE, TRANSITION_UNDER_WAY = "已过渡", "过渡中"


@dataclass(frozen=True, slots=True)
class Committee:
    """What stands for the owners of a zone; ids are those of the profile."""

    kind: str
    party: str
    transition: str | None = None


def make_committees(
    estates: list[Estate], services: list[Service], plan: Plan, seed: int
) -> list[Committee]:
    """Returns the committee of each estate, in order; a few streets lag visibly."""
    rng = make_rng(seed, "committees")
    owners = _choose_owners(estates, services, plan, rng)
    without = _choose_without(estates, owners, plan, rng)
    rest = np.setdiff1d(np.arange(len(estates)), np.concatenate([owners, without]))
    uneven = weigh_by_street(estates, rng)
    with_party = {
        kind: set(_choose_with_party(zones, plan.total(f"party_{kind}s"), uneven, rng))
        for kind, zones in ((OWNERS, owners), (MANAGEMENT, rest))
    }
    done = set(rng.permutation(owners)[: plan.total("transitions_done")].tolist())
    under_way = set(rng.permutation(rest)[: plan.total("transitions_under_way")].tolist())
    own, none = set(owners.tolist()), set(without.tolist())
    committees = []
    for i in range(len(estates)):
        kind = OWNERS if i in own else NONE if i in none else MANAGEMENT
        party = "established" if i in with_party.get(kind, ()) else "none"
        if kind != NONE and party == "none" and rng.random() < 0.4:
            party = "work_covered"
        transition = TRANSITION_DONE if i in done else None
        committees.append(
            Committee(kind, party, TRANSITION_UNDER_WAY if i in under_way else transition)
        )
    return committees


def _choose_with_party(
    zones: Ints, count: int, uneven: Floats, rng: np.random.Generator
) -> list[int]:
    """Returns the zones whose committee has a Party organisation; those without lie together."""
    shares = uneven[zones] / uneven[zones].sum()
    without = rng.choice(zones, size=len(zones) - count, replace=False, p=shares)
    return [int(zone) for zone in np.setdiff1d(zones, without)]


def _choose_owners(
    estates: list[Estate], services: list[Service], plan: Plan, rng: np.random.Generator
) -> Ints:
    """Returns the zones that have an owners' committee: commodity housing with a firm, mostly."""
    weights = np.array(
        [
            (5.0 if estate.kind == "commodity" else 1.0) if service.firm else 0.02
            for estate, service in zip(estates, services, strict=True)
        ]
    )
    weights[[estate.kind == "non_residential" for estate in estates]] = 1e-6
    count = plan.total("owners_committees")
    shares = weights / weights.sum()
    return np.sort(rng.choice(len(estates), size=count, replace=False, p=shares))


def _choose_without(
    estates: list[Estate], owners: Ints, plan: Plan, rng: np.random.Generator
) -> Ints:
    """Returns the zones without a committee: most of them in the streets that lag."""
    count = plan.total("zones") - len(owners) - plan.total("property_management_committees")
    codes, zones = np.unique([estate.street.code for estate in estates], return_counts=True)
    # Streets with a fair number of zones, so that the map shows them.
    fair = codes[(zones >= np.median(zones)) & (zones <= 2 * np.median(zones))]
    lagging = set(rng.choice(fair, size=plan.shares.lagging_streets, replace=False).tolist())
    inside = np.array([estate.street.code in lagging for estate in estates])
    candidates = np.setdiff1d(np.arange(len(estates)), owners)
    there = candidates[inside[candidates]]
    elsewhere = candidates[~inside[candidates]]
    most = min(len(there), round(plan.shares.lagging_none * count))
    return np.sort(
        np.concatenate([rng.permutation(there)[:most], rng.permutation(elsewhere)[: count - most]])
    )


def make_committee_sheet(
    estates: list[Estate], committees: list[Committee], plan: Plan, profile: Profile, seed: int
) -> Sheet:
    """Returns the register of committees: one row per zone, also where none was formed."""
    rng = make_rng(seed, "committee dates")
    kinds, party = (
        read_labels(profile, "committee_kind"),
        read_labels(profile, "party_organisation"),
    )
    sheet = Sheet(COMMITTEE_HEADER, title=f"业主组织台账（截至{plan.as_of:%Y-%m-%d}）")
    numbers: dict[tuple[str, int], int] = {}
    for estate, committee in zip(estates, committees, strict=True):
        place = (estate.code, estate.name, estate.street.name, kinds[committee.kind])
        if committee.kind == NONE:
            sheet.rows.append((*place, *[None] * 7, party["none"], None))
            continue
        formed, filed, ends = _make_dates(committee, plan.as_of, rng)
        number = numbers[committee.kind, filed.year] = (
            numbers.get((committee.kind, filed.year), 0) + 1
        )
        sign = "业委备" if committee.kind == OWNERS else "物管备"
        facts: tuple[Cell, ...] = (
            _label_status(committee, formed, profile, rng),
            _label_ground(committee, profile, rng),
            formed,
            filed,
            f"{sign}〔{filed.year}〕{number:04d}号",
            ends,
            _count_members(estate, committee, rng),
            party[committee.party],
            committee.transition,
        )
        sheet.rows.append((*place, *facts))
    return sheet


def _make_dates(
    committee: Committee, as_of: dt.date, rng: np.random.Generator
) -> tuple[dt.date, dt.date, dt.date]:
    """Returns the days of forming, filing and end of term, all but the last before `as_of`."""
    last = as_of - dt.timedelta(days=40)
    if committee.kind == OWNERS and committee.transition is None:
        # Within one term before the last day; the oldest run out in the next months.
        first = as_of - dt.timedelta(days=round(365.25 * OWNERS_TERM_YEARS) - 20)
        share = rng.uniform(0, 1)
    elif committee.kind == OWNERS:
        first, share = dt.date(as_of.year - 1, 1, 1), rng.uniform(0, 1)
    else:
        # About 40 % by the end of the first year and 80 % by the end of the second.
        first, share = REGULATION, rng.beta(1.05, 1.35)
    formed = first + dt.timedelta(days=int(share * (last - first).days))
    filed = formed + dt.timedelta(days=int(rng.integers(5, 36)))
    years = (
        OWNERS_TERM_YEARS if committee.kind == OWNERS else int(rng.choice(MANAGEMENT_TERM_YEARS))
    )
    ends = formed + dt.timedelta(days=round(365.25 * years) - 1)
    if ends <= as_of:
        # A committee whose short term is over was formed again for the long one.
        ends = formed + dt.timedelta(days=round(365.25 * max(MANAGEMENT_TERM_YEARS)) - 1)
    return formed, filed, ends


def _label_status(
    committee: Committee, formed: dt.date, profile: Profile, rng: np.random.Generator
) -> str:
    if committee.kind == OWNERS:
        return read_labels(profile, "oc_status")["filed"]
    statuses = read_labels(profile, "pmc_status")
    if committee.transition == TRANSITION_UNDER_WAY:
        return statuses["in_transition"]
    new = formed.year >= 2022 and rng.random() < 0.5
    return statuses["filed" if new else "normal"]


def _label_ground(committee: Committee, profile: Profile, rng: np.random.Generator) -> str | None:
    if committee.kind == OWNERS:
        return None
    return read_labels(profile, "pmc_ground")[str(rng.choice(GROUNDS, p=(0.62, 0.3, 0.08)))]


def _count_members(estate: Estate, committee: Committee, rng: np.random.Generator) -> int:
    """Returns an odd number of members, as the regulation wants."""
    if committee.kind == OWNERS:
        least = 3 if estate.homes < SMALL_HOUSEHOLDS else 5
        return least + 2 * int(rng.integers(0, 3))
    return 7 + 2 * int(rng.integers(0, 3))
