"""Complaints of the citizens' hotline: by month and season, by estate, by kind, with topics."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from geo.demo.committees import NONE, Committee
from geo.demo.estates import Estate
from geo.demo.partition import Floats
from geo.demo.plan import ComplaintKind, Plan, make_rng, read_labels
from geo.demo.services import Ints, Service
from geo.demo.sheets import Cell, Sheet
from geo.profile import Profile

COMPLAINT_HEADER = (
    "工单编号",
    "工单类型",
    "问题分类",
    "标签",
    "标题",
    "来电人",
    "来电人电话/账号",
    "来电时间",
    "被反映街乡镇",
    "村/社区",
    "小区点位",
    "区域编码",
    "是否有效回访",
    "是否联系",
    "是否解决",
    "是否满意",
)
WITHHELD = "保密"
WINTER, SUMMER = {11, 12, 1, 2, 3}, {6, 7, 8}
# How much is reported, by years since the first day: growing at first, easing since. Few call
# around the spring festival.
TREND_YEARS = (0.0, 0.9, 1.5, 2.75)
TREND = (0.72, 1.0, 1.12, 0.94)
FESTIVAL = 0.75
# How unequal estates are beyond size, age and service.
SPREAD = 0.95
OLD, QUASI, WITHOUT_COMMITTEE = 1.5, 2.2, 1.35
KINDS = (("complaint", 0.78), ("help", 0.16), ("report", 0.04), ("suggestion", 0.02))
SATISFACTION = ("satisfied", "basically", "dissatisfied", "not_rated")
FIRST_HOUR, HOURS = 7, 15


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of the plan: its first day and how much is reported in it."""

    start: dt.date
    weight: float

    @property
    def days(self) -> int:
        """Number of days."""
        following = (self.start.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        return (following - self.start).days


@dataclass(frozen=True, slots=True)
class Call:
    """One complaint before it is put in words: month, kind and whether a topic was tagged."""

    month: Month
    kind: ComplaintKind
    tagged: bool


def list_months(plan: Plan) -> list[Month]:
    """Returns the months from the first to the last day of the plan."""
    months = []
    start = plan.first_day.replace(day=1)
    while start <= plan.as_of:
        weight = np.interp((start - plan.first_day).days / 365.25, TREND_YEARS, TREND)
        months.append(Month(start, float(weight) * (FESTIVAL if start.month == 2 else 1.0)))
        start = (start.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return months


def weigh_season(kind: ComplaintKind, month: Month) -> float:
    """Returns how often a kind is reported in a month, relative to others."""
    winter = kind.winter if month.start.month in WINTER else 1.0
    summer = kind.summer if month.start.month in SUMMER else 1.0
    return kind.weight * winter * summer


def plan_topics(plan: Plan, months: list[Month], rng: np.random.Generator) -> Ints:
    """Returns how many complaints of each month carry a topic (totals are the report's)."""
    counts = np.zeros(len(months), dtype=np.int64)
    this_year = plan.as_of.year
    same = [m.start.month <= plan.as_of.month for m in months]
    totals = (
        (this_year, True, plan.total("topic_complaints")),
        (this_year - 1, True, plan.total("topic_complaints_year_before")),
        # The rest of the year before goes on at the pace between the two.
        (this_year - 1, False, _pace(plan) * (12 - plan.as_of.month)),
    )
    for year, in_season, total in totals:
        chosen = [
            i
            for i, month in enumerate(months)
            if month.start.year == year
            and same[i] == in_season
            and month.start >= plan.topics.since
        ]
        weights = np.array([months[i].weight for i in chosen])
        counts[chosen] = rng.multinomial(total, weights / weights.sum()) if chosen else 0
    return counts


def _pace(plan: Plan) -> int:
    both = plan.total("topic_complaints") + plan.total("topic_complaints_year_before")
    return both // (2 * plan.as_of.month)


def make_calls(plan: Plan, rng: np.random.Generator) -> list[Call]:
    """Returns all complaints by month: those with a topic, and the others up to the total."""
    months = list_months(plan)
    tagged = plan_topics(plan, months, rng)
    season = np.array([[weigh_season(k, m) for k in plan.complaints] for m in months])
    topics = np.array([plan.topics.weights.get(k.category, 0.0) for k in plan.complaints])
    # A month's complaints follow trend and season; the tagged ones are part of them.
    monthly = season.sum(axis=1) * [m.weight for m in months]
    untagged = np.maximum(monthly / monthly.sum() * plan.total("complaints") - tagged, 1.0)
    others = rng.multinomial(plan.total("complaints") - tagged.sum(), untagged / untagged.sum())
    calls: list[Call] = []
    for i, month in enumerate(months):
        for count, weights, tag in (
            (tagged[i], season[i] * topics, True),
            (others[i], season[i], False),
        ):
            kinds = rng.choice(len(weights), size=count, p=weights / weights.sum())
            calls += [Call(month, plan.complaints[k], tag) for k in kinds]
    return calls


def weigh_estates(
    estates: list[Estate],
    services: list[Service],
    committees: list[Committee],
    rng: np.random.Generator,
) -> Floats:
    """Returns how likely a call is about each estate: size, age, service, and a heavy tail."""
    weights = rng.lognormal(0, SPREAD, len(estates))
    for i, (estate, service, committee) in enumerate(
        zip(estates, services, committees, strict=True)
    ):
        weights[i] *= estate.homes**0.85
        weights[i] *= OLD if estate.old else 1.0
        weights[i] *= 1.0 if service.firm else QUASI
        weights[i] *= WITHOUT_COMMITTEE if committee.kind == NONE else 1.0
    return weights


def choose_estates(
    calls: list[Call], estates: list[Estate], weights: Floats, rng: np.random.Generator
) -> Ints:
    """Returns the estate of each call; some kinds are of old estates, some of new ones."""
    old = np.array([estate.old for estate in estates])
    chosen = np.zeros(len(calls), dtype=np.int64)
    factors = np.array([call.kind.old for call in calls])
    for factor in np.unique(factors):
        here = np.flatnonzero(factors == factor)
        shares = weights * np.where(old, factor, 1.0)
        chosen[here] = rng.choice(len(estates), size=len(here), p=shares / shares.sum())
    return chosen


def make_complaint_sheet(
    calls: list[Call],
    places: list[Estate],
    nowhere: list[str],
    plan: Plan,
    profile: Profile,
    seed: int,
) -> Sheet:
    """Returns the work orders by time; a few carry no zone code, a few name no known estate.

    Args:
        calls: the complaints.
        places: the estate of each call.
        nowhere: names of estates that do not exist.
        plan: totals and words.
        profile: labels of the enumerations.
        seed: of the file.
    """
    rng = make_rng(seed, "work orders")
    writer = _Writer(plan, profile, rng)
    moments = [_choose_moment(call.month, rng) for call in calls]
    luck = rng.random(len(calls))
    unknown = plan.shares.complaints_unknown_estate
    without_code = unknown + plan.shares.complaints_without_code
    sheet = Sheet(COMPLAINT_HEADER)
    numbers: dict[dt.date, int] = {}
    for i in sorted(range(len(calls)), key=lambda i: (moments[i], i)):
        day = moments[i].date()
        numbers[day] = numbers.get(day, 0) + 1
        order_no = f"{day:%Y%m%d}{numbers[day]:05d}"
        name, code = places[i].name, places[i].code if luck[i] >= without_code else None
        if luck[i] < unknown:
            name = nowhere[i % len(nowhere)]
        located = (plan.places.town.format(street=places[i].street.name), places[i].community)
        said = writer.say(calls[i], name)
        outcome = writer.judge(moments[i])
        caller = (WITHHELD, WITHHELD, f"{moments[i]:%Y-%m-%d %H:%M:%S}")
        sheet.rows.append((order_no, *said, *caller, *located, name, code, *outcome))
    return sheet


def _choose_moment(month: Month, rng: np.random.Generator) -> dt.datetime:
    day = month.start + dt.timedelta(days=int(rng.integers(month.days)))
    if day.weekday() >= 5 and rng.random() < 0.4:
        day = day.replace(day=max(1, day.day - 2))
    hour = FIRST_HOUR + HOURS * float(rng.beta(1.6, 2.0))
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=round(hour * 3600))


class _Writer:
    """Puts calls and their outcomes into the words of the hotline's columns."""

    def __init__(self, plan: Plan, profile: Profile, rng: np.random.Generator) -> None:
        self._plan = plan
        self._rng = rng
        self._kinds = read_labels(profile, "order_kind")
        self._topics = read_labels(profile, "monthly_topic")
        self._satisfaction = read_labels(profile, "satisfaction")

    def say(self, call: Call, name: str) -> tuple[Cell, ...]:
        """Returns kind of order, category path, tags and title."""
        kind = self._rng.choice([k for k, _ in KINDS], p=[share for _, share in KINDS])
        topic = self._topics.get(call.kind.category)
        tags = f"{self._plan.topics.tag},{topic}" if call.tagged else None
        title = call.kind.titles[self._rng.integers(len(call.kind.titles))]
        return self._kinds[str(kind)], call.kind.path, tags, f"{name}{title}"

    def judge(self, moment: dt.datetime) -> tuple[Cell, ...]:
        """Returns call-back, contact, resolution and satisfaction; they get better over time."""
        if self._rng.random() > 0.84:
            return "否", None, None, self._satisfaction["not_rated"]
        progress = (moment.date() - self._plan.first_day) / (
            self._plan.as_of - self._plan.first_day
        )
        resolved = self._rng.random() < 0.62 + 0.22 * progress
        shares = (0.62, 0.22, 0.10, 0.06) if resolved else (0.06, 0.16, 0.70, 0.08)
        feeling = self._rng.choice(SATISFACTION, p=shares)
        contacted = resolved or self._rng.random() < 0.9
        return (
            "是",
            "是" if contacted else "否",
            "是" if resolved else "否",
            self._satisfaction[str(feeling)],
        )
