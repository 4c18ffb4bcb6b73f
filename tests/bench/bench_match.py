"""Figures of matching: right answers by stratum and stage beside rapidfuzz, and seconds by size.

Run: python -m tests.bench.bench_match [accuracy]
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geo.profile import Profile, read_profile
from geo.records.matching.confidence import AUTOMATIC
from geo.records.matching.match import match_records
from tests.callers import call_in, make_estates
from tests.conftest import CHAOYANG, SHARED
from tests.gazetteers import make_gazetteer
from tests.records import sites
from tests.records.intervals import bound_share

CALLS = 100_000
SIZES = (1_637, 32_740)
SHAPES = ("{name}", "朝阳区{street}{name}", "{name}12号楼3单元", "北京市朝阳区{name}东门外")
BINS = (0.0, 0.3, 0.6, AUTOMATIC, 0.98, 1.01)
THRESHOLDS = (86, 90, 95)
STRATA = ("exact", "variant", "part", "address_only", "none")


def print_accuracy(profile: Profile) -> None:
    """Prints what is answered and offered: by stratum and column, stage and confidence; of pairs.

    Beside it plain rapidfuzz at several thresholds.
    """
    zones = sites.read_zones(SHARED)
    gazetteer = make_gazetteer(zones, profile)
    requests = sites.read_requests(SHARED, "requests_dev")
    for columns in ("name", "address", "both"):
        ours = sites.answer(sites.arrange(requests, columns), gazetteer, profile)
        print_strata(f"cascade, columns: {columns}", ours)
    print_stages(ours)
    print_bins(ours)
    for least in THRESHOLDS:
        print_strata(f"WRatio >= {least}", answer_plainly(requests, zones, least))
    larger = spell_all(zones)
    answered = sites.answer(larger, gazetteer, profile)
    print_share("spellings of all zones' own names", count_right(answered), count_auto(answered))
    joined = count_joined(profile)
    print("pairs joined, by label, of both directions:", joined)


def print_strata(title: str, rows: pd.DataFrame) -> None:
    """Prints automatic answers, right ones and what review offers, by stratum."""
    print(f"\n{title}\nstratum       rows  automatic  right  automatic or in the first five")
    for stratum in (*STRATA, "all"):
        of = rows if stratum == "all" else rows[rows["stratum"] == stratum]
        there = of[of["truth_zone_code"] != "NONE"]
        truths = zip(there["truth_zone_code"], there["auto"], there["offered"], strict=True)
        found = sum(truth == auto or truth in offered[:5] for truth, auto, offered in truths)
        share = f"{found} ({found / len(there):.1%})" if len(there) else "-"
        print(f"{stratum:13} {len(of):4}  {count_auto(of):9}  {count_right(of):5}  {share}")
    absent = rows[rows["truth_zone_code"] == "NONE"]
    print(f"NONE answered: {count_auto(absent)} of {len(absent)}")
    print_share("automatic answers right", count_right(rows), count_auto(rows))


def print_stages(rows: pd.DataFrame) -> None:
    """Prints automatic answers and right ones by the stage that gave them."""
    for by, of in rows[rows["auto"] != ""].groupby("by"):
        print_share(f"  by {by}", count_right(of), len(of))


def print_bins(rows: pd.DataFrame) -> None:
    """Prints how often the first candidate is right by its confidence."""
    offered = zip(rows["auto"], rows["offered"], strict=True)
    first = pd.Series([auto or (o[0] if o else "") for auto, o in offered], rows.index)
    right = first == rows["truth_zone_code"]
    for _, of in rows.groupby(pd.cut(rows["confidence"], BINS, right=False), observed=True):
        mean = of["confidence"].mean()
        print_share(f"  confidence {mean:.3f} on average", int(right[of.index].sum()), len(of))


def print_share(title: str, right: int, of: int) -> None:
    """Prints a share with its interval."""
    low, high = bound_share(right, of)
    print(f"{title}: {right} of {of} (95 %: {low:.2%} to {high:.2%})")


def spell_all(zones: pd.DataFrame) -> pd.DataFrame:
    """Returns every zone's own name as four callers write it, with its street."""
    known = zip(zones["name"], zones["street_name"], zones["code"], strict=True)
    spelled = [
        (shape.format(street=street, name=name), street, code)
        for name, street, code in known
        for shape in SHAPES
    ]
    return pd.DataFrame(spelled, columns=["zone_name", "street_name", "truth_zone_code"])


