"""What housing, market, urban and fire authorities found in estates, and what they decided."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.demo.estates import Estate
from geo.demo.partition import Floats
from geo.demo.plan import Offence, Plan, make_rng, read_labels
from geo.demo.services import Firm, Ints, Service
from geo.demo.sheets import Cell, Sheet
from geo.profile import Profile

ENFORCEMENT_HEADER = (
    "决定书文号",
    "处罚机关",
    "行政相对人名称",
    "区域编码",
    "小区名称",
    "街道名称",
    "案由",
    "违反条款",
    "决定日期",
    "程序",
    "处理结果",
    "罚款金额(元)",
    "没收金额(元)",
    "退还金额(元)",
    "涉及金额(元)",
)
# The most that a simple procedure may fine an organisation (yuan).
SIMPLE_LIMIT = 3000
INDIVIDUAL_FINES = (200, 500)
# So many of the urban penalties fine; the others warn.
URBAN_FINED = 380


@dataclass(frozen=True, slots=True)
class Case:
    """A decision before it gets its number: who, where, for what, what came of it (yuan)."""

    authority: str
    series: str
    party: str
    zone: int
    day: dt.date
    offence: Offence
    procedure: str
    outcome: str
    fined: int | None = None
    confiscated: int | None = None
    refunded: int | None = None
    involved: int | None = None


def split_exactly(
    total: int, count: int, least: int, most: int, rng: np.random.Generator, step: int = 100
) -> list[int]:
    """Returns `count` amounts between least and most whose sum is exactly the total.

    Amounts are multiples of `step` (and so must be total, least and most), unequal as fines are.

    Raises:
        ValueError: the total cannot be reached.
    """
    if not least * count <= total <= most * count:
        msg = f"{count} amounts of {least} to {most} never make {total}"
        raise ValueError(msg)
    weights = rng.lognormal(0, 0.8, count)
    amounts = np.full(count, least // step)
    rest = total // step - int(amounts.sum())
    while rest > 0:
        room = np.flatnonzero(amounts < most // step)
        shares = weights[room] / weights[room].sum()
        more = rng.multinomial(rest, shares)
        amounts[room] = np.minimum(amounts[room] + more, most // step)
        rest = total // step - int(amounts.sum())
    return [int(amount) * step for amount in amounts]


class Inspector:
    """Makes the cases of one authority after the other."""

    def __init__(
        self,
        estates: list[Estate],
        services: list[Service],
        weights: Floats,
        plan: Plan,
        rng: np.random.Generator,
    ) -> None:
        self._estates = estates
        self._services = services
        self._plan = plan
        self._rng = rng
        firms = np.array([service.firm is not None for service in services])
        self._everywhere = weights / weights.sum()
        self._served = weights * firms / (weights * firms).sum()

    def inspect_housing(self) -> Iterator[Case]:
        """Yields the housing administration's cases: ordinary, simple and without penalty."""
        total = self._plan.total
        ordinary, simple = total("housing_ordinary"), total("housing_simple")
        without = total("housing_no_penalty")
        count = ordinary + simple + without
        involved = split_exactly(total("housing_involved_yuan"), count, 5000, 400_000, self._rng)
        zones = self._draw(self._served, count, distinct=True)
        offences = self._plan.enforcement.of("housing")
        for i, zone in enumerate(zones):
            fined = int(self._rng.integers(10, 50)) * 1000
            procedure, outcome = "ordinary", "penalty"
            if ordinary <= i < ordinary + simple:
                procedure, fined = (
                    "simple",
                    int(self._rng.integers(10, SIMPLE_LIMIT // 100 + 1)) * 100,
                )
            yield Case(
                authority="housing",
                series="housing",
                party=self._firm(zone).name,
                zone=int(zone),
                day=self._choose_day(self._plan.first_day),
                offence=offences[self._rng.integers(len(offences))],
                procedure=procedure,
                outcome=outcome if i < ordinary + simple else "no_penalty_minor",
                fined=fined if i < ordinary + simple else None,
                involved=involved[i],
            )

    def inspect_market(self) -> Iterator[Case]:
        """Yields the market regulator's cases: each a firm of its own, with refunds."""
        total = self._plan.total
        count = total("market_cases")
        refunds = split_exactly(total("market_refunded_yuan"), count, 800, 180_000, self._rng)
        gains = split_exactly(total("market_confiscated_yuan"), count, 0, 60_000, self._rng)
        offences = self._plan.enforcement.of("market")
        seen: set[str] = set()
        for zone in self._draw(self._served, len(self._estates) // 2, distinct=True):
            firm = self._firm(zone)
            if firm.uscc in seen or len(seen) == count:
                continue
            i = len(seen)
            seen.add(firm.uscc)
            yield Case(
                authority="market",
                series="market",
                party=firm.name,
                zone=int(zone),
                day=self._choose_day(self._plan.first_day),
                offence=offences[self._rng.integers(len(offences))],
                procedure="ordinary",
                outcome="refund_ordered",
                confiscated=gains[i] or None,
                refunded=refunds[i],
            )

    def inspect_urban(self) -> Iterator[Case]:
        """Yields urban enforcement: penalties (few with a fine) and corrections on site."""
        total = self._plan.total
        penalties, corrections = total("urban_penalties"), total("urban_corrections")
        fines = split_exactly(
            total("urban_fined_yuan"), URBAN_FINED, *INDIVIDUAL_FINES, rng=self._rng, step=50
        )
        fined = set(self._rng.choice(penalties, size=URBAN_FINED, replace=False).tolist())
        offences = self._plan.enforcement.of("urban_enforcement")
        zones = self._draw(self._everywhere, penalties + corrections)
        for i, zone in enumerate(zones):
            penalty = i < penalties
            yield Case(
                authority="urban_enforcement",
                series="urban_enforcement" if penalty else "urban_correction",
                party=self._plan.enforcement.individual,
                zone=int(zone),
                day=self._choose_day(self._plan.first_day),
                offence=offences[self._rng.integers(len(offences))] if penalty else offences[0],
                procedure="simple" if penalty else "none",
                outcome="penalty" if penalty else "on_site_correction",
                fined=(fines.pop() if i in fined else 0) if penalty else None,
            )

    def inspect_fire(self) -> Iterator[Case]:
        """Yields the fire service's penalties, all of the last year."""
        count = self._plan.total("fire_penalties")
        fines = split_exactly(self._plan.total("fire_fined_yuan"), count, 500, 50_000, self._rng)
        offences = self._plan.enforcement.of("fire")
        january = self._plan.as_of.replace(month=1, day=1)
        for zone, fined in zip(self._draw(self._everywhere, count), fines, strict=True):
            firm = self._services[zone].firm
            unit = firm.name if firm else self._plan.enforcement.unit
            yield Case(
                authority="fire",
                series="fire",
                party=unit if fined >= 5000 else self._plan.enforcement.individual,
                zone=int(zone),
                day=self._choose_day(january),
                offence=offences[self._rng.integers(len(offences))],
                procedure="ordinary",
                outcome="penalty",
                fined=fined,
            )

    def _draw(self, shares: Floats, count: int, *, distinct: bool = False) -> Ints:
        return self._rng.choice(len(shares), size=count, replace=not distinct, p=shares)

    def _firm(self, zone: int) -> Firm:
        firm = self._services[zone].firm
        if firm is None:
            msg = "only zones with a firm are drawn here"
            raise ValueError(msg)
        return firm

    def _choose_day(self, first: dt.date) -> dt.date:
        """Returns a working day between `first` and the last day of the plan."""
        day = first + dt.timedelta(
            days=int(self._rng.integers((self._plan.as_of - first).days + 1))
        )
        return max(first, day - dt.timedelta(days=max(0, day.weekday() - 4)))


def make_enforcement_sheet(
    estates: list[Estate],
    services: list[Service],
    weights: Floats,
    plan: Plan,
    profile: Profile,
    seed: int,
) -> Sheet:
    """Returns all decisions by day, numbered by authority and year."""
    inspector = Inspector(estates, services, weights, plan, make_rng(seed, "enforcement"))
    cases = [
        *inspector.inspect_housing(),
        *inspector.inspect_market(),
        *inspector.inspect_urban(),
        *inspector.inspect_fire(),
    ]
    authorities = read_labels(profile, "authority")
    procedures, outcomes = read_labels(profile, "procedure"), read_labels(profile, "outcome")
    sheet = Sheet(ENFORCEMENT_HEADER, title="涉物业执法检查情况汇总表（金额单位：元）")
    numbers: dict[tuple[str, int], int] = {}
    for case in sorted(cases, key=lambda case: case.day):
        key = case.series, case.day.year
        numbers[key] = numbers.get(key, 0) + 1
        prefix = plan.enforcement.prefixes[case.series]
        number = plan.enforcement.decision_no.format(
            prefix=prefix, year=key[1], number=numbers[key]
        )
        estate = estates[case.zone]
        row: tuple[Cell, ...] = (
            number,
            authorities[case.authority],
            case.party,
            estate.code,
            estate.name,
            estate.street.name,
            case.offence.violation,
            case.offence.article,
            case.day,
            procedures[case.procedure],
            outcomes[case.outcome],
            case.fined,
            case.confiscated,
            case.refunded,
            case.involved,
        )
        sheet.rows.append(row)
    return sheet
