"""A model's stream cut into plain sentences: whole ones only, without markup, their citation marks taken out.

What is not whole is not shown, so that no picture, link or tag that was cut over two pieces gets by.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.chunk import sentences
from store.types import Span

_LONGEST = 4_000  # characters without an end of a sentence: a model that runs on
_FENCE = re.compile(r"^\s*(?:```|~~~)\w*\s*$")
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)?|\[[^\]]*\]?)")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)?|\[[^\]]*\])")
_TAG = re.compile(r"<!--.*?(?:-->|$)|</?[A-Za-z][^>]*(?:>|$)", re.DOTALL)
_MARK = re.compile(r"[ \u00a0]?[\[【(](?:passage )?(\d{1,3})[\])】]", re.IGNORECASE)
_MARKUP = re.compile(r"^\s*(?:#{1,6}\s+|>\s*|[-*•–]\s+|\d{1,2}[.)]\s+)|\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
# What may yet become a picture, a link or a tag.
_OPEN = re.compile(r"\]\([^)]*$|<[^>]*$|[\]!<]$")
# An address, with or without its scheme, and what would run in a browser.
_ADDRESS = re.compile(
    r"\w+://|\bwww\.|\b(?:data|javascript|vbscript|mailto|file):\S|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|fr|eu|test|io|info"
    r"|example|invalid|int|edu|gov|uk|de|ca|be|ch)\b|^\s*\[[^\]]+\]:",
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
    held = ""
    for piece in pieces:
        held += piece
        *lines, held = held.split("\n")
        for line in lines:
            yield from _plain(line)
        # A picture or a link may hold the end of a sentence: nothing is cut before it is closed.
        found = sentences(held, Span(0, len(held))) if held.count("[") == held.count("]") else []
        whole = held[: found[-1].start].rstrip() if len(found) > 1 else ""
        if whole and not _OPEN.search(held) and not _OPEN.search(whole):
            yield from _plain(whole)
            held = held[found[-1].start :]
        if len(held) > _LONGEST:
            held = ""
    yield from _plain(held)


def _plain(text: str) -> Iterator[Written]:
    """The sentences of a finished run of text, without markup."""
    if _FENCE.match(text):
        return
    text = _TAG.sub(" ", _IMAGE.sub(" ", text))
    for span in sentences(text, Span(0, len(text))):
        own = span.of(text)
        marks = tuple(dict.fromkeys(int(mark[1]) for mark in _MARK.finditer(own)))
        unmarked = _MARK.sub("", own)
        plain = " ".join(_MARKUP.sub("", _LINK.sub(r"\1", unmarked)).split())
        if any(letter.isalnum() for letter in plain):
            yield Written(plain, marks, bool(_ADDRESS.search(unmarked)))
