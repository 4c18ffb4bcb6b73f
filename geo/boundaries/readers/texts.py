"""How texts are encoded: the bytes decide, not what a file says about itself."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo.boundaries.readers.job import Encoding
from geo.errors import Text

_WORD = re.compile(r"[\w（）·-]*[\u4e00-\u9fff][\w（）·-]*")
UTF8, GB18030 = "UTF-8", "GB18030"
# How texts in UTF-16 begin, such as tables that Excel saves as "Unicode text".
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAMPLES = 5


def name_encoding(said: str | None) -> str | None:
    """Returns "UTF-8" or "GB18030" for a way of writing that name, None for any other."""
    plain = (said or "").strip().lower().replace("-", "").replace("_", "").replace(" ", "")
    if plain in ("utf8", "65001", "cp65001"):
        return UTF8
    if plain in ("gbk", "gb2312", "gb18030", "936", "cp936", "ansi936", "oem936", "54936"):
        return GB18030
    return None


@dataclass(slots=True)
class Judge:
    """Looks at texts piece by piece and then tells how they are written.

    GB18030 holds all of GBK and GB2312. A few of its words are UTF-8 too, but of Latin or Greek
    letters then; pure ASCII counts as UTF-8.
    """

    ascii: bool = True
    utf8: bool = True
    gb18030: bool = True
    chinese: bool = False

    def hear(self, raw: bytes) -> None:
        """Takes a further piece, which holds whole characters."""
        if raw.isascii():
            return
        self.ascii = False
        if self.utf8:
            text = decode_strictly(raw, UTF8)
            self.utf8 = text is not None
            self.chinese = self.chinese or has_chinese(text or "")
        if self.gb18030:
            self.gb18030 = decode_strictly(raw, GB18030) is not None

    def decide(self, hint: str | None = None) -> str | None:
        """Returns the encoding, None where the bytes are neither or fit both equally.

        Args:
            hint: what the file says, which counts only where the bytes leave it open.
        """
        if self.utf8 and (self.ascii or self.chinese or not self.gb18030):
            return UTF8
        if self.utf8:
            return None if hint == UTF8 else GB18030
        return GB18030 if self.gb18030 else None


def decode_strictly(raw: bytes, encoding: str) -> str | None:
    """Returns the text, or None where some bytes are not of that encoding."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def decode_cut(raw: bytes, encoding: str) -> str | None:
    """Returns the text without its last character where that was cut; None if not of it."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(raw, final=False)
    except UnicodeDecodeError:
        return None


def has_chinese(text: str) -> bool:
    """Returns whether a Chinese character occurs in the text."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def decode_file(raw: bytes, chosen: str | None) -> tuple[str, Encoding] | None:
    """Returns a whole file's text and how it was decoded; None if in neither encoding.

    A person's choice is followed; bytes that are not of it become U+FFFD, which a check finds.
    The mark at the beginning of a UTF-16 text leaves nothing to choose.
    """
    if raw.startswith(UTF16_MARKS):
        return _decode_marked(raw)
    bare = raw.removeprefix(codecs.BOM_UTF8)
    if chosen is not None:
        text = bare.decode(chosen, errors="replace")
        return text, Encoding(chosen, "person", samples=pick_samples(list_words(text)))
    judge = Judge()
    judge.hear(bare)
    encoding = judge.decide()
    if encoding is None:
        return None
    text = bare.decode(encoding)
    return text, Encoding(encoding, "bytes", tell(encoding), pick_samples(list_words(text)))


def _decode_marked(raw: bytes) -> tuple[str, Encoding] | None:
    text = decode_strictly(raw, "utf-16")
    if text is None:
        return None
    evidence = Text("文件开头有 UTF-16 标记。", "It begins with the mark of UTF-16.")
    return text, Encoding("UTF-16", "bytes", evidence, pick_samples(list_words(text)))


def tell(encoding: str) -> Text:
    """Returns the evidence for an encoding that the bytes decided, as a sentence."""
    other = GB18030 if encoding == UTF8 else UTF8
    return Text(
        f"全部文字都是有效的 {encoding}，按 {other} 则不成立或不像中文。",
        f"All texts are valid {encoding}; as {other} they fail or make no Chinese.",
    )


def list_words(text: str) -> Iterator[str]:
    """Yields what a text says in Chinese, without the marks of its format around it."""
    return (match[0] for match in _WORD.finditer(text))


def pick_samples(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Returns up to five different short texts, those with Chinese characters first."""
    found: dict[str, None] = {}
    for text in texts:
        if text and has_chinese(text):
            found[text[:40]] = None
            if len(found) == SAMPLES:
                break
    return tuple(found)
