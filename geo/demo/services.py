"""The firms of the demo district, which zones they serve, and on what contract."""

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from geo.demo.estates import Estate, apportion, weigh_by_street
from geo.demo.names import NameMaker, make_uscc
from geo.demo.plan import Plan, make_rng, read_labels
from geo.demo.sheets import Sheet
from geo.profile import Profile

Ints: TypeAlias = npt.NDArray[np.int64]

FIRM_HEADER = ("企业名称", "统一社会信用代码", "党组织", "协会会员")
SERVICE_HEADER = (
    "区域编码",
    "小区名称",
    "街道名称",
    "服务方式",
    "企业名称",
    "统一社会信用代码",
    "合同阶段",
    "合同起始日期",
    "合同终止日期",
    "物业费(元/㎡·月)",
)
# How fast firms get smaller: the share of the n-th falls with n to this power.
TAIL = 0.85
LARGEST = 60
# A firm's zones lie near each other; so many metres count as much as pure chance.
HABITAT_M = 2500.0
# How near to its figure an "about" figure comes.
ABOUT = 0.002
# An estate younger than this is still under its developer's preliminary contract.
PRELIMINARY_YEARS = 2
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Firm:
    """A property service enterprise; `party` is the id of its Party organisation's state."""

    name: str
    uscc: str
    party: str
    member: bool


@dataclass(frozen=True, slots=True)
class Service:
    """How a zone is served: by a firm, or as quasi management without one."""

    mode: str
    firm: Firm | None


def make_firms(plan: Plan, names: NameMaker, seed: int) -> list[Firm]:
    """Returns the firms: members of the association first, those without the Party spread."""
    rng = make_rng(seed, "firms")
    count = plan.total("firms")
    without = rng.choice(count, size=count - plan.total("firms_with_party"), replace=False)
    states = ["established"] * count
    for i, firm in enumerate(without):
        states[firm] = ("none", "none", "work_covered")[i % 3]
    return [
        Firm(
            name=names.make_firm(plan.places.firm),
            uscc=make_uscc(plan.district, i + 1),
            party=states[i],
            member=i < plan.total("member_firms"),
        )
        for i in range(count)
    ]


def make_services(estates: list[Estate], firms: list[Firm], plan: Plan, seed: int) -> list[Service]:
    """Returns the service of each estate, in order; every firm serves at least one."""
    rng = make_rng(seed, "services")
    quasi = _choose_quasi(estates, plan, rng)
    served = np.setdiff1d(np.arange(len(estates)), quasi)
    members = _choose_member_zones(estates, served, plan, rng)
    others = np.setdiff1d(served, members)
    services: dict[int, Service] = {}
    for zones, member in ((members, True), (others, False)):
        own = [firm for firm in firms if firm.member == member]
        for zone, firm in _share_out(estates, zones, own, rng):
            services[zone] = Service("enterprise", firm)
    # What belonged to a unit is run by that unit; the community takes what nobody else does.
    by_unit = sorted(quasi, key=lambda i: (estates[i].kind not in {"public_unit"}, i))
    for rank, zone in enumerate(by_unit):
        run_by_unit = rank < plan.total("zones_quasi_unit")
        services[int(zone)] = Service("quasi_unit" if run_by_unit else "quasi_community", None)
    return [services[i] for i in range(len(estates))]


def _choose_quasi(estates: list[Estate], plan: Plan, rng: np.random.Generator) -> Ints:
    """Returns the zones without an enterprise: mostly old ones, many of them in a few streets."""
    weights = weigh_by_street(estates, rng) * [6.0 if e.old else 0.8 for e in estates]
    weights[[e.kind == "non_residential" for e in estates]] = 1e-6
    shares = weights / weights.sum()
    count = plan.total("zones_quasi")
    return np.sort(rng.choice(len(estates), size=count, replace=False, p=shares))


