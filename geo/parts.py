"""What the profile is made of: tables without unknown keys, names in two languages, value lists."""

from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from geo.errors import Text


class Part(BaseModel):
    """A table of the profile; unknown keys are errors, so that a typing slip is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Part):
    """A name in Chinese and English."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The label as a sentence for messages."""
        return Text(self.zh, self.en)


class EnumValue(Label):
    """One value of an enumeration: the id is stored, the label is shown, aliases are read."""

    id: str
    short_zh: str | None = None
    short_en: str | None = None
    aliases: tuple[str, ...] = ()


class Enumeration(Label):
    """A closed list of values; `members` groups another enumeration's values under these."""

    values: tuple[EnumValue, ...]
    members: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids, in the order in which they are shown."""
        return tuple(value.id for value in self.values)

    @cached_property
    def by_label(self) -> dict[str, str]:
        """Maps every id, label and alias that an office may write to the id."""
        spellings: dict[str, str] = {}
        for value in self.values:
            for spelling in (value.id, value.zh, value.en, value.short_zh, *value.aliases):
                if spelling:
                    spellings.setdefault(spelling, value.id)
        return spellings

    @cached_property
    def group_of(self) -> dict[str, str]:
        """Maps a member's id to the id of its group."""
        return {member: group for group, members in self.members.items() for member in members}
