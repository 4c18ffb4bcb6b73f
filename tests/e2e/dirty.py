"""Workbooks of services as an office hands them in month by month, with their slips."""

from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd

CODE, NAME, STREET, MODE = "区域编码", "小区名称", "街道名称", "服务方式"
# A header that no profile knows: a person has to say what it is.
UNKNOWN_HEADER = "现行办法"
ENTRUSTED = "委托物业服务企业统一管理"
PHONE = "13912345678"
NICKNAME = "老砖厂大院"
# As the next month writes it, so that no decision on the first month's words settles it.
NICKNAME_AGAIN = "老砖厂大院3号楼"
NOWHERE, AWAY = "东风里临时安置点", "河东新村家属楼"
FIRM = "北京试运行物业服务有限公司"


@dataclass(frozen=True)
class Month:
    """What one month's workbook says.

    `plain` are zones under their own names, `halves` names that two zones share a part of, `nick`
    is the zone that people call by the nickname.
    """

    plain: pd.DataFrame
    halves: list[tuple[str, pd.DataFrame]]
    nick: pd.Series


def choose_zones(services: Path) -> Month:
    """Returns zones of the example workbook whose service would become another one."""
    known = pd.read_excel(services, header=1, dtype=str, engine="calamine")
    quasi = known[known[MODE].str.startswith("准物业管理")]
    base = known[NAME].str.replace(r"[一二三四五六七八九十甲乙丙丁]区$", "", regex=True)
    alone = ~base.duplicated(keep=False) & (base == known[NAME])
    plain = quasi[alone.loc[quasi.index]].reset_index(drop=True)
    parts = known[base != known[NAME]].assign(base=base)
    pairs = [
        (str(name), group)
        for name, group in parts.groupby("base")
        if len(group) == 2 and group[STREET].nunique() == 1 and not (known[NAME] == name).any()
    ]
    return Month(plain.iloc[:6], pairs[:2], plain.iloc[6])


def write_first(month: Month, path: Path) -> int:
    """Writes a workbook with notes above its header, personal data and faulty rows.

    Returns:
        How many rows of data it has.
    """
    rows = [
        _row(name, street) for name, street in month.plain[[NAME, STREET]].itertuples(index=False)
    ]
    rows += [_row(name, group[STREET].iloc[0]) for name, group in month.halves]
    rows += [_row(NICKNAME, month.nick[STREET]), _row(NOWHERE, ""), _row(AWAY, "")]
    backward, odd = _row(month.plain[NAME][0], ""), _row(month.plain[NAME][1], "")
    backward["合同开始日期"] = "2025年12月31日"
    odd[UNKNOWN_HEADER] = "待定吧"
    return _write([*rows, backward, odd], path)


def write_second(month: Month, path: Path) -> int:
    """Writes the next month's workbook: the nickname in other words, under the same headers."""
    known = _row(month.plain[NAME][2], month.plain[STREET][2])
    return _write([known, _row(NICKNAME_AGAIN, month.nick[STREET])], path)


def _row(name: str, street: str) -> dict[str, object]:
    return {
        "序号": None,
        "小区名称": f" {name} " if name == NICKNAME else name,
        "所属街道": street,
        UNKNOWN_HEADER: ENTRUSTED,
        "物业公司": FIRM,
        "合同开始日期": "2021年7月1日",
        "合同到期日期": 45473,
        "物业费（元/㎡·月）": "１.８５",
        "联系人": "王先生",
        "联系电话": PHONE,
    }


def _write(rows: list[dict[str, object]], path: Path) -> int:
    book = openpyxl.Workbook()
    notes = book.active
    assert notes is not None
    notes.title = "填表说明"
    notes.append(["一、请于每月5日前报送。"])
    sheet = book.create_sheet("台账")
    sheet.append(["物业服务情况月报（2022年9月）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=10)
    sheet.append(["填报单位：（盖章）", None, None, "填报日期：２０２２．０９．３０"])
    sheet.append(list(rows[0]))
    for number, row in enumerate(rows, start=1):
        sheet.append([number if header == "序号" else cell for header, cell in row.items()])
    book.save(path)
    return len(rows)
