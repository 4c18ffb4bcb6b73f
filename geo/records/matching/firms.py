"""Which firm a record names: by its credit code, else by its exact name, where one alone has it."""

import re
from typing import Any

import pandas as pd

from geo.records.matching.wording.texts import fold_text, join_text

# Ways to write the legal form; without it two firms may bear one name, so it is made alike only.
_LIMITED = re.compile("有限(?:责任)?公司")


def match_firms(
    names: "pd.Series[Any]", usccs: "pd.Series[Any]", firms: pd.DataFrame
) -> "pd.Series[Any]":
    """Returns the credit code of each row's firm: what it says, else that of the only such name.

    Names are alike but for width, blanks, brackets and 有限公司 for 有限责任公司; branches
    (一分公司) are firms of their own. A name that two firms bear says nothing.

    Args:
        names: the firms' names as they are written; NA where none is.
        usccs: their unified social credit codes; NA where none is said.
        firms: the known firms: name, uscc; one row per name, former names too.
    """
    known = firms[["name", "uscc"]].dropna().astype("string")
    known = known.assign(name=_normalise(known["name"])).drop_duplicates()
    unique = known.drop_duplicates("name", keep=False).set_index("name")["uscc"]
    found = _normalise(names).map(unique).astype("string")
    return usccs.astype("string").fillna(found)


def _normalise(names: "pd.Series[Any]") -> "pd.Series[Any]":
    texts = names.astype("string")
    plain = {
        text: _LIMITED.sub("有限公司", join_text(fold_text(text)))
        for text in texts.dropna().unique()
    }
    return texts.map(plain).astype("string")
