"""Layers of an upload: which of several is meant, and which were passed over."""

from geo.boundaries.readers.job import EVERY_LAYER
from geo.errors import Text, tag
from geo.surveys import Option, Question, QuestionError


def ask_layer(names: list[str], *, together: bool = False) -> QuestionError:
    """Returns the question which of several layers is meant (check F7).

    Args:
        names: of the layers of polygons.
        together: whether all of them may be read as one.
    """
    listed = Text("、".join(names), ", ".join(names))
    message = tag(
        "F7",
        Text(
            f"有 {len(names)} 个面图层（{listed.zh}），请指定其一。",
            f"It has {len(names)} polygon layers ({listed.en}); name one.",
        ),
    )
    options = [Option(name, Text(name, name)) for name in names]
    if together:
        options.append(Option(EVERY_LAYER, Text("全部合为一层", "all of them as one")))
    hint = Text("可用 --layer 指定。", "Name it with --layer.")
    question = Question("layer", message, tuple(options), None)
    return QuestionError("layer_choice", message, hint, [{"check": "F7"}], (question,))


def tell_layer(name: str) -> Text:
    """Returns the sentence that a layer which draws no polygons was passed over."""
    return Text(
        f"图层“{name}”不是面，未读取", f"the layer “{name}” draws no polygons and was not read"
    )