def count_joined(profile: Profile) -> dict[str, str]:
    """Returns how many labelled pairs are joined, with one side as the only zone, in each way."""
    pairs = pd.read_csv(SHARED / "real" / "name_pairs_dev.csv", dtype=str, keep_default_na=False)
    joined = dict.fromkeys(pairs["label"], 0)
    for _, row in pairs.iterrows():
        for known, other in ("ab", "ba"):
            asked = pd.DataFrame(
                [{"zone_name": row[f"name_{other}"], "street_name": row[f"street_{other}"]}]
            )
            gazetteer = sites.make_single(profile, row, known)
            found = match_records(asked, gazetteer, profile, place_optional=False)
            joined[row["label"]] += int(found["zone_uid"].notna().sum())
    sizes = pairs["label"].value_counts()
    return {label: f"{count} of {2 * sizes[label]}" for label, count in joined.items()}


def answer_plainly(requests: pd.DataFrame, zones: pd.DataFrame, least: int) -> pd.DataFrame:
    """Returns the requests with the zone of the best WRatio as answer if it is high enough."""
    codes = zones["code"].to_numpy()
    texts, names = requests["zone_name"].tolist(), zones["name"].tolist()
    scores = process.cdist(texts, names, scorer=fuzz.WRatio, workers=-1)
    ranked = np.argsort(-scores, axis=1, kind="stable")[:, :5]
    sure = scores.max(axis=1) >= least
    auto = [codes[row[0]] if yes else "" for row, yes in zip(ranked, sure, strict=True)]
    return requests.assign(auto=auto, offered=[list(codes[row]) for row in ranked])


def count_auto(rows: pd.DataFrame) -> int:
    """Returns how many were answered without asking."""
    return int((rows["auto"] != "").sum())


def count_right(rows: pd.DataFrame) -> int:
    """Returns how many of these are right."""
    return int((rows["auto"] == rows["truth_zone_code"]).sum())


def print_seconds(profile: Profile) -> None:
    """Prints seconds for many calls beside rapidfuzz's cdist (plain ratio, best of all names)."""
    for size in SIZES:
        zones = make_estates(size, seed=1)
        begun = time.perf_counter()
        gazetteer = make_gazetteer(zones, profile)
        built = time.perf_counter() - begun
        calls = call_in(zones, CALLS, seed=2)
        rows = pd.DataFrame(
            {
                "zone_name": [call.text for call in calls],
                "street_name": [call.street for call in calls],
            }
        )
        matched, ours = measure(
            lambda rows=rows, gazetteer=gazetteer: match_records(
                rows, gazetteer, profile, place_optional=False
            )
        )
        texts, names = rows["zone_name"].tolist(), zones["name"].tolist()
        best, plain = measure(lambda texts=texts, names=names: find_best(texts, names))
        truth = np.array([call.zone for call in calls])
        found = matched["zone_uid"].fillna(0).to_numpy(int)
        automatic = found > 0
        print(
            f"{size:>6} zones, {CALLS} calls, {len(set(calls))} different, gazetteer {built:.1f} s"
        )
        print(
            f"       cascade {ours[0]:.1f} s (processor {ours[1]:.1f} s),"
            f" cdist {plain[0]:.1f} s (processor {plain[1]:.1f} s), ratio {ours[0] / plain[0]:.1f}"
        )
        first = zones["uid"].to_numpy(int)[best]
        print(
            f"       automatic {automatic.mean():.1%}, of these wrong"
            f" {(automatic & (found != truth)).sum()}; cdist's best right"
            f" {(first == truth).mean():.1%}"
        )


def find_best(texts: list[str], names: list[str]) -> "np.ndarray":
    """Returns the position of the most alike name for each text, by the plain ratio."""
    best = np.empty(len(texts), int)
    for start in range(0, len(texts), 1000):
        scores = process.cdist(
            texts[start : start + 1000], names, scorer=fuzz.ratio, dtype=np.uint8, workers=-1
        )
        best[start : start + 1000] = scores.argmax(axis=1)
    return best


def measure(work: Callable[[], Any]) -> tuple[Any, tuple[float, float]]:
    """Returns what work makes, with its seconds by the wall clock and of the processor."""
    wall, busy = time.perf_counter(), time.process_time()
    made = work()
    return made, (time.perf_counter() - wall, time.process_time() - busy)


if __name__ == "__main__":
    chaoyang = read_profile(CHAOYANG)
    if SHARED.exists():
        print_accuracy(chaoyang)
    if sys.argv[1:] != ["accuracy"]:
        print_seconds(chaoyang)
