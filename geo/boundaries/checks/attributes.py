"""Checks of what the rows say: codes, names, values of code lists."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from geo.boundaries.checks.subject import Subject
from geo.errors import Text
from geo.findings import Finding
from geo.names import normalise_names
from geo.surveys import FURTHER, PlaceKind

# A table calculator turns 001 into 1: so many zeros may be missing from a number.
MOST_ZEROS = 3
# A street's name with and without the word for its office is the same name.
_OFFICE = re.compile(r"(?<=.)办事处$")
_LATIN = re.compile(r"[\u0080-\u00ff]{3,}")
# A name as people write it: at least one Chinese character, else plain signs.
_CHINESE = re.compile(r"(?=.*[\u4e00-\u9fff])[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef· -~]{2,}")
# What is left of Chinese words that were written in an encoding without them.
_LOST = "??"
_FURTHER = f'"{FURTHER}": {{'
# What Western encodings can write: no other text was read in one.
_WESTERN = re.compile(r"[\x00-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*")
_MISREAD_HINT = Text("请换一种编码重新读取。", "Read the file again in another encoding.")
_LOST_HINT = Text(
    "问号处的文字已经丢失，请从原始数据重新导出（UTF-8 或 GBK）。",
    "What stood at the question marks is lost; export it again from its source (UTF-8 or GBK).",
)
# How a text of one encoding was read as another: the wrong one, the right one; Chinese ones last.
_MISREADINGS = (
    ("latin-1", "gb18030"),
    ("latin-1", "utf-8"),
    ("cp1252", "utf-8"),
    ("gb18030", "utf-8"),
)


def check_codes(subject: Subject) -> Iterator[Finding]:
    """A1: the code is missing or used twice (E)."""
    seen: dict[str, int] = {}
    for index, code in enumerate(subject.codes):
        if code is None:
            yield subject.find("A1", "E", index, "没有编码", "it has no code")
        elif code in seen:
            first = subject.numbers[seen[code]]
            yield subject.find(
                "A1",
                "E",
                index,
                f"编码与第 {first} 行重复",
                f"its code {code} is used by row {first} too",
                other_row=first,
                other_code=code,
            )
        else:
            seen[code] = index


def check_code_format(subject: Subject) -> Iterator[Finding]:
    """A2: the code is not of the district's form; the padded one is told where zeros were lost."""
    pattern = re.compile(getattr(subject.profile.codes, subject.kind.value))
    for index, code in enumerate(subject.codes):
        if code is None or pattern.fullmatch(code):
            continue
        padded = pad_code(code, pattern)
        lost = Text(f"，疑为 {padded} 丢失了前导零", f"; {padded} may have lost its zeros")
        yield subject.find(
            "A2",
            "E",
            index,
            f"编码格式不符（应为 {pattern.pattern}）{lost.zh if padded else ''}",
            f"its code {code} is not {pattern.pattern}{lost.en if padded else ''}",
            hint=Text(f"请改为 {padded} 后再提交。", f"Correct it to {padded}.")
            if padded
            else None,
        )


def pad_code(code: str, pattern: re.Pattern[str]) -> str | None:
    """Returns the only code of the pattern that has leading zeros more in one of its numbers.

    None where there is no such code, or more than one.
    """
    found = set()
    for number, zeros in itertools.product(re.finditer(r"\d+", code), range(1, MOST_ZEROS + 1)):
        padded = code[: number.start()] + "0" * zeros + code[number.start() :]
        if pattern.fullmatch(padded):
            found.add(padded)
    return found.pop() if len(found) == 1 else None


def check_names(subject: Subject) -> Iterator[Finding]:
    """A3: the name is missing (E)."""
    for index, name in enumerate(subject.names):
        if name is None:
            yield subject.find("A3", "E", index, "没有名称", "it has no name")


