"""All questions about a survey at once, so that a person answers them in one go."""

from dataclasses import dataclass, field

from geo.errors import Text
from geo.surveys import QuestionError


@dataclass(slots=True)
class Asked:
    """Gathers questions, so that a person answers all of them in one go."""

    errors: list[QuestionError] = field(default_factory=list)

    def raise_any(self) -> None:
        """Raises one error with all questions; its code is the first one's.

        Raises:
            QuestionError: if there are any.
        """
        if self.errors:
            raise self.join()

    def join(self, *last: QuestionError) -> QuestionError:
        """Returns one error with all questions, those of `last` too."""
        errors = [*self.errors, *last]
        messages = [error.message for error in errors]
        hints = [error.hint for error in errors if error.hint is not None]
        return QuestionError(
            errors[0].code,
            _join(messages),
            _join(hints) if hints else None,
            [detail for error in errors for detail in error.details],
            tuple(question for error in errors for question in error.questions),
        )


def _join(texts: list[Text]) -> Text:
    return Text("\n".join(t.zh for t in texts), "\n".join(t.en for t in texts))
