"""Ratings of zones and firms, and the lists that the city and the district publish."""

import datetime as dt

import numpy as np

from geo.demo.estates import Estate
from geo.demo.partition import Floats
from geo.demo.plan import Plan, make_rng, read_labels
from geo.demo.services import Firm, Ints, Service
from geo.demo.sheets import Sheet
from geo.profile import Profile

RATING_HEADER = (
    "评价类型",
    "期次",
    "企业名称",
    "统一社会信用代码",
    "区域编码",
    "小区名称",
    "得分",
    "等级",
)
# A credit rating is a hundred points, of which each dimension has an equal part.
POINTS = 100
LIST_HEADER = (
    "名单类型",
    "期次",
    "企业名称",
    "统一社会信用代码",
    "区域编码",
    "小区名称",
    "发布日期",
    "备注",
)
# Least score of each grade.
SERVICE_GRADES = ((90, "优秀"), (80, "良好"), (60, "合格"), (0, "不合格"))
CREDIT_GRADES = ((92, "AAA"), (85, "AA"), (75, "A"), (60, "B"), (0, "C"))
DAYS_BETWEEN_ISSUES = 58
RED_AN_ISSUE = (8, 15)
# Firms that an issue lists again.
BLACK_AGAIN = 6
TOP_A_MONTH = (2, 5)
TOP_MONTHS = 9


def make_rating_sheet(
    estates: list[Estate],
    services: list[Service],
    firms: list[Firm],
    plan: Plan,
    profile: Profile,
    seed: int,
) -> Sheet:
    """Returns service ratings of zones (some streets whole) and credit ratings of firms."""
    rng = make_rng(seed, "ratings")
    parts = make_rng(seed, "credit dimensions")
    kinds = read_labels(profile, "rating_kind")
    dimensions = read_labels(profile, "credit_dimension").values()
    sheet = Sheet((*RATING_HEADER, *dimensions))
    for zone in choose_rated(estates, services, plan, rng):
        estate = estates[zone]
        score = round(float(np.clip(rng.normal(82 if not estate.old else 76, 8), 48, 99)), 1)
        period = (kinds["service_rating"], plan.ratings.service_period)
        subject = (None, None, estate.code, estate.name)
        none = [None] * len(dimensions)
        sheet.rows.append((*period, *subject, score, _grade(score, SERVICE_GRADES), *none))
    for i in rng.choice(len(firms), size=plan.total("credit_rated_firms"), replace=False):
        score = round(float(np.clip(rng.normal(85, 7), 55, 99)), 1)
        period = (kinds["credit_rating"], plan.ratings.credit_period)
        subject = (firms[i].name, firms[i].uscc, None, None)
        split = _split_score(score, len(dimensions), parts)
        sheet.rows.append((*period, *subject, score, _grade(score, CREDIT_GRADES), *split))
    return sheet


def _split_score(score: float, count: int, rng: np.random.Generator) -> list[float]:
    """Returns the points of each dimension, which add up to the score."""
    lost = rng.dirichlet(np.full(count, 4.0)) * (POINTS - score)
    points = [round(POINTS / count - float(part), 1) for part in lost]
    return [*points[:-1], round(score - sum(points[:-1]), 1)]


def choose_rated(
    estates: list[Estate], services: list[Service], plan: Plan, rng: np.random.Generator
) -> Ints:
    """Returns the zones with a service rating: all served ones of some streets, others by lot."""
    whole = set(plan.ratings.assessed_streets)
    served = [i for i, service in enumerate(services) if service.firm is not None]
    first = [i for i in served if estates[i].street.name in whole]
    others = [
        i
        for i in served
        if estates[i].street.name not in whole and estates[i].kind != "non_residential"
    ]
    more = rng.permutation(others)[: plan.total("service_ratings") - len(first)]
    return np.sort(np.concatenate([np.array(first, dtype=np.int64), more]))


def _grade(score: float, grades: tuple[tuple[int, str], ...]) -> str:
    return next(grade for least, grade in grades if score >= least)


def make_list_sheet(
    estates: list[Estate],
    firms: list[Firm],
    weights: Floats,
    plan: Plan,
    profile: Profile,
    seed: int,
) -> Sheet:
    """Returns the red and black lists of firms and the lists of estates, by kind and issue."""
    rng = make_rng(seed, "lists")
    kinds = read_labels(profile, "list_kind")
    sheet = Sheet(LIST_HEADER)
    for issue, (day, red, black) in enumerate(_make_issues(firms, plan, rng), start=1):
        for kind, listed in (("red", red), ("black", black)):
            for i in listed:
                firm = (firms[i].name, firms[i].uscc, None, None)
                sheet.rows.append((kinds[kind], f"第{issue}批", *firm, day, None))
    for kind, period, zones, day in _list_estates(estates, weights, plan, rng):
        for i in zones:
            zone = (None, None, estates[i].code, estates[i].name)
            sheet.rows.append((kinds[kind], period, *zone, day, None))
    return sheet


def _make_issues(
    firms: list[Firm], plan: Plan, rng: np.random.Generator
) -> list[tuple[dt.date, list[int], list[int]]]:
    """Returns day, red-listed and black-listed firms of each issue."""
    issues = plan.total("list_issues")
    order = rng.permutation(len(firms))
    distinct = order[: plan.total("black_listed_firms")]
    good = order[plan.total("black_listed_firms") :]
    black = [part.tolist() for part in np.array_split(distinct, issues)]
    for i in rng.integers(1, issues, BLACK_AGAIN):
        black[i].append(int(rng.choice(np.setdiff1d(distinct, black[i]))))
    result = []
    for i in range(issues):
        day = plan.as_of - dt.timedelta(days=12 + DAYS_BETWEEN_ISSUES * (issues - 1 - i))
        red = rng.choice(good, size=int(rng.integers(*RED_AN_ISSUE)), replace=False)
        result.append((day, sorted(red.tolist()), sorted(black[i])))
    return result


def _list_estates(
    estates: list[Estate], weights: Floats, plan: Plan, rng: np.random.Generator
) -> list[tuple[str, str, Ints, dt.date]]:
    """Returns (kind, period, zones, day): those that are complained of most, and the rewarded."""
    worst = np.argsort(-weights, kind="stable")
    year = f"{plan.as_of.year}年"
    lists = [
        ("focus_estate", year, worst[: plan.total("focus_estates")], plan.as_of.replace(month=3))
    ]
    for month in range(1, TOP_MONTHS + 1):
        top = rng.choice(worst[:40], size=int(rng.integers(*TOP_A_MONTH)), replace=False)
        day = plan.as_of.replace(month=month, day=28)
        lists.append(("city_top100", f"{year}{month}月", np.sort(top), day))
    renovated = [i for i, estate in enumerate(estates) if estate.old and i not in set(worst[:200])]
    rewarded = rng.choice(renovated, size=plan.total("renewal_rewards"), replace=False)
    day = plan.as_of.replace(month=6, day=20)
    return [*lists, ("old_estate_reward", year, np.sort(rewarded), day)]
