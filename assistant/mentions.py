"""The agreements that a question speaks of: whether there may be several, and the question without one of them.

How people set agreements side by side is data (`data/compare.toml`).
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from store.language import fold
from store.types import Language

_TOKEN = re.compile(r"[\w&]+")
_JOINED = re.compile(r"\s*[-–/]\s*")
_PLAIN = re.compile(r"[\s'’]*")
_NO_STOP = re.compile(r"[^,;:?!.]")  # of what follows a word that is gone, no more stays than its punctuation
_OWNER = re.compile(r"['’]s\b")
_REMAINS = re.compile(r"\([^\w()]*(?:\)|$)|(?<=\w)-(?!\w)")  # of names in brackets or behind a hyphen
_AHEAD = 3  # words between a name and the agreement that it belongs to: "the ARC tripartite agreement"


def speaks_of_several(text: str, language: Language) -> bool:
    """Whether a question may set two agreements side by side: it says so, or it speaks of an agreement twice."""
    folded = fold(text)
    said = bool(_pattern("several", language).search(folded))
    return said or len(_pattern("agreement", language).findall(folded)) > 1


def surveys(text: str, language: Language) -> bool:
    """Whether a question asks for agreements, or partners, wherever in the library they are told of."""
    return bool(_pattern("survey", language).search(fold(text)))


def from_agreement(text: str, language: Language) -> str:
    """What a question says from the first word for an agreement on; all of it without one."""
    found = next((token for token in _TOKEN.finditer(text) if _agreement(fold(token.group()), language)), None)
    return text[found.start() :] if found else text


def _agreement(word: str, language: Language) -> bool:
    return bool(_pattern("agreement", language).fullmatch(word))


def without(text: str, dropped: frozenset[str], language: Language) -> str:
    """A question without the agreements that some of its names (folded) belong to, and without what set them beside
    the others.

    >>> without("Who signed the Lyon-CNRS agreement, and who the Brest deal?", frozenset({"lyon"}), "en")
    'Who signed the Brest deal?'
    """
    text = text.replace("’", "'")
    tokens = list(_TOKEN.finditer(text))
    folded = [_word(token.group()) for token in tokens]
    gaps = [text[one.end() : other.start()] for one, other in zip(tokens, tokens[1:], strict=False)]
    mentions = (_mention(at, folded, gaps, language) for at, word in enumerate(folded) if word in dropped)
    gone = {place for mention in mentions for place in mention}
    if not gone:
        return text
    kept = [
        f" {_NO_STOP.sub('', gap)} " if place in gone else token.group() + gap
        for place, (token, gap) in enumerate(zip(tokens, [*gaps, text[tokens[-1].end() :]], strict=True))
    ]
    left = " ".join("".join(kept).split())
    for _ in range(2):  # what stands alone after the first time goes the second
        left = _pattern("alone", language).sub(" ", left).strip(" ,;:")
    return " ".join(left.split())


def unnamed(text: str, names: frozenset[str], language: Language) -> str:
    """What a question asks, of whomever it asks: without the given names (folded), where more than a word is left.

    >>> unnamed("Where did the CNRS and Inria sign? (Lyon)", frozenset({"cnrs", "inria", "lyon"}), "en")
    'Where did sign?'
    """
    left = " ".join(_REMAINS.sub(" ", without(_OWNER.sub(" ", text), names, language)).split())
    return left if len(_TOKEN.findall(left)) > 1 else text


def _word(token: str) -> str:
    """A word folded, but for « où », which is not « ou »."""
    return token.lower() if token.lower() == "où" else fold(token)


def _mention(at: int, words: list[str], gaps: list[str], language: Language) -> Iterable[int]:
    """The places of the words around a name that speak of one agreement: what is joined to it, what leads up to it, and
    the agreement that comes behind.
    """
    first = last = at
    while first and _JOINED.fullmatch(gaps[first - 1]):
        first -= 1
    while last < len(gaps) and _JOINED.fullmatch(gaps[last]):
        last += 1
    agreement, before = _pattern("agreement", language), _pattern("before", language)
    joins, than = _pattern("joins", language), _pattern("than", language)
    while first and _PLAIN.fullmatch(gaps[first - 1]):
        ahead = words[first - 2] if first > 1 else ""
        # « l'accord » goes with the name behind it; "CNRS's agreement" may go with several.
        leads = not ahead or any(pattern.fullmatch(ahead) for pattern in (before, joins, than))
        if not before.fullmatch(words[first - 1]) and not (leads and agreement.fullmatch(words[first - 1])):
            break
        first -= 1
    last = _behind(last, words, gaps, language)
    if first and (joins.fullmatch(words[first - 1]) or (first > 1 and than.fullmatch(words[first - 1]))):
        first -= 1
    elif last < len(gaps) and joins.fullmatch(words[last + 1]):
        last += 1
    return range(first, last + 1)


def _behind(last: int, words: list[str], gaps: list[str], language: Language) -> int:
    """The place of the agreement close behind a name; that of the name when there is none."""
    for place in range(last + 1, min(last + _AHEAD, len(gaps)) + 1):
        if not _PLAIN.fullmatch(gaps[place - 1]) or _pattern("before", language).fullmatch(words[place]):
            break
        if _pattern("agreement", language).fullmatch(words[place]):
            return place
    return last


@cache
def _pattern(name: str, language: Language) -> re.Pattern[str]:
    return re.compile("|".join(stored()[name][language]), re.IGNORECASE)


@cache
def stored() -> dict[str, Any]:
    """What `data/compare.toml` holds."""
    return tomllib.loads(files("assistant").joinpath("data/compare.toml").read_text(encoding="utf-8"))
