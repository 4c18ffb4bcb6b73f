"""Checks of what the rows say: codes and names."""

import re
from collections.abc import Iterator

from geo.boundaries.checks.subject import Subject
from geo.surveys import Finding


def check_codes(subject: Subject) -> Iterator[Finding]:
    """A1 code missing or used twice, A2 code not of the district's form."""
    codes = subject.rows["code"]
    pattern = getattr(subject.profile.codes, subject.kind.value)
    seen: dict[str, int] = {}
    for index, code in enumerate(codes.tolist()):
        if not isinstance(code, str):
            yield subject.find("A1", "E", index, "没有编码", "it has no code")
        elif code in seen:
            first = int(subject.rows.iloc[seen[code]].row_no)
            yield subject.find(
                "A1",
                "E",
                index,
                f"编码与第 {first} 行重复",
                f"its code {code} is used by row {first} too",
                other_row=first,
            )
        else:
            seen[code] = index
            if not re.fullmatch(pattern, code):
                yield subject.find(
                    "A2",
                    "E",
                    index,
                    f"编码格式不符（应为 {pattern}）",
                    f"its code {code} is not {pattern}",
                )


def check_names(subject: Subject) -> Iterator[Finding]:
    """A3 name missing, A4 a name used twice (W), A5 a name that was decoded wrongly."""
    seen: dict[str, int] = {}
    for index, name in enumerate(subject.rows["name"].tolist()):
        if not isinstance(name, str):
            yield subject.find("A3", "E", index, "没有名称", "it has no name")
            continue
        if "\ufffd" in name or re.search(r"[\u0080-\u00ff]{3,}", name):
            zh, en = f"名称是乱码（{name}）", f"its name is garbled ({name})"
            yield subject.find("A5", "E", index, zh, en)
        if name in seen:
            row = int(subject.rows.iloc[seen[name]].row_no)
            zh, en = f"与第 {row} 行同名", f"its name {name} is that of row {row} too"
            yield subject.find("A4", "W", index, zh, en, other_row=row)
        seen.setdefault(name, index)
