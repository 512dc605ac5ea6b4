"""A model's stream cut into plain sentences: whole ones only, without markup, their citation marks taken out.

What is not whole is not shown, so that no picture, link or tag that was cut over two pieces gets by.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.chunk import sentences
from store.language import fold
from store.types import Span

_LONGEST = 4_000  # characters without an end of a sentence: a model that runs on
_END = re.compile(r"[.!?…][\s»”\"')\]\d\[]*$")
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s")
_THOUGHT, _THOUGHT_END = "<think>", "</think>"
_FENCE = re.compile(r"^\s*(?:```|~~~)\w*\s*$")
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)?|\[[^\]]*\]?)")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)?|\[[^\]]*\])")
_TAG = re.compile(r"<!--.*?(?:-->|$)|</?[A-Za-z][^>]*(?:>|$)", re.DOTALL)
_MARK = re.compile(
    r"[ \u00a0]?(?:[\[【](?:passage )?\^?(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)[\]】]|\(passage (\d{1,3})\))", re.IGNORECASE
)
_MARKUP = re.compile(
    r"^\s*(?:#{1,6}\s+|>(?!\s?\d)\s*|[-*•–]\s+|\d{1,2}[.)]\s+)|\*\*|__|`|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)"
)
# "<30 %" without its sign says something else.
_BRACKETS = re.compile(r"[<>](?!\s?\d)|[\[\]]|(?<=!)\(")
_MARK_LAST = re.compile(rf"(?:{_MARK.pattern})\s*$", re.IGNORECASE)
# What may yet become a picture, a link or a tag.
_OPEN = re.compile(r"\]\([^)]*$|<[^>]*$|[\]!<]$")
_HOST = (
    r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|fr|eu|test|io|info|example|invalid|int|edu|gov|uk|de|ca|be|ch|xyz|ru|co|dev"
    r"|app|ai|cn|ly|biz|online|site)\b"
)
# An address, with or without its scheme, and what would run in a browser.
_ADDRESS = re.compile(
    r"\w+://|\bwww\.|\w@\w+\.\w|\b[\w-]+(?:\.[\w-]+)*\.[^\W\d][\w-]*/\S|\b\d+(?:\.\d+){3}[:/]\S"
    rf"|\b(?:data|javascript|vbscript|mailto|file):\S|{_HOST}|^\s*\[[^\]]+\]:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence that a model wrote, in plain text; the passages that it says it rests on, which prove nothing; whether
    it held an address; and whether it has its end.
    """

    text: str
    marks: tuple[int, ...]
    address: bool
    whole: bool = True


def hosts(text: str) -> frozenset[str]:
    """The names in a text that could be addresses, folded: of companies that call themselves like their site."""
    return frozenset(fold(found) for found in re.findall(_HOST, text, re.IGNORECASE))


def has_address(text: str, known: frozenset[str] = frozenset()) -> bool:
    """Whether a text leads elsewhere; a bare name that is `known` does not."""
    return any(fold(found.group()) not in known for found in _ADDRESS.finditer(text))


def answered(pieces: Iterable[str]) -> Iterator[str]:
    """A model's stream from where it answers: without what it thinks aloud before that."""
    held, begun, thinks = "", False, False
    for piece in pieces:
        held += piece
        if not begun:
            held = held.lstrip()
            begun = not _THOUGHT.startswith(held[: len(_THOUGHT)].lower())
            thinks = held[: len(_THOUGHT)].lower() == _THOUGHT
            begun = begun or thinks
        if begun and thinks:
            _, end, after = held.partition(_THOUGHT_END)
            thinks, held = not end, after if end else held[-len(_THOUGHT_END) :]
        if begun and not thinks:
            yield held
            held = ""
    if not thinks:
        yield held


def written(pieces: Iterable[str], known: frozenset[str] = frozenset()) -> Iterator[Written]:
    """The sentences of a stream, each as soon as it is whole; the last one when the stream ends.

    :param known: names that are no addresses (`hosts`).
    """
    held, told, lost = "", 0, False
    for piece in answered(pieces):
        held += piece
        *lines, held = held.split("\n")
        for line in lines[lost:]:
            for sentence in _plain(line, known):
                told += 1
                yield sentence
        # A picture or a link may hold the end of a sentence: nothing is cut before it is closed.
        found = sentences(held, Span(0, len(held))) if held.count("[") == held.count("]") else []
        whole = held[: found[-1].start].rstrip() if len(found) > 1 else ""
        if whole and not _OPEN.search(held) and not _OPEN.search(whole):
            for sentence in _plain(whole, known):
                told += 1
                yield sentence
            held = held[found[-1].start :]
        lost = (lost and not lines) or len(held) > _LONGEST
        if lost:
            held = ""  # and with it the rest of its line
    # What has no end was cut off, unless it is all there is, an item of a list, or has its mark.
    whole_too = not told or any(sign.search(held) for sign in (_END, _MARK_LAST)) or bool(_ITEM.match(held))
    for sentence in _plain(held, known):
        yield sentence if whole_too else replace(sentence, whole=False)


def _plain(text: str, known: frozenset[str]) -> Iterator[Written]:
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
            yield Written(plain, marks, has_address(unmarked, known) or has_address(plain, known))
