"""Columns of personal data: told by their headers, or by what most of their cells are."""

import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from geo.profile import RecordSettings
from geo.records.reading.masking import MASK, NAME, mask_numbers
from geo.records.reading.texts import read_text, spell

_LOOKED_AT = 2_000
_MOST = 0.5
_WORDED = re.compile(r"^(?:联系)?(?:电话|手机|座机|身份证)?号?码?\s*:?\s*|[\s(,;、/]*$")
_LOCAL = re.compile(r"[2-8]\d{3}[-\s]\d{4}")
_PERSON = re.compile(rf"{NAME}(?:先生|女士|同志)?|[\u4e00-\u9fff]\*{{1,2}}")


def is_personal_header(header: str, settings: RecordSettings, known: Iterable[str]) -> bool:
    """Returns whether a header names personal data.

    Args:
        header: as the office spells it.
        settings: the profile's headers, and the words that make any header one.
        known: spellings of the kind's own columns, which a word does not make one.
    """
    spelt = spell(header)
    if spelt in {spell(name) for name in settings.personal}:
        return True
    return spelt not in known and any(spell(word) in spelt for word in settings.personal_words)


def holds_numbers(values: Iterable[Any]) -> bool:
    """Returns whether most of a column's cells are numbers of telephones or identity cards."""
    return _count_most(values, _is_number)


def holds_names(values: Iterable[Any]) -> bool:
    """Returns whether most of a column's cells are shaped like people's names."""
    return _count_most(values, lambda text: _PERSON.fullmatch(text) is not None)


def _count_most(values: Iterable[Any], test: Callable[[str], bool]) -> bool:
    texts = [text for text in map(read_text, islice(values, _LOOKED_AT)) if text]
    return bool(texts) and sum(map(test, texts)) >= _MOST * len(texts)


def _is_number(text: str) -> bool:
    masked = _WORDED.sub("", mask_numbers(text))
    only = MASK in masked and not masked.replace(MASK, "").strip(" ,;、/")
    return only or _LOCAL.fullmatch(text) is not None
