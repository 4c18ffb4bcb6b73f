"""Names of places as people write them, made alike."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_BRACKETS = r"[()\[\]{}<>«»‹›〈〉《》「」『』【】〔〕〖〗“”\"'‘’]"


def normalise_names(names: "pd.Series[Any]") -> "pd.Series[Any]":
    """Returns names without what offices write differently; a missing name stays missing.

    Full-width forms become half-width (NFKC), letters small; blanks, brackets and quotation marks
    go, what stands between them stays: 河畔家园（一期） is 河畔家园 一期. Numbers are not read:
    一期 and 1期 stay apart.
    """
    plain = names.astype("string").str.normalize("NFKC").str.casefold()
    plain = plain.str.replace(rf"\s+|{_BRACKETS}", "", regex=True)
    return plain.mask(plain == "")