def _choose_member_zones(
    estates: list[Estate], served: Ints, plan: Plan, rng: np.random.Generator
) -> Ints:
    """Returns the zones that the association's members serve, of the wanted floor area in all."""
    floors = np.array([estate.floor_area_m2 for estate in estates], dtype=np.float64)
    wanted = plan.total("member_floor_area_m2")
    chosen = list(rng.permutation(served)[: plan.total("member_zones")])
    while abs(floors[chosen].sum() - wanted) > ABOUT * wanted:
        rest = np.setdiff1d(served, chosen)
        place, other = int(rng.integers(len(chosen))), int(rng.choice(rest))
        excess = floors[chosen].sum() - wanted
        # An exchange that leads nearer to the figure is made; others are not.
        if abs(excess + floors[other] - floors[chosen[place]]) < abs(excess):
            chosen[place] = other
    return np.sort(np.array(chosen, dtype=np.int64))


def _share_out(
    estates: list[Estate], zones: Ints, firms: list[Firm], rng: np.random.Generator
) -> list[tuple[int, Firm]]:
    """Returns (zone, firm) for all zones: a few firms with many, most with one, near each other."""
    weights = np.arange(1, len(firms) + 1, dtype=np.float64) ** -TAIL
    sizes = apportion(len(zones), weights, 1, LARGEST)
    middles = shapely.get_coordinates(
        shapely.centroid(np.asarray([estates[i].shape for i in zones]))
    )
    free = np.ones(len(zones), dtype=bool)
    shared: list[tuple[int, Firm]] = []
    for firm, size in zip([firms[i] for i in rng.permutation(len(firms))], sizes, strict=True):
        home = int(rng.choice(np.flatnonzero(free)))
        apart = np.hypot(*(middles - middles[home]).T) / HABITAT_M + rng.exponential(1, len(zones))
        apart[~free] = np.inf
        apart[home] = -1.0
        taken = np.argsort(apart, kind="stable")[:size]
        free[taken] = False
        shared += [(int(zones[i]), firm) for i in taken]
    return shared


def make_firm_sheet(firms: list[Firm], profile: Profile) -> Sheet:
    """Returns the register of firms."""
    party = read_labels(profile, "party_organisation")
    rows = [
        (firm.name, firm.uscc, party[firm.party], "是" if firm.member else "否") for firm in firms
    ]
    return Sheet(FIRM_HEADER, list(rows))


def make_service_sheet(
    estates: list[Estate], services: list[Service], plan: Plan, profile: Profile, seed: int
) -> Sheet:
    """Returns the register of services: one row per zone, contracts that end before and after."""
    rng = make_rng(seed, "contracts")
    modes, stages = read_labels(profile, "service_mode"), read_labels(profile, "contract_stage")
    sheet = Sheet(SERVICE_HEADER, title=f"物业服务情况统计表（截至{plan.as_of:%Y-%m-%d}）")
    for estate, service in zip(estates, services, strict=True):
        place = (estate.code, estate.name, estate.street.name, modes[service.mode])
        if service.firm is None:
            none = (None, None, stages["none"], None, None)
            sheet.rows.append((*place, *none, round(rng.uniform(0.3, 0.6), 2)))
            continue
        start, end, stage = _make_contract(estate, plan.as_of, rng)
        firm = (service.firm.name, service.firm.uscc)
        fee = _make_fee(estate, rng)
        sheet.rows.append((*place, *firm, stages[stage], start, end, fee))
    return sheet


def _make_contract(
    estate: Estate, as_of: dt.date, rng: np.random.Generator
) -> tuple[dt.date, dt.date | None, str]:
    """Returns start, end and stage of a contract; some run out within months, some have."""
    if as_of.year - estate.built_year <= PRELIMINARY_YEARS:
        start = as_of - dt.timedelta(days=int(rng.integers(60, 640)))
        return start, start + dt.timedelta(days=730), "preliminary"
    years = int(rng.choice([1, 2, 3, 3, 5, 5]))
    # Most contracts are under way; one in seven has run out and goes on without a term.
    gone = rng.uniform(0.02, 1.15) * years
    start = as_of - dt.timedelta(days=round(gone * DAYS_A_YEAR))
    end = start + dt.timedelta(days=round(years * DAYS_A_YEAR) - 1)
    if end < as_of:
        return start, end, "handover" if rng.random() < 0.06 else "continuing"
    return start, end, "regular"


def _make_fee(estate: Estate, rng: np.random.Generator) -> float:
    """Returns the property fee in yuan per square metre and month."""
    if estate.old:
        return round(float(rng.uniform(0.5, 1.6)), 2)
    return round(float(np.clip(rng.lognormal(0.95, 0.35), 1.2, 7.8)), 2)
