"""Decides where a survey's coordinates lie: reference system, order of axes, datum.

The parameters that the file declares and the place where the numbers fall decide together; names
are never believed. Where they disagree, or the file declares nothing, a person is asked, and the
answer is followed; what speaks against it is kept. Pure: no database.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.boundaries.coordinates.datum import decide_datum
from geo.boundaries.coordinates.extent import Extent
from geo.boundaries.coordinates.pairs import pair_shapes
from geo.boundaries.coordinates.questions import ask_axes, ask_person, ask_srid
from geo.crs import LOCAL, find_zone_prefix, identify_crs
from geo.crs_names import find_old_datum, name_crs
from geo.errors import InputError, SetupError, Text
from geo.findings import Finding
from geo.places import Places, Shapes, Words
from geo.placing import LocalGrid, Placing, read_local_grid
from geo.profile import Profile
from geo.surveys import Axes, Datum, Question, SurveyRequest

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Georeference:
    """How a survey's coordinates are understood, and why.

    Attributes:
        placing: the decision, which places shapes.
        decided_by: of "srid", "axes" and "datum": the file or a person.
        evidence: what speaks for it, with numbers.
        against: what speaks against a person's decision.
        findings: C2 to C6.
    """

    placing: Placing
    decided_by: dict[str, Literal["file", "person"]]
    evidence: tuple[Text, ...] = ()
    against: tuple[Text, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def srid(self) -> int:
        """EPSG code of the file's coordinates; 0 is the local grid."""
        return self.placing.srid

    @property
    def axes(self) -> Axes:
        """Whether the file writes north first."""
        return self.placing.axes

    @property
    def datum(self) -> Datum:
        """What was undone."""
        return self.placing.datum

    def as_decisions(self) -> dict[str, Any]:
        """Returns crs, axes and datum as plain JSON values, for a survey's decisions.

        Of a local grid only the file's name and SHA-256 are told.
        """
        local = self.placing.local
        return {
            "crs": {
                "srid": self.srid,
                "name": self.placing.name.as_dict(),
                "from": self.decided_by["srid"],
                "evidence": [text.as_dict() for text in self.evidence],
                "against": [text.as_dict() for text in self.against],
                "local": None if local is None else {"name": local.name, "sha256": local.sha256},
            },
            "axes": self.axes,
            "axes_from": self.decided_by["axes"],
            "datum": self.datum,
            "datum_from": self.decided_by["datum"],
        }


@dataclass(slots=True)
class _Draft:
    """The decision while it is made."""

    evidence: list[Text] = field(default_factory=list)
    against: list[Text] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def georeference(
    shapes: Shapes,
    declared: CRS | None,
    request: SurveyRequest,
    profile: Profile,
    words: Words | None = None,
    known: Places | None = None,
) -> Georeference:
    """Returns how a survey's coordinates are to be understood.

    Args:
        shapes: the rows' shapes as the file has them.
        declared: the system that the file states; None if it states none, or only "local".
        request: what a person decided: srid (0: the local grid), axes, datum.
        profile: the systems that are taken, the extent, the measuring system.
        words: the rows' code and name, to be compared with the known places.
        known: the current places' code and name, and their shapes.

    Raises:
        QuestionError: a person has to decide; options and evidence are with each question.
        InputError: crs_not_taken (Beijing-54, Xian-80, or a system that would fit but is not
            taken), crs_unknown (no such number).
        SetupError: the local grid was asked for and is missing or broken.
    """
    if declared is not None and declared.is_engineering:
        declared = None
    local = _open_local_grid(request, profile)
    extent = Extent(shapes.bounds, profile, local)
    draft = _Draft()
    srid = _decide_srid(declared, request, extent, draft)
    axes = _decide_axes(srid, local, request, extent, draft)
    placing = Placing(srid, axes, local=local if srid == LOCAL else None)
    draft.evidence.append(extent.describe(placing))
    _check_prefix(placing, extent, draft)
    pairs = None
    if words is not None and known is not None:
        pairs = pair_shapes(shapes, words, known, profile)
    decision = decide_datum(placing, request.datum, pairs)
    if decision.question is not None:
        draft.questions.append(decision.question)
    if draft.questions:
        raise ask_person(draft.questions, declared=declared is not None)
    by_person = {"srid": request.srid, "axes": request.axes, "datum": request.datum}
    return Georeference(
        placing.on(decision.datum),
        {name: "file" if said is None else "person" for name, said in by_person.items()},
        (*draft.evidence, *decision.evidence),
        (*draft.against, *decision.against),
        (*draft.findings, *decision.findings),
    )


def place_shapes(shapes: "NDArray[Any]", decided: Georeference) -> "NDArray[Any]":
    """Returns the file's shapes in EPSG:4490 as was decided, vertex by vertex."""
    return decided.placing.place(shapes)


def _open_local_grid(request: SurveyRequest, profile: Profile) -> LocalGrid | None:
    """Returns the customer's local grid; a broken one matters only to whom asks for it."""
    path = profile.crs.local_grid
    try:
        if path is not None:
            return read_local_grid(path)
    except SetupError:
        if request.srid == LOCAL:
            raise
    if request.srid == LOCAL:
        raise SetupError(
            "local_grid_missing",
            Text("本机没有设置本地坐标系。", "No local grid is set on this machine."),
            Text("请设置 ONEMAP_LOCAL_GRID。", "Set ONEMAP_LOCAL_GRID."),
        )
    return None


