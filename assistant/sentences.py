"""A model's stream cut into plain sentences: whole ones only, without markup, their citation marks taken out.

What is not whole is not shown, so that no picture, link or tag that was cut over two pieces gets by.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.chunk import sentences
from store.types import Span

_LONGEST = 4_000  # characters without an end of a sentence: a model that runs on
_END = re.compile(r"[.!?…][\s»”\"')\]\d\[]*$")
_FENCE = re.compile(r"^\s*(?:```|~~~)\w*\s*$")
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)?|\[[^\]]*\]?)")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)?|\[[^\]]*\])")
_TAG = re.compile(r"<!--.*?(?:-->|$)|</?[A-Za-z][^>]*(?:>|$)", re.DOTALL)
_MARK = re.compile(
    r"[ \u00a0]?(?:[\[【](?:passage )?\^?(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)[\]】]|\(passage (\d{1,3})\))", re.IGNORECASE
)
_MARKUP = re.compile(r"^\s*(?:#{1,6}\s+|>\s*|[-*•–]\s+|\d{1,2}[.)]\s+)|\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
_BRACKETS = re.compile(r"[<>\[\]]|(?<=!)\(")
# What may yet become a picture, a link or a tag.
_OPEN = re.compile(r"\]\([^)]*$|<[^>]*$|[\]!<]$")
# An address, with or without its scheme, and what would run in a browser.
ADDRESS = re.compile(
    r"\w+://|\bwww\.|\w@\w+\.\w|\b[\w-]+(?:\.[\w-]+)+/\S|\b(?:data|javascript|vbscript|mailto|file):\S|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|fr|eu|test|io|info"
    r"|example|invalid|int|edu|gov|uk|de|ca|be|ch|xyz|ru|co|dev|app|ai|cn|ly|biz|online|site)\b|^\s*\[[^\]]+\]:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that a model wrote, in plain text; the passages that it says it rests on, which prove nothing; and
    whether it held an address.
    """

    text: str
    marks: tuple[int, ...]
    address: bool


def written(pieces: Iterable[str]) -> Iterator[Written]:
    """The sentences of a stream, each as soon as it is whole; the last one when the stream ends."""
    held, told, lost = "", 0, False
    for piece in pieces:
        held += piece
        *lines, held = held.split("\n")
        for line in lines[lost:]:
            for sentence in _plain(line):
                told += 1
                yield sentence
        # A picture or a link may hold the end of a sentence: nothing is cut before it is closed.
        found = sentences(held, Span(0, len(held))) if held.count("[") == held.count("]") else []
        whole = held[: found[-1].start].rstrip() if len(found) > 1 else ""
        if whole and not _OPEN.search(held) and not _OPEN.search(whole):
            for sentence in _plain(whole):
                told += 1
                yield sentence
            held = held[found[-1].start :]
        lost = (lost and not lines) or len(held) > _LONGEST
        if lost:
            held = ""  # and with it the rest of its line
    # What has no end was cut off, unless it is all there is.
    if not told or _END.search(held):
        yield from _plain(held)


def _plain(text: str) -> Iterator[Written]:
    """The sentences of a finished run of text, without markup."""
    if _FENCE.match(text):
        return
    text = _TAG.sub(" ", _IMAGE.sub(" ", text))
    for span in sentences(text, Span(0, len(text))):
        own = span.of(text)
        marks = tuple(dict.fromkeys(int(n) for mark in _MARK.finditer(own) for n in re.findall(r"\d+", mark.group())))
        unmarked = _MARK.sub("", own)
        # Last of all the brackets themselves: taking markup out may put other markup together.
        plain = " ".join(_BRACKETS.sub("", _MARKUP.sub("", _LINK.sub(r"\1", unmarked))).split())
        plain = re.sub(r" (?=[.,])", "", plain)
        if any(letter.isalpha() for letter in plain):
            yield Written(plain, marks, bool(ADDRESS.search(unmarked) or ADDRESS.search(plain)))
