"""What reading a workbook of records takes, from the file to typed rows.

    PYTHONPATH=. .venv/bin/python -m tests.bench.bench_read [--rows 100000] [--rounds 3]

A month of work orders of 17 columns, whose numbers and titles are all different and hold names
and numbers of telephones; as .xlsx and as CSV in GB18030. `sealed` is the processor time of the
process that opens the file, `own` that of this one.
"""

import argparse
import csv
import datetime as dt
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from geo.profile import Profile, read_profile
from geo.records.kinds import KINDS
from geo.records.reading.read import read_records
from geo.settings import ROOT
from tests.records.sheets import CALLED

START = dt.datetime.fromisoformat("2022-01-01T00:00")


def main() -> None:
    """Prints the medians of some rounds for each form of the same workbook."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    profile = read_profile(ROOT / "data" / "profiles" / "chaoyang.toml")
    with tempfile.TemporaryDirectory() as folder:
        for path in (write_xlsx(Path(folder), asked.rows), write_csv(Path(folder), asked.rows)):
            size = path.stat().st_size / 1e6
            rounds = [measure(path, profile, asked.rows) for _ in range(asked.rounds)]
            wall, own, sealed = (statistics.median(part) for part in zip(*rounds, strict=True))
            peaks = [
                resource.getrusage(who).ru_maxrss / 1024
                for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            ]
            print(
                f"{path.suffix} {asked.rows} rows, {size:.1f} MB: {wall:.1f} s; processor: own"
                f" {own:.1f} s, sealed {sealed:.1f} s; peaks {peaks[0]:.0f} and {peaks[1]:.0f} MB"
            )


def measure(path: Path, profile: Profile, rows: int) -> tuple[float, float, float]:
    """Returns the seconds by the clock, of this processor's and of the sealed one's."""
    wall, own, sealed = time.perf_counter(), time.process_time(), _sum_children()
    records = read_records(path, KINDS["complaint"], profile)
    assert len(records.rows) == records.total == rows
    return time.perf_counter() - wall, time.process_time() - own, _sum_children() - sealed


def _sum_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def make_rows(count: int) -> Iterator[tuple[object, ...]]:
    """Yields the cells of CALLED."""
    chance = random.Random(1)
    for number in range(count):
        title = (
            f"电梯又停了{number}，王先生来电138{number % 10**8:08d}反映3号楼2单元{number % 999}室"
        )
        yield (
            f"GD{number:08d}", "投诉", "住房城乡建设->物业管理->电梯故障", "每月一题,电梯", title,
            "张三", "13812345678", START + dt.timedelta(minutes=number), "朝阳区",
            f"朝阳区{number % 43}街道", f"{number % 700}社区", f"{number % 1600}家园",
            f"CY-110105{number % 43:03d}-{number % 60:03d}", "是", "是", chance.choice("是否"),
            chance.choice(["满意", "基本满意", "不满意"]),
        )  # fmt: skip


def write_xlsx(folder: Path, count: int) -> Path:
    """Returns the workbook, with a title above its header."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("工单")
    for row in (["热线工单"], CALLED, *make_rows(count)):
        page.append(row)
    path = folder / "orders.xlsx"
    book.save(path)
    return path


def write_csv(folder: Path, count: int) -> Path:
    """Returns the same rows as a CSV."""
    path = folder / "orders.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows((CALLED, *make_rows(count)))
    return path


if __name__ == "__main__":
    main()