def check_same_names(subject: Subject) -> Iterator[Finding]:
    """A4: a name is used twice (W), whatever its blanks, brackets and width."""
    names = subject.places.words.alike
    if subject.kind is PlaceKind.STREET:
        names = normalise_names(names.str.replace(_OFFICE, "", regex=True))
    alike = [None if pd.isna(name) else name for name in names.tolist()]
    seen: dict[str, int] = {}
    for index, (name, plain) in enumerate(zip(subject.names, alike, strict=True)):
        if plain is None:
            continue
        if plain in seen:
            row = subject.numbers[seen[plain]]
            yield subject.find(
                "A4",
                "W",
                index,
                f"与第 {row} 行同名",
                f"its name {name} is that of row {row} too",
                other_row=row,
                other_code=subject.codes[seen[plain]],
            )
        seen.setdefault(plain, index)


def check_garbled_names(subject: Subject) -> Iterator[Finding]:
    """A5: the name was decoded wrongly (E); tells how it reads when it is decoded rightly.

    A question mark stands for a character that the encoding it went through does not have.
    """
    for index, name in enumerate(subject.names):
        if name is not None and (is_garbled(name) or "?" in name):
            yield _tell_garbled(subject, index, name, Text("名称", "its name"))


def check_garbled_texts(subject: Subject) -> Iterator[Finding]:
    """A5: another text of a row was decoded wrongly (E), column by column."""
    for index, attributes in enumerate(subject.walk("attributes")):
        if attributes.isascii() and _LOST not in attributes:
            continue
        said = json.loads(attributes)
        for column, value in (said | said.get(FURTHER, {})).items():
            if isinstance(value, str) and is_garbled(value):
                what = Text(f"“{column}”的文字", f"its “{column}”")
                yield _tell_garbled(subject, index, value, what, column)


def _tell_garbled(
    subject: Subject, index: int, text: str, what: Text, column: str | None = None
) -> Finding:
    right = reread(text)
    meant = Text(f"，疑为“{right}”", f", which reads “{right}” when decoded rightly")
    return subject.find(
        "A5",
        "E",
        index,
        f"{what.zh}是乱码（{text[:40]}）{meant.zh if right else ''}",
        f"{what.en} is garbled ({text[:40]}){meant.en if right else ''}",
        hint=_LOST_HINT if "?" in text else _MISREAD_HINT,
        other_code=column,
    )


@lru_cache(maxsize=65_536)
def is_garbled(text: str) -> bool:
    """Returns whether a text was decoded or written in an encoding that is not its own."""
    if _LOST in text:
        return True
    if text.isascii():
        return False
    return "\ufffd" in text or bool(_LATIN.search(text)) or reread(text) is not None


def reread(text: str) -> str | None:
    """Returns the Chinese text that this one is when its bytes are read in another encoding.

    None for a text that is as it should be, or that cannot be told.
    """
    for wrong, right in _MISREADINGS if _WESTERN.fullmatch(text) else _MISREADINGS[-1:]:
        try:
            other = text.encode(wrong).decode(right)
        except UnicodeError:
            continue
        if other != text and _CHINESE.fullmatch(other):
            return other
    return None


def check_values(subject: Subject) -> Iterator[Finding]:
    """A7: a value that is in no code list, or no number, where one is wanted (W)."""
    spelled = {
        spelling.lower(): field
        for field, spellings in subject.profile.fields[subject.kind].items()
        for spelling in spellings
        if field not in ("code", "code_full", "name")
    }
    for index, attributes in enumerate(subject.walk("attributes")):
        if _FURTHER not in attributes:
            continue
        for column, value in _list_unread(json.loads(attributes), spelled):
            yield subject.find(
                "A7",
                "W",
                index,
                f"“{column}”的取值“{value}”不在代码表中或不是数",
                f"“{value}” in “{column}” is not in its code list, or no number",
                other_code=column,
            )


def _list_unread(
    attributes: Mapping[str, Any], spelled: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Returns columns of ours that were not understood, which the reader keeps as they are."""
    for column, value in attributes.get(FURTHER, {}).items():
        field = spelled.get(column.lower())
        if field is not None and field not in attributes:
            yield column, str(value)
