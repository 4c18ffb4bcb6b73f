"""What a request accepts and already has: Accept-Encoding and If-None-Match (RFC 9110)."""

import re
from functools import lru_cache

_TAG = re.compile(rb'(?:W/)?("[^"]*")')


@lru_cache(maxsize=256)
def takes_gzip(accepted: bytes | None) -> bool:
    """Returns whether an Accept-Encoding header lets gzip through; without one it does not.

    RFC 9110 would allow any encoding then, but a client that says nothing may know none.
    """
    if accepted is None:
        return False
    weights = dict(map(_read_weight, accepted.lower().split(b",")))
    return weights.get(b"gzip", weights.get(b"x-gzip", weights.get(b"*", 0.0))) > 0


def has_match(known: bytes | None, etag: bytes) -> bool:
    """Returns whether an If-None-Match header names the entity tag: a list, weak tags, or *."""
    if known is None:
        return False
    return known == etag or known.strip() == b"*" or etag in _TAG.findall(known)


def _read_weight(part: bytes) -> tuple[bytes, float]:
    name, _, parameters = part.partition(b";")
    found = re.search(rb"q\s*=\s*([0-9.]+)", parameters)
    try:
        return name.strip(), float(found.group(1)) if found else 1.0
    except ValueError:
        return name.strip(), 0.0
