"""Unified social credit codes of organisations (GB 32100-2015)."""

import re

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Of the code of the organisation within it, signs 9 to 16 (GB 11714).
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_FORM = re.compile(rf"[0-9ANY][1-9]\d{{6}}[{_SIGNS}]{{10}}")
# Where an identity card has the day of a birth (GB 11643).
_BIRTH = re.compile(r".{6}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def complete_code(begin: str, organisation: str) -> str:
    """Returns the code of 18 signs with both check signs.

    Args:
        begin: what registers it, its kind, and the six digits of the place: 8 signs.
        organisation: the organisation's own 8 signs.
    """
    pairs = zip(organisation, _ORGANISATION_WEIGHTS, strict=True)
    own = sum(int(sign, 36) * weight for sign, weight in pairs)
    code = f"{begin}{organisation}{'0123456789X'[-own % 11]}"
    unified = sum(_SIGNS.index(sign) * 3**place % 31 for place, sign in enumerate(code))
    return code + _SIGNS[-unified % 31]


def is_credit_code(text: str) -> bool:
    """Whether a text has the form of such a code, and is no number of a person.

    One with a wrong check sign is a code with a slip of the pen; only where it might be the number
    of an identity card its check signs decide.
    """
    if not _FORM.fullmatch(text):
        return False
    if not _BIRTH.match(text):
        return True
    return complete_code(text[:8], text[8:16]) == text and not _is_identity_number(text)


def _is_identity_number(text: str) -> bool:
    """Whether the last sign is that of an identity card (GB 11643, ISO 7064 mod 11-2)."""
    if not text[:17].isdigit():
        return False
    total = sum(int(sign) * pow(2, 17 - place, 11) for place, sign in enumerate(text[:17]))
    return text[17] == "10X98765432"[total % 11]
