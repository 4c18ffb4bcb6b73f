"""Figures of identity: accuracy by scenario, seconds by size.

Run: python -m tests.bench.bench_identity
"""

import time

from geo.profile import read_profile
from tests.boundaries.test_identity_scenarios import SCENARIOS, read_real, score, survey
from tests.conftest import CHAOYANG, SHARED
from tests.resurvey import Resurvey, make_town

SHIFTS = (0, 1, 3, 5)
SIZES = (1_106, 32_000)


def print_accuracy() -> None:
    """Prints how many keep their uid, and whether families are named, by town and scenario."""
    profile = read_profile(CHAOYANG)
    towns = {"made-up": make_town(1_106)}
    if SHARED.exists():
        towns["real"] = read_real(SHARED)
    print("town      scenario              shift  kept  right   wrong  named    asked")
    for town, known in towns.items():
        for scenario, steps in SCENARIOS.items():
            for shift_m in SHIFTS:
                s = score(survey(known, 11, shift_m, steps), known, profile)
                named = f"{s.named}/{s.families}"
                print(
                    f"{town:9} {scenario:21} {shift_m:>3} m {s.kept:>5}"
                    f" {s.share:>7.2%} {s.wrong:>6}  {named:8} {s.doubtful}"
                )


def print_seconds() -> None:
    """Prints what identity takes, by size: wall clock and processor."""
    profile = read_profile(CHAOYANG)
    for count in SIZES:
        known = make_town(count, cell_m=110)
        for case in ("unchanged", "noise", "noise, recoded"):
            made = Resurvey(known, 1)
            if case != "unchanged":
                made.shake()
            if case.endswith("recoded"):
                made.recode(count)
            begun = time.process_time()
            s = score(made, known, profile)
            busy = time.process_time() - begun
            print(f"{count:>6} {case:15} {s.seconds:.2f} s (processor with scoring {busy:.2f} s)")


if __name__ == "__main__":
    print_accuracy()
    print_seconds()
