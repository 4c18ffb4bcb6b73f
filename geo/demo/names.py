"""Invented names: believable, and of characters that no real estate or firm puts together."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from geo.credit_codes import complete_code
from geo.demo.plan import Names

# Stands where a register would put its own signs, so that no code can be that of a real firm.
INVENTED = "DEM"


class NameMaker:
    """Gives out invented names, each once."""

    def __init__(self, names: Names, rng: np.random.Generator) -> None:
        self._names = names
        self._rng = rng
        self._estates = self._shuffle(names.first, names.second)
        self._roads = self._shuffle(names.second, names.first)
        self._firms = self._shuffle(names.first, names.second, names.firm_third)

    def _shuffle(self, *alphabets: str) -> Iterator[str]:
        stems = ["".join(signs) for signs in product(*alphabets)]
        return iter([stems[i] for i in self._rng.permutation(len(stems))])

    def make_stem(self) -> str:
        """Returns two characters that no other estate begins with."""
        return next(self._estates)

    def make_estates(self, stem: str, kind: str, count: int) -> list[str]:
        """Returns names of `count` neighbouring estates: one name, or its numbered sections."""
        suffix = str(self._rng.choice(self._names.suffixes[kind]))
        if kind in {"public_unit", "three_supplies"}:
            suffix = str(self._rng.choice(self._names.works)) + suffix
        if count == 1:
            return [stem + suffix]
        fitting = [s for s in self._names.sections if len(s) >= count]
        sections = fitting[self._rng.integers(len(fitting))]
        return [stem + suffix + section for section in sections[:count]]

    def make_kiosk(self, stem: str) -> str:
        """Returns the name of a kiosk: the smallest thing that is a zone of its own."""
        return stem + self._names.kiosk

    def make_road(self) -> str:
        """Returns the name of a road."""
        return next(self._roads) + str(self._rng.choice(self._names.roads))

    def make_firm(self, pattern: str) -> str:
        """Returns the name of a firm; `pattern` holds {name} for its own part."""
        return pattern.format(name=next(self._firms)) + str(
            self._rng.choice(self._names.firm_forms)
        )


def make_uscc(district: str, number: int) -> str:
    """Returns an 18-sign unified social credit code with right check signs that no firm has."""
    return complete_code(f"91{district}", f"{INVENTED}{number:05d}")
