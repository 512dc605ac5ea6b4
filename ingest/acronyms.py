"""Short and long forms of names, learned from the releases that give both: « Centre national … (CNRS) ».

Method: Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text" (2003):
the short form's letters are found in the long form from right to left, its first letter at the start of a word.
"""

import re
import unicodedata
from collections.abc import Iterator

_PAIR = re.compile(r"(?P<before>[^()\n]{3,160}?)\s?\((?P<inside>[^()\n]{2,120})\)")
_SHORT = re.compile(r"(?=(?:[^A-Z\s]*[A-Z]){2})[\w&-]{2,12}")
_EXTRA_WORDS = 5


def acronyms(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs (short form, long form) that a text defines, each once, as they are written."""
    return tuple(dict.fromkeys(_found(text)))


def _found(text: str) -> Iterator[tuple[str, str]]:
    for match in _PAIR.finditer(text):
        before, inside = match["before"], match["inside"].strip()
        if _SHORT.fullmatch(inside):
            long = long_form(inside, before)
            if long:
                yield inside, long
        else:
            word = before.split()[-1].strip("«“\"'’")
            if _SHORT.fullmatch(word) and long_form(word, inside) == inside:
                yield word, inside


def long_form(short: str, before: str) -> str | None:
    """The end of `before` that the short form abbreviates; None when it abbreviates none of it."""
    words = before.split()
    candidate = " ".join(words[-min(len(short) + _EXTRA_WORDS, 2 * len(short)) :])
    letters, place = _plain(candidate), len(candidate) - 1
    wanted = [letter for letter in _plain(short) if letter.isalnum()]
    for number in range(len(wanted) - 1, -1, -1):
        while place >= 0 and (letters[place] != wanted[number] or (number == 0 and not _opens(letters, place))):
            place -= 1
        if place < 0:
            return None
        place -= 1
    found = candidate[place + 1 :].strip("«»“”\"'’ ")
    return found if len(found.split()) > 1 and short not in found else None


def _opens(letters: str, place: int) -> bool:
    return place == 0 or not letters[place - 1].isalnum()


def _plain(text: str) -> str:
    """Small letters without accents, one for each character."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in text)
