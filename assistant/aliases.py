"""Names that are one: the short and long forms that the releases define, and a small file for the others.

A short form in a question also looks for the telling words of its long form, and a long form for its short one.
`data/aliases.tsv` can be edited; a file of the same form in the library's folder adds to it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from assistant.dictionary import is_translated
from assistant.question import Question
from ingest.read import decode
from store.language import fold, stem, words
from store.lexical import QueryWord
from store.library import Library
from store.types import LANGUAGES

_WEIGHT = 0.8  # of the other form beside the one that was asked for
_LONGEST = 9  # words of a long form
OWN_FILE = "aliases.tsv"


def expanded(question: Question, library: Library) -> Question:
    """The question with the other forms of its names among the words to search for."""
    said = [fold(word) for word in words(question.searched_for, question.spoken)]
    runs = {" ".join(said[first:last]) for first in range(len(said)) for last in range(first + 2, first + _LONGEST + 1)}
    rows = [*library.aliases({*said}, runs), *_matching(_listed(library.home), {*said}, runs)]
    for short, long in dict.fromkeys(rows):
        asked_short, asked_long = short in said, long in runs
        if short in question.names:
            question = replace(question, sure_names=tuple(dict.fromkeys((*question.sure_names, short))))
        if asked_short and not asked_long:
            question = _with_long(question, short, long)
        elif asked_long and not asked_short:
            found = {language: (*own, QueryWord(short, ((short, 1.0),))) for language, own in question.words.items()}
            question = replace(question, words=found)
            said.append(short)
    return question


def _with_long(question: Question, short: str, long: str) -> Question:
    """The short form's telling words: those that have no translation, since the others stand in any release."""
    telling = [word for word in long.split() if len(word) > 2 and not is_translated(word)]
    if not telling:
        return question
    found = {}
    for language in LANGUAGES:
        added = {stem(word, language): _WEIGHT for word in telling} | dict.fromkeys(telling, _WEIGHT)
        found[language] = tuple(
            replace(word, alternatives=tuple((added | dict(word.alternatives)).items())) if word.word == short else word
            for word in question.words[language]
        )
    return replace(question, words=found)


def _matching(rows: Iterable[tuple[str, str]], shorts: set[str], longs: set[str]) -> Iterator[tuple[str, str]]:
    return (row for row in rows if row[0] in shorts or row[1] in longs)


def _listed(home: Path) -> list[tuple[str, str]]:
    own = home / OWN_FILE
    return [*_shipped(), *(_rows(decode(own.read_bytes())) if own.is_file() else ())]


@cache
def _shipped() -> tuple[tuple[str, str], ...]:
    return tuple(_rows(files("assistant").joinpath("data", OWN_FILE).read_text(encoding="utf-8")))


def _rows(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        line = line.rstrip("\t ")  # a spreadsheet ends rows with empty cells
        if line.strip() and not line.startswith("#") and line.count("\t") == 1:
            short, long = line.split("\t")
            yield fold(short.strip()), " ".join(words(fold(long), "fr"))
