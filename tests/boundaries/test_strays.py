"""Surveys put together from several sources: the rows on another datum are told."""

import numpy as np
import pytest
from shapely import affinity

from tests.checking import only
from tests.placing import displace, make_known, survey


def mix(datum, rows):
    """The town's zones in degrees, some of them displaced."""
    labels, shapes = survey(4490)
    mixed = shapes.copy()
    mixed[rows] = displace(shapes, datum)[rows]
    return labels, mixed


@pytest.mark.parametrize(("datum", "name"), [("gcj02", "GCJ-02"), ("bd09", "BD-09")])
@pytest.mark.parametrize("rows", [[0, 1, 2], [2, 4, 6, 7]])
def test_c5_some_rows_are_displaced(decide, datum, name, rows):
    labels, shapes = mix(datum, rows)
    (told,) = decide(shapes, 4490, labels, make_known()).findings
    assert (told.check, told.severity, told.measured) == ("C5", "E", len(rows))
    assert name in told.message.zh
    assert f"第 {'、'.join(str(row + 1) for row in rows)} 行" in told.message.zh
    assert "--partial" in told.hint.en


def test_c5_some_rows_are_not_displaced_like_the_others(ask_place, decide):
    labels, shapes = mix("gcj02", [0, 1, 3, 5, 6, 8])
    assert ask_place(shapes, 4490, labels, make_known())["datum"].proposed == "gcj02"
    decided = decide(shapes, 4490, labels, make_known(), datum="gcj02")
    told = [one for one in only(decided.findings, "C5") if one.severity == "E"]
    assert [(one.measured, "rows 3, 5, 8" in one.message.en) for one in told] == [(3, True)]
    assert only(decided.findings, "C6") == []


def test_half_a_survey_astray_has_no_shift_in_common(decide):
    labels, shapes = survey(4548)
    half = np.array([affinity.translate(s, 550 * (n % 2), 0) for n, s in enumerate(shapes)])
    assert decide(half, 4548, labels, make_known()).findings == ()


def test_rows_that_were_moved_are_no_strays(decide):
    labels, shapes = survey(4548)
    for row in range(4):
        shapes[row] = affinity.translate(shapes[row], 300 + 90 * row, -200 * row)
    assert decide(shapes, 4548, labels, make_known()).findings == ()
