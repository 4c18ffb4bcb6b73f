"""What a drawing's block references draw: their content, at its place in the drawing.

References to other drawings are never followed, and those whose content is no larger than a
symbol (a survey point, a tree) give their texts only.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ezdxf import bbox
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.insert import Insert

from geo.boundaries.readers.job import refuse_file
from geo.boundaries.readers.limits import MAX_BLOCK_DEPTH, MAX_BLOCK_PARTS
from geo.errors import Text

# A block that is nowhere longer (in a drawing's metres) is a symbol: no zone is so small.
_SYMBOL_M = 10.0
_TEXTS = ("TEXT", "MTEXT", "ATTRIB")

_SAID = {
    "symbol": Text(
        "{n} 个图块是小于 10 米的符号，只取其文字",
        "{n} blocks are symbols of less than 10 m; only their texts were taken",
    ),
    "foreign": Text(
        "{n} 处引用指向图外的图或没有定义的图块，未读取",
        "{n} references lead to other drawings or to no block; they were not followed",
    ),
    "turned": Text(
        "图块中有 {n} 个图元无法随图块变形，未读取",
        "{n} entities of blocks cannot be distorted with them; they were not read",
    ),
}


@dataclass(slots=True)
class References:
    """Opens block references, within limits, and counts what was not taken."""

    path: Path
    parts: int = 0
    untaken: Counter[str] = field(default_factory=Counter)

    def open_all(self, entities: Iterable[DXFGraphic]) -> Iterator[DXFGraphic]:
        """Yields the entities, with the content of every block in place of its reference.

        Raises:
            InputError: blocks within blocks are too deep or too many (check F1).
        """
        for entity in entities:
            if isinstance(entity, Insert):
                yield from self._open_block(entity)
            else:
                yield entity

    def _open_block(self, reference: Insert) -> Iterator[DXFGraphic]:
        content = list(self._list_content(reference, 1))
        if _is_symbol(content):
            self.untaken["symbol"] += 1
            content = [entity for entity in content if entity.dxftype() in _TEXTS]
        yield from content

    def _list_content(self, reference: Insert, depth: int) -> Iterator[DXFGraphic]:
        block = reference.block()
        if block is None or block.is_any_layout or block.block is None or block.block.is_xref:
            self.untaken["foreign"] += 1
            return
        if depth > MAX_BLOCK_DEPTH:
            raise self._refuse(
                f"嵌套超过 {MAX_BLOCK_DEPTH} 层", f"nested deeper than {MAX_BLOCK_DEPTH}"
            )
        for one in reference.multi_insert() if reference.mcount > 1 else (reference,):
            yield from one.attribs
            self._count()
            for entity in one.virtual_entities(skipped_entity_callback=self._skip):
                self._count()
                if isinstance(entity, Insert):
                    yield from self._list_content(entity, depth + 1)
                else:
                    yield entity

    def _count(self) -> None:
        self.parts += 1
        if self.parts > MAX_BLOCK_PARTS:
            raise self._refuse(
                f"图元超过 {MAX_BLOCK_PARTS} 个", f"of more than {MAX_BLOCK_PARTS} entities"
            )

    def _skip(self, _entity: DXFGraphic, _reason: str) -> None:
        self.untaken["turned"] += 1

    def _refuse(self, zh: str, en: str) -> Exception:
        return refuse_file(self.path, f"图块{zh}", f"its blocks are {en}", check="F1")

    def tell(self) -> list[Text]:
        """Returns the sentences about what was not taken."""
        return [_SAID[why].format(n=n) for why, n in self.untaken.items()]


def _is_symbol(content: list[DXFGraphic]) -> bool:
    drawn = [entity for entity in content if entity.dxftype() not in _TEXTS]
    box = bbox.extents(drawn, fast=True)
    return box.has_data and max(box.size.x, box.size.y) < _SYMBOL_M