def _decide_srid(
    declared: CRS | None, request: SurveyRequest, extent: Extent, draft: _Draft
) -> int:
    """Returns the system: a person's, the file's where it fits, or the one that is proposed."""
    if request.srid is not None:
        return _follow_person(declared, request.srid, extent, draft)
    fitting = extent.list_fitting()
    if declared is None:
        message = Text("文件没有说明坐标系", "The file does not say its reference system")
        draft.questions.append(ask_srid(message, fitting, extent))
        return fitting[0].srid if fitting else extent.profile.crs.survey[0]
    try:
        srid = identify_crs(declared, extent.profile.crs.survey)
    except InputError:
        would_fit, where = extent.describe_declared(declared)
        if would_fit or where is None or not fitting or find_old_datum(declared) is not None:
            raise
        draft.questions.append(ask_srid(where, fitting, extent))
        return fitting[0].srid
    if not fitting or any(placing.srid == srid for placing in fitting):
        name = Placing(srid).name
        draft.evidence.append(
            Text(
                f"文件声明的坐标系参数与 {name.zh} 一致",
                f"the parameters that the file declares are those of {name.en}",
            )
        )
        return srid
    draft.questions.append(ask_srid(extent.describe(Placing(srid)), fitting, extent))
    return fitting[0].srid


def _follow_person(declared: CRS | None, srid: int, extent: Extent, draft: _Draft) -> int:
    """Returns the system that a person named; keeps what speaks against it."""
    taken = extent.profile.crs.survey
    if srid != LOCAL and srid not in taken:
        try:
            srid = identify_crs(CRS.from_epsg(srid), taken)
        except CRSError as error:
            raise InputError(
                "crs_unknown",
                Text(f"没有 EPSG:{srid} 这个坐标系。", f"There is no EPSG:{srid}."),
                Text("请核对代码。", "Check the number."),
            ) from error
    if declared is not None:
        _weigh_declared(declared, srid, taken, draft)
    fitting = extent.list_fitting()
    if fitting and all(placing.srid != srid for placing in fitting):
        draft.against.append(extent.describe(fitting[0]))
    return srid


def _weigh_declared(declared: CRS, srid: int, taken: tuple[int, ...], draft: _Draft) -> None:
    """Keeps that the file declares something else; C4: that it declares an old datum."""
    old = find_old_datum(declared)
    try:
        # One system has several numbers: what a person named need not be the first of them.
        if old is None and srid != LOCAL and identify_crs(declared, (srid, *taken)) == srid:
            return
    except InputError:
        pass
    name = name_crs(declared)
    said = Text(f"文件声明的坐标系是“{name.zh}”", f"the file declares “{name.en}”")
    draft.against.append(said)
    if old is not None:
        chosen = Text("本地坐标系", "the local grid") if srid == LOCAL else Placing(srid).name
        message = Text(
            f"{said.zh}，属于{old.zh}，没有公开的转换参数；人工改定为 {chosen.zh}",
            f"{said.en}, which is on {old.en} and has no public transformation; a person set "
            f"{chosen.en}",
        )
        hint = Text(
            "请测绘单位书面确认坐标系，或转换为 CGCS2000 后重交。",
            "Have the surveyors confirm the system in writing, or convert to CGCS2000.",
        )
        draft.findings.append(Finding("C4", "E", None, None, message, hint))


def _decide_axes(
    srid: int, local: LocalGrid | None, request: SurveyRequest, extent: Extent, draft: _Draft
) -> Axes:
    """Returns the order of axes: a person's, as read where that fits, or the one proposed."""
    grid = local if srid == LOCAL else None
    plain, swapped = (Placing(srid, axes, local=grid) for axes in ("as_read", "swapped"))
    chosen, other = (swapped, plain) if request.axes == "swapped" else (plain, swapped)
    if extent.fits(chosen) or not extent.fits(other):
        return chosen.axes
    if request.axes is None:
        draft.questions.append(ask_axes(plain, swapped, extent))
        return "swapped"
    against = extent.describe(other)
    draft.against.append(against)
    message = Text(
        f"坐标轴顺序由人工决定，但{against.zh}",
        f"a person set the order of axes, but {against.en}",
    )
    hint = Text("请核对坐标是否北、东颠倒。", "Check whether north and east change places.")
    draft.findings.append(Finding("C3", "E", None, None, message, hint))
    return chosen.axes


def _check_prefix(placing: Placing, extent: Extent, draft: _Draft) -> None:
    """C2: the zone that eastings begin with is the one of the system; none where it has none."""
    prefix = extent.find_prefix(placing.axes)
    if placing.srid == LOCAL:
        return
    expected = find_zone_prefix(placing.srid)
    if prefix is None or prefix[0] == expected:
        if prefix is not None:
            draft.evidence.append(prefix[1])
        return
    # Spherical Mercator's own numbers look like those of a 6-degree zone.
    if expected is None and extent.fits(placing):
        return
    name = placing.name
    message = Text(f"{prefix[1].zh}，与 {name.zh} 不符", f"{prefix[1].en}, which is not {name.en}")
    hint = Text("请核对带号与中央子午线。", "Check the zone and its central meridian.")
    draft.findings.append(Finding("C2", "E", None, None, message, hint, measured=prefix[0]))
