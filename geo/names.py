"""Names of places as people write them, made alike."""

import re
import unicodedata
from typing import Any

import pandas as pd

_LEFT_OUT = re.compile(r"[\s()\[\]{}<>«»‹›〈〉《》「」『』【】〔〕〖〗“”\"'‘’]+")


def normalise_names(names: "pd.Series[Any]") -> "pd.Series[Any]":
    """Returns names without what offices write differently; a missing name stays missing.

    Full-width forms become half-width (NFKC), letters small; blanks, brackets and quotation marks
    go, what stands between them stays: 河畔家园（一期） is 河畔家园 一期. Numbers are not read:
    一期 and 1期 stay apart.
    """
    alike = [_normalise(name) if isinstance(name, str) else None for name in names.tolist()]
    return pd.Series(alike, names.index, "string")


def _normalise(name: str) -> str | None:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _LEFT_OUT.sub("", plain) or None
