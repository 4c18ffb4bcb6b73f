"""What a person is asked about a survey's coordinates, with options and evidence."""

from geo.boundaries.coordinates.extent import Extent
from geo.crs import find_first_number, find_zone_prefix
from geo.errors import Text, tag
from geo.placing import Placing
from geo.surveys import Option, Question, QuestionError


def ask_srid(reason: Text, fitting: list[Placing], extent: Extent) -> Question:
    """Returns the question for the system: those that fit, or all with what they would give."""
    taken = extent.profile.crs.survey
    offered = fitting or [*extent.placings, *([extent.local] if extent.local else [])]
    options: list[Option] = []
    # One system has several numbers, between which nobody could choose: its first one stands.
    for placing in {find_first_number(p.srid, taken): p for p in reversed(offered)}.values():
        evidence = extent.describe(placing)
        prefix = extent.find_prefix(placing.axes)
        if prefix is not None and prefix[0] == (placing.srid and find_zone_prefix(placing.srid)):
            evidence = Text(f"{evidence.zh}；{prefix[1].zh}", f"{evidence.en}; {prefix[1].en}")
        options.insert(0, Option(placing.srid, placing.name, evidence))
    proposed = options[0] if fitting else None
    numbers = extent.describe_numbers()
    best = Text(
        f"没有一种坐标系能使其落在本区（{numbers.zh}）",
        f"in no system that is taken would it lie here ({numbers.en})",
    )
    if proposed is not None and proposed.evidence is not None:
        best = proposed.evidence
    return Question(
        "srid",
        tag(
            "C2",
            Text(
                f"{reason.zh}；{best.zh}。请确认坐标系。", f"{reason.en}; {best.en}. Which is it?"
            ),
        ),
        tuple(options),
        proposed.value if proposed else None,
    )


def ask_axes(plain: Placing, swapped: Placing, extent: Extent) -> Question:
    """Returns the question for the order of axes, which proposes to swap them."""
    now, then = extent.describe(plain), extent.describe(swapped)
    return Question(
        "axes",
        tag(
            "C3",
            Text(
                f"坐标像是先北后东（纬度在前）：{now.zh}；{then.zh}。要交换两轴吗？",
                f"The coordinates seem to be written north first: {now.en}; {then.en}. Shall the "
                "axes be swapped?",
            ),
        ),
        (
            Option("swapped", Text("交换（北、东）", "swapped (north, east)"), then),
            Option("as_read", Text("不交换（东、北）", "as read (east, north)"), now),
        ),
        "swapped",
    )


def ask_person(questions: list[Question], *, declared: bool) -> QuestionError:
    """Returns the error that asks these questions; its code tells the first of them."""
    codes = {
        "srid": "crs_doubtful" if declared else "crs_missing",
        "axes": "axes_doubtful",
        "datum": "datum_doubtful",
    }
    checks = {"srid": "C2", "axes": "C3", "datum": "C5"}
    proposed = [_tell_proposed(q) for q in questions if q.proposed is not None]
    return QuestionError(
        codes[questions[0].id],
        Text(
            "\n".join(question.message.zh for question in questions),
            "\n".join(question.message.en for question in questions),
        ),
        Text(
            f"请选定；建议：{'、'.join(p.zh for p in proposed) or '无'}。",
            f"Choose; proposed: {', '.join(p.en for p in proposed) or 'nothing'}.",
        ),
        [{"check": checks[question.id]} for question in questions],
        tuple(questions),
    )


def _tell_proposed(question: Question) -> Text:
    """Returns what is proposed, with the option of the command line that takes it."""
    label = next(o.label for o in question.options if o.value == question.proposed)
    option = {"srid": "--crs", "axes": "--axes", "datum": "--datum"}[question.id]
    typed = f"{option} {question.proposed}"
    return Text(f"{label.zh}（{typed}）", f"{label.en} ({typed})")
