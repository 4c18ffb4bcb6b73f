"""Figures of matching: right answers by stratum beside plain rapidfuzz, and seconds by size.

Run: python -m tests.bench.bench_match
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geo.profile import Profile, read_profile
from geo.records.matching.match import match_records
from tests.callers import call_in, make_estates
from tests.conftest import CHAOYANG, SHARED
from tests.gazetteers import make_gazetteer
from tests.records import sites
from tests.records.intervals import bound_share

CALLS = 100_000
SIZES = (1_637, 32_740)
STRATA = ("exact", "variant", "part", "address_only", "none")


def print_accuracy(profile: Profile) -> None:
    """Prints automatic answers, right ones and what review offers, by stratum."""
    zones = sites.read_zones(SHARED)
    gazetteer = make_gazetteer(zones, profile)
    requests = sites.read_requests(SHARED, "requests_dev")
    ours = sites.answer(requests, gazetteer, profile)
    plain = requests.assign(auto=answer_plainly(requests["zone_name"], zones))
    print("stratum       rows   automatic  right  offered | WRatio >= 90: automatic  right")
    for stratum in (*STRATA, "all"):
        rows = ours if stratum == "all" else ours[ours["stratum"] == stratum]
        base = plain.loc[rows.index]
        offered = sum(
            not a and t in o[:5]
            for a, t, o in zip(rows["auto"], rows["truth_zone_code"], rows["offered"], strict=True)
        )
        print(
            f"{stratum:13} {len(rows):4}   {count_auto(rows):9}  {count_right(rows):5}"
            f"  {offered:7} |               {count_auto(base):9}  {count_right(base):5}"
        )
    for name, rows in (("cascade", ours), ("WRatio", plain)):
        right, of = count_right(rows), count_auto(rows)
        low, _ = bound_share(right, of)
        print(f"{name}: {right} of {of} automatic answers right, at least {low:.2%} (Wilson, 95 %)")


def answer_plainly(names: "pd.Series[str]", zones: pd.DataFrame) -> list[str]:
    """Returns the zone with the best WRatio of at least 90, or ""."""
    codes = zones["code"].tolist()
    scores = process.cdist(names.tolist(), zones["name"].tolist(), scorer=fuzz.WRatio, workers=-1)
    best = scores.argmax(axis=1)
    sure = scores.max(axis=1) >= 90
    return [codes[at] if yes else "" for at, yes in zip(best, sure, strict=True)]


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
    print_seconds(chaoyang)
