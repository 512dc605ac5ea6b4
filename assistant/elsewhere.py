"""Which of the releases found are about another agreement than the question: the names and years that they lack."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.names import alike, holds, root, sure_names
from assistant.question import NUMBER, Question
from assistant.years import falls_in
from store.language import fold, is_stop_word, terms, words
from store.lexical import QueryWord
from store.library import Library
from store.types import LANGUAGES, Release

_CAPITAL = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w&]+")
_INSIDE = re.compile(r"(?:(?<=[\w,;(–/«“] )|(?<=[\w(][-'’]))[A-ZÀ-ÖØ-Þ][\w&]+")
_SMALL = re.compile(r"\b[a-zà-öø-ÿœ][\w&]+")
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ][\w&]+(?:[ '’-][A-ZÀ-ÖØ-Þ][\w&]+)+")


@dataclass(frozen=True, slots=True)
class Whole:
    """What a whole release holds: its terms, header included, its words in capitals, those of them that stand inside a
    sentence, its other words, the words in capitals that stand side by side, its figures, and its text.
    """

    terms: frozenset[str]
    capitals: frozenset[str]
    inside: frozenset[str]
    small: frozenset[str]
    together: frozenset[tuple[str, str]]
    numbers: frozenset[str]
    text: str

    @classmethod
    @lru_cache(maxsize=512)
    def of(cls, release: Release) -> "Whole":
        """What a release holds; kept for the last releases asked for."""
        text = f"{release.header}\n{release.text}"
        capitals = frozenset(fold(word) for word in _CAPITAL.findall(text))
        runs = ([fold(word) for word in words(run, release.language)] for run in _CAPITALS.findall(text))
        together = frozenset(pair for run in runs for pair in itertools.pairwise(run))
        inside, small = (frozenset(fold(word) for word in pattern.findall(text)) for pattern in (_INSIDE, _SMALL))
        return cls(
            frozenset(terms(text, release.language)),
            capitals,
            inside,
            small,
            together,
            frozenset(NUMBER.findall(text)),
            text,
        )


def named(question: Question, releases: Iterable[Release]) -> Question:
    """The question with more of its words taken for names: those typed small that the releases write with a capital,
    inside a sentence, and never without.
    """
    wholes = [Whole.of(release) for release in releases]
    large = frozenset[str]().union(*(whole.inside for whole in wholes))
    large -= frozenset[str]().union(*(whole.small for whole in wholes))
    written = {fold(word): word for word in words(question.searched_for, question.spoken)}
    added = [
        word.word
        for word in question.words[question.spoken]
        if word.word in large
        and len(word.word) > 2
        and word.word not in question.names
        and _may_be(written.get(word.word, word.word), wholes)
    ]
    return replace(question, names=(*question.names, *added)) if added else question


def _may_be(typed: str, wholes: Iterable[Whole]) -> bool:
    """Whether a word typed with accents stands so in a release: « côté » is not the one in « Côte d'Azur »."""
    forms = (typed.title(), typed.upper())
    return typed == fold(typed) or any(form in whole.text for whole in wholes for form in forms)


def elsewhere(question: Question, releases: Iterable[Release]) -> frozenset[str]:
    """The ids of the releases that are about another agreement: they lack a name that the question gives beyond doubt,
    in any form, or fall out of the years that it names.

    A yes-no question may ask for that very name or year, and "no" is an answer: there a name counts only when another
    of the releases holds it, so that what one of them says of its own partners is not said of somebody else.
    """
    wholes = {release: Whole.of(release) for release in releases}
    sure = {*question.sure_names, *_named_together(question, wholes.values())}
    missing = {
        release: {
            word.word for word in question.words[release.language] if word.word in sure and is_missing(word, whole)
        }
        for release, whole in wholes.items()
    }
    if question.kinds[0] == "yes_no":
        held = frozenset().union(*(sure - lacking for lacking in missing.values()))
        return frozenset(release.id for release, lacking in missing.items() if lacking & held)
    return frozenset(
        release.id for release, lacking in missing.items() if lacking or not falls_in(release, question.years)
    )


def unheard(question: Question, library: Library) -> tuple[str, ...]:
    """The question's names beyond doubt, as they are typed, that no release of the library holds in any form."""
    typed = {fold(name): name for name in sure_names(question.searched_for, question.spoken)}
    asked = [(language, word) for language in LANGUAGES for word in question.words[language] if word.word in typed]
    heard = {
        word.word
        for language, word in asked
        if library.matching((f"{root(word.word)}*", *(term for term, _ in word.alternatives)), language, 1)
    }
    return tuple(name for word, name in typed.items() if word not in heard)


def _named_together(question: Question, wholes: Iterable[Whole]) -> Iterator[str]:
    """Words side by side that one of the releases writes as one name: « région sud », whatever each means alone."""
    said = [fold(word) for word in words(question.searched_for, question.spoken)]
    together = frozenset[tuple[str, str]]().union(*(whole.together for whole in wholes))
    for pair in itertools.pairwise(said):
        if pair in together:
            yield from (word for word in pair if len(word) > 2 and not is_stop_word(word, question.spoken))


def is_missing(word: QueryWord, whole: Whole) -> bool:
    """Whether a release does not hold a word, in any form."""
    return not holds(word, whole.terms) and not alike(word.word, whole.terms)
